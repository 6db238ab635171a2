import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import type { LocalDate } from './zones.ts';

/** A local date on which something recurs, with the local time where the rule itself gives one. */
export interface Occurrence {
  readonly date: LocalDate;
  readonly time: string | null;
}

/** Where a rule names no first day, its intervals and counts are counted from this one. */
const ANCHOR = Temporal.PlainDate.from('2000-01-01');
const PARTS = new Set(
  'FREQ INTERVAL COUNT UNTIL BYSECOND BYMINUTE BYHOUR BYDAY BYMONTHDAY BYYEARDAY BYWEEKNO BYMONTH BYSETPOS WKST'.split(
    ' ',
  ),
);
const TIMED = /FREQ=(HOURLY|MINUTELY|SECONDLY)|BYHOUR|BYMINUTE|BYSECOND/;

/**
 * An RFC 5545 recurrence over *local* dates. It is computed as if every day had 24 hours and its dates are placed in a
 * time zone afterwards: a rule that knew the zone would silently leave out the times that a clock skips, and what a
 * freeze leaves out it permits. Throws on a rule that RFC 5545 does not have; policies are checked before.
 */
export function recurrence(
  rule: string,
  first: LocalDate | null,
): (from: LocalDate, to: LocalDate) => readonly Occurrence[] {
  const unknown = rule.split(';').find((part) => !PARTS.has(part.split('=')[0]!.toUpperCase()));
  if (unknown !== undefined) throw new RangeError(`no part of a recurrence rule: ${unknown}`);
  const engine = new RRuleTemporal({
    rruleString: `RRULE:${rule.toUpperCase()}`,
    dtstart: (first ?? ANCHOR).toZonedDateTime('UTC'),
    temporal: Temporal,
  });
  const timed = TIMED.test(rule.toUpperCase());
  return (from, to) =>
    engine
      .between(
        from.toZonedDateTime('UTC'),
        to.add({ days: 1 }).toZonedDateTime('UTC').subtract({ nanoseconds: 1 }),
        true,
      )
      .map((at) => ({
        date: at.toPlainDate(),
        time: timed ? at.toPlainTime().toString() : null,
      }));
}
