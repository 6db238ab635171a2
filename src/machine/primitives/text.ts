import { fail, wrongType } from '../control/conditions.ts';
import type { Machine } from '../machine.ts';
import { many, plain } from './primitive.ts';
import type { PrimitiveDefinition } from './primitive.ts';
import { Char, Sym, Vector, charOf, intern, listOf } from '../data/values.ts';
import type { Value } from '../data/values.ts';
import { indexOf, listItems, sizeOf } from './lists.ts';

export const stringOf = (value: Value, name: string): string =>
  typeof value === 'string' ? value : wrongType(name, 'a string', value);
const charCode = (value: Value, name: string): number =>
  value instanceof Char ? value.code : wrongType(name, 'a character', value);

const SURROGATE = /[\ud800-\udfff]/;

/** Whether UTF-16 units are code points: then offsets need no counting. The last answer is kept, for loops over a text. */
function isPlain(m: Machine, text: string): boolean {
  if (m.scanned.text === text) return m.scanned.plain;
  m.work(text.length >> 4);
  m.scanned = { text, plain: !SURROGATE.test(text) };
  return m.scanned.plain;
}

function codePoints(m: Machine, text: string): string[] {
  m.charge(text.length);
  return isPlain(m, text) ? text.split('') : Array.from(text);
}

const lengthOf = (m: Machine, text: string): number =>
  isPlain(m, text) ? text.length : codePoints(m, text).length;

/** The part of a string between two indices, by code point. */
export function slice(
  m: Machine,
  text: string,
  start: Value | undefined,
  end: Value | undefined,
  name: string,
): string {
  const length = lengthOf(m, text);
  const to = end === undefined ? length : indexOf(end, length, name);
  const from = start === undefined ? 0 : indexOf(start, to, name);
  if (from === 0 && to === length) return text;
  return isPlain(m, text) ? text.slice(from, to) : codePoints(m, text).slice(from, to).join('');
}

/** −1, 0 or 1 by code point, which UTF-16 order is not. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  if (at === length) return a.length < b.length ? -1 : 1;
  const [x, y] = [rank(a.charCodeAt(at)), rank(b.charCodeAt(at))];
  return x < y ? -1 : 1;
}

/** Surrogates stand for code points above all that are one unit. */
const rank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);

const ordered = <T>(
  name: string,
  read: (value: Value, name: string) => T,
  compare: (a: T, b: T) => number,
  holds: (order: number) => boolean,
): PrimitiveDefinition =>
  many(name, 1, (_, operands) => {
    const items = operands.map((operand) => read(operand, name));
    return items.every((item, at) => at === 0 || holds(compare(items[at - 1]!, item)));
  });

const ORDERS: readonly (readonly [suffix: string, holds: (order: number) => boolean])[] = [
  ['=?', (order) => order === 0],
  ['<?', (order) => order < 0],
  ['>?', (order) => order > 0],
  ['<=?', (order) => order <= 0],
  ['>=?', (order) => order >= 0],
];

/** Simple case folding of one character. The Turkish letters İ and ı fold to themselves: neither is the letter i. */
const foldChar = (code: number): number =>
  code === 0x130 || code === 0x131 ? code : downcase(upcase(downcase(code)));

/** The one character that is the lower case of another, else that other. */
const downcase = (code: number): number => String.fromCodePoint(code).toLowerCase().codePointAt(0)!;

/** Upper case; where that takes several characters, the titlecase one if there is one, else the character itself. */
function upcase(code: number): number {
  const [first, ...more] = Array.from(String.fromCodePoint(code).toUpperCase());
  if (more.length === 0 && first !== undefined) return first.codePointAt(0)!;
  // The Greek letters with a subscript iota have their titlecase forms so far behind them.
  return [code + 8, code + 9].find((title) => downcase(title) === code) ?? code;
}

/** Full case folding: through lower case first, since capital sharp s has no other upper case than itself. */
export const foldString = (text: string): string =>
  text
    .split('ı')
    .map((part) => part.toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ'))
    .join('ı');

const charTest = (name: string, pattern: RegExp): PrimitiveDefinition =>
  plain(name, 1, 1, (_, char) => pattern.test(String.fromCodePoint(charCode(char, name))));

function digitValue(code: number): Value {
  if (!/^\p{Nd}$/u.test(String.fromCodePoint(code))) return false;
  // Decimal digits come in runs of ten from a zero on; some runs follow one another.
  let zero = code;
  while (zero > 0 && /^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return (code - zero) % 10;
}

function fromCode(value: Value): Char {
  const code = indexOf(value, 0x10ffff, 'integer->char');
  return code >= 0xd800 && code <= 0xdfff
    ? fail('out-of-range', 'integer->char: no such character', value)
    : charOf(code);
}

const textOfChars = (chars: readonly Value[], name: string): string =>
  chars.map((char) => String.fromCodePoint(charCode(char, name))).join('');

function appendStrings(m: Machine, operands: readonly Value[]): string {
  const texts = operands.map((operand) => stringOf(operand, 'string-append'));
  m.charge(1 + texts.length);
  return concat(m, texts);
}

/** Joined text; its length is charged, since strings may double with each step. */
function concat(m: Machine, texts: readonly string[], between = ''): string {
  let length = between.length * Math.max(0, texts.length - 1);
  for (const text of texts) length += text.length;
  m.charge(Math.ceil(length / 8));
  return texts.join(between);
}

const joined = (m: Machine, list: Value, between: Value | undefined): string =>
  concat(
    m,
    listItems(m, list, 'string-join').map((item) => stringOf(item, 'string-join')),
    between === undefined ? ' ' : stringOf(between, 'string-join'),
  );

function indexIn(m: Machine, text: Value, part: Value, name: string): Value {
  const whole = stringOf(text, name);
  m.work(whole.length);
  const at = whole.indexOf(stringOf(part, name));
  return at < 0 ? false : lengthOf(m, whole.slice(0, at));
}

/** Characters, strings and symbols: R7RS 6.5 to 6.7. Strings never change; indices count code points. */
export const textPrimitives: readonly PrimitiveDefinition[] = [
  plain('char?', 1, 1, (_, value) => value instanceof Char),
  ...ORDERS.map(([suffix, holds]) => ordered(`char${suffix}`, charCode, (a, b) => a - b, holds)),
  ...ORDERS.map(([suffix, holds]) =>
    ordered(
      `char-ci${suffix}`,
      (value, name) => foldChar(charCode(value, name)),
      (a, b) => a - b,
      holds,
    ),
  ),
  charTest('char-alphabetic?', /^\p{Alphabetic}$/u),
  charTest('char-numeric?', /^\p{Nd}$/u),
  charTest('char-whitespace?', /^\p{White_Space}$/u),
  charTest('char-upper-case?', /^\p{Uppercase}$/u),
  charTest('char-lower-case?', /^\p{Lowercase}$/u),
  plain('digit-value', 1, 1, (_, char) => digitValue(charCode(char, 'digit-value'))),
  plain('char->integer', 1, 1, (_, char) => charCode(char, 'char->integer')),
  plain('integer->char', 1, 1, (_, code) => fromCode(code)),
  plain('char-upcase', 1, 1, (_, char) => charOf(upcase(charCode(char, 'char-upcase')))),
  plain('char-downcase', 1, 1, (_, char) => charOf(downcase(charCode(char, 'char-downcase')))),
  plain('char-foldcase', 1, 1, (_, char) => charOf(foldChar(charCode(char, 'char-foldcase')))),

  plain('symbol?', 1, 1, (_, value) => value instanceof Sym),
  many('symbol=?', 1, (_, operands) =>
    operands.every((operand) =>
      operand instanceof Sym ? operand === operands[0] : wrongType('symbol=?', 'a symbol', operand),
    ),
  ),
  many('boolean=?', 1, (_, operands) =>
    operands.every((operand) =>
      typeof operand === 'boolean'
        ? operand === operands[0]
        : wrongType('boolean=?', 'a boolean', operand),
    ),
  ),
  plain('symbol->string', 1, 1, (_, value) =>
    value instanceof Sym ? value.name : wrongType('symbol->string', 'a symbol', value),
  ),
  plain('string->symbol', 1, 1, (_, text) => intern(stringOf(text, 'string->symbol'))),

  plain('string?', 1, 1, (_, value) => typeof value === 'string'),
  many(
    'make-string',
    1,
    (m, [count, char = charOf(32)]) =>
      String.fromCodePoint(charCode(char, 'make-string')).repeat(
        sizeOf(m, count as Value, 'make-string'),
      ),
    2,
  ),
  many('string', 0, (m, chars) => {
    m.charge(chars.length);
    return textOfChars(chars, 'string');
  }),
  plain('string-length', 1, 1, (m, text) => lengthOf(m, stringOf(text, 'string-length'))),
  plain('string-ref', 2, 2, (m, text, index) => {
    const whole = stringOf(text, 'string-ref');
    const at = indexOf(index, lengthOf(m, whole) - 1, 'string-ref');
    return charOf(
      isPlain(m, whole) ? whole.charCodeAt(at) : codePoints(m, whole)[at]!.codePointAt(0)!,
    );
  }),
  ...ORDERS.map(([suffix, holds]) => ordered(`string${suffix}`, stringOf, compareStrings, holds)),
  ...ORDERS.map(([suffix, holds]) =>
    ordered(
      `string-ci${suffix}`,
      (value, name) => foldString(stringOf(value, name)),
      compareStrings,
      holds,
    ),
  ),
  plain('string-upcase', 1, 1, (m, text) =>
    concat(m, [stringOf(text, 'string-upcase').toUpperCase()]),
  ),
  plain('string-downcase', 1, 1, (m, text) =>
    concat(m, [stringOf(text, 'string-downcase').toLowerCase()]),
  ),
  plain('string-foldcase', 1, 1, (m, text) =>
    concat(m, [foldString(stringOf(text, 'string-foldcase'))]),
  ),
  plain('substring', 2, 3, (m, text, start, end) =>
    slice(m, stringOf(text, 'substring'), start, end, 'substring'),
  ),
  plain('string-copy', 1, 3, (m, text, start, end) =>
    slice(m, stringOf(text, 'string-copy'), start, end, 'string-copy'),
  ),
  many('string-append', 0, appendStrings),
  plain('string-join', 1, 2, joined),
  plain('string-index', 2, 2, (m, text, char) =>
    indexIn(m, text, String.fromCodePoint(charCode(char, 'string-index')), 'string-index'),
  ),
  plain('string-contains', 2, 2, (m, text, part) => indexIn(m, text, part, 'string-contains')),
  plain('string-prefix?', 2, 2, (_, part, text) =>
    stringOf(text, 'string-prefix?').startsWith(stringOf(part, 'string-prefix?')),
  ),
  plain('string-suffix?', 2, 2, (_, part, text) =>
    stringOf(text, 'string-suffix?').endsWith(stringOf(part, 'string-suffix?')),
  ),
  plain('string->list', 1, 3, (m, text, start, end) =>
    listOf(
      codePoints(m, slice(m, stringOf(text, 'string->list'), start, end, 'string->list')).map(
        (char) => charOf(char.codePointAt(0)!),
      ),
    ),
  ),
  plain('list->string', 1, 1, (m, list) =>
    concat(m, [textOfChars(listItems(m, list, 'list->string'), 'list->string')]),
  ),
  plain(
    'string->vector',
    1,
    3,
    (m, text, start, end) =>
      new Vector(
        codePoints(m, slice(m, stringOf(text, 'string->vector'), start, end, 'string->vector')).map(
          (char) => charOf(char.codePointAt(0)!),
        ),
      ),
  ),
];
