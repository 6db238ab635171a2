import { seal, type Head } from '../../audit/record.ts';
import type { Commit, JournalRecord } from '../../engine/ports.ts';
import type { Columns } from './columns.ts';
import type { Ledger } from './ledger.ts';
import { lineBody, type Line, type Place } from './line.ts';
import type { DocumentLine } from './newest-documents.ts';
import { stateLine } from './state-logs.ts';

/** A commit that has been numbered and chained, with every text that writing it takes. */
export interface Prepared {
  readonly body: string;
  readonly line: Omit<Line, 'v' | 'group' | 'back'>;
  readonly documents: readonly DocumentLine[];
  /** The last record, after this commit. */
  readonly head: Head;
}

/** Numbers a commit that conflicts with nothing behind `head`. Only its place in the file is still open. */
export function prepareCommit(
  commit: Commit,
  before: Head,
  columns: Columns,
  ledger: Ledger,
): Prepared {
  let head = before;
  const texts: string[] = [];
  const records: JournalRecord[] = [];
  const newest = new Map<string, number>();
  for (const draft of commit.records) {
    const { record, text } = seal(draft, commit.tenant, head);
    head = { seq: record.seq, hash: record.hash };
    if (record.change !== null) newest.set(record.change, record.seq);
    records.push(record);
    texts.push(text);
  }
  const counters = ledger.unwritten();
  const { take, release, key } = commit;
  return {
    body: lineBody(placesBefore(commit, columns), commit, counters, texts),
    line: {
      ...(key === null ? {} : { key }),
      claims: { take, release },
      counters: Object.fromEntries(counters),
      records,
    },
    documents: commit.documents.map((write) => ({
      write,
      bytes: stateLine(write, newest.get(write.change) ?? 0),
    })),
    head,
  };
}

/** For each change that the commit touches and that is there already, where its line before this one stands. */
function placesBefore(commit: Commit, columns: Columns): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  for (const { change } of commit.expects) {
    const row = columns.row(change);
    if (row !== undefined) places.set(change, columns.linePlace(row));
  }
  return places;
}
