import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { followChain } from '../../src/audit/chain.ts';
import type { AuditRecord } from '../../src/audit/record.ts';
import { canonicalJson } from '../../src/core/canonical.ts';
import { sha256 } from '../../src/core/json.ts';
import type { Sent } from './journey.ts';

/** What is wrong with a journal, held against what clients know; and how much of it nobody had an answer for. */
export interface Verdict {
  /** Acknowledged, and not there. */
  readonly lost: readonly string[];
  /** There more than once. */
  readonly twice: readonly string[];
  /** Refused, and there all the same; or there and never sent. */
  readonly unasked: readonly string[];
  /** Taken at another version than the one that the command was for. */
  readonly overwritten: readonly string[];
  /** The hash chain, the numbers of records, the versions of changes. */
  readonly broken: readonly string[];
  /** Done, though the client has no answer yet. No fault: an answer may be lost. */
  readonly unacknowledged: number;
  readonly records: number;
}

/** A record's place in the commit that made it. */
interface Found {
  readonly change: string;
  /** The version of the change before the commit. */
  readonly before: number;
  readonly after: number;
}

/** Reads the journal's files as they lie on the disk, by nothing but JSON and the rule of hashes; no store is opened. */
export function judge(data: string, log: readonly Sent[]): Verdict {
  const lines = linesOf(join(data, 'journal'));
  const records = lines.flat();
  const found = new Map<string, Found[]>();
  for (const line of lines) {
    for (const record of line) {
      const mark = markOf(record);
      if (mark === null || record.change === null) continue;
      const versions = line.flatMap(({ change, version }) =>
        change === record.change && version !== null ? [version] : [],
      );
      const place = {
        change: record.change,
        before: Math.min(...versions) - 1,
        after: Math.max(...versions),
      };
      found.set(mark, [...(found.get(mark) ?? []), place]);
    }
  }
  return { ...compare(found, log), broken: chainFaults(records), records: records.length };
}

function compare(
  found: ReadonlyMap<string, readonly Found[]>,
  log: readonly Sent[],
): Omit<Verdict, 'broken' | 'records'> {
  const lost: string[] = [];
  const twice: string[] = [];
  const overwritten: string[] = [];
  const unasked = new Set(found.keys());
  let unacknowledged = 0;
  for (const { command, reply } of log) {
    const places = found.get(command.mark) ?? [];
    if (reply.kind !== 'refused') unasked.delete(command.mark);
    if (places.length > 1) twice.push(command.mark);
    if (reply.kind === 'unanswered' && places.length > 0) unacknowledged += 1;
    for (const { before } of places)
      if (command.expects !== null && before !== command.expects) overwritten.push(command.mark);
    if (reply.kind !== 'acknowledged') continue;
    const kept = places.some(
      ({ change, after }) => change === reply.view.id && after <= reply.view.version,
    );
    if (!kept) lost.push(command.mark);
  }
  return { lost, twice, overwritten, unasked: [...unasked], unacknowledged };
}

/** The records of each line that is whole, as far as the journal goes. */
function linesOf(folder: string): readonly (readonly AuditRecord[])[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => inFull((JSON.parse(line) as { readonly records: readonly Said[] }).records));
}

/** A record as a line has it: without what is as in the record before it, but for its type and data. */
type Said = Partial<AuditRecord>;

function inFull(line: readonly Said[]): readonly AuditRecord[] {
  const records: AuditRecord[] = [];
  for (const said of line) {
    const record = { ...following(records.at(-1)), ...said };
    const hash = said.hash ?? sha256(canonicalJson(record));
    records.push({ ...record, hash } as AuditRecord);
  }
  return records;
}

function following(before: AuditRecord | undefined): Said {
  if (before === undefined) return {};
  const { actor, change, policy, rule, tenant, time, v, seq, version, hash: prev } = before;
  const counted = { seq: seq + 1, version: version === null ? null : version + 1, prev };
  return { actor, change, policy, rule, tenant, time, v, ...counted };
}

/** Where each kind of command leaves its mark. */
function markOf({ type, data }: AuditRecord): string | null {
  switch (type) {
    case 'created':
      return text(data, 'fields', 'title');
    case 'commented':
      return text(data, 'text');
    case 'edited':
      return text(data, 'fields', 'test_plan');
    case 'signalled':
      return text(data, 'payload', 'reason');
    case 'voted':
      return text(data, 'vote', 'reason');
    case 'handed-in':
      return text(data, 'artifact', 'content');
    default:
      return null;
  }
}

function text(data: unknown, ...path: readonly string[]): string | null {
  let value = data;
  for (const name of path) value = (value as { readonly [name: string]: unknown } | null)?.[name];
  return typeof value === 'string' ? value : null;
}

function chainFaults(records: readonly AuditRecord[]): readonly string[] {
  const chain = followChain();
  return records.flatMap((record) =>
    chain.next(record).map(({ seq, message }) => `record ${seq}: ${message}`),
  );
}
