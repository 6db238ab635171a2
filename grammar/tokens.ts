import type { ITokenConfig, TokenType } from 'chevrotain';
import { createToken, Lexer } from './chevrotain.ts';

/**
 * The tokens of the language. Everything between delimiters is one `Atom`; whether it is a symbol, a number or
 * nothing at all is decided by `atom.ts`, which can say why. Tokens that are refused (brackets, unclosed strings)
 * are tokens all the same, so that one mistake is met once and the text after it is still read.
 */

/** Atoms start anywhere but at these; the hint keeps the lexer's dispatch on first characters. */
const NOT_ATOM_STARTS = new Set(' \t\n\r\f\v()[]{}"\';`,|#'.split(''));
const atomStarts = [
  ...Array.from({ length: 256 }, (_, code) => code).filter(
    (code) => !NOT_ATOM_STARTS.has(String.fromCharCode(code)),
  ),
  // The lexer sorts what lies beyond Latin-1 into buckets of 255 codes; one code in each covers them.
  ...Array.from({ length: 654 }, (_, bucket) => 256 + bucket * 100).filter((code) => code < 65536),
];

const Whitespace = createToken({
  name: 'Whitespace',
  pattern: /[ \t\n\r\f\v]+/,
  group: Lexer.SKIPPED,
});
const LineComment = createToken({
  name: 'LineComment',
  pattern: /;[^\n\r]*/,
  group: 'comments',
});
const BlockComment = createToken({
  name: 'BlockComment',
  pattern: { exec: matchBlockComment },
  start_chars_hint: ['#'],
  line_breaks: true,
  group: 'comments',
});
/** Whatever is no space and no comment: to the parser all of it is one. */
export const Part = createToken({ name: 'Part', pattern: Lexer.NA });
const part = (config: ITokenConfig): TokenType => createToken({ ...config, categories: [Part] });

export const UnclosedComment = part({ name: 'UnclosedComment', pattern: /#\|[^]*/ });
export const DatumComment = part({ name: 'DatumComment', pattern: '#;' });

export const Open = part({ name: 'Open', pattern: '(' });
export const Close = part({ name: 'Close', pattern: ')' });
export const VectorOpen = part({ name: 'VectorOpen', pattern: '#(' });
export const BytevectorOpen = part({ name: 'BytevectorOpen', pattern: /#[uU]8\(/ });
/** Refused, yet read as parentheses: the message is about the bracket alone. */
export const BracketOpen = part({ name: 'BracketOpen', pattern: /[[{]/ });
export const BracketClose = part({ name: 'BracketClose', pattern: /[\]}]/ });

export const Quote = part({ name: 'Quote', pattern: "'" });
export const Quasiquote = part({ name: 'Quasiquote', pattern: '`' });
export const UnquoteSplicing = part({ name: 'UnquoteSplicing', pattern: ',@' });
export const Unquote = part({ name: 'Unquote', pattern: ',' });

export const StringToken = part({
  name: 'String',
  pattern: /"(?:[^"\\]|\\[^])*"/,
  line_breaks: true,
});
export const UnclosedString = part({ name: 'UnclosedString', pattern: /"[^\n\r]*/ });
export const BarSymbol = part({
  name: 'BarSymbol',
  pattern: /\|(?:[^|\\]|\\[^])*\|/,
  line_breaks: true,
});
export const UnclosedBar = part({ name: 'UnclosedBar', pattern: /\|[^\n\r]*/ });
export const Character = part({
  name: 'Character',
  pattern: /#\\(?:[\ud800-\udbff][\udc00-\udfff]|[^])[^ \t\n\r\f\v()[\]{}"';`,|]*/,
  line_breaks: true,
});
/** `#t`, `#x1F`, and what the language leaves out: `#!fold-case`, `#0=`. */
export const HashAtom = part({
  name: 'HashAtom',
  pattern: /#[^ \t\n\r\f\v()[\]{}"';`,|]*/,
});
export const Dot = part({
  name: 'Dot',
  pattern: /\.(?![^ \t\n\r\f\v()[\]{}"';`,|])/,
  start_chars_hint: ['.'],
});
export const Atom = part({
  name: 'Atom',
  pattern: /[^ \t\n\r\f\v()[\]{}"';`,|#][^ \t\n\r\f\v()[\]{}"';`,|]*/,
  start_chars_hint: atomStarts,
});

/** Tokens that run to the end of their line, or of the text, for want of their own end. */
export const unclosedTypes: ReadonlySet<TokenType> = new Set([
  UnclosedComment,
  UnclosedString,
  UnclosedBar,
]);

/** In the order they are tried. */
export const tokens: TokenType[] = [
  Part,
  Whitespace,
  Open,
  Close,
  Dot,
  Atom,
  Quote,
  StringToken,
  UnclosedString,
  LineComment,
  BlockComment,
  UnclosedComment,
  DatumComment,
  VectorOpen,
  BytevectorOpen,
  Character,
  HashAtom,
  Quasiquote,
  UnquoteSplicing,
  Unquote,
  BarSymbol,
  UnclosedBar,
  BracketOpen,
  BracketClose,
];

/** Every text has tokens: there is no character that starts none. */
export const lexer = new Lexer(tokens, {
  positionTracking: 'onlyOffset',
  ensureOptimizations: true,
});

/** Block comments nest, which no regular expression can follow. */
function matchBlockComment(text: string, offset: number): RegExpExecArray | null {
  if (!text.startsWith('#|', offset)) return null;
  const edge = /#\||\|#/g;
  edge.lastIndex = offset + 2;
  let depth = 1;
  for (let match = edge.exec(text); match !== null; match = edge.exec(text)) {
    depth += match[0] === '#|' ? 1 : -1;
    if (depth === 0) return [text.slice(offset, edge.lastIndex)] as unknown as RegExpExecArray;
  }
  return null;
}
