/** The most days that each month has. */
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/**
 * Whether a recurrence rule of RFC 5545 names only days that no year has, such as the 31st of April: what recurs by it
 * never comes.
 */
export function neverRecurs(rule: string): boolean {
  const parts = new Map(
    rule
      .toUpperCase()
      .split(';')
      .map((part) => part.split('=', 2) as [string, string]),
  );
  const numbers = (name: string): readonly number[] =>
    (parts.get(name) ?? '').split(',').filter(Boolean).map(Number);
  const [months, days] = [numbers('BYMONTH'), numbers('BYMONTHDAY')];
  if (months.length === 0 || days.length === 0) return false;
  return months.every((month) => days.every((day) => Math.abs(day) > (DAYS[month - 1] ?? 31)));
}
