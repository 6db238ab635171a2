import type { IToken } from 'chevrotain';
import { createTokenInstance } from './chevrotain.ts';
import { BracketClose, BytevectorOpen, BracketOpen, Close, Open, VectorOpen } from './tokens.ts';

export interface Repaired {
  readonly tokens: IToken[];
  readonly unclosed: readonly IToken[];
  readonly unopened: readonly IToken[];
}

/**
 * Makes parentheses match that do not. An opening parenthesis in column 0 is taken for the start of a new definition,
 * which closes all that was left open before it: one forgotten parenthesis spoils one definition, not the rest of the
 * file. Indentation tells which parenthesis was forgotten: the first that a line leaves open to its left.
 */
export function repair(tokens: readonly IToken[], text: string): Repaired {
  const repaired: IToken[] = [];
  const unclosed: IToken[] = [];
  const unopened: IToken[] = [];
  let open: IToken[] = [];
  let forgotten: IToken | undefined;
  const closeAll = (): void => {
    const offset = endOfLast(repaired);
    if (open[0] !== undefined) unclosed.push(forgotten ?? open[0]);
    for (let missing = open.length; missing > 0; missing -= 1) repaired.push(closeAt(offset));
    open = [];
    forgotten = undefined;
  };
  for (const token of tokens) {
    const indent = indentOf(token, text);
    if (indent === 0 && opens(token)) closeAll();
    const inner = open.at(-1);
    if (indent !== undefined && inner !== undefined && columnOf(inner, text) >= indent) {
      forgotten ??= closes(token) ? undefined : inner;
    }
    if (opens(token)) open.push(token);
    if (closes(token) && open.pop() === undefined) unopened.push(token);
    else repaired.push(token.tokenType === BracketClose ? asClose(token) : token);
  }
  closeAll();
  return { tokens: repaired, unclosed, unopened };
}

export const opens = ({ tokenType: type }: IToken): boolean =>
  type === Open || type === VectorOpen || type === BracketOpen || type === BytevectorOpen;

export const closes = ({ tokenType: type }: IToken): boolean =>
  type === Close || type === BracketClose;

const columnOf = (token: IToken, text: string): number =>
  token.startOffset - (text.lastIndexOf('\n', token.startOffset - 1) + 1);

/** The column of a token that is the first of its line. */
function indentOf(token: IToken, text: string): number | undefined {
  const lineStart = text.lastIndexOf('\n', token.startOffset - 1) + 1;
  const isFirst = text.slice(lineStart, token.startOffset).trim() === '';
  return token.startOffset === 0 ? 0 : isFirst ? token.startOffset - lineStart : undefined;
}

function endOfLast(tokens: readonly IToken[]): number {
  const last = tokens.at(-1);
  return last === undefined ? 0 : last.startOffset + last.image.length;
}

/** A closing parenthesis that the text does not have: empty, at the end of what it closes. */
function closeAt(offset: number): IToken {
  return createTokenInstance(Close, '', offset, offset - 1, NaN, NaN, NaN, NaN);
}

/** A bracket in the place of a closing parenthesis; its image still tells it apart. */
const asClose = ({ image, startOffset }: IToken): IToken =>
  createTokenInstance(Close, image, startOffset, startOffset, NaN, NaN, NaN, NaN);
