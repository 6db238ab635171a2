import type { Datum } from '../../core/datum.ts';
import { endedAs } from '../../change/ending.ts';
import { list, symbol } from '../../core/datum.ts';
import { goesOn, isFailure } from '../../core/outcome.ts';
import { frozenAt, type Subject } from '../../risk/freezes.ts';
import type { Policy } from '../../policy/definitions.ts';
import type { Store, SystemTally } from '../ports.ts';

const DAY_MS = 86_400_000;
const YEAR_DAYS = 365;

/**
 * What the past says of systems: `history-count`, closed changes of a year; `success-rate`, the exact share of these
 * that succeeded (absent without any); `last-change-days`, whole days since the last of them (absent likewise);
 * `conflicts`, other open changes of these systems. `change` is the one that is asked about, where it exists.
 */
export async function historyFacts(
  store: Pick<Store, 'tally' | 'load'>,
  tenant: string,
  { systems, change }: { readonly systems: readonly string[]; readonly change: string | null },
  now: string,
): Promise<{ readonly [name: string]: Datum }> {
  const since = new Date(Date.parse(now) - YEAR_DAYS * DAY_MS).toISOString();
  const { open, ended } = await store.tally(tenant, { systems, since });
  const own = change === null ? null : await store.load(tenant, change);
  const counts =
    own !== null &&
    goesOn(own.status) &&
    own.fields.systems?.some((system) => systems.includes(system)) === true;
  const closed = ended.filter(implemented);
  const count = sumOf(closed);
  const facts: { [name: string]: Datum } = {
    'history-count': count,
    conflicts: counts ? open - 1 : open,
  };
  if (count === 0) return facts;
  const succeeded = sumOf(closed.filter(({ outcome }) => !isFailure(outcome)));
  const last = Math.max(...closed.map(({ latest }) => Date.parse(latest)));
  return {
    ...facts,
    'success-rate': share(succeeded, count),
    'last-change-days': Math.floor((Date.parse(now) - last) / DAY_MS),
  };
}

type Ended = SystemTally['ended'][number];

const sumOf = (ended: readonly Ended[]): number => ended.reduce((sum, { count }) => sum + count, 0);

/** Rejected and cancelled changes never touched a system. */
const implemented = (ended: Ended): boolean => endedAs(ended) === 'completed';

function share(part: number, whole: number): Datum {
  let [a, b] = [part, whole];
  while (b !== 0) [a, b] = [b, a % b];
  return part % whole === 0 ? part / whole : ['q', String(part / a), String(whole / a)];
}

/** What the catalogue and the calendars in force say: `criticality`, the highest of the systems; `owners`; `frozen` now. */
export function standingFacts(
  policy: Pick<Policy, 'definitions' | 'files'>,
  subject: Subject,
  now: string,
): { readonly [name: string]: Datum } {
  const known = policy.definitions.systems.filter(({ name }) => subject.systems?.includes(name));
  const ratings = known.flatMap(({ criticality }) => criticality ?? []);
  const owners = [...new Set(known.flatMap(({ owner }) => owner ?? []))];
  const facts = {
    owners: list(...owners.map(symbol)),
    frozen: frozenAt(policy, now, subject).length > 0,
  };
  return ratings.length === 0 ? facts : { ...facts, criticality: Math.max(...ratings) };
}
