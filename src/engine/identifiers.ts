import type { Context } from '../change/context.ts';
import type { Fields } from '../change/aggregate/model.ts';
import { Temporal } from 'temporal-polyfill';
import type { Parts } from './parts.ts';
import { slugOf } from './slug.ts';

/**
 * An identifier that no change has: the slug of the description (`-2`, `-3` … where taken), or the template with
 * `{date}` as YYYYMMDD in the tenant's zone and `{n:W}` as the next number of that day and prefix, at least W digits.
 */
export async function nextIdentifier(
  parts: Parts,
  template: string,
  fields: Fields,
  context: Context,
  isTaken: (id: string) => boolean,
): Promise<string> {
  if (template === 'slug')
    return freeSlug(
      parts,
      slugOf(fields.description.trim() === '' ? fields.title : fields.description),
      context.tenant,
      isTaken,
    );
  const date = Temporal.Instant.from(context.now)
    .toZonedDateTimeISO(parts.timeZone)
    .toPlainDate()
    .toString()
    .replaceAll('-', '');
  const dated = template.replaceAll('{date}', date);
  const number = /\{n(?::(\d+))?\}/u.exec(dated);
  if (number === null) return freeSlug(parts, dated, context.tenant, isTaken);
  const n = await parts.store.reserve(context.tenant, `id:${dated}`);
  return dated.replace(number[0], String(n).padStart(Number(number[1] ?? 1), '0'));
}

/** Doubles its steps until a number is free, then halves them: as many looks as the count of equal slugs has digits. */
async function freeSlug(
  { store }: Parts,
  slug: string,
  tenant: string,
  isTaken: (id: string) => boolean,
): Promise<string> {
  const named = (n: number): string => (n === 1 ? slug : `${slug}-${n}`);
  const taken = async (n: number): Promise<boolean> =>
    isTaken(named(n)) || (await store.has(tenant, named(n)));
  let free = 1;
  while (await taken(free)) free *= 2;
  let used = Math.floor(free / 2);
  while (free - used > 1) {
    const middle = Math.floor((used + free) / 2);
    if (await taken(middle)) used = middle;
    else free = middle;
  }
  return named(free);
}
