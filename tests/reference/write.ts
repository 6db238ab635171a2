import { isNumber, numberText, parseNumber } from './numbers.ts';
import { Alias, Char, Condition, Instance, Pair, Sym, Unsaid, Vector } from './values.ts';
import type { Value } from './values.ts';

const QUOTES: { readonly [word: string]: string } = {
  quote: "'",
  quasiquote: '`',
  unquote: ',',
  'unquote-splicing': ',@',
};
const CHARS: { readonly [code: number]: string } = { 32: 'space', 10: 'newline', 9: 'tab' };

/** The text of a value as `write` (quoted) or `display` shows it. Test programs make no cycles. */
export function textOf(value: Value, quoted: boolean): string {
  const inner = (item: Value): string => textOf(item, quoted);
  if (value === null) return '()';
  if (typeof value === 'boolean') return value ? '#t' : '#f';
  if (isNumber(value)) return numberText(value, 10);
  if (typeof value === 'string') return quoted ? stringText(value) : value;
  if (value instanceof Sym) return quoted ? symbolText(value.name) : value.name;
  if (value instanceof Alias) return textOf(value.id, quoted);
  if (value instanceof Char) return charText(value, quoted);
  if (value instanceof Pair) return pairText(value, inner);
  if (value instanceof Vector) return `#(${value.items.map(inner).join(' ')})`;
  if (value instanceof Instance)
    return `#<${[value.kind.name, ...value.fields.map(inner)].join(' ')}>`;
  if (value instanceof Condition && value.kind === 'error')
    return `#<condition ${value.kind} ${inner(value.message)} ${inner(value.irritants)}>`;
  throw new Unsaid('nothing says how this is written');
}

const stringText = (text: string): string =>
  `"${text.replaceAll(/["\\]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t')}"`;

/** Bars where a name would not read back; they may stand around any, so odd ones without need are left open. */
function symbolText(name: string): string {
  if (/^(?:[\p{L}!$%&*/:<=>?^_~+-][\p{L}\p{N}!$%&*/:<=>?^_~+.@-]*|\.\.\.)$/u.test(name)) {
    if (parseNumber(name, 10) === undefined) return name;
  }
  if (name === '' || /^[\p{L}\p{N} ()"']+$/u.test(name)) return `|${name}|`;
  throw new Unsaid('this symbol may be written in several ways');
}

function charText({ code }: Char, quoted: boolean): string {
  const char = String.fromCodePoint(code);
  return quoted ? `#\\${CHARS[code] ?? char}` : char;
}

function pairText(pair: Pair, inner: (item: Value) => string): string {
  const { car, cdr } = pair;
  const quote = car instanceof Sym ? QUOTES[car.name] : undefined;
  if (quote !== undefined && cdr instanceof Pair && cdr.cdr === null) return quote + inner(cdr.car);
  const texts: string[] = [];
  let at: Value = pair;
  for (; at instanceof Pair; at = at.cdr) texts.push(inner(at.car));
  return at === null ? `(${texts.join(' ')})` : `(${texts.join(' ')} . ${inner(at)})`;
}

/** Literals belong to the top level. */
const LITERAL = -1;
const literals = new WeakMap<object, Value>();

/** A literal: the datum without the renamings of macros, the same object each time. */
export function plainDatum(value: Value): Value {
  if (value instanceof Alias) return plainDatum(value.id);
  if (!(value instanceof Pair || value instanceof Vector)) return value;
  const known = literals.get(value);
  if (known !== undefined) return known;
  const plain =
    value instanceof Pair
      ? new Pair(plainDatum(value.car), plainDatum(value.cdr), LITERAL)
      : new Vector(value.items.map(plainDatum), LITERAL);
  literals.set(value, plain);
  return plain;
}
