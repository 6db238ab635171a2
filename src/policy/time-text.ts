/** Text that stands for days, times, zones and recurrences, as policies write them. */

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

export function isDate(text: string): boolean {
  const match = DATE.exec(text);
  if (match === null) return false;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

const INSTANT =
  /^(\d{4}-\d{2}-\d{2})T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** An RFC 3339 date and time. */
export function isInstant(text: string): boolean {
  const match = INSTANT.exec(text);
  return match !== null && isDate(match[1]!);
}

export const isTimeOfDay = (text: string): boolean =>
  /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(text) || text === '24:00';

/** A zone of the IANA database; other spellings of one, such as links, count as well. */
export function isTimeZone(text: string): boolean {
  // The list is there at once, and what formats dates costs the first who asks for it ten times as much.
  if (text === 'UTC' || Intl.supportedValuesOf('timeZone').includes(text)) return true;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

const NUMBERS = /^[+-]?\d+(?:,[+-]?\d+)*$/;
const WEEKDAYS =
  /^(?:[+-]?\d{1,2})?(?:MO|TU|WE|TH|FR|SA|SU)(?:,(?:[+-]?\d{1,2})?(?:MO|TU|WE|TH|FR|SA|SU))*$/;

const parts: { readonly [name: string]: RegExp } = {
  FREQ: /^(?:YEARLY|MONTHLY|WEEKLY|DAILY|HOURLY)$/,
  INTERVAL: /^[1-9]\d*$/,
  COUNT: /^[1-9]\d*$/,
  UNTIL: /^\d{8}(?:T\d{6}Z?)?$/,
  BYMONTH: NUMBERS,
  BYMONTHDAY: NUMBERS,
  BYYEARDAY: NUMBERS,
  BYWEEKNO: NUMBERS,
  BYHOUR: NUMBERS,
  BYMINUTE: NUMBERS,
  BYSETPOS: NUMBERS,
  BYDAY: WEEKDAYS,
  WKST: /^(?:MO|TU|WE|TH|FR|SA|SU)$/,
};

/** A recurrence rule of RFC 5545: each part once, FREQ among them, COUNT and UNTIL not together. */
export function isRecurrence(text: string): boolean {
  const seen = new Set<string>();
  for (const part of text.split(';')) {
    const [name = '', value, extra] = part.split('=');
    if (seen.has(name) || value === undefined || extra !== undefined) return false;
    if (!Object.hasOwn(parts, name) || !parts[name]!.test(value)) return false;
    seen.add(name);
  }
  return seen.has('FREQ') && !(seen.has('COUNT') && seen.has('UNTIL'));
}
