import type { Datum } from '../../core/datum.ts';
import {
  type Identifier,
  isIdentifier,
  isSame,
  type Stx,
  type StxList,
  type StxVector,
} from '../syntax.ts';
import type { Report, Words } from './syntax-rules.ts';

/** The pattern of a rule; variables are numbered. */
export type Pattern =
  | { readonly kind: 'anything' }
  | { readonly kind: 'variable'; readonly index: number }
  | { readonly kind: 'literal'; readonly identifier: Identifier }
  | { readonly kind: 'datum'; readonly text: string }
  | { readonly kind: 'sequence'; readonly of: 'list' | 'vector'; readonly parts: Parts };

/** `before … REPEATED ... after … . tail`; without an ellipsis all stands in `before`. */
interface Parts {
  readonly before: readonly Pattern[];
  readonly repeated: Pattern | null;
  /** Variables inside `repeated`: they match a sequence even where it is empty. */
  readonly variables: readonly number[];
  readonly after: readonly Pattern[];
  readonly tail: Pattern | null;
}

/** What a variable matched: syntax, or one match for each turn of an ellipsis. */
export type Matched = Stx | readonly Matched[];

export interface Variable {
  readonly identifier: Identifier;
  /** How many ellipses follow it. */
  readonly depth: number;
}

/** Reads the pattern of one rule and collects its variables. */
export class PatternReader {
  readonly variables: Variable[] = [];
  private readonly words: Words;
  private readonly report: Report;
  private failed = false;

  constructor(words: Words, report: Report) {
    this.words = words;
    this.report = report;
  }

  /** The pattern of a use; its first item, the keyword, matches whatever stands there. */
  readUse(pattern: StxList): Pattern | undefined {
    const [, ...operands] = pattern.items;
    const parts = this.parts(operands, pattern.tail, 0);
    const before: readonly Pattern[] = [{ kind: 'anything' }, ...parts.before];
    return this.failed ? undefined : { kind: 'sequence', of: 'list', parts: { ...parts, before } };
  }

  private read(stx: Stx, depth: number): Pattern {
    switch (stx.kind) {
      case 'literal':
        return { kind: 'datum', text: datumText(stx.datum) };
      case 'symbol':
      case 'alias':
        return this.identifier(stx, depth);
      case 'list':
        return { kind: 'sequence', of: 'list', parts: this.parts(stx.items, stx.tail, depth) };
      case 'vector':
        return { kind: 'sequence', of: 'vector', parts: this.parts(stx.items, null, depth) };
    }
  }

  private identifier(identifier: Identifier, depth: number): Pattern {
    if (this.words.isLiteral(identifier)) return { kind: 'literal', identifier };
    if (this.words.isUnderscore(identifier)) return { kind: 'anything' };
    if (this.words.isEllipsis(identifier)) {
      return this.fail(identifier, 'an ellipsis follows the pattern that it repeats');
    }
    if (this.variables.some((known) => isSame(known.identifier, identifier))) {
      return this.fail(identifier, `\`${identifier.name}\` stands twice in this pattern`);
    }
    this.variables.push({ identifier, depth });
    return { kind: 'variable', index: this.variables.length - 1 };
  }

  private parts(items: readonly Stx[], tail: Stx | null, depth: number): Parts {
    const isEllipsis = (item: Stx | undefined): boolean =>
      item !== undefined && isIdentifier(item) && this.words.isEllipsis(item);
    const at = items.findIndex((item, index) => index > 0 && isEllipsis(item));
    if (at === -1) {
      const before = items.map((item) => this.read(item, depth));
      return { before, repeated: null, variables: [], after: [], tail: this.tail(tail, depth) };
    }
    const second = items.find((item, index) => index > at && isEllipsis(item));
    if (second !== undefined) this.fail(second, 'one list of a pattern has one ellipsis at most');
    const before = items.slice(0, at - 1).map((item) => this.read(item, depth));
    const first = this.variables.length;
    const repeated = this.read(items[at - 1]!, depth + 1);
    const variables = this.variables.slice(first).map((_, index) => first + index);
    const after = items.slice(at + 1).filter((item) => item !== second);
    return {
      before,
      repeated,
      variables,
      after: after.map((item) => this.read(item, depth)),
      tail: this.tail(tail, depth),
    };
  }

  private tail(tail: Stx | null, depth: number): Pattern | null {
    return tail === null ? null : this.read(tail, depth);
  }

  private fail(at: Stx, message: string): Pattern {
    this.failed = true;
    this.report('bad-pattern', at, message);
    return { kind: 'anything' };
  }
}

type IsLiteral = (literal: Identifier, found: Identifier) => boolean;

/** Matches syntax against a pattern and writes what the variables stand for into `matched`. */
export function matchPattern(
  pattern: Pattern,
  stx: Stx,
  matched: Matched[],
  isLiteral: IsLiteral,
): boolean {
  switch (pattern.kind) {
    case 'anything':
      return true;
    case 'variable':
      matched[pattern.index] = stx;
      return true;
    case 'literal':
      return isIdentifier(stx) && isLiteral(pattern.identifier, stx);
    case 'datum':
      return stx.kind === 'literal' && datumText(stx.datum) === pattern.text;
    case 'sequence':
      return stx.kind === pattern.of && matchParts(pattern.parts, stx, matched, isLiteral);
  }
}

function matchParts(
  parts: Parts,
  stx: StxList | StxVector,
  matched: Matched[],
  isLiteral: IsLiteral,
): boolean {
  const { items } = stx;
  const { before, repeated, after } = parts;
  const least = before.length + after.length;
  if (items.length < least) return false;
  for (let index = 0; index < before.length; index += 1) {
    if (!matchPattern(before[index]!, items[index]!, matched, isLiteral)) return false;
  }
  if (repeated === null) return matchRest(parts.tail, stx, before.length, matched, isLiteral);
  const stop = items.length - after.length;
  const turns = items.slice(before.length, stop);
  if (!matchTurns(repeated, parts.variables, turns, matched, isLiteral)) return false;
  for (let index = 0; index < after.length; index += 1) {
    if (!matchPattern(after[index]!, items[stop + index]!, matched, isLiteral)) return false;
  }
  return matchRest(parts.tail, stx, items.length, matched, isLiteral);
}

function matchTurns(
  repeated: Pattern,
  variables: readonly number[],
  turns: readonly Stx[],
  matched: Matched[],
  isLiteral: IsLiteral,
): boolean {
  if (repeated.kind === 'variable') {
    matched[repeated.index] = turns;
    return true;
  }
  const collected = variables.map((): Matched[] => []);
  for (const turn of turns) {
    if (!matchPattern(repeated, turn, matched, isLiteral)) return false;
    variables.forEach((variable, index) => collected[index]!.push(matched[variable]!));
  }
  variables.forEach((variable, index) => (matched[variable] = collected[index]!));
  return true;
}

/** Matches what follows the first `from` items: the end of the list, or the pattern after the dot. */
function matchRest(
  tail: Pattern | null,
  stx: StxList | StxVector,
  from: number,
  matched: Matched[],
  isLiteral: IsLiteral,
): boolean {
  const stxTail = stx.kind === 'list' ? stx.tail : null;
  const left = stx.items.length - from;
  if (tail === null) return left === 0 && stxTail === null;
  if (left === 0 && stxTail !== null) return matchPattern(tail, stxTail, matched, isLiteral);
  const { file, start, end } = stx;
  const items = stx.items.slice(from);
  const made = 'made' in stx ? ({ made: true } as const) : {};
  const remaining: StxList = {
    kind: 'list',
    items,
    tail: stxTail,
    file,
    start: items[0]?.start ?? start,
    end,
    ...made,
  };
  return matchPattern(tail, remaining, matched, isLiteral);
}

const datumText = (datum: Datum): string => JSON.stringify(datum);
