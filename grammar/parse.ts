import type { IToken } from 'chevrotain';
import type { Diagnostic } from '../src/core/diagnostic.ts';
import { balance, type Balanced, DEPTH_MAX } from './balance.ts';
import { DatumReader } from './build.ts';
import { EmbeddedActionsParser } from './chevrotain.ts';
import type { Syntax } from './syntax.ts';
import { tokenize } from './tokenize.ts';
import * as t from './tokens.ts';

/** Files beyond this many UTF-16 units are refused unread: policies are written by people. */
export const TEXT_MAX = 10_000_000;

export interface Parsed {
  readonly data: readonly Syntax[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The data that a text holds, with their places, and what is wrong with it. Never throws and never gives up: what can
 * be read is read, and one mistake has one message. Diagnostics stand in the order of the text.
 */
export function parse(text: string, file: string): Parsed {
  const reader = new DatumReader(file);
  if (text.length > TEXT_MAX) {
    reader.report('too-large', `this file is larger than ${TEXT_MAX / 1_000_000} MB`, {
      start: 0,
      end: 1,
    });
    return { data: [], diagnostics: reader.diagnostics };
  }
  const clean = readable(text, reader);
  const balanced = balance(tokenize(clean), clean);
  reportBalance(balanced, reader, clean);
  parser.reader = reader;
  parser.input = balanced.tokens;
  parser.sequence();
  parser.input = [];
  return {
    data: reader.finish(),
    diagnostics: withoutConsequences(reader.diagnostics, clean).toSorted(
      (a, b) => a.span.start - b.span.start,
    ),
  };
}

/** A forgotten parenthesis makes dots and quotes near it stand where none may be: of its form only the cause is told. */
function withoutConsequences(
  diagnostics: readonly Diagnostic[],
  text: string,
): readonly Diagnostic[] {
  const spoiled = diagnostics
    .filter(({ code }) => code === 'unclosed-paren' || code === 'unexpected-close')
    .map(({ span }) => formAround(text, span.start));
  const follows = ({ code, span }: Diagnostic): boolean =>
    (code === 'bad-dot' || code === 'unexpected-character') &&
    spoiled.some(([from, to]) => span.start >= from && span.start < to);
  return spoiled.length === 0 ? diagnostics : diagnostics.filter((one) => !follows(one));
}

/** From the parenthesis in the first column at or before an offset to the next one after it. */
function formAround(text: string, offset: number): readonly [from: number, to: number] {
  const next = text.indexOf('\n(', offset);
  return [Math.max(0, text.lastIndexOf('\n(', offset)), next === -1 ? text.length : next];
}

/** What no text may hold: NUL, and halves of surrogate pairs. */
const UNREADABLE = /\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
/** Cheap, and true of nearly every text. */
const READABLE = /^[^\0\ud800-\udfff]*$/;

/** The text without what no text may hold, at the same length. The byte order mark becomes a space. */
function readable(text: string, reader: DatumReader): string {
  const marked = text.charCodeAt(0) === 0xfeff ? ` ${text.slice(1)}` : text;
  if (READABLE.test(marked)) return marked;
  const start = marked.search(UNREADABLE);
  if (start === -1) return marked;
  const what = marked[start] === '\0' ? 'a NUL byte' : 'half of a surrogate pair';
  const help = 'save it as UTF-8 text';
  reader.report('invalid-text', `this file holds ${what}`, { start, end: start + 1 }, help);
  return marked.replace(UNREADABLE, ' ');
}

function reportBalance(balanced: Balanced, reader: DatumReader, text: string): void {
  if (balanced.tooDeep !== undefined) {
    const start = balanced.tooDeep.startOffset;
    reader.report(
      'too-deep',
      `more than ${DEPTH_MAX} levels of nesting`,
      { start, end: start + 1 },
      'name the inner parts with define',
    );
  }
  for (const token of withoutSwallowed(balanced)) {
    const start = token.startOffset;
    const line = /[^\n\r]*/y;
    line.lastIndex = start;
    const shown = line.exec(text)![0].trimEnd();
    reader.report(
      'unclosed-paren',
      `this ${token.image} is never closed`,
      { start, end: start + token.image.length },
      `add ) to \`${shown}\` where it ends`,
    );
  }
  for (const { start, end } of runs(balanced.unopened, text)) {
    const message = end - start === 1 ? 'this ) closes nothing' : 'these ) close nothing';
    const help = 'remove it, or add the ( that it should close';
    reader.report('unexpected-close', message, { start, end }, help);
  }
}

/** Parentheses without an end, but for those whose end a string, symbol or comment without its own has swallowed. */
function withoutSwallowed({ unclosed, tokens }: Balanced): IToken[] {
  const swallowers = tokens.filter(({ tokenType }) => t.unclosedTypes.has(tokenType));
  return unclosed.filter((token, index) => {
    const next = unclosed[index + 1]?.startOffset ?? Infinity;
    return !swallowers.some(
      ({ startOffset }) => startOffset > token.startOffset && startOffset < next,
    );
  });
}

/** Tokens that stand together, with nothing but space between, as one stretch of text each. */
function runs(tokens: readonly IToken[], text: string): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  for (const { startOffset: start } of tokens) {
    const last = found.at(-1);
    if (last !== undefined && text.slice(last.end, start).trim() === '') last.end = start + 1;
    else found.push({ start, end: start + 1 });
  }
  return found;
}

/**
 * The grammar: any token may follow any other once parentheses match. Lists, quotation marks and datum comments are
 * what the reader makes of them with a stack of its own, since the host's stack would end at some 500 levels; and a
 * stream that always parses needs no recovery.
 */
class SequenceParser extends EmbeddedActionsParser {
  /** None while the parser looks at its own rule. */
  reader: DatumReader | null = null;

  constructor() {
    super(t.tokens, { maxLookahead: 1 });
    this.performSelfAnalysis();
  }

  readonly sequence = this.RULE('sequence', (): void => {
    this.MANY(() => {
      const token = this.CONSUME(t.Part);
      this.reader?.take(token);
    });
  });
}

const parser = new SequenceParser();
