import { listItems, symbolName, type Datum } from '../../core/datum.ts';
import { writeDatum } from '../../core/datum-json.ts';
import { durationSeconds } from '../../core/duration.ts';
import { datumOf } from './pure-calls.ts';
import type { Value } from './value.ts';

/** What an operand has to be, in words, and whether a datum is that. */
interface Type {
  readonly what: string;
  readonly has: (datum: Datum) => boolean;
}

const tagOf = (datum: Datum): string | undefined =>
  Array.isArray(datum) ? (datum[0] as string) : undefined;
const numberTags: ReadonlySet<string | undefined> = new Set(['q', 'b', 'f']);

const number: Type = {
  what: 'a number',
  has: (datum) => typeof datum === 'number' || numberTags.has(tagOf(datum)),
};
const text: Type = { what: 'text', has: (datum) => typeof datum === 'string' };
const symbol: Type = { what: 'a symbol', has: (datum) => symbolName(datum) !== undefined };
const list: Type = { what: 'a list', has: (datum) => listItems(datum) !== undefined };
const pair: Type = {
  what: 'a pair or a list with something in it',
  has: (datum) => datum !== null && (tagOf(datum) === 'l' || tagOf(datum) === 'p'),
};
const length: Type = {
  what: 'a length of time, such as "4h30m"',
  has: (datum) =>
    typeof datum !== 'string' ? tagOf(datum) === 'l' : (durationSeconds(datum) ?? 0) > 0,
};

/** The types of a procedure's operands, the last of which all further ones have; null where any may stand. */
const operands: { readonly [procedure: string]: readonly (Type | null)[] } = {
  ...each(['+', '-', '*', '/', '<', '<=', '>', '>=', '=', 'max', 'min', 'abs', 'zero?'], [number]),
  ...each(['positive?', 'negative?', 'even?', 'odd?', 'round', 'floor', 'quotient'], [number]),
  ...each(['string-append', 'string-length', 'string-upcase', 'string-downcase'], [text]),
  ...each(['string=?', 'string<?', 'string>?', 'string->symbol', 'string->number'], [text]),
  ...each(['length', 'reverse'], [list]),
  ...each(
    ['memq', 'memv', 'member', 'member?', 'assq', 'assv', 'assoc', 'for-each', 'map'],
    [null, list],
  ),
  ...each(['filter', 'any', 'every'], [null, list]),
  ...each(['car', 'cdr', 'cadr'], [pair]),
  'symbol->string': [symbol],
  'number->string': [number, null],
  '%duration': [length],
};

function each(
  names: readonly string[],
  types: readonly (Type | null)[],
): { readonly [name: string]: readonly (Type | null)[] } {
  return Object.fromEntries(names.map((name) => [name, types]));
}

/** Why a call of a library procedure fails, by an operand that is known; undefined where none tells. */
export function wrongOperand(name: string, args: readonly Value[]): string | undefined {
  const types = Object.hasOwn(operands, name) ? operands[name]! : [];
  for (const [at, value] of args.entries()) {
    const type = types[Math.min(at, types.length - 1)];
    const datum = value.kind === 'constant' ? datumOf(value) : undefined;
    if (type === undefined || type === null || datum === undefined || type.has(datum)) continue;
    const called = name.startsWith('%') ? 'this' : `\`${name}\``;
    return `${called} takes ${type.what} here, and gets \`${writeDatum(datum)}\``;
  }
  return undefined;
}
