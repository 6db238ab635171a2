import type { IToken, TokenType } from 'chevrotain';
import type { DiagnosticCode } from '../src/core/diagnostic-codes.ts';
import type { Diagnostic } from '../src/core/diagnostic.ts';
import { nearest } from '../src/core/nearest.ts';
import { type Atom, readAtom, readHashAtom } from './atom.ts';
import { characterNames, readCharacter, unescape } from './escape.ts';
import type { Syntax } from './syntax.ts';
import * as t from './tokens.ts';

/** A list or vector whose end has not been met. */
interface Frame {
  readonly open: IToken | null;
  readonly items: Syntax[];
  /** Quotation marks and datum comments that wait for the datum they apply to. */
  marks: IToken[];
  dot: IToken | null;
  tail: Syntax | null;
}

const QUOTATIONS = new Map([
  [t.Quote, 'quote'],
  [t.Quasiquote, 'quasiquote'],
  [t.Unquote, 'unquote'],
  [t.UnquoteSplicing, 'unquote-splicing'],
]);

interface Extent {
  readonly start: number;
  readonly end: number;
}

/** Makes data out of tokens, in the order of the text, and says what is wrong with them. Lives for one text. */
export class DatumReader {
  readonly diagnostics: Diagnostic[] = [];
  private readonly file: string;
  private readonly outer: Frame[] = [];
  private frame: Frame = emptyFrame(null);

  constructor(file: string) {
    this.file = file;
  }

  report(code: DiagnosticCode, message: string, at: Extent, help?: string): void {
    const span = { file: this.file, start: at.start, end: at.end };
    this.diagnostics.push({
      severity: 'error',
      code,
      message,
      span,
      ...(help === undefined ? {} : { help }),
    });
  }

  /** The data at top level; call it once, at the end of the text. */
  finish(): readonly Syntax[] {
    this.endSequence();
    return this.frame.items;
  }

  /** Takes the next token of the text. */
  take(token: IToken): void {
    const taken = takers.get(token.tokenType);
    if (taken === undefined) throw new Error(`the grammar has no ${token.tokenType.name}`);
    taken(this, token);
  }

  atom(token: IToken): void {
    this.add(this.fromAtom(readAtom(token.image), token));
  }

  hashAtom(token: IToken): void {
    this.add(this.fromAtom(readHashAtom(token.image), token));
  }

  string(token: IToken): void {
    const { start, end } = extent(token);
    const datum = unescape(token.image, (bad) => this.badEscape(token, bad));
    this.add({ kind: 'literal', datum, file: this.file, start, end });
  }

  barSymbol(token: IToken): void {
    const { start, end } = extent(token);
    const name = unescape(token.image, (bad) => this.badEscape(token, bad));
    this.add({ kind: 'symbol', name, file: this.file, start, end });
  }

  character(token: IToken): void {
    const { start, end } = extent(token);
    const code = readCharacter(token.image);
    if (code === undefined) {
      const near = nearest(token.image.slice(2), characterNames);
      const known = 'write #\\a, #\\space, #\\newline, #\\tab or #\\x3BB';
      const help = near === undefined ? known : `did you mean #\\${near}?`;
      this.report('bad-character', `there is no character ${token.image}`, { start, end }, help);
    }
    this.add({ kind: 'literal', datum: ['c', code ?? 0xfffd], file: this.file, start, end });
  }

  /** A quotation mark or datum comment: it applies to the next datum. */
  mark(token: IToken): void {
    this.frame.marks.push(token);
  }

  dot(token: IToken): void {
    const { frame } = this;
    const inList = frame.open !== null && frame.open.tokenType !== t.VectorOpen;
    if (inList && frame.items.length > 0 && frame.dot === null && frame.marks.length === 0) {
      frame.dot = token;
    } else {
      const help = 'a dot stands before the last item of a list: (a . b)';
      this.report('bad-dot', 'a dot cannot stand here', extent(token), help);
    }
  }

  open(token: IToken): void {
    if (token.tokenType === t.BracketOpen) this.refuseBracket(token);
    if (token.tokenType === t.BytevectorOpen) {
      this.report(
        'unsupported-syntax',
        'there are no bytevectors',
        extent(token),
        'use a vector: #(1 2 3)',
      );
    }
    this.outer.push(this.frame);
    this.frame = emptyFrame(token);
  }

  close(token: IToken): void {
    this.endSequence();
    const { open, items, tail } = this.frame;
    if (isBracket(token.image) && open !== null && !isBracket(open.image))
      this.refuseBracket(token);
    const start = open === null ? token.startOffset : open.startOffset;
    const end = token.startOffset + token.image.length;
    this.frame = this.outer.pop() ?? emptyFrame(null);
    if (open?.tokenType === t.VectorOpen || open?.tokenType === t.BytevectorOpen) {
      this.add({ kind: 'vector', items, file: this.file, start, end });
    } else if (tail?.kind === 'list') {
      // (a . (b c)) is another way to write (a b c).
      this.add({
        kind: 'list',
        items: [...items, ...tail.items],
        tail: tail.tail,
        file: this.file,
        start,
        end,
      });
    } else {
      this.add({ kind: 'list', items, tail, file: this.file, start, end });
    }
  }

  /** A string, symbol or comment without its end; it was read up to the end of its line (a comment: of the file). */
  unclosed(token: IToken): void {
    const { start, end } = extent(token);
    if (token.tokenType === t.UnclosedComment) {
      this.report(
        'unclosed-comment',
        'this comment is never closed',
        { start, end: start + 2 },
        'add |# where it ends',
      );
      return;
    }
    const isString = token.tokenType === t.UnclosedString;
    const [code, what, mark] = isString
      ? (['unclosed-string', 'string', '"'] as const)
      : (['unclosed-symbol', 'symbol', '|'] as const);
    this.report(code, `this ${what} is never closed`, { start, end }, `add ${mark} where it ends`);
    const text = token.image.slice(1);
    const place = { file: this.file, start, end };
    this.add(
      isString
        ? { kind: 'literal', datum: text, ...place }
        : { kind: 'symbol', name: text, ...place },
    );
  }

  private fromAtom(atom: Atom, token: IToken): Syntax {
    const { start, end } = extent(token);
    if (atom.kind === 'symbol')
      return { kind: 'symbol', name: atom.name, file: this.file, start, end };
    if (atom.kind === 'literal')
      return { kind: 'literal', datum: atom.datum, file: this.file, start, end };
    this.report(atom.code, atom.message, { start, end }, atom.help);
    return { kind: 'symbol', name: token.image, file: this.file, start, end };
  }

  private badEscape(token: IToken, bad: { offset: number; length: number; reason: string }): void {
    const start = token.startOffset + bad.offset;
    const help = 'escapes are \\a \\b \\t \\n \\r \\" \\\\ \\| and \\x41;';
    this.report('bad-escape', bad.reason, { start, end: start + bad.length }, help);
  }

  private refuseBracket(token: IToken): void {
    const message = `${token.image} is left out of this language`;
    this.report('unsupported-syntax', message, extent(token), 'use parentheses');
  }

  private add(datum: Syntax): void {
    const { frame } = this;
    if (frame.marks.length === 0 && frame.dot === null) {
      frame.items.push(datum);
      return;
    }
    const marked = this.applyMarks(datum);
    if (marked === null) return;
    if (frame.dot === null) {
      frame.items.push(marked);
    } else if (frame.tail === null) {
      frame.tail = marked;
    } else {
      this.report(
        'bad-dot',
        'only one item may follow the dot',
        marked,
        'put the dot before the last item',
      );
    }
  }

  /** The datum inside its quotation marks, or null where a datum comment takes it away. */
  private applyMarks(datum: Syntax): Syntax | null {
    const { marks } = this.frame;
    let result = datum;
    for (let mark = marks.pop(); mark !== undefined; mark = marks.pop()) {
      const name = QUOTATIONS.get(mark.tokenType);
      if (name === undefined) return null;
      const start = mark.startOffset;
      const word: Syntax = {
        kind: 'symbol',
        name,
        file: this.file,
        start,
        end: start + mark.image.length,
      };
      result = {
        kind: 'list',
        items: [word, result],
        tail: null,
        file: this.file,
        start,
        end: result.end,
      };
    }
    return result;
  }

  private endSequence(): void {
    const { marks, dot, tail } = this.frame;
    const mark = marks[0];
    if (mark !== undefined) {
      this.report(
        'bad-syntax',
        `nothing follows ${mark.image}`,
        extent(mark),
        'remove it, or write a datum after it',
      );
    }
    if (dot !== null && tail === null) {
      this.report(
        'bad-dot',
        'nothing follows this dot',
        extent(dot),
        'remove it, or write the last item after it',
      );
    }
  }
}

type Taker = (reader: DatumReader, token: IToken) => void;

const open: Taker = (reader, token) => reader.open(token);
const close: Taker = (reader, token) => reader.close(token);
const mark: Taker = (reader, token) => reader.mark(token);
const unclosed: Taker = (reader, token) => reader.unclosed(token);

const takers: ReadonlyMap<TokenType, Taker> = new Map<TokenType, Taker>([
  [t.Atom, (reader, token) => reader.atom(token)],
  [t.Open, open],
  [t.Close, close],
  [t.StringToken, (reader, token) => reader.string(token)],
  [t.Quote, mark],
  [t.Quasiquote, mark],
  [t.Unquote, mark],
  [t.UnquoteSplicing, mark],
  [t.DatumComment, mark],
  [t.HashAtom, (reader, token) => reader.hashAtom(token)],
  [t.Character, (reader, token) => reader.character(token)],
  [t.BarSymbol, (reader, token) => reader.barSymbol(token)],
  [t.Dot, (reader, token) => reader.dot(token)],
  [t.VectorOpen, open],
  [t.BytevectorOpen, open],
  [t.BracketOpen, open],
  [t.UnclosedString, unclosed],
  [t.UnclosedBar, unclosed],
  [t.UnclosedComment, unclosed],
]);

const emptyFrame = (open: IToken | null): Frame => ({
  open,
  items: [],
  marks: [],
  dot: null,
  tail: null,
});

const extent = (token: IToken): Extent => ({
  start: token.startOffset,
  end: token.startOffset + token.image.length,
});

const brackets: ReadonlySet<string> = new Set('[]{}');
const isBracket = (image: string): boolean => brackets.has(image);
