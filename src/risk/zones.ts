import { Temporal } from 'temporal-polyfill';

/** A local date, `YYYY-MM-DD`, for which a calendar has an answer. */
export type LocalDate = Temporal.PlainDate;

/** Where a policy names no calendar and has not exactly one, its dates are those of UTC. */
export const DEFAULT_ZONE = 'UTC';

/** Milliseconds since the epoch of RFC 3339 text. Throws on anything else: instants are checked where they enter. */
export const instantMs = (text: string): number => Temporal.Instant.from(text).epochMilliseconds;

/** RFC 3339 text in UTC with milliseconds, as records carry it. */
export const instantText = (ms: number): string => new Date(ms).toISOString();

export const localDate = (text: string): LocalDate => Temporal.PlainDate.from(text);

/** The local date that an instant has in a time zone. */
export const dateAt = (ms: number, zone: string): LocalDate => localAt(ms, zone).toPlainDate();

export const localAt = (ms: number, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);

/** The instant at which a local day begins, midnight or, where clocks skip midnight, what follows it. */
export const startOfDay = (date: LocalDate, zone: string): number =>
  date.toZonedDateTime(zone).startOfDay().epochMilliseconds;

type Ambiguous = 'earlier' | 'later' | 'compatible';

/** "24:00" is the start of the next day. */
function resolve(date: LocalDate, time: string, zone: string, disambiguation: Ambiguous): number {
  if (time === '24:00') return startOfDay(date.add({ days: 1 }), zone);
  const local = date.toPlainDateTime(Temporal.PlainTime.from(time));
  return local.toZonedDateTime(zone, { disambiguation }).epochMilliseconds;
}

/**
 * The instants that a local time may mean: one on most days; the two readings of a time that a clock shows twice; and
 * for a time that a clock skips, the two instants that it would be by the offset after and before the gap.
 */
export const readings = (
  date: LocalDate,
  time: string,
  zone: string,
): { readonly first: number; readonly last: number } => ({
  first: resolve(date, time, zone, 'earlier'),
  last: resolve(date, time, zone, 'later'),
});

/**
 * The instant of a local time as people mean it: the first where a clock shows it twice, and as much later as the clock
 * was moved where it is skipped (RFC 5545's reading).
 */
export const instantOf = (date: LocalDate, time: string, zone: string): number =>
  resolve(date, time, zone, 'compatible');
