import { crc32 } from 'node:zlib';
import { join } from 'node:path';
import type { ColumnsDump } from './columns.ts';
import type { Disk } from './disk.ts';
import type { JournalPoint } from './journal.ts';
import type { LedgerDump } from './ledger.ts';

export const VERSION = 2;

/** What the index knows at a place of the journal, so that a start reads only what came after. */
export interface Snapshot {
  readonly v: typeof VERSION;
  readonly point: JournalPoint;
  readonly columns: ColumnsDump;
  readonly ledger: LedgerDump;
  /** How far each state log had come. */
  readonly stateEnds: readonly (readonly [log: number, end: number])[];
  /** Changes whose documents for people were behind. */
  readonly behind: readonly string[];
}

const NAME = 'snapshot';
const SUM_LENGTH = '00000000\n'.length;

/** A sum, a line of JSON with the lengths of the number columns, and their bytes. */
export function encodeSnapshot(
  snapshot: Snapshot,
  numbers: readonly Uint8Array[],
): readonly Uint8Array[] {
  const head = Buffer.from(
    `${JSON.stringify({ ...snapshot, lengths: numbers.map((part) => part.byteLength) })}\n`,
  );
  const parts = [head, ...numbers];
  const sum = parts.reduce((value, part) => crc32(part, value), 0);
  return [Buffer.from(`${sum.toString(16).padStart(8, '0')}\n`), ...parts];
}

export const snapshotPath = (folder: string): string => join(folder, NAME);

/** The snapshot in a folder; null where there is none, or none that is whole and of this version: then rebuild. */
export function readSnapshot(
  disk: Disk,
  folder: string,
): { readonly snapshot: Snapshot; readonly numbers: readonly Uint8Array[] } | null {
  const bytes = disk.load(snapshotPath(folder));
  if (bytes === null) return null;
  const body = bytes.subarray(SUM_LENGTH);
  const sum = crc32(body).toString(16).padStart(8, '0');
  const end = body.indexOf('\n');
  if (bytes.toString('latin1', 0, SUM_LENGTH) !== `${sum}\n` || end === -1) return null;
  const head = JSON.parse(body.toString('utf8', 0, end)) as Omit<Snapshot, 'v'> & {
    readonly v: number;
    readonly lengths: readonly number[];
  };
  if (head.v !== VERSION) return null;
  let at = end + 1;
  const numbers = head.lengths.map((length) => {
    at += length;
    return body.subarray(at - length, at);
  });
  return { snapshot: { ...head, v: VERSION }, numbers };
}
