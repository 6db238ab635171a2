const UNITS = { w: 604_800, d: 86_400, h: 3_600, m: 60, s: 1 } as const;
const SHORT = /^(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/;
const ISO = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/**
 * Seconds of a duration such as "45m", "4h30m", "1w2d" or ISO 8601 "PT45M"; a day is 24 h.
 * Undefined for anything else; months and years are anything else, since their length is not one.
 */
export function durationSeconds(text: string): number | undefined {
  const parts = durationParts(text);
  return parts === undefined ? undefined : parts.days * UNITS.d + parts.seconds;
}

/** The same with days (a week is seven) apart from hours, minutes and seconds, for calendars, where a day is no 24 h. */
export function durationParts(
  text: string,
): { readonly days: number; readonly seconds: number } | undefined {
  const match = SHORT.exec(text) ?? ISO.exec(text);
  if (match === null || text === '' || text === 'P') return undefined;
  const groups: readonly (string | undefined)[] = match.slice(1);
  const [w, d, h, m, s] = groups.map((digits) => Number(digits ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const parts = { days: w * 7 + d, seconds: h * UNITS.h + m * UNITS.m + s };
  const total = parts.days * UNITS.d + parts.seconds;
  return Number.isSafeInteger(total) && total <= 3_155_760_000 ? parts : undefined;
}

/** The shortest text of a number of seconds, such as "1d4h". */
export function durationText(seconds: number): string {
  let rest = seconds;
  let text = '';
  for (const [unit, size] of Object.entries(UNITS)) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${String(count)}${unit}`;
    rest -= count * size;
  }
  return text === '' ? '0s' : text;
}
