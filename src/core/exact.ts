import type { Datum } from './datum.ts';

/** An exact rational in lowest terms; the denominator is positive. */
export interface Exact {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export const ZERO: Exact = { numerator: 0n, denominator: 1n };
export const ONE: Exact = { numerator: 1n, denominator: 1n };

/** The exact number of a datum; undefined for inexact numbers and everything else. */
export function exactOf(datum: Datum): Exact | undefined {
  if (typeof datum === 'number') return whole(BigInt(datum));
  if (!Array.isArray(datum)) return undefined;
  const [tag, first, second] = datum as readonly [string, ...unknown[]];
  if (tag === 'b') return whole(BigInt(String(first)));
  if (tag === 'q') return ratio(BigInt(String(first)), BigInt(String(second)));
  return undefined;
}

/** The number in its one exact form: a whole one, a big one or a fraction. */
export function exactDatum({ numerator, denominator }: Exact): Datum {
  if (denominator !== 1n) return ['q', String(numerator), String(denominator)];
  const small = Number(numerator);
  return Number.isSafeInteger(small) ? small : ['b', String(numerator)];
}

export const whole = (numerator: bigint): Exact => ({ numerator, denominator: 1n });

export function ratio(numerator: bigint, denominator: bigint): Exact {
  const sign = denominator < 0n ? -1n : 1n;
  const divisor = gcd(numerator, denominator) || 1n;
  return { numerator: (sign * numerator) / divisor, denominator: (sign * denominator) / divisor };
}

/** Never negative; of zero and a number it is the number's size. */
export function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

export const plus = (a: Exact, b: Exact): Exact =>
  a.denominator === 1n && b.denominator === 1n
    ? whole(a.numerator + b.numerator)
    : ratio(
        a.numerator * b.denominator + b.numerator * a.denominator,
        a.denominator * b.denominator,
      );

export const minus = (a: Exact, b: Exact): Exact => plus(a, negative(b));

export const negative = ({ numerator, denominator }: Exact): Exact => ({
  numerator: -numerator,
  denominator,
});

export const times = (a: Exact, b: Exact): Exact =>
  a.denominator === 1n && b.denominator === 1n
    ? whole(a.numerator * b.numerator)
    : ratio(a.numerator * b.numerator, a.denominator * b.denominator);

/** `b` is not zero. */
export const over = (a: Exact, b: Exact): Exact =>
  ratio(a.numerator * b.denominator, a.denominator * b.numerator);

export const signOf = ({ numerator }: Exact): -1 | 0 | 1 =>
  numerator < 0n ? -1 : numerator > 0n ? 1 : 0;

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`. */
export function order(a: Exact, b: Exact): -1 | 0 | 1 {
  const [left, right] = [a.numerator * b.denominator, b.numerator * a.denominator];
  return left < right ? -1 : left > right ? 1 : 0;
}

export const isWhole = ({ denominator }: Exact): boolean => denominator === 1n;

/** The greatest whole number that is not greater. */
export function floor({ numerator, denominator }: Exact): Exact {
  const quotient = numerator / denominator;
  return whole(numerator < 0n && numerator % denominator !== 0n ? quotient - 1n : quotient);
}

/** The least whole number that is not less. */
export const ceiling = (value: Exact): Exact => negative(floor(negative(value)));

/** The nearest whole number, halves upwards: 15/2 is 8, -15/2 is -7. */
export const roundHalfUp = ({ numerator, denominator }: Exact): number =>
  Number(floor(ratio(2n * numerator + denominator, 2n * denominator)).numerator);

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

/** The value of a number, exact or not, as a rational; undefined for NaN, the infinities, and what is no number. */
export function finiteOf(datum: Datum): Exact | undefined {
  const real = realOf(datum);
  return typeof real === 'number' ? undefined : real;
}

/** An exact value, or NaN or an infinity, which have none. */
function realOf(datum: Datum): Exact | number | undefined {
  const exact = exactOf(datum);
  if (exact !== undefined || !Array.isArray(datum) || datum[0] !== 'f') return exact;
  const value: unknown = datum[1];
  if (typeof value === 'number') return exactOfDouble(value);
  return { nan: NaN, inf: Infinity, '-inf': -Infinity }[String(value)] ?? ZERO;
}

/** Beside an infinity every exact number is as good as zero. */
const magnitude = (value: Exact | number): number => (typeof value === 'number' ? value : 0);

/** Every finite double is a rational whose denominator is a power of two. */
function exactOfDouble(value: number): Exact {
  let [scaled, denominator] = [value, 1n];
  while (!Number.isInteger(scaled)) [scaled, denominator] = [scaled * 2, denominator * 2n];
  return ratio(BigInt(scaled), denominator);
}
