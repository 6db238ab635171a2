/** An instant so many seconds after another. Instants are RFC 3339 text, UTC, with milliseconds. */
export const after = (instant: string, seconds: number): string =>
  new Date(Date.parse(instant) + seconds * 1000).toISOString();

/** Instants in the journal are all UTC with milliseconds, so that text order is time order. */
export const earliest = (instants: readonly (string | null)[]): string | null =>
  instants.reduce<string | null>(
    (least, one) => (one !== null && (least === null || one < least) ? one : least),
    null,
  );
