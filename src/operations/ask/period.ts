import { refuse, type Refusal } from '../../core/refusal.ts';
import { err, ok, type Result } from '../../core/result.ts';

const DAY_MS = 86_400_000;

export interface Period {
  readonly from: string;
  readonly to: string;
}

/**
 * A stretch of time from what a caller gave: days are whole (UTC), the last one included. `fallback` gives what was
 * left out, in milliseconds. Refuses one that ends before it begins or is longer than `maxDays`.
 */
export function periodOf(
  input: { readonly from?: string | undefined; readonly to?: string | undefined },
  fallback: { readonly from: number; readonly to: number },
  maxDays: number,
): Result<Period, Refusal> {
  const from = input.from === undefined ? fallback.from : Date.parse(input.from);
  const to = input.to === undefined ? Math.max(fallback.to, from) : endOf(input.to);
  const backwards = input.from !== undefined && input.to !== undefined && isDay(input.to);
  const wrong = backwards && to <= from ? BEFORE : wrongPeriod(from, to, maxDays);
  if (wrong !== null) return err(refuse('invalid-input', `/to: ${wrong}.`, pointTo(wrong)));
  return ok({ from: new Date(from).toISOString(), to: new Date(to).toISOString() });
}

const endOf = (text: string): number =>
  isDay(text) ? Date.parse(text) + DAY_MS : Date.parse(text);

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);

const BEFORE = 'is before `from`';

function wrongPeriod(from: number, to: number, maxDays: number): string | null {
  if (to < from) return BEFORE;
  return to - from > maxDays * DAY_MS ? `is more than ${maxDays} days after \`from\`` : null;
}

const pointTo = (message: string) => ({ errors: [{ path: '/to', message }] });
