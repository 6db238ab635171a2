import { join } from 'node:path';
import { GENESIS, type Head } from '../../audit/record.ts';
import { StoreFault, type JournalRecord } from '../../engine/ports.ts';
import type { Disk } from './disk.ts';
import type { ReachFailPoint } from './fail-points.ts';
import { frameLine, type Line, type Place } from './line.ts';
import {
  linesFrom,
  openSegment,
  readAt,
  segmentName,
  type Placed,
  type Segment,
} from './segment.ts';

export interface JournalOptions {
  readonly disk: Disk;
  readonly folder: string;
  readonly reach: ReachFailPoint;
  /** Bytes of the first segment; each is twice as long as the one before, up to `segmentBytesMax`. */
  readonly segmentBytesMin: number;
  readonly segmentBytesMax: number;
}

/** Where the line with a record begins, kept for one line in so many bytes. */
interface Mark {
  readonly seq: number;
  readonly segment: number;
  readonly offset: number;
}

/** A verified place to go on from, as an index snapshot keeps it. */
export interface JournalPoint {
  readonly head: Head;
  readonly last: Place | null;
  /** Every segment: where it ends. */
  readonly ends: readonly (readonly [number: number, end: number])[];
  readonly marks: readonly Mark[];
}

const MARK_BYTES = 1 << 16;
const PREPARED = 'next.tmp';

/**
 * A tenant's journal: segments of preallocated bytes, written at one end by one writer.
 *
 * J1 A byte before `end` of a segment was on the disk when `end` passed it; no byte there is written again.
 * J2 `head` is the last record before the last `end`; it moves only after a successful sync.
 * J3 Only the last segment has room. A segment is cut to its end, durably, before the next one takes its name.
 * J4 After a write or sync that failed nothing is written to that segment; its tail is cut off first.
 */
export class Journal {
  readonly #options: JournalOptions;
  readonly #segments: Segment[] = [];
  readonly #marks: Mark[] = [];
  #head: Head = GENESIS;
  #last: Place | null = null;
  /** Bytes of the last segment, the empty ones included. */
  #size = 0;
  #preparing: Promise<void> | null = null;
  #preparedBytes = 0;

  constructor(options: JournalOptions) {
    this.#options = options;
  }

  get head(): Head {
    return this.#head;
  }

  /** Adopts a segment that recovery opened, as far as `end`; the last one adopted is the one written to. */
  adopt(segment: Segment): void {
    this.#segments.push(segment);
    this.#size = this.#options.disk.size(segment.file);
  }

  /** Takes a line that recovery or `append` found good as the newest. */
  took(place: Place, records: readonly JournalRecord[]): void {
    const segment = this.#segment(place.segment);
    segment.end = place.offset + place.length;
    this.#last = place;
    const first = records[0];
    const last = records.at(-1);
    if (first === undefined || last === undefined) return;
    this.#head = { seq: last.seq, hash: last.hash };
    const mark = this.#marks.at(-1);
    if (
      mark === undefined ||
      mark.segment !== place.segment ||
      place.offset - mark.offset >= MARK_BYTES
    ) {
      this.#marks.push({ seq: first.seq, segment: place.segment, offset: place.offset });
    }
  }

  /** Takes up where a snapshot left off; the segments must have been adopted. */
  resume(point: JournalPoint): void {
    this.#head = point.head;
    this.#last = point.last;
    this.#marks.push(...point.marks);
  }

  point(): JournalPoint {
    const ends = this.#segments.map((segment) => [segment.number, segment.end] as const);
    return { head: this.#head, last: this.#last, ends, marks: [...this.#marks] };
  }

  /** Writes the bodies as one group and syncs it; where each line stands. Throws with the disk's error (see J4). */
  async append(bodies: readonly string[]): Promise<readonly Place[]> {
    const { disk, reach } = this.#options;
    let last = this.#segments.at(-1);
    let lines = bodies.map((body) => frameLine(body, last?.end ?? 0));
    let bytes = joined(lines);
    if (last === undefined || last.end + bytes.length > this.#size) {
      lines = bodies.map((body) => frameLine(body, 0));
      bytes = joined(lines);
      last = await this.#roll(bytes.length);
    }
    reach('before-write');
    disk.write(last.file, bytes, last.end);
    reach('between-write-and-fsync');
    await disk.sync(last.file);
    this.#prepareInTime(last, bytes.length);
    return placesOf(lines, last);
  }

  /**
   * After a failed append: cuts what is not acknowledged off the last segment, checks that what is can be read, and
   * leaves the segment without room, so that the next append takes a new one. Throws where that fails, too.
   */
  async abandonTail(): Promise<void> {
    const { disk } = this.#options;
    const segment = this.#segments.at(-1);
    if (segment === undefined) return;
    disk.truncate(segment.file, segment.end);
    await disk.sync(segment.file);
    this.#size = segment.end;
    if (this.#last !== null) this.read(this.#last);
  }

  /** The line at a place; throws `StoreFault` where it is not what was written. */
  read(place: Place): Line {
    const line = readAt(this.#options.disk, this.#segment(place.segment), place);
    if (line === null) throw new Damage(segmentName(place.segment), place.offset, null);
    return line;
  }

  /** All lines from the one that holds the record after `seq`, or a little before it, in order, as far as they go now. */
  *linesAfter(seq: number): Generator<Placed> {
    const mark = this.#marks[this.#markBefore(seq + 1)];
    const until = this.#segments.map((segment) => segment.end);
    for (const [at, segment] of this.#segments.slice().entries()) {
      const end = until[at]!;
      if (mark !== undefined && segment.number < mark.segment) continue;
      const from = mark?.segment === segment.number ? mark.offset : 0;
      const stop = yield* linesFrom(this.#options.disk, segment, from, end);
      if (stop !== end) throw new Damage(segmentName(segment.number), stop, null);
    }
  }

  async close(): Promise<void> {
    await this.#preparing;
    const { disk, folder } = this.#options;
    disk.remove(join(folder, PREPARED));
    for (const segment of this.#segments) disk.close(segment.file);
  }

  /** The last mark at or before a record. */
  #markBefore(seq: number): number {
    let low = 0;
    let high = this.#marks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#marks[middle]!.seq <= seq) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }

  #segment(number: number): Segment {
    const segment = this.#segments[number - (this.#segments[0]?.number ?? 0)];
    if (segment?.number !== number) throw new Damage(segmentName(number), 0, null, 'is missing');
    return segment;
  }

  async #roll(least: number): Promise<Segment> {
    const { disk, folder } = this.#options;
    const before = this.#segments.at(-1);
    if (before !== undefined && this.#size > before.end) await this.abandonTail();
    await this.#preparing;
    this.#preparing = null;
    const prepared = join(folder, PREPARED);
    if (this.#preparedBytes < least)
      await disk.prepare(prepared, Math.max(least, this.#nextBytes()));
    this.#preparedBytes = 0;
    const number = (before?.number ?? 0) + 1;
    disk.rename(prepared, join(folder, segmentName(number)));
    disk.syncFolder(folder);
    const segment = { ...openSegment(disk, folder, number), end: 0 };
    this.adopt(segment);
    return segment;
  }

  #nextBytes(): number {
    const { segmentBytesMin, segmentBytesMax } = this.#options;
    return Math.min(segmentBytesMax, segmentBytesMin * 2 ** Math.min(this.#segments.length, 16));
  }

  /** Makes the next segment beside the work once the last one is half full. */
  #prepareInTime(segment: Segment, added: number): void {
    if (this.#preparing !== null || segment.end + added < this.#size / 2) return;
    const { disk, folder } = this.#options;
    const bytes = this.#nextBytes();
    this.#preparing = disk.prepare(join(folder, PREPARED), bytes).then(
      () => void (this.#preparedBytes = bytes),
      // Whatever hinders it will hinder the roll, too, and be reported there.
      () => void (this.#preparedBytes = 0),
    );
  }
}

/** Bytes of the journal are not what was written. */
export class Damage extends StoreFault {
  readonly file: string;
  readonly offset: number;
  readonly seq: number | null;

  constructor(file: string, offset: number, seq: number | null, why = 'is not what was written') {
    const record = seq === null ? '' : ` (record ${seq})`;
    super(
      `journal/${file} at byte ${offset}${record} ${why}: restore it from a backup; commands are stopped`,
    );
    this.file = file;
    this.offset = offset;
    this.seq = seq;
  }
}

/** One caller alone has nothing to be copied. */
const joined = (lines: readonly Buffer[]): Buffer =>
  lines.length === 1 ? lines[0]! : Buffer.concat(lines);

function placesOf(lines: readonly Buffer[], segment: Segment): readonly Place[] {
  let offset = segment.end;
  return lines.map(({ length }) => {
    const place = { segment: segment.number, offset, length };
    offset += length;
    return place;
  });
}
