import type { IToken, TokenType } from 'chevrotain';
import { closes, opens, repair } from './repair.ts';
import {
  BracketClose,
  DatumComment,
  Quasiquote,
  Quote,
  Unquote,
  UnquoteSplicing,
} from './tokens.ts';

/** Deeper nesting than this is refused: recursion over the tree must fit the host's stack. */
export const DEPTH_MAX = 1000;

/** A token stream whose parentheses match, and what was wrong with the one it was made from. */
export interface Balanced {
  readonly tokens: IToken[];
  readonly unclosed: readonly IToken[];
  readonly unopened: readonly IToken[];
  /** The opening parenthesis that went beyond the depth limit; then `tokens` is empty. */
  readonly tooDeep: IToken | undefined;
}

/** Makes parentheses match, so that the parser always has a tree to give; refuses nesting beyond the limit. */
export function balance(tokens: IToken[], text: string): Balanced {
  const depths = scan(tokens);
  if (depths.tooDeep !== undefined)
    return { tokens: [], unclosed: [], unopened: [], tooDeep: depths.tooDeep };
  if (depths.matches) return { tokens, unclosed: [], unopened: [], tooDeep: undefined };
  return { ...repair(tokens, text), tooDeep: undefined };
}

/** Counts nesting as the tree will have it: `'x` is the list `(quote x)`. */
function scan(tokens: readonly IToken[]): { matches: boolean; tooDeep: IToken | undefined } {
  const levels: number[] = [];
  let depth = 0;
  let prefixes = 0;
  let matches = true;
  for (const token of tokens) {
    const type = token.tokenType;
    if (opens(token)) {
      levels.push(prefixes + 1);
      depth += prefixes + 1;
      prefixes = 0;
    } else if (closes(token)) {
      const level = levels.pop();
      if (level === undefined || type === BracketClose) matches = false;
      depth -= level ?? 0;
      prefixes = 0;
    } else if (isPrefix(type)) {
      prefixes += 1;
    } else {
      prefixes = 0;
    }
    if (depth + prefixes > DEPTH_MAX) return { matches: false, tooDeep: token };
  }
  return { matches: matches && levels.length === 0, tooDeep: undefined };
}

const isPrefix = (type: TokenType): boolean =>
  type === Quote ||
  type === Quasiquote ||
  type === Unquote ||
  type === UnquoteSplicing ||
  type === DatumComment;
