import { Flonum, Ratio } from './values.ts';
import type { Num, Exact } from './numbers.ts';
import { normal, ratio, toDouble, toExact } from './numbers.ts';

/** The text of a number, which `parseNumber` reads back as the same number. */
export function numberText(value: Num, radix = 10): string {
  if (value instanceof Ratio) return `${value.num.toString(radix)}/${value.den.toString(radix)}`;
  if (!(value instanceof Flonum)) return value.toString(radix);
  const double = value.value;
  if (Number.isNaN(double)) return '+nan.0';
  if (!Number.isFinite(double)) return double > 0 ? '+inf.0' : '-inf.0';
  if (Object.is(double, -0)) return '-0.0';
  if (radix !== 10) return radixText(toExact(value), radix);
  const text = String(double).replace('e+', 'e');
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** A double in a radix that is a power of two, or any where it ends: every double ends in even radices. */
function radixText(value: Exact, radix: number): string {
  const top = value instanceof Ratio ? value.num : BigInt(value);
  const den = value instanceof Ratio ? value.den : 1n;
  const size = top < 0n ? -top : top;
  let digits = '';
  for (let rest = (size % den) * BigInt(radix); rest !== 0n; rest = (rest % den) * BigInt(radix))
    digits += (rest / den).toString(radix);
  return `${top < 0n ? '-' : ''}${(size / den).toString(radix)}.${digits === '' ? '0' : digits}`;
}

const SPECIAL: { readonly [text: string]: number } = {
  '+inf.0': Infinity,
  '-inf.0': -Infinity,
  '+nan.0': NaN,
  '-nan.0': NaN,
};
const DECIMAL = /^([+-]?)(\d+\.?\d*|\.\d+)(?:e([+-]?\d+))?$/;
const DIGITS: { readonly [radix: number]: RegExp } = {
  2: /^[+-]?[01]+$/,
  8: /^[+-]?[0-7]+$/,
  10: /^[+-]?\d+$/,
  16: /^[+-]?[\da-f]+$/,
};
const RADIX: { readonly [letter: string]: number } = { b: 2, o: 8, d: 10, x: 16 };
/** Longer text is no number, nor is an exact one with a larger exponent: it would not fit any budget. */
const LENGTH_MAX = 20_000;
const EXPONENT_MAX = 20_000;

/** The number that a text writes, with its prefixes, or undefined. */
export function parseNumber(text: string, defaultRadix = 10): Num | undefined {
  if (text.length > LENGTH_MAX) return undefined;
  let rest = text.toLowerCase();
  let radix = defaultRadix;
  let exactness = '';
  for (let seen = ''; rest.startsWith('#'); rest = rest.slice(2)) {
    const letter = rest[1] ?? '';
    const kind = letter === 'e' || letter === 'i' ? 'exactness' : 'radix';
    if (seen.includes(kind)) return undefined;
    seen += kind;
    if (kind === 'exactness') exactness = letter;
    else if (letter in RADIX) radix = RADIX[letter]!;
    else return undefined;
  }
  const value = parseReal(rest, radix, exactness === 'e');
  if (value === undefined) return undefined;
  if (exactness === 'i') return new Flonum(toDouble(value));
  if (exactness === 'e' && value instanceof Flonum && !Number.isFinite(value.value))
    return undefined;
  return exactness === 'e' ? toExact(value) : value;
}

function parseReal(text: string, radix: number, exact: boolean): Num | undefined {
  if (Object.hasOwn(SPECIAL, text)) return new Flonum(SPECIAL[text]!);
  const [top, bottom, ...more] = text.split('/');
  const numerator = parseInteger(top ?? '', radix);
  if (bottom !== undefined) {
    const denominator =
      /^[+-]/.test(bottom) || more.length > 0 ? undefined : parseInteger(bottom, radix);
    if (numerator === undefined || denominator === undefined || denominator === 0n)
      return undefined;
    return ratio(numerator, denominator);
  }
  if (numerator !== undefined) return normal(numerator);
  return radix === 10 ? parseDecimal(text, exact) : undefined;
}

function parseInteger(text: string, radix: number): bigint | undefined {
  if (!(DIGITS[radix]?.test(text) ?? false)) return undefined;
  const digits = text.replace(/^[+-]/, '');
  const prefix = { 2: '0b', 8: '0o', 16: '0x' }[radix] ?? '';
  const size = BigInt(prefix + digits);
  return text.startsWith('-') ? -size : size;
}

function parseDecimal(text: string, exact: boolean): Num | undefined {
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  if (!exact) return new Flonum(Number(text));
  const [, sign, digits, exponentText] = match;
  const [whole, fraction = ''] = (digits ?? '').split('.');
  const exponent = Number(exponentText ?? '0') - fraction.length;
  if (Math.abs(exponent) > EXPONENT_MAX) return undefined;
  const size = BigInt(`${whole ?? ''}${fraction}`) * (sign === '-' ? -1n : 1n);
  return exponent >= 0
    ? normal(size * 10n ** BigInt(exponent))
    : ratio(size, 10n ** BigInt(-exponent));
}
