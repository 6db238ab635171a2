/** Numbers, characters, strings and output ports. */
import {
  add,
  compare,
  divide,
  divideIntegers,
  greatestDivisor,
  integerOf,
  integerRoot,
  isInteger,
  isNumber,
  multiply,
  numberOf,
  numberText,
  parseNumber,
  power,
  roundTo,
  squareRoot,
  subtract,
  toDouble,
  toExact,
} from './numbers.ts';
import type { Num, Rounding } from './numbers.ts';
import { plain } from './plain.ts';
import { fail, indexIn, itemsIn, part, textIn } from './procedures-data.ts';
import {
  Char,
  Condition,
  Multiple,
  Parameter,
  Port,
  Promised,
  Ratio,
  Vector,
  list,
  unspecified,
} from './values.ts';
import type { Value, Procedure } from './values.ts';
import { textOf } from './write.ts';

const numeric = (name: string, answer: (value: Num) => Value): Procedure =>
  plain(name, 1, 1, (value) => answer(numberOf(value)));

/** `+` and `*`: of no operands `none`, which takes no part otherwise, since an exact 0 would unmake -0.0. */
const fold = (name: string, none: Num, step: (a: Num, b: Num) => Num): Procedure =>
  plain(name, 0, Infinity, (...values) => {
    const [first = none, ...rest] = values.map(numberOf);
    return rest.reduce(step, first);
  });

/** `-` and `/`: of one operand its inverse. */
const inverse = (name: string, of: (value: Num) => Num, step: (a: Num, b: Num) => Num): Procedure =>
  plain(name, 1, Infinity, (...values) => {
    const [first, ...rest] = values.map(numberOf);
    return rest.length === 0 ? of(first!) : rest.reduce(step, first!);
  });

const negated = (value: Num): Num => (typeof value === 'number' ? -value : subtract(0n, value));

const inOrder = (name: string, holds: (order: number) => boolean): Procedure =>
  plain(name, 1, Infinity, (...values) => {
    const numbers = values.map(numberOf);
    return numbers.every((value, at) => at === 0 || holds(compare(numbers[at - 1]!, value)));
  });

const extreme = (name: string, sign: number): Procedure =>
  plain(name, 1, Infinity, (...values) => {
    const numbers = values.map(numberOf);
    const best = numbers.reduce((so, value) => (compare(value, so) * sign > 0 ? value : so));
    return numbers.some((value) => typeof value === 'number') ? toDouble(best) : best;
  });

const dividing = (name: string, how: 'floor' | 'truncate', which: 0 | 1): Procedure =>
  plain(name, 2, 2, (a, b) => divideIntegers(a, b, how)[which]);

const exactIntegerOf = (value: Value): bigint =>
  typeof value === 'bigint' ? value : fail('wrong-type');
const magnitude = (value: Num): Num =>
  typeof value === 'number'
    ? Math.abs(value)
    : compare(value, 0n) < 0
      ? subtract(0n, value)
      : value;

/** The greatest common divisor of integers; inexact as soon as one of them is. */
function divisorOf(values: readonly Value[]): Num {
  const integers = values.map(integerOf);
  const divisor = integers.map((value) => toExact(value) as bigint).reduce(greatestDivisor, 0n);
  return integers.some((value) => typeof value === 'number') ? toDouble(divisor) : divisor;
}

/** Of an inexact number what it is of the exact one that it equals, made inexact. */
const ofExact =
  (answer: (value: bigint | Ratio) => Num): ((value: Num) => Num) =>
  (value) => {
    const exact = answer(toExact(value));
    return typeof value === 'number' ? toDouble(exact) : exact;
  };

function radixOf(value: Value | undefined): number {
  if (value === undefined) return 10;
  return [2n, 8n, 10n, 16n].includes(value as bigint) ? Number(value) : fail('out-of-range');
}

export const numberProcedures: readonly Procedure[] = [
  plain('number?', 1, 1, isNumber),
  plain('integer?', 1, 1, isInteger),
  plain('exact-integer?', 1, 1, (value) => typeof value === 'bigint'),
  numeric('exact?', (value) => typeof value !== 'number'),
  numeric('inexact?', (value) => typeof value === 'number'),
  fold('+', 0n, add),
  fold('*', 1n, multiply),
  inverse('-', negated, subtract),
  inverse('/', (value) => divide(1n, value), divide),
  inOrder('=', (order) => order === 0),
  inOrder('<', (order) => order < 0),
  inOrder('>', (order) => order > 0),
  inOrder('<=', (order) => order <= 0),
  inOrder('>=', (order) => order >= 0),
  extreme('max', 1),
  extreme('min', -1),
  numeric('zero?', (value) => compare(value, 0n) === 0),
  numeric('positive?', (value) => compare(value, 0n) > 0),
  numeric('negative?', (value) => compare(value, 0n) < 0),
  plain('even?', 1, 1, (value) => toExact(divideIntegers(value, 2n, 'floor')[1]) === 0n),
  plain('odd?', 1, 1, (value) => toExact(divideIntegers(value, 2n, 'floor')[1]) === 1n),
  numeric('abs', magnitude),
  numeric('square', (value) => multiply(value, value)),
  dividing('quotient', 'truncate', 0),
  dividing('remainder', 'truncate', 1),
  dividing('modulo', 'floor', 1),
  dividing('floor-quotient', 'floor', 0),
  plain('floor/', 2, 2, (a, b) => new Multiple(divideIntegers(a, b, 'floor'))),
  plain('truncate/', 2, 2, (a, b) => new Multiple(divideIntegers(a, b, 'truncate'))),
  plain('gcd', 0, Infinity, (...values) => divisorOf(values)),
  plain('lcm', 0, Infinity, (...values) =>
    values.map(integerOf).reduce((a, b) => {
      const product = multiply(a, b);
      if (compare(product, 0n) === 0) return product;
      return divideIntegers(magnitude(product), divisorOf([a, b]), 'truncate')[0];
    }, 1n),
  ),
  numeric(
    'numerator',
    ofExact((value) => (value instanceof Ratio ? value.num : value)),
  ),
  numeric(
    'denominator',
    ofExact((value) => (value instanceof Ratio ? value.den : 1n)),
  ),
  ...(['floor', 'ceiling', 'truncate', 'round'] as const).map((how: Rounding) =>
    numeric(how, (value) => roundTo(value, how)),
  ),
  numeric('sqrt', squareRoot),
  plain('exact-integer-sqrt', 1, 1, (value) => {
    const whole = exactIntegerOf(value);
    if (whole < 0n) return fail('wrong-type');
    const root = integerRoot(whole);
    return new Multiple([root, whole - root * root]);
  }),
  plain('expt', 2, 2, (base, exponent) => power(numberOf(base), exactIntegerOf(exponent))),
  numeric('exact', toExact),
  numeric('inexact', toDouble),
  plain('number->string', 1, 2, (value, radix) => numberText(numberOf(value), radixOf(radix))),
  plain(
    'string->number',
    1,
    2,
    (text, radix) => parseNumber(textIn(text), radixOf(radix)) ?? false,
  ),
];

const charOf = (value: Value): Char => (value instanceof Char ? value : fail('wrong-type'));
const charsOf = (value: Value): string[] => Array.from(textIn(value));
const charFrom = (char: string): Char => new Char(char.codePointAt(0)!);
const textFrom = (chars: readonly Value[]): string =>
  chars.map((char) => String.fromCodePoint(charOf(char).code)).join('');

/** Strings and characters compare by code point. */
function order(a: string, b: string): number {
  const [one, other] = [Array.from(a), Array.from(b)];
  const at = one.findIndex((char, index) => char !== other[index]);
  if (at === -1) return one.length - other.length;
  return other[at] === undefined ? 1 : one[at]!.codePointAt(0)! - other[at].codePointAt(0)!;
}

const ORDERS: readonly (readonly [string, (order: number) => boolean])[] = [
  ['=?', (found) => found === 0],
  ['<?', (found) => found < 0],
  ['>?', (found) => found > 0],
  ['<=?', (found) => found <= 0],
  ['>=?', (found) => found >= 0],
];

const comparing = (prefix: string, textIn: (value: Value) => string): readonly Procedure[] =>
  ORDERS.map(([suffix, holds]) =>
    plain(prefix + suffix, 1, Infinity, (...values) => {
      const texts = values.map(textIn);
      return texts.every((text, at) => at === 0 || holds(order(texts[at - 1]!, text)));
    }),
  );

export const textProcedures: readonly Procedure[] = [
  plain('char?', 1, 1, (value) => value instanceof Char),
  ...comparing('char', (value) => textFrom([value])),
  plain('char->integer', 1, 1, (char) => BigInt(charOf(char).code)),
  plain('integer->char', 1, 1, (code) => new Char(Number(exactIntegerOf(code)))),
  plain('char-upcase', 1, 1, (char) => charFrom(textFrom([char]).toUpperCase())),
  plain('char-alphabetic?', 1, 1, (char) => /\p{Alphabetic}/u.test(textFrom([char]))),
  plain('char-numeric?', 1, 1, (char) => /\p{Nd}/u.test(textFrom([char]))),
  plain('digit-value', 1, 1, (char) => {
    const text = textFrom([char]);
    return /[0-9]/.test(text) ? BigInt(text) : false;
  }),
  plain('string?', 1, 1, (value) => typeof value === 'string'),
  ...comparing('string', textIn),
  plain('string', 0, Infinity, (...chars) => textFrom(chars)),
  plain('make-string', 2, 2, (count, char) => textFrom([char]).repeat(indexIn(count, 1000))),
  plain('string-length', 1, 1, (text) => BigInt(charsOf(text).length)),
  plain('string-ref', 2, 2, (text, index) => {
    const chars = charsOf(text);
    return charFrom(chars[indexIn(index, chars.length - 1)]!);
  }),
  plain('substring', 2, 3, (text, start, end) => part(charsOf(text), start, end).join('')),
  plain('string-append', 0, Infinity, (...texts) => texts.map(textIn).join('')),
  plain('string-upcase', 1, 1, (text) => textIn(text).toUpperCase()),
  plain('string-downcase', 1, 1, (text) => textIn(text).toLowerCase()),
  plain('string->list', 1, 3, (text, start, end) =>
    list(part(charsOf(text), start, end).map(charFrom)),
  ),
  plain('list->string', 1, 1, (items) => textFrom(itemsIn(items))),
  plain('string->vector', 1, 1, (text) => new Vector(charsOf(text).map(charFrom))),
  plain('string-join', 1, 2, (texts, between?: Value) =>
    itemsIn(texts)
      .map(textIn)
      .join(between === undefined ? ' ' : textIn(between)),
  ),
];

const conditionOf = (value: Value): Condition =>
  value instanceof Condition ? value : fail('wrong-type');
const portOf = (value: Value): Port => (value instanceof Port ? value : fail('wrong-type'));

/** Conditions, promises, ports of their own, parameters. What goes to the trace needs the branch that runs. */
export const objectProcedures: readonly Procedure[] = [
  plain('error-object?', 1, 1, (value) => value instanceof Condition),
  plain('error-object-message', 1, 1, (value) => conditionOf(value).message),
  plain('error-object-irritants', 1, 1, (value) => conditionOf(value).irritants),
  plain('promise?', 1, 1, (value) => value instanceof Promised),
  plain('make-promise', 1, 1, (value) =>
    value instanceof Promised ? value : new Promised(true, value),
  ),
  plain('open-output-string', 0, 0, () => new Port()),
  plain('get-output-string', 1, 1, (port) => portOf(port).text),
  plain('%write-to', 2, 2, (value, port) => {
    portOf(port).text += textOf(value, true);
    return unspecified;
  }),
  plain(
    '%make-parameter',
    2,
    2,
    (value, convert) => new Parameter(value, convert === false ? null : convert),
  ),
];
