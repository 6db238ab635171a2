/**
 * The numeric tower: exact integers (numbers within ±(2^53 − 1), bigints beyond), exact rationals, IEEE doubles.
 * Every operation gives the same bits on every host: of floating point only what IEEE 754 defines exactly is used.
 */
import { fail, wrongType } from '../control/conditions.ts';
import { Flonum, Ratio } from './values.ts';
import type { Value } from './values.ts';

export type Integer = number | bigint;
export type Exact = Integer | Ratio;
export type Num = Exact | Flonum;

/** Longer integers are refused, and shorter ones in rationals, so that no single operation outlasts the budgets. */
const BITS_MAX = 1 << 16;
const LARGEST = 1n << BigInt(BITS_MAX);
const LARGEST_PART = 1n << 16_384n;
const TOO_LONG = 'an integer of more than 65,536 bits';

export const isNumber = (value: Value): value is Num =>
  typeof value === 'number' ||
  typeof value === 'bigint' ||
  value instanceof Flonum ||
  value instanceof Ratio;
export const isInteger = (value: Value): value is Integer =>
  typeof value === 'number' || typeof value === 'bigint';
export const isExact = (value: Num): value is Exact => !(value instanceof Flonum);

export function numberOf(value: Value, procedure: string): Num {
  return isNumber(value) ? value : wrongType(procedure, 'a number', value);
}

/** The integer in its one representation. */
export function normal(value: bigint): Integer {
  if (value <= 9007199254740991n && value >= -9007199254740991n) return Number(value);
  if (value > LARGEST || value < -LARGEST) return fail('too-large', TOO_LONG);
  return value;
}

/** num/den in lowest terms; den must not be 0. */
export function ratio(num: bigint, den: bigint): Exact {
  const sign = den < 0n ? -1n : 1n;
  const divisor = gcdBig(num, den) * sign;
  const n = num / divisor;
  const d = den / divisor;
  return d === 1n ? normal(n) : new Ratio(n, d);
}

export function gcdBig(a: bigint, b: bigint): bigint {
  if (isLong(a) || isLong(b)) return fail('too-large', 'a rational of more than 16,384 bits');
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

const isLong = (value: bigint): boolean => value > LARGEST_PART || value < -LARGEST_PART;

const num = (value: Exact): bigint => (value instanceof Ratio ? value.num : BigInt(value));
const den = (value: Exact): bigint => (value instanceof Ratio ? value.den : 1n);

/** The nearest double, ties to even. */
export function toDouble(value: Num): number {
  if (value instanceof Flonum) return value.value;
  if (value instanceof Ratio) return ratioToDouble(value.num, value.den);
  return Number(value);
}

function ratioToDouble(n: bigint, d: bigint): number {
  const size = n < 0n ? -n : n;
  // 66 or so bits of quotient with a sticky last bit round as the exact value does.
  const shift = bitLength(d) - bitLength(size) + 66;
  const result = shift > 1074 ? tinyQuotient(size, d, shift) : stickyQuotient(size, d, shift);
  return n < 0n ? -result : result;
}

function stickyQuotient(n: bigint, d: bigint, shift: number): number {
  const top = shift >= 0 ? n << BigInt(shift) : n;
  const bottom = shift >= 0 ? d : d << BigInt(-shift);
  const quotient = top / bottom;
  return timesPowerOfTwo(Number(top % bottom === 0n ? quotient : quotient | 1n), -shift);
}

/** Subnormal doubles have fewer bits: rounding to 53 and then to those would round twice. */
function tinyQuotient(n: bigint, d: bigint, shift: number): number {
  const top = n << 1074n;
  const quotient = top / d;
  if (quotient >= 1n << 53n) return stickyQuotient(n, d, shift);
  const twice = (top % d) * 2n;
  const up = twice > d || (twice === d && quotient % 2n === 1n);
  return timesPowerOfTwo(Number(up ? quotient + 1n : quotient), -1074);
}

/** Two exact steps, since 2^-1074 … 2^1023 is all that a double can hold. */
function timesPowerOfTwo(value: number, exponent: number): number {
  let result = value;
  let rest = exponent;
  for (; rest > 1000; rest -= 1000) result *= 2 ** 1000;
  for (; rest < -1000; rest += 1000) result *= 2 ** -1000;
  return result * 2 ** rest;
}

export function bitLength(value: bigint): number {
  if (value === 0n) return 0;
  const hex = (value < 0n ? -value : value).toString(16);
  return (hex.length - 1) * 4 + (32 - Math.clz32(parseInt(hex[0]!, 16)));
}

/** The exact value of a double. */
export function toExact(value: Num, procedure = 'exact'): Exact {
  if (!(value instanceof Flonum)) return value;
  const double = value.value;
  if (!Number.isFinite(double)) return wrongType(procedure, 'a finite number', value);
  if (Number.isInteger(double)) return normal(BigInt(double));
  let top = double;
  let exponent = 0;
  while (!Number.isInteger(top)) {
    top *= 2;
    exponent += 1;
  }
  return ratio(BigInt(top), 1n << BigInt(exponent));
}

export function add(a: Value, b: Value): Num {
  if (typeof a === 'number' && typeof b === 'number') {
    const small = a + b;
    if (Number.isSafeInteger(small)) return small;
  }
  const x = numberOf(a, '+');
  const y = numberOf(b, '+');
  if (x instanceof Flonum || y instanceof Flonum) return new Flonum(toDouble(x) + toDouble(y));
  if (x instanceof Ratio || y instanceof Ratio)
    return ratio(num(x) * den(y) + num(y) * den(x), den(x) * den(y));
  return normal(BigInt(x) + BigInt(y));
}

export function subtract(a: Value, b: Value): Num {
  if (typeof a === 'number' && typeof b === 'number') {
    const small = a - b;
    if (Number.isSafeInteger(small)) return small;
  }
  const x = numberOf(a, '-');
  const y = numberOf(b, '-');
  if (x instanceof Flonum || y instanceof Flonum) return new Flonum(toDouble(x) - toDouble(y));
  if (x instanceof Ratio || y instanceof Ratio)
    return ratio(num(x) * den(y) - num(y) * den(x), den(x) * den(y));
  return normal(BigInt(x) - BigInt(y));
}

export function multiply(a: Value, b: Value): Num {
  if (typeof a === 'number' && typeof b === 'number') {
    const small = a * b;
    // `+ 0` turns −0 into 0.
    if (Number.isSafeInteger(small)) return small + 0;
  }
  const x = numberOf(a, '*');
  const y = numberOf(b, '*');
  if (x instanceof Flonum || y instanceof Flonum) return new Flonum(toDouble(x) * toDouble(y));
  if (x instanceof Ratio || y instanceof Ratio) return ratio(num(x) * num(y), den(x) * den(y));
  return normal(BigInt(x) * BigInt(y));
}

export function divide(a: Value, b: Value): Num {
  const x = numberOf(a, '/');
  const y = numberOf(b, '/');
  if (y === 0) return fail('divide-by-zero', '/: division by zero', a);
  if (x instanceof Flonum || y instanceof Flonum) return new Flonum(toDouble(x) / toDouble(y));
  return ratio(num(x) * den(y), den(x) * num(y));
}

/** −1, 0 or 1; NaN where one of them is. Exact and inexact are compared by exact value, so that `=` is transitive. */
export function compare(a: Value, b: Value, procedure: string): number {
  if (typeof a === 'number' && typeof b === 'number') return orderOf(a, b);
  const x = numberOf(a, procedure);
  const y = numberOf(b, procedure);
  if (x instanceof Flonum && y instanceof Flonum) return orderOf(x.value, y.value);
  if (x instanceof Flonum && !Number.isFinite(x.value)) return orderOf(x.value, 0);
  if (y instanceof Flonum && !Number.isFinite(y.value)) return orderOf(0, y.value);
  const left = toExact(x);
  const right = toExact(y);
  if (left instanceof Ratio || right instanceof Ratio)
    return orderOf(num(left) * den(right), num(right) * den(left));
  return orderOf(left, right);
}

const orderOf = (x: Integer, y: Integer): number => (x < y ? -1 : x > y ? 1 : x == y ? 0 : NaN);

export function signOf(value: Num): number {
  if (value instanceof Flonum) return Math.sign(value.value);
  if (value instanceof Ratio) return value.num < 0n ? -1 : 1;
  return value < 0 ? -1 : value > 0 ? 1 : 0;
}

export type Division = 'floor' | 'truncate';

/** Quotient and remainder of integers, exact or integral doubles; the result is inexact when one of them is. */
export function divideIntegers(
  a: Value,
  b: Value,
  how: Division,
  procedure: string,
): { quotient: Num; remainder: Num } {
  const x = integral(a, procedure);
  const y = integral(b, procedure);
  if (signOf(y) === 0) return fail('divide-by-zero', `${procedure}: division by zero`, a);
  if (x instanceof Flonum || y instanceof Flonum) {
    const { quotient, remainder } = divideIntegers(toExact(x), toExact(y), how, procedure);
    return { quotient: new Flonum(toDouble(quotient)), remainder: new Flonum(toDouble(remainder)) };
  }
  if (typeof x === 'number' && typeof y === 'number') {
    const rest = x % y;
    const adjust = how === 'floor' && rest !== 0 && rest < 0 !== y < 0;
    // `+ 0` turns −0 into 0.
    return {
      quotient: (x - rest) / y - (adjust ? 1 : 0) + 0,
      remainder: rest + (adjust ? y : 0) + 0,
    };
  }
  const [n, d] = [BigInt(x), BigInt(y)];
  const rest = n % d;
  const adjust = how === 'floor' && rest !== 0n && rest < 0n !== d < 0n;
  return {
    quotient: normal(n / d - (adjust ? 1n : 0n)),
    remainder: normal(rest + (adjust ? d : 0n)),
  };
}

/** An exact integer or an integral double. */
export function integral(value: Value, procedure: string): Integer | Flonum {
  if (isInteger(value)) return value;
  if (value instanceof Flonum && Number.isInteger(value.value)) return value;
  return wrongType(procedure, 'an integer', value);
}

export type Rounding = 'floor' | 'ceiling' | 'truncate' | 'round';

export function roundNumber(value: Num, how: Rounding): Num {
  if (value instanceof Flonum) return new Flonum(roundDouble(value.value, how));
  if (!(value instanceof Ratio)) return value;
  const { num: n, den: d } = value;
  const floor = n / d - (n < 0n ? 1n : 0n);
  switch (how) {
    case 'floor':
      return normal(floor);
    case 'ceiling':
      return normal(floor + 1n);
    case 'truncate':
      return normal(n / d);
    case 'round': {
      const twice = (n - floor * d) * 2n;
      return normal(twice > d || (twice === d && floor % 2n !== 0n) ? floor + 1n : floor);
    }
  }
}

function roundDouble(value: number, how: Rounding): number {
  if (how === 'floor') return Math.floor(value);
  if (how === 'ceiling') return Math.ceil(value);
  if (how === 'truncate' || !Number.isFinite(value)) return Math.trunc(value);
  const floor = Math.floor(value);
  const rest = value - floor;
  const up = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0);
  const rounded = up ? floor + 1 : floor;
  return rounded === 0 && (value < 0 || Object.is(value, -0)) ? -0 : rounded;
}

/** base^exponent for an exact integer exponent, by repeated squaring. */
export function power(base: Num, exponent: Integer): Num {
  if (exponent === 0) return base instanceof Flonum ? new Flonum(1) : 1;
  if (exponent < 0) {
    if (!(base instanceof Flonum) && signOf(base) === 0)
      return fail('divide-by-zero', 'expt: zero to a negative power', base, exponent);
    return divide(1, power(base, normal(-BigInt(exponent))));
  }
  if (base instanceof Flonum) return new Flonum(doublePower(base.value, BigInt(exponent)));
  if (base === 0 || base === 1) return base;
  if (base === -1) return BigInt(exponent) % 2n === 0n ? 1 : -1;
  const bits = Math.max(bitLength(num(base)), bitLength(den(base)));
  if ((bits - 1) * Number(exponent) > BITS_MAX) return fail('too-large', TOO_LONG, exponent);
  const count = BigInt(exponent);
  return base instanceof Ratio
    ? new Ratio(base.num ** count, base.den ** count)
    : normal(BigInt(base) ** count);
}

function doublePower(base: number, exponent: bigint): number {
  let result = 1;
  let square = base;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result *= square;
    square *= square;
  }
  return result;
}

/** The largest integer whose square is not above a non-negative one. */
export function integerSquareRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let guess = 1n << BigInt((bitLength(value) + 1) >> 1);
  for (;;) {
    const next = (guess + value / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}

/** Exact for squares of exact numbers, else the double. Negative numbers have none here. */
export function squareRoot(value: Num): Num {
  if (signOf(value) < 0)
    return fail('out-of-range', 'sqrt: negative numbers have no square root here', value);
  if (value instanceof Flonum) return new Flonum(Math.sqrt(value.value));
  const [n, d] = [integerSquareRoot(num(value)), integerSquareRoot(den(value))];
  if (n * n === num(value) && d * d === den(value)) return d === 1n ? normal(n) : ratio(n, d);
  return new Flonum(Math.sqrt(toDouble(value)));
}
