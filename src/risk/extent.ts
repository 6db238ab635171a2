import { durationParts } from '../core/duration.ts';
import type { Extent } from '../policy/definitions.ts';
import type { Interval } from './intervals.ts';
import { intersect, overlap, union } from './intervals.ts';
import type { Occurrence } from './recurrence.ts';
import { recurrence } from './recurrence.ts';
import type { LocalDate } from './zones.ts';
import { dateAt, instantMs, instantOf, localDate, readings, startOfDay } from './zones.ts';

/**
 * How a local time that a clock shows twice, or skips, is read. `widest`: from the earliest to the latest it can mean,
 * so that what forbids never forbids too little. `plain`: once, as people mean it.
 */
export type Reading = 'widest' | 'plain';

const DAY = 86_400_000;
/** Neighbouring days are one stretch; so far around a range we look for the rest of a stretch that reaches into it. */
const MARGIN = 45 * DAY;

/**
 * The stretches of an extent that meet a range, each whole, as far as 45 days outside it; days that follow one another
 * are one stretch. An extent without begin or end reaches to infinity.
 */
export function stretches(
  extent: Extent,
  zone: string,
  range: Interval,
  reading: Reading,
): readonly Interval[] {
  const around = { start: range.start - MARGIN, end: range.end + MARGIN };
  return union(pieces(extent, zone, around, reading)).filter((piece) => overlap(piece, range));
}

function pieces(
  extent: Extent,
  zone: string,
  range: Interval,
  reading: Reading,
): readonly Interval[] {
  if (extent.recurs === null && extent.at === null) return [wholeStretch(extent, zone)];
  // A date before the range may reach into it; how far, the length says.
  const reach = Math.ceil(lengthMs(extent) / DAY) + 2;
  const dates = {
    from: dateAt(range.start, zone).subtract({ days: reach }),
    to: dateAt(range.end, zone),
  };
  const days = occurrences(extent, zone, dates.from, dates.to);
  return intersect(
    days.map((day) => dayPiece(extent, day, zone, reading)),
    [instantBounds(extent)],
  );
}

/** Bounds that are dates have chosen the days already; what begins on the last day may reach past it. */
const instantBounds = ({ from, to }: Extent): Interval => ({
  start: from === null || isDate(from) ? -Infinity : instantMs(from),
  end: to === null || isDate(to) ? Infinity : instantMs(to),
});

const isDate = (text: string): boolean => !text.includes('T');

const lengthMs = ({ length }: Extent): number => {
  const parts = length === null ? undefined : durationParts(length);
  return parts === undefined ? DAY : parts.days * DAY + parts.seconds * 1_000;
};

const boundStart = ({ from }: Extent, zone: string): number =>
  from === null ? -Infinity : isDate(from) ? startOfDay(localDate(from), zone) : instantMs(from);

/** Days are whole, the last one included. */
const boundEnd = ({ to }: Extent, zone: string): number =>
  to === null
    ? Infinity
    : isDate(to)
      ? startOfDay(localDate(to).add({ days: 1 }), zone)
      : instantMs(to);

function wholeStretch(extent: Extent, zone: string): Interval {
  const start = boundStart(extent, zone);
  if (extent.to !== null || extent.length === null) return { start, end: boundEnd(extent, zone) };
  const whole = extent.from !== null && isDate(extent.from) ? localDate(extent.from) : null;
  return { start, end: endAfter(start, whole, extent, zone) };
}

/** From whole days on, days are counted by the calendar; from an instant on, a day is 24 h. */
function endAfter(start: number, day: LocalDate | null, extent: Extent, zone: string): number {
  const parts = extent.length === null ? undefined : durationParts(extent.length);
  if (parts === undefined || day === null) return start + lengthMs(extent);
  return startOfDay(day.add({ days: parts.days }), zone) + parts.seconds * 1_000;
}

/** The local dates between two, both included, that the extent has. */
function occurrences(
  extent: Extent,
  zone: string,
  from: LocalDate,
  to: LocalDate,
): readonly Occurrence[] {
  const first = extent.from === null ? null : dateIn(extent.from, zone);
  const last = extent.to === null ? null : dateIn(extent.to, zone);
  const begin = first !== null && later(first, from) ? first : from;
  const end = last !== null && later(to, last) ? last : to;
  if (later(begin, end)) return [];
  if (extent.recurs !== null) return recurring(extent, extent.recurs, first)(begin, end);
  const days: Occurrence[] = [];
  for (let date = begin; !later(date, end); date = date.add({ days: 1 })) {
    days.push({ date, time: null });
  }
  return days;
}

const dateIn = (text: string, zone: string): LocalDate =>
  isDate(text) ? localDate(text) : dateAt(instantMs(text), zone);

const later = (a: LocalDate, b: LocalDate): boolean => a.toString() > b.toString();

/** Rules are compiled once for each definition; definitions never change. */
const compiled = new WeakMap<Extent, ReturnType<typeof recurrence>>();

function recurring(
  extent: Extent,
  rule: string,
  first: LocalDate | null,
): ReturnType<typeof recurrence> {
  const known = compiled.get(extent);
  if (known !== undefined) return known;
  const made = recurrence(rule, first);
  compiled.set(extent, made);
  return made;
}

function dayPiece(extent: Extent, day: Occurrence, zone: string, reading: Reading): Interval {
  const time = extent.at ?? day.time;
  if (time === null) {
    const start = startOfDay(day.date, zone);
    const end =
      extent.length === null
        ? startOfDay(day.date.add({ days: 1 }), zone)
        : endAfter(start, day.date, extent, zone);
    return { start, end };
  }
  const { first, last } = readings(day.date, time, zone);
  const plain = instantOf(day.date, time, zone);
  const [start, from] = reading === 'widest' ? [first, last] : [plain, plain];
  const midnight = startOfDay(day.date.add({ days: 1 }), zone);
  return { start, end: extent.length === null ? midnight : from + lengthMs(extent) };
}
