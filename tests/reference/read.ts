import { Char, Pair, Vector, list, symbol } from './values.ts';
import type { Value } from './values.ts';
import { parseNumber } from './numbers.ts';

/** The data of a well-formed text, in order; throws where it is not well-formed. */
export function readAll(text: string): Value[] {
  const tokens = text.match(TOKEN) ?? [];
  const reader = new Reader(tokens.filter((token) => !/^[\s;]/.test(token)));
  const data: Value[] = [];
  while (reader.more()) data.push(reader.datum());
  return data;
}

const TOKEN = /\s+|;[^\n]*|"(?:[^"\\]|\\.)*"|#\(|[()']|`|,@|,|#\\(?:[a-z]+|.)|[^\s()"';]+/gsu;
const QUOTES: { readonly [token: string]: string } = {
  "'": 'quote',
  '`': 'quasiquote',
  ',': 'unquote',
  ',@': 'unquote-splicing',
};
const CHARS: { readonly [name: string]: number } = { space: 32, newline: 10, tab: 9 };
const ESCAPED: { readonly [letter: string]: string } = { n: '\n', t: '\t' };

class Reader {
  private readonly tokens: readonly string[];
  private at = 0;

  constructor(tokens: readonly string[]) {
    this.tokens = tokens;
  }

  more(): boolean {
    return this.at < this.tokens.length;
  }

  datum(): Value {
    const token = this.tokens[this.at];
    if (token === undefined) throw new Error('the text ends inside a datum');
    this.at += 1;
    if (token === '(') return this.items();
    if (token === '#(') return new Vector(arrayOf(this.items()));
    const quote = QUOTES[token];
    if (quote !== undefined) return list([symbol(quote), this.datum()]);
    return atom(token);
  }

  private items(): Value {
    const items: Value[] = [];
    for (;;) {
      const token = this.tokens[this.at];
      if (token === ')') {
        this.at += 1;
        return list(items);
      }
      if (token === '.') {
        this.at += 1;
        const tail = this.datum();
        this.at += 1;
        return list(items, tail);
      }
      items.push(this.datum());
    }
  }
}

function arrayOf(value: Value): Value[] {
  const items: Value[] = [];
  for (let at = value; at instanceof Pair; at = at.cdr) items.push(at.car);
  return items;
}

function atom(token: string): Value {
  if (token === '#t' || token === '#true') return true;
  if (token === '#f' || token === '#false') return false;
  if (token.startsWith('"'))
    return token.slice(1, -1).replaceAll(/\\(.)/gsu, (_, char: string) => ESCAPED[char] ?? char);
  if (token.startsWith('#\\')) {
    const name = token.slice(2);
    return new Char(CHARS[name] ?? name.codePointAt(0)!);
  }
  return parseNumber(token, 10) ?? symbol(token);
}
