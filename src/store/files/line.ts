import { crc32 } from 'node:zlib';
import {
  StoreFault,
  type Commit,
  type IdempotencyKey,
  type JournalRecord,
} from '../../engine/ports.ts';

/** Where a line of the journal stands: segment number, first byte, length in bytes with its newline. */
export interface Place {
  readonly segment: number;
  readonly offset: number;
  readonly length: number;
}

/**
 * One commit as the journal keeps it. With it everything but documents can be made anew: `back` says where the line
 * before it stands for each change that it touches, `counters` the numbers given out since the commit before.
 */
export interface Line {
  readonly v: 1;
  /** The first byte, in this segment, of the group that was written and synced together. */
  readonly group: number;
  readonly back: {
    readonly [change: string]: readonly [segment: number, offset: number, length: number];
  };
  readonly key?: IdempotencyKey;
  readonly claims?: Pick<Commit, 'take' | 'release'>;
  readonly counters?: { readonly [counter: string]: number };
  readonly records: readonly JournalRecord[];
}

/** `,"sum":"xxxxxxxx"}`: the CRC-32 of every byte before it. */
const SEAL_LENGTH = ',"sum":"00000000"}'.length;

/** A line without its frame: what does not depend on where it will stand. `records` are canonical texts. */
export function lineBody(
  back: ReadonlyMap<string, Place>,
  commit: Pick<Commit, 'key' | 'take' | 'release'>,
  counters: ReadonlyMap<string, number>,
  records: readonly string[],
): string {
  const places = [...back].map(
    ([change, at]) => [change, [at.segment, at.offset, at.length]] as const,
  );
  let body = `"back":${JSON.stringify(Object.fromEntries(places))},`;
  if (commit.key !== null) body += `"key":${JSON.stringify(commit.key)},`;
  if (commit.take.length + commit.release.length > 0) {
    body += `"claims":${JSON.stringify({ take: commit.take, release: commit.release })},`;
  }
  if (counters.size > 0) body += `"counters":${JSON.stringify(Object.fromEntries(counters))},`;
  return `${body}"records":[${records.join(',')}]`;
}

/** The whole line, newline included, for a group that begins at the byte given. */
export const frameLine = (body: string, group: number): string =>
  seal(`{"v":1,"group":${group},${body}`);

/** Ends an object's text with the CRC-32 of what is before it, and a newline. */
export const seal = (text: string): string => `${text},"sum":"${hex(crc32(text))}"}\n`;

const hex = (sum: number): string => sum.toString(16).padStart(8, '0');

/** The object of a sealed line without its newline; null where a byte of it is not what was written. */
export function unseal(bytes: Buffer): unknown {
  const end = bytes.length - SEAL_LENGTH;
  if (end < 1) return null;
  const sum = `,"sum":"${hex(crc32(bytes.subarray(0, end)))}"}`;
  if (bytes.toString('latin1', end) !== sum) return null;
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    return null;
  }
}

/**
 * A line of the journal without its newline; null where it is not what was written. A line that is whole and of a
 * newer version is a fault: skipping it would lose a commit, and guessing would change one.
 */
export function readLine(bytes: Buffer): Line | null {
  const line = unseal(bytes) as (Omit<Line, 'v'> & { readonly v: number }) | null;
  if (line === null) return null;
  if (line.v !== 1) {
    throw new StoreFault(
      `the journal has lines of version ${line.v}, written by a newer release: start that one`,
    );
  }
  return { ...line, v: 1 };
}
