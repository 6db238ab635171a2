import type { Datum } from '../src/core/datum.ts';

const DIGITS: Readonly<Record<number, RegExp>> = {
  2: /^[01]+$/,
  8: /^[0-7]+$/,
  10: /^[0-9]+$/,
  16: /^[0-9a-f]+$/,
};
const RADIX_PREFIX: Readonly<Record<string, number>> = { b: 2, o: 8, d: 10, x: 16 };
const BIGINT_PREFIX: Readonly<Record<number, string>> = { 2: '0b', 8: '0o', 10: '', 16: '0x' };
const DECIMAL = /^([0-9]*)(?:\.([0-9]*))?(?:e([+-]?[0-9]+))?$/;
/** An exact number of more digits than this is refused: `#e1e999999999` would be gigabytes. */
const EXPONENT_MAX = 5000;

/**
 * The number that a text writes in the syntax of R7RS (prefixes, rationals, decimals, infinities), in lowest terms,
 * or undefined where it writes none. Complex numbers are none.
 */
export function readNumber(text: string, radix = 10): Datum | undefined {
  let rest = text.toLowerCase();
  let exactness = '';
  let base: number | undefined;
  for (let match = /^#([boxdei])/.exec(rest); match !== null; match = /^#([boxdei])/.exec(rest)) {
    const prefix = match[1]!;
    if (prefix === 'e' || prefix === 'i') {
      if (exactness !== '') return undefined;
      exactness = prefix;
    } else {
      if (base !== undefined) return undefined;
      base = RADIX_PREFIX[prefix]!;
    }
    rest = rest.slice(2);
  }
  return readReal(rest, base ?? radix, exactness);
}

function readReal(text: string, radix: number, exactness: string): Datum | undefined {
  const special = /^([+-])(inf|nan)\.0$/.exec(text);
  if (special !== null) {
    if (exactness === 'e') return undefined;
    if (special[2] === 'nan') return ['f', 'nan'];
    return ['f', special[1] === '-' ? '-inf' : 'inf'];
  }
  const negative = text.startsWith('-');
  const body = negative || text.startsWith('+') ? text.slice(1) : text;
  const [numerator, denominator, more] = body.split('/');
  if (numerator === undefined || more !== undefined) return undefined;
  if (denominator !== undefined)
    return readRatio(numerator, denominator, { negative, radix, exactness });
  if (DIGITS[radix]!.test(numerator)) {
    const value = signed(BigInt(BIGINT_PREFIX[radix]! + numerator), negative);
    // −0 exists among inexact numbers only.
    return exactness === 'i' ? inexact(negative ? -Number(-value) : Number(value)) : integer(value);
  }
  return radix === 10 ? readDecimal(numerator, negative, exactness) : undefined;
}

function readRatio(
  numerator: string,
  denominator: string,
  how: { readonly negative: boolean; readonly radix: number; readonly exactness: string },
): Datum | undefined {
  const digits = DIGITS[how.radix]!;
  if (!digits.test(numerator) || !digits.test(denominator)) return undefined;
  const prefix = BIGINT_PREFIX[how.radix]!;
  const below = BigInt(prefix + denominator);
  if (below === 0n) return undefined;
  const above = signed(BigInt(prefix + numerator), how.negative);
  return how.exactness === 'i' ? inexact(quotient(above, below)) : ratio(above, below);
}

function readDecimal(text: string, negative: boolean, exactness: string): Datum | undefined {
  const match = DECIMAL.exec(text);
  const whole = match?.[1] ?? '';
  const fraction = match?.[2] ?? '';
  if (match === null || whole + fraction === '') return undefined;
  if (exactness !== 'e') return inexact(Number(negative ? `-${text}` : text));
  const exponent = Number(match[3] ?? '0') - fraction.length;
  if (Math.abs(exponent) > EXPONENT_MAX) return undefined;
  const digits = signed(BigInt(whole + fraction), negative);
  const scale = 10n ** BigInt(Math.abs(exponent));
  return exponent >= 0 ? integer(digits * scale) : ratio(digits, scale);
}

const signed = (magnitude: bigint, negative: boolean): bigint =>
  negative ? -magnitude : magnitude;

function integer(value: bigint): Datum {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : ['b', value.toString()];
}

function ratio(numerator: bigint, denominator: bigint): Datum {
  let a = numerator < 0n ? -numerator : numerator;
  let b = denominator;
  while (b !== 0n) [a, b] = [b, a % b];
  if (a === denominator) return integer(numerator / a);
  return ['q', (numerator / a).toString(), (denominator / a).toString()];
}

function inexact(value: number): Datum {
  if (Number.isNaN(value)) return ['f', 'nan'];
  if (!Number.isFinite(value)) return ['f', value > 0 ? 'inf' : '-inf'];
  return ['f', Object.is(value, -0) ? '-0' : value];
}

/** The double nearest to a quotient, also where numerator or denominator is beyond the range of doubles. */
function quotient(numerator: bigint, denominator: bigint): number {
  const direct = Number(numerator) / Number(denominator);
  if (Number.isSafeInteger(Number(numerator)) && Number.isSafeInteger(Number(denominator)))
    return direct;
  // 64 significant bits and a sticky one: one rounding, to nearest even.
  const magnitude = numerator < 0n ? -numerator : numerator;
  const shift = 66 - (magnitude.toString(2).length - denominator.toString(2).length);
  const scaled =
    shift >= 0
      ? (magnitude << BigInt(shift)) / denominator
      : magnitude / (denominator << BigInt(-shift));
  const remains =
    shift >= 0
      ? (magnitude << BigInt(shift)) % denominator
      : magnitude % (denominator << BigInt(-shift));
  const value =
    Number(remains === 0n ? scaled : scaled | 1n) *
    2 ** Math.max(-shift, -1000) *
    2 ** Math.min(0, 1000 - shift);
  return numerator < 0n ? -value : value;
}
