import type { SyntaxLiteral, SyntaxSymbol } from '../../grammar/syntax.ts';
import type { Datum } from '../core/datum.ts';
import type { Span } from '../core/span.ts';
import type { Scope } from './scope.ts';

/**
 * Syntax on its way through the expander: what was read, and what macros made of it. What a macro made carries the
 * span of the macro's use in the author's text, and `made`.
 */
export type Stx = StxList | StxVector | Identifier | SyntaxLiteral;

export interface StxList extends Span {
  readonly kind: 'list';
  readonly items: readonly Stx[];
  readonly tail: Stx | null;
  readonly made?: true;
}

export interface StxVector extends Span {
  readonly kind: 'vector';
  readonly items: readonly Stx[];
  readonly made?: true;
}

export type Identifier = SyntaxSymbol | Alias;

/**
 * A symbol that a macro's template put in: hygiene. Where no binding form has bound this very alias, it means what `of`
 * means in the scope where the macro was defined. One expansion makes one alias for each symbol of its template.
 */
export interface Alias extends Span {
  readonly kind: 'alias';
  /** The spelling, all renaming stripped. */
  readonly name: string;
  readonly of: Identifier;
  readonly scope: Scope;
  readonly made: true;
}

export const isIdentifier = (stx: Stx): stx is Identifier =>
  stx.kind === 'symbol' || stx.kind === 'alias';

/** Whether two identifiers are one to a binding form: the same symbol, or the same alias. */
export const isSame = (a: Identifier, b: Identifier): boolean =>
  a === b || (a.kind === 'symbol' && b.kind === 'symbol' && a.name === b.name);

/** The symbol as somebody wrote it, be it in the template of a macro: what is wrong with it is wrong there. */
export function originOf(identifier: Identifier): Identifier {
  let origin = identifier;
  while (origin.kind === 'alias') origin = origin.of;
  return origin;
}

export const isList = (stx: Stx): stx is StxList => stx.kind === 'list' && stx.tail === null;

export const spanOf = ({ file, start, end }: Span): Span => ({ file, start, end });

/** Whether a macro made this node, so that no text of the author stands for it. */
export const isMade = (stx: Stx): boolean => 'made' in stx;

/** The part of a list from an index on, as syntax of its own. */
export function rest(list: StxList, from: number): StxList {
  const items = list.items.slice(from);
  const start = items[0]?.start ?? list.end;
  const span = { file: list.file, start: isMade(list) ? list.start : start, end: list.end };
  return { kind: 'list', items, tail: list.tail, ...span, ...(isMade(list) ? { made: true } : {}) };
}

/** The items of a form after its keyword, if it is a proper list with that many. */
export function operandsOf(form: StxList, min: number, max = Infinity): readonly Stx[] | undefined {
  const count = form.items.length - 1;
  return isList(form) && count >= min && count <= max ? form.items.slice(1) : undefined;
}

/** A list that the expander makes on behalf of `at`. */
export function makeList(items: readonly Stx[], at: Span): StxList {
  return { kind: 'list', items, tail: null, ...spanOf(at), made: true };
}

/** Stands where a mistake was reported, so that it is not reported again. */
export function nothing(at: Span): Stx {
  return { kind: 'literal', datum: ['u'], ...spanOf(at) };
}

/** Whether this is what `nothing` makes: no text reads as it. */
export const isNothing = (stx: Stx): boolean =>
  stx.kind === 'literal' && Array.isArray(stx.datum) && stx.datum[0] === 'u';

/** The datum that quoted syntax stands for, renaming stripped. */
export function toDatum(stx: Stx): Datum {
  switch (stx.kind) {
    case 'literal':
      return stx.datum;
    case 'symbol':
    case 'alias':
      return ['y', stx.name];
    case 'vector':
      return ['v', ...stx.items.map(toDatum)];
    case 'list':
      if (stx.tail === null)
        return stx.items.length === 0 ? null : ['l', ...stx.items.map(toDatum)];
      return ['p', ...stx.items.map(toDatum), toDatum(stx.tail)];
  }
}

/** Short text of syntax for messages, cut at some sixty characters. */
export function describe(stx: Stx): string {
  const text = write(stx, 60);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function write(stx: Stx, room: number): string {
  if (room <= 0) return '…';
  switch (stx.kind) {
    case 'symbol':
    case 'alias':
      return stx.name;
    case 'literal':
      return writeLiteral(stx.datum);
    case 'vector':
      return `#(${writeItems(stx.items, room - 2)})`;
    case 'list': {
      const tail = stx.tail === null ? '' : ` . ${write(stx.tail, room - 5)}`;
      return `(${writeItems(stx.items, room - 1)}${tail})`;
    }
  }
}

function writeItems(items: readonly Stx[], room: number): string {
  let text = '';
  for (const item of items) {
    if (text.length > room) return `${text} …`;
    text += `${text === '' ? '' : ' '}${write(item, room - text.length)}`;
  }
  return text;
}

function writeLiteral(datum: Datum): string {
  if (datum === true) return '#t';
  if (datum === false) return '#f';
  if (!Array.isArray(datum)) return JSON.stringify(datum);
  if (datum[0] === 'c') return `#\\${String.fromCodePoint(datum[1] as number)}`;
  if (datum[0] === 'q') return `${String(datum[1])}/${String(datum[2])}`;
  return String(datum[1]);
}
