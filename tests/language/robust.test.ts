import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from '../../grammar/parse.ts';
import { diagnosticCodes } from '../../src/core/diagnostic-codes.ts';
import { expandProgram } from '../../src/language/program.ts';
import { baseLibrary, librarySources } from './conformance-case.ts';

const library = baseLibrary();
const sources = librarySources().map(({ text }) => text);
const pieces = [
  '(',
  ')',
  '[',
  "'",
  '`',
  ',',
  ',@',
  '#(',
  '#;',
  '#|',
  '|#',
  '"',
  '|',
  '.',
  '...',
  '#\\',
  '\\',
  ';',
  '\n',
  ' ',
];
const words = [
  'define',
  'lambda',
  'let',
  'let*',
  'letrec',
  'do',
  'cond',
  'case',
  'else',
  '=>',
  'guard',
  'quasiquote',
  'unquote',
  'syntax-rules',
  'define-syntax',
  'let-syntax',
  'define-record-type',
  'define-values',
  'case-lambda',
  'begin',
  'set!',
  'parameterize',
  'let-values',
  'cond-expand',
  '_',
  'x',
  'f',
  '1',
  '#t',
  '"s"',
];

/** Nothing is thrown, and every finding has a known code and a span inside the text. */
function survives(text: string): void {
  const { diagnostics } = expandProgram([{ path: 'a.scm', text }], library);
  for (const { code, span, message } of diagnostics) {
    expect(diagnosticCodes).toHaveProperty(code);
    expect(message).not.toBe('');
    expect(span.file).toBe('a.scm');
    expect(span.start).toBeGreaterThanOrEqual(0);
    expect(span.end).toBeGreaterThanOrEqual(span.start);
    expect(span.end).toBeLessThanOrEqual(Math.max(1, text.length));
  }
}

test('any text is read or refused', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), survives), { numRuns: 300 });
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 }), (units) =>
      survives(String.fromCharCode(...units)),
    ),
    { numRuns: 300 },
  );
});

test('any sequence of tokens is read or refused', () => {
  const token = fc.oneof(fc.constantFrom(...pieces), fc.constantFrom(...words));
  fc.assert(
    fc.property(fc.array(token, { maxLength: 60 }), (tokens) => survives(tokens.join(' '))),
    { numRuns: 500 },
  );
});

type Tree = string | Tree[];
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(...words, '...', '.', '()'),
    fc.array(tie('tree'), { maxLength: 5 }),
  ),
}));
const written = (part: Tree): string =>
  typeof part === 'string' ? part : `(${part.map(written).join(' ')})`;

test('any tree of keywords is expanded or refused', () => {
  fc.assert(
    fc.property(fc.array(tree, { maxLength: 6 }), (trees) =>
      survives(trees.map(written).join('\n')),
    ),
    { numRuns: 1000 },
  );
});

test('every truncation of the library is read or refused', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...sources),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (text, part) => {
        survives(text.slice(0, Math.floor(text.length * part)));
      },
    ),
    { numRuns: 60 },
  );
});

test('a piece put into the library anywhere is one mistake, or none, of reading', () => {
  const strays = fc.constantFrom('(', ')', '[');
  fc.assert(
    fc.property(
      fc.constantFrom(...sources),
      fc.double({ min: 0, max: 1, noNaN: true }),
      strays,
      (text, part, stray) => {
        const at = Math.floor(text.length * part);
        const spoiled = `${text.slice(0, at)} ${stray} ${text.slice(at)}`;
        expect(parse(spoiled, 'a.scm').diagnostics.length).toBeLessThanOrEqual(2);
        survives(spoiled);
      },
    ),
    { numRuns: 60 },
  );
});
