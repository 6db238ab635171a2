import type { IToken } from 'chevrotain';
import * as t from './tokens.ts';

/**
 * The tokens of a text. A string without its closing quotation mark swallows text up to the next string, turns that one
 * inside out, and so on to the end of the file, where the last seems to lack its end. Such a runaway is known by what
 * follows it without a space; it is ended at its line, and the rest read anew.
 */
export function tokenize(text: string): IToken[] {
  const { tokens } = t.lexer.tokenize(text);
  if (!tokens.some(({ tokenType }) => tokenType === t.UnclosedString)) return tokens;
  const at = tokens.findIndex((token, index) => isRunaway(token, tokens[index + 1]));
  const runaway = tokens[at];
  if (runaway === undefined) return tokens;
  const lineEnd = runaway.startOffset + runaway.image.search(/[\n\r]/);
  // The part that was read already becomes space, so that offsets stay what they are.
  const head = t.lexer.tokenize(
    ' '.repeat(runaway.startOffset) + text.slice(runaway.startOffset, lineEnd),
  );
  const rest = t.lexer.tokenize(' '.repeat(lineEnd) + text.slice(lineEnd));
  return [...tokens.slice(0, at), ...head.tokens, ...rest.tokens];
}

function isRunaway(token: IToken, next: IToken | undefined): boolean {
  if (token.tokenType !== t.StringToken || !/[\n\r]/.test(token.image) || next === undefined)
    return false;
  return next.tokenType === t.Atom && next.startOffset === token.startOffset + token.image.length;
}
