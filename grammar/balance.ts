import { createTokenInstance, type IToken, type TokenType } from 'chevrotain';
import {
  BracketClose,
  BracketOpen,
  BytevectorOpen,
  Close,
  DatumComment,
  Open,
  Quasiquote,
  Quote,
  Unquote,
  UnquoteSplicing,
  VectorOpen,
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

/**
 * Makes parentheses match, so that the parser always has a tree to give. Where they do not match, an opening
 * parenthesis in column 0 is taken for the start of a new definition, which closes all that was left open before it:
 * one forgotten parenthesis spoils one definition, not the rest of the file.
 */
export function balance(tokens: IToken[], text: string): Balanced {
  const depths = scan(tokens);
  if (depths.tooDeep !== undefined)
    return { tokens: [], unclosed: [], unopened: [], tooDeep: depths.tooDeep };
  if (depths.matches) return { tokens, unclosed: [], unopened: [], tooDeep: undefined };
  return repair(tokens, text);
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

function repair(tokens: readonly IToken[], text: string): Balanced {
  const repaired: IToken[] = [];
  const unclosed: IToken[] = [];
  const unopened: IToken[] = [];
  let open: IToken[] = [];
  const closeAll = (offset: number): void => {
    if (open[0] !== undefined) unclosed.push(open[0]);
    for (let missing = open.length; missing > 0; missing -= 1) repaired.push(closeAt(offset));
    open = [];
  };
  for (const token of tokens) {
    if (opens(token)) {
      if (open.length > 0 && startsLine(token, text)) closeAll(endOfLastToken(repaired));
      open.push(token);
    } else if (closes(token) && open.pop() === undefined) {
      unopened.push(token);
      continue;
    }
    repaired.push(token.tokenType === BracketClose ? asClose(token) : token);
  }
  closeAll(endOfLastToken(repaired));
  return { tokens: repaired, unclosed, unopened, tooDeep: undefined };
}

const opens = ({ tokenType: type }: IToken): boolean =>
  type === Open || type === VectorOpen || type === BracketOpen || type === BytevectorOpen;

const closes = ({ tokenType: type }: IToken): boolean => type === Close || type === BracketClose;

const isPrefix = (type: TokenType): boolean =>
  type === Quote ||
  type === Quasiquote ||
  type === Unquote ||
  type === UnquoteSplicing ||
  type === DatumComment;

function startsLine(token: IToken, text: string): boolean {
  const before = text.charCodeAt(token.startOffset - 1);
  return token.startOffset === 0 || before === 10 || before === 13;
}

const endOfLastToken = (tokens: readonly IToken[]): number => {
  const last = tokens.at(-1);
  return last === undefined ? 0 : last.startOffset + last.image.length;
};

/** A closing parenthesis that the text does not have: empty, at the end of what it closes. */
function closeAt(offset: number): IToken {
  return createTokenInstance(Close, '', offset, offset - 1, NaN, NaN, NaN, NaN);
}

/** A bracket in the place of a closing parenthesis; its image still tells it apart. */
const asClose = ({ image, startOffset }: IToken): IToken =>
  createTokenInstance(Close, image, startOffset, startOffset, NaN, NaN, NaN, NaN);
