import type { Recompute } from '../../engine/ports.ts';
import type { Columns } from './columns.ts';
import { Damage, type Journal } from './journal.ts';
import { recordsOf } from './read-records.ts';
import { stateLine, type StateLogs } from './state-logs.ts';

/** Rows whose newest document no state log has. */
export type Stale = Set<number>;

const LINES_MAX = 64;

/**
 * Makes the documents of stale rows anew from their records and appends them to the state logs, in order of creation;
 * rows whose lines cannot stand where the index says are stale, too. Returns the damage that some could not be made for.
 */
export async function remakeDocuments(parts: {
  readonly columns: Columns;
  readonly state: StateLogs;
  readonly journal: Journal;
  readonly stale: Stale;
  readonly recompute: Recompute;
}): Promise<readonly Damage[]> {
  const { columns, state, journal, stale, recompute } = parts;
  const damages: Damage[] = [];
  let waiting: { readonly row: number; readonly bytes: Buffer }[] = [];
  const write = (): void => {
    if (waiting.length === 0) return;
    const places = state.append(waiting.map(({ bytes }) => bytes));
    waiting.forEach(({ row }, at) => columns.setStatePlace(row, places[at]!));
    waiting = [];
  };
  for (let row = 0; row < columns.count; row += 1) {
    if (!stale.has(row) && state.has(columns.statePlace(row))) {
      state.keep(columns.statePlace(row));
      continue;
    }
    try {
      const made = await recompute.document(recordsOf(journal, columns, row, 0));
      columns.setEntry(row, made.entry);
      waiting.push({ row, bytes: stateLine(made.document, columns.seq(row)) });
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      damages.push(error);
    }
    if (waiting.length === LINES_MAX) write();
  }
  write();
  return damages;
}
