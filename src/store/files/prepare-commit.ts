import { sealCommit } from '../../audit/commit.ts';
import type { Head } from '../../audit/record.ts';
import type { Commit, JournalRecord } from '../../engine/ports.ts';
import { factsOf } from '../check-commit.ts';
import type { Columns } from './columns.ts';
import type { Ledger } from './ledger.ts';
import { lineBody, type Place } from './line.ts';
import type { DocumentLine } from './newest-documents.ts';
import { stateLine } from './state-logs.ts';

/** A commit that has been numbered and chained, with every text that writing it takes. */
export interface Prepared {
  readonly body: string;
  readonly records: readonly JournalRecord[];
  readonly documents: readonly DocumentLine[];
  /** The last record, after this commit. */
  readonly head: Head;
}

/** Numbers a commit that conflicts with nothing behind `before`. Only its place in the file is still open. */
export function prepareCommit(
  commit: Commit,
  before: Head,
  columns: Columns,
  ledger: Ledger,
): Prepared {
  const facts = factsOf(commit, ledger.unwritten());
  const { records, text, head } = sealCommit(commit.records, commit.tenant, before, facts);
  return {
    body: lineBody(placesBefore(commit, columns), text),
    records: records,
    documents: commit.documents.map((write) => ({
      write,
      bytes: stateLine(
        write.document,
        records.findLast(({ change }) => change === write.change)?.seq ?? 0,
      ),
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
