import type { Datum } from '../core/datum.ts';

/** An exact rational in lowest terms; the denominator is positive. */
export interface Exact {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** The exact number of a datum; undefined for inexact numbers and everything else. */
export function exactOf(datum: Datum): Exact | undefined {
  if (typeof datum === 'number') return { numerator: BigInt(datum), denominator: 1n };
  if (!Array.isArray(datum)) return undefined;
  const [tag, first, second] = datum as readonly [string, ...unknown[]];
  if (tag === 'b') return { numerator: BigInt(String(first)), denominator: 1n };
  if (tag === 'q') return ratio(BigInt(String(first)), BigInt(String(second)));
  return undefined;
}

export function ratio(numerator: bigint, denominator: bigint): Exact {
  const sign = denominator < 0n ? -1n : 1n;
  const divisor = gcd(numerator, denominator) || 1n;
  return { numerator: (sign * numerator) / divisor, denominator: (sign * denominator) / divisor };
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

export const times = (a: Exact, b: Exact): Exact =>
  ratio(a.numerator * b.numerator, a.denominator * b.denominator);

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`. */
export function order(a: Exact, b: Exact): -1 | 0 | 1 {
  const [left, right] = [a.numerator * b.denominator, b.numerator * a.denominator];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The nearest whole number, halves upwards: 15/2 is 8, -15/2 is -7. */
export function roundHalfUp({ numerator, denominator }: Exact): number {
  const doubled = 2n * numerator + denominator;
  const quotient = doubled / (2n * denominator);
  const below = doubled < 0n && doubled % (2n * denominator) !== 0n ? quotient - 1n : quotient;
  return Number(below);
}

export const exactText = ({ numerator, denominator }: Exact): string =>
  denominator === 1n ? String(numerator) : `${String(numerator)}/${String(denominator)}`;

/**
 * How two real numbers, exact or not, are ordered; a double counts as the rational that it is. `unordered` where one is
 * NaN, undefined where one is no number.
 */
export function orderOf(a: Datum, b: Datum): -1 | 0 | 1 | 'unordered' | undefined {
  const [x, y] = [realOf(a), realOf(b)];
  if (x === undefined || y === undefined) return undefined;
  if (typeof x !== 'number' && typeof y !== 'number') return order(x, y);
  const [left, right] = [magnitude(x), magnitude(y)];
  if (Number.isNaN(left) || Number.isNaN(right)) return 'unordered';
  return left < right ? -1 : left > right ? 1 : 0;
}

/** An exact value, or NaN or an infinity, which have none. */
function realOf(datum: Datum): Exact | number | undefined {
  const exact = exactOf(datum);
  if (exact !== undefined || !Array.isArray(datum) || datum[0] !== 'f') return exact;
  const value: unknown = datum[1];
  if (typeof value === 'number') return exactOfDouble(value);
  return { nan: NaN, inf: Infinity, '-inf': -Infinity }[String(value)] ?? ratio(0n, 1n);
}

/** Beside an infinity every exact number is as good as zero. */
const magnitude = (value: Exact | number): number => (typeof value === 'number' ? value : 0);

/** Every finite double is a rational whose denominator is a power of two. */
function exactOfDouble(value: number): Exact {
  let [scaled, denominator] = [value, 1n];
  while (!Number.isInteger(scaled)) [scaled, denominator] = [scaled * 2, denominator * 2n];
  return ratio(BigInt(scaled), denominator);
}
