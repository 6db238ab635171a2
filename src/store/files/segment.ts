import { join } from 'node:path';
import type { Disk } from './disk.ts';
import { readLine, type Line, type Place } from './line.ts';

/** One file of the journal, open for reading and, if it is the last, for writing. */
export interface Segment {
  readonly number: number;
  readonly path: string;
  readonly file: number;
  /** Where lines that are acknowledged or verified end. */
  end: number;
}

/** Why a stretch of a segment could not be read as lines. */
export type Break =
  /** Nothing was ever written from here on. */
  | { readonly kind: 'end' }
  /** The last group came out wrong, and it was not acknowledged as far as the file can tell; `to` is its last byte. */
  | { readonly kind: 'torn'; readonly to: number }
  /** A later group stands behind the bad bytes, so they were good once. */
  | { readonly kind: 'damaged' };

export interface Placed {
  readonly line: Line;
  readonly place: Place;
}

const CHUNK = 1 << 20;
const NEWLINE = 10;

export const segmentName = (number: number): string => `${String(number).padStart(8, '0')}.jsonl`;

/** The numbers of the segments in a folder, in order. */
export const segmentNumbers = (disk: Disk, folder: string): readonly number[] =>
  disk.list(folder).flatMap((name) => {
    const digits = /^(\d{8})\.jsonl$/.exec(name)?.[1];
    return digits === undefined ? [] : [Number(digits)];
  });

export function openSegment(disk: Disk, folder: string, number: number): Segment {
  const path = join(folder, segmentName(number));
  const file = disk.open(path, 'write');
  return { number, path, file, end: disk.size(file) };
}

/** One positioned read of a line; null where what stands there is not a whole line. */
export function readAt(disk: Disk, segment: Segment, place: Place): Line | null {
  const bytes = Buffer.allocUnsafe(place.length);
  if (disk.read(segment.file, bytes, place.offset) !== place.length) return null;
  if (bytes[place.length - 1] !== NEWLINE) return null;
  return readLine(bytes.subarray(0, -1));
}

/** Gives the whole lines between two bytes, with their places, until one is not whole; returns where that is. */
export function* linesFrom(
  disk: Disk,
  segment: Segment,
  from: number,
  to: number,
): Generator<Placed, number> {
  let start = from;
  let rest: Buffer = Buffer.alloc(0);
  for (;;) {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK, Math.max(0, to - start - rest.length)));
    const count = disk.read(segment.file, chunk, start + rest.length);
    rest = Buffer.concat([rest, chunk.subarray(0, count)]);
    let used = 0;
    for (let end = rest.indexOf(NEWLINE); end !== -1; end = rest.indexOf(NEWLINE, used)) {
      const line = readLine(rest.subarray(used, end));
      if (line === null) return start + used;
      const place = { segment: segment.number, offset: start + used, length: end + 1 - used };
      used = end + 1;
      yield { line, place };
    }
    start += used;
    rest = rest.subarray(used);
    // A line cannot hold a zero byte, so the first one is where nothing was written, or where writing went wrong.
    if (count === 0 || rest.includes(0)) return start;
  }
}

/** Tells what stands from a byte on that no whole line begins at. */
export function breakAt(disk: Disk, segment: Segment, at: number): Break {
  const bytes = Buffer.allocUnsafe(Math.max(0, disk.size(segment.file) - at));
  const rest = bytes.subarray(0, disk.read(segment.file, bytes, at));
  let last = rest.length - 1;
  while (last >= 0 && rest[last] === 0) last -= 1;
  if (last < 0) return { kind: 'end' };
  for (let start = 0; start <= last;) {
    const newline = rest.indexOf(NEWLINE, start);
    if (newline === -1) break;
    const line = wholeLineWithin(rest.subarray(start, newline));
    // Groups are written one after another, each when the last is on the disk: a later one vouches for all before it.
    if (line !== null && line.group > at) return { kind: 'damaged' };
    start = newline + 1;
  }
  return { kind: 'torn', to: at + last + 1 };
}

/** Zeros before a line are a page that never arrived; the line behind them may be whole. */
function wholeLineWithin(bytes: Buffer): Line | null {
  const start = bytes.lastIndexOf(0) + 1;
  return readLine(bytes.subarray(start));
}
