/**
 * Stretches of time as sets of instants: half-open, `start` included and `end` not, in milliseconds since the epoch.
 * Every list that comes out is sorted, and none of its intervals touch.
 */
export interface Interval {
  readonly start: number;
  readonly end: number;
}

/** The instants that any of the intervals has; intervals that touch become one, empty ones vanish. */
export function union(intervals: Iterable<Interval>): readonly Interval[] {
  const sorted = [...intervals]
    .filter(({ start, end }) => start < end)
    .sort((a, b) => a.start - b.start);
  const merged: Interval[] = [];
  for (const next of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && next.start <= last.end) {
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, next.end) };
    } else merged.push(next);
  }
  return merged;
}

/** The instants that both have. */
export function intersect(a: Iterable<Interval>, b: Iterable<Interval>): readonly Interval[] {
  const [left, right] = [union(a), union(b)];
  const shared: Interval[] = [];
  let [i, j] = [0, 0];
  while (i < left.length && j < right.length) {
    const [one, other] = [left[i]!, right[j]!];
    const start = Math.max(one.start, other.start);
    const end = Math.min(one.end, other.end);
    if (start < end) shared.push({ start, end });
    if (one.end < other.end) i += 1;
    else j += 1;
  }
  return shared;
}

/** The instants of the first that the second lacks. */
export function subtract(a: Iterable<Interval>, b: Iterable<Interval>): readonly Interval[] {
  const holes = union(b);
  const rest: Interval[] = [];
  for (const { start, end } of union(a)) {
    let from = start;
    for (const hole of holes) {
      if (hole.end <= from || hole.start >= end) continue;
      if (hole.start > from) rest.push({ start: from, end: hole.start });
      from = hole.end;
    }
    if (from < end) rest.push({ start: from, end });
  }
  return rest;
}

/** The interval that has the instant. */
export const holding = (intervals: Iterable<Interval>, instant: number): Interval | undefined => {
  for (const interval of intervals) {
    if (interval.start <= instant && instant < interval.end) return interval;
  }
  return undefined;
};

/** Whether two intervals share an instant. */
export const overlap = (a: Interval, b: Interval): boolean => a.start < b.end && b.start < a.end;
