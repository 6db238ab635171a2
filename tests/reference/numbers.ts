/** The numbers of R7RS by their textbook definitions: everything exact is a quotient of bigints. */
import { Ratio, Unsaid, Wrong } from './values.ts';
import type { Value } from './values.ts';

export type Num = bigint | number | Ratio;

export const isNumber = (value: Value): value is Num =>
  typeof value === 'bigint' || typeof value === 'number' || value instanceof Ratio;

export function numberOf(value: Value): Num {
  if (isNumber(value)) return value;
  throw new Wrong('wrong-type');
}

/** Longer integers than this are more than a test wants to wait for. */
const BITS_MAX = 4000n;

export function quotientOf(num: bigint, den: bigint): Num {
  if (num >> BITS_MAX > 0n || -num >> BITS_MAX > 0n || den >> BITS_MAX > 0n)
    throw new Unsaid('an integer is very long');
  const sign = den < 0n ? -1n : 1n;
  const divisor = greatestDivisor(num, den) * sign;
  return den === divisor ? num / divisor : new Ratio(num / divisor, den / divisor);
}

export function greatestDivisor(a: bigint, b: bigint): bigint {
  if (b === 0n) return a < 0n ? -a : a;
  return greatestDivisor(b, a % b);
}

const parts = (value: bigint | Ratio): readonly [num: bigint, den: bigint] =>
  typeof value === 'bigint' ? [value, 1n] : [value.num, value.den];

export function toDouble(value: Num): number {
  if (typeof value === 'number') return value;
  const [num, den] = parts(value);
  return num < 0n ? -nearest(-num, den) : nearest(num, den);
}

/** The double nearest to a quotient, for sizes that are neither subnormal nor infinite; ties to even. */
function nearest(num: bigint, den: bigint): number {
  if (num === 0n) return 0;
  let exponent = 0;
  let [top, bottom] = [num, den];
  while (top / bottom >= 1n << 53n) {
    bottom *= 2n;
    exponent += 1;
  }
  while (top / bottom < 1n << 52n) {
    top *= 2n;
    exponent -= 1;
  }
  const whole = top / bottom;
  const twice = 2n * (top % bottom);
  const up = twice > bottom || (twice === bottom && whole % 2n === 1n);
  return Number(up ? whole + 1n : whole) * 2 ** exponent;
}

export function toExact(value: Num): bigint | Ratio {
  if (typeof value !== 'number') return value;
  if (!Number.isFinite(value)) throw new Wrong('wrong-type');
  let den = 1n;
  let scaled = value;
  for (; !Number.isInteger(scaled); den *= 2n) scaled *= 2;
  return quotientOf(BigInt(scaled), den) as bigint | Ratio;
}

type Exactly = (a: bigint, b: bigint, c: bigint, d: bigint) => Num;
const arithmetic =
  (exactly: Exactly, inexactly: (a: number, b: number) => number) =>
  (x: Num, y: Num): Num => {
    if (typeof x === 'number' || typeof y === 'number') return inexactly(toDouble(x), toDouble(y));
    return exactly(...parts(x), ...parts(y));
  };

export const add = arithmetic(
  (a, b, c, d) => quotientOf(a * d + c * b, b * d),
  (x, y) => x + y,
);
export const subtract = arithmetic(
  (a, b, c, d) => quotientOf(a * d - c * b, b * d),
  (x, y) => x - y,
);
export const multiply = arithmetic(
  (a, b, c, d) => quotientOf(a * c, b * d),
  (x, y) => x * y,
);
const divideNumbers = arithmetic(
  (a, b, c, d) => quotientOf(a * d, b * c),
  (x, y) => x / y,
);

/** Only an exact 0 divides nothing. */
export function divide(x: Num, y: Num): Num {
  if (y === 0n) throw new Wrong('divide-by-zero');
  return divideNumbers(x, y);
}

/** Below, at or above 0 as the first is less than, equal to or greater than the second; NaN where neither. */
export function compare(x: Num, y: Num): number {
  const limits = [x, y].some((value) => typeof value === 'number' && !Number.isFinite(value));
  if (limits || (typeof x === 'number' && typeof y === 'number')) {
    const [a, b] = [toDouble(x), toDouble(y)];
    return a < b ? -1 : a > b ? 1 : a === b ? 0 : NaN;
  }
  const [a, b] = parts(toExact(x));
  const [c, d] = parts(toExact(y));
  return a * d < c * b ? -1 : a * d > c * b ? 1 : 0;
}

export const isInteger = (value: Value): value is Num =>
  typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));

export type Rounding = 'floor' | 'ceiling' | 'truncate' | 'round';

export function roundTo(value: Num, how: Rounding): Num {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return value;
    const rounded = toDouble(roundTo(toExact(value), how));
    return rounded === 0 && (value < 0 || Object.is(value, -0)) ? -0 : rounded;
  }
  const [num, den] = parts(value);
  const below = (num - (((num % den) + den) % den)) / den;
  const rest = num - below * den;
  if (rest === 0n) return below;
  switch (how) {
    case 'floor':
      return below;
    case 'ceiling':
      return below + 1n;
    case 'truncate':
      return num < 0n ? below + 1n : below;
    case 'round': {
      const up = 2n * rest > den || (2n * rest === den && below % 2n !== 0n);
      return up ? below + 1n : below;
    }
  }
}

/** Quotient and remainder of integers; inexact as soon as one of them is. */
export function divideIntegers(x: Value, y: Value, how: 'floor' | 'truncate'): [Num, Num] {
  const [a, b] = [integerOf(x), integerOf(y)];
  if (toExact(b) === 0n) throw new Wrong('divide-by-zero');
  const quotient = roundTo(divide(toExact(a), toExact(b)), how);
  const remainder = subtract(toExact(a), multiply(quotient, toExact(b)));
  if (typeof a === 'bigint' && typeof b === 'bigint') return [quotient, remainder];
  return [toDouble(quotient), toDouble(remainder)];
}

export function integerOf(value: Value): Num {
  if (isInteger(value)) return value;
  throw new Wrong('wrong-type');
}

/** Exact powers by repeated multiplication. */
export function power(base: Num, exponent: bigint): Num {
  if (exponent < 0n) return divide(1n, power(base, -exponent));
  if (exponent > 4000n) throw new Unsaid('an integer is very long');
  let result: Num = typeof base === 'number' ? 1 : 1n;
  for (let left = exponent; left > 0n; left -= 1n) result = multiply(result, base);
  return result;
}

/** The largest integer whose square is no more than this, by bisection. */
export function integerRoot(value: bigint): bigint {
  let [low, high] = [0n, value + 1n];
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle * middle <= value) low = middle;
    else high = middle;
  }
  return low;
}

export function squareRoot(value: Num): Num {
  if (typeof value === 'number') return Math.sqrt(value);
  const [num, den] = parts(value);
  const [top, bottom] = [integerRoot(num), integerRoot(den)];
  if (top * top === num && bottom * bottom === den) return quotientOf(top, bottom);
  return Math.sqrt(toDouble(value));
}

export function numberText(value: Num, radix: number): string {
  if (typeof value === 'bigint') return value.toString(radix);
  if (value instanceof Ratio) return `${value.num.toString(radix)}/${value.den.toString(radix)}`;
  if (Number.isNaN(value)) return '+nan.0';
  if (!Number.isFinite(value)) return value > 0 ? '+inf.0' : '-inf.0';
  if (Object.is(value, -0)) return '-0.0';
  const text = String(value).replace('e+', 'e');
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** Integers, quotients and decimals, as the test programs write them. */
export function parseNumber(text: string, radix: number): Num | undefined {
  const whole = /^([+-]?)([0-9a-f]+)(?:\/([0-9a-f]+))?$/i.exec(text);
  const num = whole === null ? undefined : digits(whole[2]!, radix);
  const den = whole?.[3] === undefined ? 1n : digits(whole[3], radix);
  if (num !== undefined && den !== undefined && den !== 0n)
    return quotientOf(whole![1] === '-' ? -num : num, den);
  return radix === 10 && /^[+-]?(?:\d+\.\d*|\.\d+|\d+(?=e))(?:e[+-]?\d+)?$/.test(text)
    ? Number(text)
    : undefined;
}

function digits(text: string, radix: number): bigint | undefined {
  let value = 0n;
  for (const char of text) {
    const digit = parseInt(char, 36);
    if (digit >= radix) return undefined;
    value = value * BigInt(radix) + BigInt(digit);
  }
  return value;
}
