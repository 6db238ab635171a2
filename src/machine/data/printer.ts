import { numberText } from './number-text.ts';
import { isNumber } from './numbers.ts';
import {
  Char,
  Closure,
  HashTable,
  Pair,
  Primitive,
  Record,
  RecordType,
  Special,
  Sym,
  Values,
  Vector,
  conditionType,
} from './values.ts';
import type { Value } from './values.ts';

export type Labels = 'cycles' | 'shared' | 'none';

const CHAR_NAMES: { readonly [code: number]: string } = {
  0: 'null',
  7: 'alarm',
  8: 'backspace',
  9: 'tab',
  10: 'newline',
  13: 'return',
  27: 'escape',
  32: 'space',
  127: 'delete',
};
const ESCAPES: { readonly [char: string]: string } = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\u0007': '\\a',
  '\b': '\\b',
};

/** The text as `display` shows it: strings and characters as themselves. */
export const displayValue = (value: Value): string => new Printer(false, 'cycles').print(value);

/** The text as `write` does: it reads back as an equal value. Cycles are labelled; `shared` labels all sharing. */
export const writeValue = (value: Value, labels: Labels = 'cycles'): string =>
  new Printer(true, labels).print(value);

/** More text than this is cut off: values that share much can be exponentially longer than they are large. */
const TEXT_MAX = 1_000_000;

class Printer {
  private readonly quoted: boolean;
  private readonly labels: Labels;
  /** Objects that need a label; its number once it is given. */
  private readonly labelled = new Map<Value, number | null>();
  private given = 0;
  private readonly parts: string[] = [];
  private length = 0;

  constructor(quoted: boolean, labels: Labels) {
    this.quoted = quoted;
    this.labels = labels;
  }

  print(value: Value): string {
    if (this.labels !== 'none' && isCompound(value)) this.findLabels(value);
    // Text to write stands as a string in a list of one, so that no depth of data needs depth of stack.
    const work: (readonly [string] | { readonly value: Value } | { readonly tail: Value })[] = [
      { value },
    ];
    for (let next = work.pop(); next !== undefined && this.length < TEXT_MAX; next = work.pop()) {
      if ('value' in next) work.push(...this.open(next.value).reverse());
      else if ('tail' in next) work.push(...this.tail(next.tail).reverse());
      else {
        this.parts.push(next[0]);
        this.length += next[0].length;
      }
    }
    return this.length < TEXT_MAX
      ? this.parts.join('')
      : `${this.parts.join('').slice(0, TEXT_MAX)}…`;
  }

  private open(
    value: Value,
  ): (readonly [string] | { readonly value: Value } | { readonly tail: Value })[] {
    const label = this.labelled.get(value);
    if (typeof label === 'number') return [[`#${String(label)}#`]];
    let prefix = '';
    if (label === null) {
      prefix = `#${String(this.given)}=`;
      this.labelled.set(value, this.given);
      this.given += 1;
    }
    if (value instanceof Pair) {
      const quote = this.quoteOf(value);
      if (quote !== undefined) return [[prefix + quote.prefix], { value: quote.datum }];
      return [[`${prefix}(`], { value: value.car }, { tail: value.cdr }];
    }
    if (value instanceof Vector) {
      return [
        [`${prefix}#(`],
        ...value.items.flatMap((item, at) =>
          at === 0 ? [{ value: item }] : [[' '] as const, { value: item }],
        ),
        [')'],
      ];
    }
    if (value instanceof Record && value.type === conditionType) {
      return [
        [`${prefix}#<condition `],
        { value: value.fields[0] as Value },
        [' '],
        { value: value.fields[1] as Value },
        [' '],
        { value: value.fields[2] as Value },
        ['>'],
      ];
    }
    if (value instanceof Record) {
      return [
        [`${prefix}#<${value.type.name}`],
        ...value.fields.flatMap((field) => [[' '] as const, { value: field }]),
        ['>'],
      ];
    }
    if (value instanceof Values)
      return value.items.flatMap((item, at) =>
        at === 0 ? [{ value: item }] : [[' '] as const, { value: item }],
      );
    return [[prefix + this.atom(value)]];
  }

  private tail(
    rest: Value,
  ): (readonly [string] | { readonly value: Value } | { readonly tail: Value })[] {
    if (rest === null) return [[')']];
    if (rest instanceof Pair && !this.labelled.has(rest))
      return [[' '], { value: rest.car }, { tail: rest.cdr }];
    return [[' . '], { value: rest }, [')']];
  }

  private quoteOf(pair: Pair): { readonly prefix: string; readonly datum: Value } | undefined {
    if (
      !(pair.car instanceof Sym && pair.cdr instanceof Pair && pair.cdr.cdr === null) ||
      this.labelled.has(pair.cdr)
    )
      return undefined;
    const prefix = { quote: "'", quasiquote: '`', unquote: ',', 'unquote-splicing': ',@' }[
      pair.car.name
    ];
    return prefix === undefined ? undefined : { prefix, datum: pair.cdr.car };
  }

  private atom(value: Value): string {
    if (value === null) return '()';
    if (typeof value === 'boolean') return value ? '#t' : '#f';
    if (isNumber(value)) return numberText(value);
    if (typeof value === 'string') return this.quoted ? stringText(value) : value;
    if (value instanceof Sym) return this.quoted ? symbolText(value.name) : value.name;
    if (value instanceof Char)
      return this.quoted ? charText(value.code) : String.fromCodePoint(value.code);
    if (value instanceof Special) return `#<${value.name}>`;
    if (value instanceof Closure)
      return value.code.name === '' ? '#<procedure>' : `#<procedure ${value.code.name}>`;
    if (value instanceof Primitive) return `#<procedure ${value.name}>`;
    if (value instanceof RecordType) return `#<record-type ${value.name}>`;
    if (value instanceof HashTable) return `#<hash-table of ${String(value.entries.size)}>`;
    return '#<object>';
  }

  /** Finds the objects that are met again: while still open (a cycle), or at all (sharing). */
  private findLabels(start: Value): void {
    const open = new Set<Value>();
    const closed = new Set<Value>();
    const work: { readonly value: Value; readonly leave: boolean }[] = [
      { value: start, leave: false },
    ];
    for (let next = work.pop(); next !== undefined; next = work.pop()) {
      const { value, leave } = next;
      if (leave) {
        open.delete(value);
        closed.add(value);
      } else if (open.has(value) || (this.labels === 'shared' && closed.has(value)))
        this.labelled.set(value, null);
      else if (!closed.has(value)) {
        open.add(value);
        work.push({ value, leave: true });
        const parts =
          value instanceof Pair
            ? [value.car, value.cdr]
            : value instanceof Vector
              ? value.items
              : value instanceof Record
                ? value.fields
                : [];
        for (let at = parts.length - 1; at >= 0; at -= 1)
          if (isCompound(parts[at] as Value))
            work.push({ value: parts[at] as Value, leave: false });
      }
    }
  }
}

const isCompound = (value: Value): boolean =>
  value instanceof Pair || value instanceof Vector || value instanceof Record;

function stringText(text: string): string {
  return `"${text.replace(/["\\\u0000-\u001f\u007f]/g, (char) => ESCAPES[char] ?? `\\x${char.charCodeAt(0).toString(16)};`)}"`;
}

function symbolText(name: string): string {
  if (
    /^(?:[a-z!$%&*/:<=>?^_~][\w!$%&*/:<=>?^~+\-.@]*|[+-]|\.\.\.|[+-][a-z!$%&*/:<=>?^_~+\-@][\w!$%&*/:<=>?^~+\-.@]*)$/i.test(
      name,
    ) &&
    !/^[+-](?:inf|nan)\.0/i.test(name) &&
    !/^[+-]i$/i.test(name)
  )
    return name;
  // Letters beyond ASCII need no bars as long as nothing else in the name does.
  if (/^[\p{L}][\p{L}\p{N}\p{M}!$%&*/:<=>?^_~+\-.@]*$/u.test(name)) return name;

  return `|${name.replace(/[|\\\u0000-\u001f\u007f]/g, (char) => (char === '|' || char === '\\' ? `\\${char}` : `\\x${char.charCodeAt(0).toString(16)};`))}|`;
}

function charText(code: number): string {
  const name = CHAR_NAMES[code];
  if (name !== undefined) return `#\\${name}`;
  return code < 32 ? `#\\x${code.toString(16)}` : `#\\${String.fromCodePoint(code)}`;
}
