import { join } from 'node:path';
import { followChain, type Versions } from '../../audit/chain.ts';
import { GENESIS, type Head } from '../../audit/record.ts';
import type { Disk } from './disk.ts';
import { Damage, Journal, type JournalOptions, type JournalPoint } from './journal.ts';
import {
  breakAt,
  linesFrom,
  openSegment,
  readAt,
  segmentName,
  segmentNumbers,
  type Placed,
  type Segment,
} from './segment.ts';

/** The tail of the last group, which a crash left unfinished: cut off and kept. */
export interface TornTail {
  readonly file: string;
  readonly offset: number;
  readonly bytes: number;
  /** Where the bytes are kept, within the journal's folder. */
  readonly kept: string;
}

export interface Recovered {
  readonly journal: Journal;
  readonly torn: TornTail | null;
  /** The journal is to be read as far as it is good, and not to be written. */
  readonly damage: Damage | null;
}

export interface RecoverOptions extends JournalOptions {
  /** What an index snapshot had verified; null to verify everything. */
  readonly from: JournalPoint | null;
  /** The newest record that is known, from elsewhere, to have been acknowledged. */
  readonly acknowledgedSeq: number;
  /** The versions at `from`; moved on by what is found. */
  readonly versions: Versions;
  /** Called for each good line after `from`, in order. */
  readonly visit: (placed: Placed) => void;
}

/**
 * Opens a tenant's journal: checks closed segments by their ends, follows the chain from the snapshot to the last
 * whole line, cuts a torn tail. What is in the file afterwards is on the disk.
 */
export async function recoverJournal(options: RecoverOptions): Promise<Recovered> {
  const { disk, folder } = options;
  disk.makeFolder(folder);
  disk.remove(join(folder, 'next.tmp'));
  const journal = new Journal(options);
  try {
    const torn = await read(journal, options);
    return { journal, torn, damage: null };
  } catch (error) {
    if (error instanceof Damage) return { journal, torn: null, damage: error };
    throw error;
  }
}

async function read(journal: Journal, options: RecoverOptions): Promise<TornTail | null> {
  const { disk, folder, from } = options;
  const numbers = segmentNumbers(disk, folder);
  const segments = numbers.map((number) => ({ ...openSegment(disk, folder, number), end: 0 }));
  for (const segment of segments) journal.adopt(segment);
  numbers.forEach((number, at) => {
    if (number !== at + 1) throw new Damage(segmentName(at + 1), 0, null, 'is missing');
  });
  if (from !== null) checkPoint(disk, segments, from);
  if (from !== null) journal.resume(from);
  const at = followLines(journal, segments, options);
  const last = segments.at(-1);
  if (journal.head.seq < options.acknowledgedSeq) {
    const why = `ends with record ${journal.head.seq}, and record ${options.acknowledgedSeq} was acknowledged`;
    throw new Damage(segmentName(last?.number ?? 1), at, journal.head.seq + 1, why);
  }
  if (last === undefined) return null;
  const torn = await cutTorn(options, last, at, journal.head);
  if (torn !== null) await journal.abandonTail();
  // A line that a killed process had written but not synced is taken as committed from here on: make it so.
  else await disk.sync(last.file);
  return torn;
}

/** The snapshot's word on closed segments and its own last line, checked without reading what is between. */
function checkPoint(disk: Disk, segments: readonly Segment[], from: JournalPoint): void {
  for (const [number, end] of from.ends) {
    const segment = segments[number - 1];
    if (segment === undefined) throw new Damage(segmentName(number), 0, null, 'is missing');
    const closed = number < segments.length;
    const size = disk.size(segment.file);
    if (size < end)
      throw new Damage(segmentName(number), size, null, `is shorter than its ${end} bytes`);
    if (closed && number < (from.ends.at(-1)?.[0] ?? 0) && size !== end) {
      throw new Damage(segmentName(number), end, null, `is longer than its ${end} bytes`);
    }
    segment.end = end;
  }
  if (from.last === null) return;
  const { segment, offset } = from.last;
  const line = readAt(disk, segments[segment - 1]!, from.last);
  const hash = line?.records.at(-1)?.hash;
  if (line === null || (hash !== undefined && hash !== from.head.hash)) {
    throw new Damage(
      segmentName(segment),
      offset,
      from.head.seq,
      'is not the line of the last index snapshot',
    );
  }
}

/** Follows the chain to the last whole line; returns the byte after it in the last segment. */
function followLines(
  journal: Journal,
  segments: readonly Segment[],
  options: RecoverOptions,
): number {
  const { disk, from, versions, visit } = options;
  const chain = followChain(from?.head ?? GENESIS, versions);
  let at = 0;
  for (const segment of segments) {
    const passed = from?.ends.find(([number]) => number === segment.number)?.[1] ?? 0;
    if (from !== null && segment.number < (from.ends.at(-1)?.[0] ?? 0)) continue;
    const lines = linesFrom(disk, segment, passed, disk.size(segment.file));
    for (let next = lines.next(); ; next = lines.next()) {
      if (next.done === true) {
        at = next.value;
        break;
      }
      const { line, place } = next.value;
      for (const [nth, record] of line.records.entries()) {
        const fault = chain.next(record, line.hashes[nth])[0];
        if (fault !== undefined)
          throw new Damage(
            segmentName(segment.number),
            place.offset,
            record.seq,
            `is wrong: ${fault.message}`,
          );
      }
      journal.took(place, line.records);
      visit(next.value);
    }
    if (segment !== segments.at(-1)) refuseBreak(disk, segment, at, journal.head);
  }
  return at;
}

/** A segment that another follows was complete before that one had its name: whatever is wrong in it is damage. */
function refuseBreak(disk: Disk, segment: Segment, at: number, head: Head): void {
  if (breakAt(disk, segment, at).kind !== 'end')
    throw new Damage(segmentName(segment.number), at, head.seq + 1);
}

async function cutTorn(
  options: RecoverOptions,
  segment: Segment,
  at: number,
  head: Head,
): Promise<TornTail | null> {
  const { disk, folder } = options;
  const found = breakAt(disk, segment, at);
  if (found.kind === 'damaged') throw new Damage(segmentName(segment.number), at, head.seq + 1);
  if (found.kind === 'end') return null;
  const bytes = Buffer.allocUnsafe(found.to - at);
  disk.read(segment.file, bytes, at);
  const kept = join('torn', `${segmentName(segment.number)}-${at}`);
  disk.makeFolder(join(folder, 'torn'));
  await disk.replace(join(folder, kept), bytes);
  return { file: segmentName(segment.number), offset: at, bytes: bytes.length, kept };
}
