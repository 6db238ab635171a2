import { crc32 } from 'node:zlib';
import { openCommit, type Opened } from '../../audit/commit.ts';
import type { JsonObject } from '../../core/json.ts';
import { StoreFault, type JournalRecord } from '../../engine/ports.ts';

/** Where a line of the journal stands: segment number, first byte, length in bytes with its newline. */
export interface Place {
  readonly segment: number;
  readonly offset: number;
  readonly length: number;
}

/**
 * One commit as the journal keeps it. With it everything but documents can be made anew: `back` says where the line
 * before it stands for each change that it touches, the last record what the commit did besides.
 */
export interface Line {
  /** The first byte, in this segment, of the group that was written and synced together. */
  readonly group: number;
  readonly back: {
    readonly [change: string]: readonly [segment: number, offset: number, length: number];
  };
  /** In full, as they are hashed; in the file each says only what is not as in the one before (see `sealCommit`). */
  readonly records: readonly JournalRecord[];
  /** For each record, the hash of what it says. */
  readonly hashes: readonly (string | null)[];
}

const LINE_VERSION = 2;

/** `,"sum":"xxxxxxxx"}` and a newline: the CRC-32 of every byte before it. */
const sealText = (sum: number): string => `,"sum":"${sum.toString(16).padStart(8, '0')}"}\n`;
const SEAL_BYTES = sealText(0).length;

/** A line without its frame: what does not depend on where it will stand. `records` as `sealCommit` writes them. */
export function lineBody(back: ReadonlyMap<string, Place>, records: string): string {
  const places = [...back].map(
    ([change, at]) => `${JSON.stringify(change)}:[${at.segment},${at.offset},${at.length}]`,
  );
  return `"back":{${places.join(',')}},"records":${records}`;
}

/** The whole line, newline included, for a group that begins at the byte given. */
export const frameLine = (body: string, group: number): Buffer =>
  seal(`{"v":${LINE_VERSION},"group":${group},${body}`);

/** Ends an object's text with the CRC-32 of what is before it, and a newline. */
export function seal(text: string): Buffer {
  const size = Buffer.byteLength(text);
  const bytes = Buffer.allocUnsafe(size + SEAL_BYTES);
  bytes.write(text, 0, 'utf8');
  bytes.write(sealText(crc32(bytes.subarray(0, size))), size, 'latin1');
  return bytes;
}

/** The object of a sealed line without its newline; null where a byte of it is not what was written. */
export function unseal(bytes: Buffer): unknown {
  const end = bytes.length - SEAL_BYTES + 1;
  if (end < 1) return null;
  const sum = sealText(crc32(bytes.subarray(0, end))).slice(0, -1);
  if (bytes.toString('latin1', end) !== sum) return null;
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    return null;
  }
}

/**
 * A line of the journal without its newline; null where it is not what was written. A line that is whole and of
 * another version is a fault: skipping it would lose a commit, and guessing would change one.
 */
export function readLine(bytes: Buffer): Line | null {
  const line = unseal(bytes) as
    | (Pick<Line, 'group' | 'back'> & {
        readonly v: number;
        readonly records: readonly JsonObject[];
      })
    | null;
  if (line === null) return null;
  if (line.v > LINE_VERSION) {
    throw new StoreFault(
      `the journal has lines of version ${line.v}, written by a newer release: start that one`,
    );
  }
  if (line.v < LINE_VERSION) {
    throw new StoreFault(
      `the journal has lines of version ${line.v}, written before the first release: begin with an empty directory`,
    );
  }
  const opened: readonly Opened[] = openCommit(line.records);
  return {
    group: line.group,
    back: line.back,
    records: opened.map(({ record }) => record as JournalRecord),
    hashes: opened.map(({ hash }) => hash),
  };
}
