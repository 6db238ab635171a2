import { goesOn } from '../core/outcome.ts';
import type {
  IndexEntry,
  JournalRecord,
  ListQuery,
  RecordQuery,
  SystemTally,
} from '../engine/ports.ts';

/** Whether a list shows the entry: every filter given must hold. */
export function matchesEntry(entry: IndexEntry, description: string, query: ListQuery): boolean {
  const { status, phase, type, system, author, label, workflow, waiting_for: waiting } = query;
  return (
    (status === undefined || entry.status === status) &&
    (phase === undefined || entry.phases.includes(phase)) &&
    (type === undefined || entry.type === type) &&
    (system === undefined || entry.systems.includes(system)) &&
    (author === undefined || entry.author === author) &&
    (label === undefined || entry.labels.includes(label)) &&
    (workflow === undefined || entry.workflow === workflow) &&
    (waiting === undefined || waiting.some((who) => entry.waiting_for.includes(who))) &&
    (query.q === undefined || hasWords(searchText(entry.title, description), searchWords(query.q)))
  );
}

/** What `q` looks through: NUL keeps a word from being found across the seam of title and description. */
export const searchText = (title: string, description: string): string =>
  `${title}\0${description}`.toLowerCase();

/** The words of a `q`, case folded; all must be found, anywhere in the text. */
export const searchWords = (q: string): readonly string[] =>
  q
    .toLowerCase()
    .split(/[\s\0]+/u)
    .filter((word) => word !== '');

const hasWords = (text: string, words: readonly string[]): boolean =>
  words.every((word) => text.includes(word));

/** Whether a journal query takes the record. `from` is in the period, `to` is not. */
export function matchesRecord(record: JournalRecord, query: RecordQuery): boolean {
  return (
    (query.after_seq === undefined || record.seq > query.after_seq) &&
    (query.change === undefined || record.change === query.change) &&
    (query.types === undefined || query.types.includes(record.type)) &&
    (query.from === undefined || Date.parse(record.time) >= Date.parse(query.from)) &&
    (query.to === undefined || Date.parse(record.time) < Date.parse(query.to))
  );
}

/** A cursor says before which change, in order of creation, the next page begins. */
export const cursorOf = (row: number): string => `b${row}`;

/** The place a cursor names; undefined where there is none or where it was not made here, which starts from the newest. */
export function rowAfter(cursor: string | undefined): number | undefined {
  const digits = /^b(\d{1,15})$/.exec(cursor ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Counts entries by how they ended. */
export function tallyOf(entries: readonly IndexEntry[], since: string): SystemTally {
  const ended = new Map<string, SystemTally['ended'][number]>();
  const from = Date.parse(since);
  for (const { status, outcome, closed_at: at } of entries) {
    if (at === null || Date.parse(at) < from) continue;
    const key = JSON.stringify([status, outcome]);
    const { count = 0, latest = at } = ended.get(key) ?? {};
    const last = Date.parse(at) > Date.parse(latest) ? at : latest;
    ended.set(key, { status, outcome, count: count + 1, latest: last });
  }
  return {
    open: entries.filter(({ status }) => goesOn(status)).length,
    ended: [...ended.values()],
  };
}
