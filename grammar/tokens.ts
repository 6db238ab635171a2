import { createToken, Lexer, type TokenType } from 'chevrotain';

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
export const UnclosedComment = createToken({ name: 'UnclosedComment', pattern: /#\|[^]*/ });
export const DatumComment = createToken({ name: 'DatumComment', pattern: '#;' });

export const Open = createToken({ name: 'Open', pattern: '(' });
export const Close = createToken({ name: 'Close', pattern: ')' });
export const VectorOpen = createToken({ name: 'VectorOpen', pattern: '#(' });
export const BytevectorOpen = createToken({ name: 'BytevectorOpen', pattern: /#[uU]8\(/ });
/** Refused, yet read as parentheses: the message is about the bracket alone. */
export const BracketOpen = createToken({ name: 'BracketOpen', pattern: /[[{]/ });
export const BracketClose = createToken({ name: 'BracketClose', pattern: /[\]}]/ });

export const Quote = createToken({ name: 'Quote', pattern: "'" });
export const Quasiquote = createToken({ name: 'Quasiquote', pattern: '`' });
export const UnquoteSplicing = createToken({ name: 'UnquoteSplicing', pattern: ',@' });
export const Unquote = createToken({ name: 'Unquote', pattern: ',' });

export const StringToken = createToken({
  name: 'String',
  pattern: /"(?:[^"\\]|\\[^])*"/,
  line_breaks: true,
});
export const UnclosedString = createToken({ name: 'UnclosedString', pattern: /"[^\n\r]*/ });
export const BarSymbol = createToken({
  name: 'BarSymbol',
  pattern: /\|(?:[^|\\]|\\[^])*\|/,
  line_breaks: true,
});
export const UnclosedBar = createToken({ name: 'UnclosedBar', pattern: /\|[^\n\r]*/ });
export const Character = createToken({
  name: 'Character',
  pattern: /#\\(?:[\ud800-\udbff][\udc00-\udfff]|[^])[^ \t\n\r\f\v()[\]{}"';`,|]*/,
  line_breaks: true,
});
/** `#t`, `#x1F`, and what the language leaves out: `#!fold-case`, `#0=`. */
export const HashAtom = createToken({
  name: 'HashAtom',
  pattern: /#[^ \t\n\r\f\v()[\]{}"';`,|]*/,
});
export const Dot = createToken({
  name: 'Dot',
  pattern: /\.(?![^ \t\n\r\f\v()[\]{}"';`,|])/,
  start_chars_hint: ['.'],
});
export const Atom = createToken({
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
