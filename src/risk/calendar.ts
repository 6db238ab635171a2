import { durationParts } from '../core/duration.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { CalendarDefinition, Definitions } from '../policy/definitions.ts';
import type { Interval } from './intervals.ts';
import { union } from './intervals.ts';
import type { LocalDate } from './zones.ts';
import { DEFAULT_ZONE, dateAt, instantMs, instantOf, instantText, localAt } from './zones.ts';

/** Why no instant can be given; the message says what to do. */
export interface TimeFailure {
  readonly code: 'bad-duration' | 'unknown-calendar' | 'never-open';
  readonly message: string;
}

/** A calendar without an open hour in so many days has none. */
const SEARCH_DAYS = 3_700;
const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

const badDuration = (text: string): Result<never, TimeFailure> =>
  err({ code: 'bad-duration', message: `"${text}" is no duration; write one such as "1d4h"` });

/** The calendar of that name; without a name the only one that the policy has. */
export function calendarNamed(
  { calendars }: Pick<Definitions, 'calendars'>,
  name: string | null,
): Result<CalendarDefinition, TimeFailure> {
  const found =
    name === null
      ? calendars.length === 1
        ? calendars[0]
        : undefined
      : calendars.find((calendar) => calendar.name === name);
  if (found !== undefined) return ok(found);
  return err({
    code: 'unknown-calendar',
    message:
      name === null
        ? `the policy in force has ${calendars.length} calendars; name the one that is meant`
        : `the policy in force has no calendar \`${name}\`; define it or name another`,
  });
}

/** The zone in which dates are read: that of the named calendar, of the policy's only one, else UTC. */
export function zoneOf(definitions: Pick<Definitions, 'calendars'>, name: string | null): string {
  const calendar = calendarNamed(definitions, name);
  return calendar.ok ? calendar.value.timeZone : DEFAULT_ZONE;
}

/**
 * The instant that lies so much business time after another: each day of the duration leads to the same clock time on
 * the next working day (a week is seven such days), then hours, minutes and seconds pass only while the calendar is
 * open. On days when clocks change, open time is what really passes.
 */
export function addBusiness(
  opened: string,
  duration: string,
  calendar: CalendarDefinition,
): Result<string, TimeFailure> {
  const parts = durationParts(duration);
  if (parts === undefined) return badDuration(duration);
  const moved = addWorkingDays(instantMs(opened), parts.days, calendar);
  const end =
    moved === undefined ? undefined : passOpenTime(moved, parts.seconds * 1_000, calendar);
  return end === undefined ? neverOpen(calendar) : ok(instantText(end));
}

/** The earliest instant from one on at which a calendar is open, itself where it is; null where it never opens again. */
export function openFrom(instant: string, calendar: CalendarDefinition): string | null {
  const shown = passOpenTime(instantMs(instant), 1, calendar);
  return shown === undefined ? null : instantText(shown - 1);
}

const neverOpen = (calendar: CalendarDefinition): Result<never, TimeFailure> =>
  err({
    code: 'never-open',
    message: `the calendar \`${calendar.name}\` has no open hours ahead; give it business-hours`,
  });

function addWorkingDays(
  start: number,
  days: number,
  calendar: CalendarDefinition,
): number | undefined {
  if (days === 0) return start;
  const local = localAt(start, calendar.timeZone);
  let date = local.toPlainDate();
  let idle = 0;
  for (let left = days; left > 0;) {
    date = date.add({ days: 1 });
    if (isWorkingDay(date, calendar)) [left, idle] = [left - 1, 0];
    else if ((idle += 1) > SEARCH_DAYS) return undefined;
  }
  return instantOf(date, local.toPlainTime().toString(), calendar.timeZone);
}

function passOpenTime(
  start: number,
  length: number,
  calendar: CalendarDefinition,
): number | undefined {
  if (length === 0) return start;
  let left = length;
  let idle = 0;
  // Hours that began the day before may reach past midnight.
  let date = dateAt(start, calendar.timeZone).subtract({ days: 1 });
  let seen = start;
  for (; idle <= SEARCH_DAYS; date = date.add({ days: 1 })) {
    idle += 1;
    for (const open of openHours(date, calendar)) {
      const from = Math.max(open.start, seen);
      if (from >= open.end) continue;
      if (open.end - from >= left) return from + left;
      left -= open.end - from;
      [seen, idle] = [open.end, 0];
    }
  }
  return undefined;
}

/** Whether the calendar opens at all on a date: it has hours for the weekday, and the date is no holiday. */
const isWorkingDay = (date: LocalDate, calendar: CalendarDefinition): boolean =>
  hoursOn(date, calendar).length > 0;

const hoursOn = (date: LocalDate, calendar: CalendarDefinition): CalendarDefinition['hours'] => {
  const text = date.toString();
  if (calendar.holidays.some((holiday) => holiday.date === text)) return [];
  const weekday = WEEKDAYS[date.dayOfWeek - 1]!;
  return calendar.hours.filter(({ days }) => days.includes(weekday));
};

/** The open stretches that begin on a date; hours that end before they begin reach into the next day. */
function openHours(date: LocalDate, calendar: CalendarDefinition): readonly Interval[] {
  const zone = calendar.timeZone;
  return union(
    hoursOn(date, calendar).map(({ from, to }) => ({
      start: instantOf(date, from, zone),
      end: instantOf(to <= from ? date.add({ days: 1 }) : date, to, zone),
    })),
  );
}
