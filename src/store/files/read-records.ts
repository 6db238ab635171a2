import type { JournalRecord } from '../../engine/ports.ts';
import type { Columns } from './columns.ts';
import { Damage, type Journal } from './journal.ts';
import type { Line, Place } from './line.ts';
import { segmentName } from './segment.ts';

/** Throws `Damage` where a record of the line is not what its hash says. */
export function soundLine(line: Line, place: Place): Line {
  const wrong = line.records.find(({ hash }, at) => hash !== line.hashes[at]);
  if (wrong !== undefined) throw new Damage(segmentName(place.segment), place.offset, wrong.seq);
  return line;
}

/**
 * The records of one change with a number above `after`, oldest first: from its newest line back along the places that
 * each line gives of the one before, so that it costs what the change has, not what the journal has.
 */
export function recordsOf(
  journal: Journal,
  columns: Columns,
  row: number,
  after: number,
): readonly JournalRecord[] {
  const change = columns.id(row);
  const parts: (readonly JournalRecord[])[] = [];
  let place: Place | null = columns.linePlace(row);
  while (place !== null) {
    const line: Line = soundLine(journal.read(place), place);
    const records = line.records.filter((record) => record.change === change);
    parts.push(records.filter((record) => record.seq > after));
    const back = line.back[change];
    const done = back === undefined || (records[0]?.seq ?? 0) <= after + 1;
    place = done ? null : { segment: back[0], offset: back[1], length: back[2] };
  }
  return parts.reverse().flat();
}
