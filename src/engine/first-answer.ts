import type { Remembered } from '../change/commands.ts';
import type { Refusal } from '../core/refusal.ts';
import { ok, type Result } from '../core/result.ts';
import type { CommandOptions, FirstAnswer } from './api.ts';
import { asOf } from './command.ts';
import { answeredTo } from './keys.ts';
import { rememberedIn } from './memory.ts';
import type { Parts } from './parts.ts';
import type { JournalRecord, RecordQuery } from './ports.ts';

/** What a used key was answered with: of a change, its version; of what was remembered, its topic and when. */
type Answered =
  | { readonly change: string; readonly version: number }
  | { readonly topic_key: string; readonly time: string };

/** What the command did that came with the key of the options; null where none has. */
export async function firstAnswerTo(
  parts: Parts,
  options: CommandOptions,
): Promise<Result<FirstAnswer, Refusal> | null> {
  const first = await answeredTo(parts.store, options, {});
  if (first === null || !first.ok) return first;
  const { tenant } = options;
  const answered = first.value as Answered;
  if ('change' in answered) {
    const { change, version } = answered;
    const isOfIt = (record: JournalRecord): boolean => record.version === version;
    return ok({
      change: await asOf(parts, tenant, change, version),
      remembered: await said(parts, tenant, { change, types: ['adr-linked'] }, isOfIt),
    });
  }
  const { topic_key, time } = answered;
  const isOfIt = ({ time: at, data }: JournalRecord): boolean =>
    at === time && data['topic_key'] === topic_key;
  const query = { types: ['memory-saved'], from: time };
  return ok({ change: null, remembered: await said(parts, tenant, query, isOfIt) });
}

async function said(
  { store }: Pick<Parts, 'store'>,
  tenant: string,
  query: RecordQuery,
  is: (record: JournalRecord) => boolean,
): Promise<Remembered | null> {
  for await (const record of store.records(tenant, query))
    if (is(record)) return rememberedIn(record.data);
  return null;
}
