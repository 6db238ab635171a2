import { expect, test } from 'vitest';
import type { Diagnostic } from '../../src/core/diagnostic.ts';
import { renderDiagnostics } from '../../src/language/diagnostics.ts';

const text = '(define x 1)\n\n(phase one\n\t(while-in two\n  (日本 there)))\n';
const texts = new Map([['workflows/a.scm', text]]);
const at = (found: string): Diagnostic['span'] => {
  const start = text.indexOf(found);
  return { file: 'workflows/a.scm', start, end: start + found.length };
};
const finding: Diagnostic = {
  severity: 'error',
  code: 'unreachable',
  message: 'this waits for `two`, which the path never opens',
  span: at('(while-in two\n  (日本 there))'),
  path: ['submit', 'skip'],
  related: [{ message: 'the path opens this', span: at('one') }],
  help: 'open two on every path',
};

test('text shows the line, carets under what the span covers of it, path, related places and help', () => {
  expect(renderDiagnostics([finding], texts)).toBe(
    `workflows/a.scm:4:2: error[unreachable]: this waits for \`two\`, which the path never opens
   |
4  | \t(while-in two
   | \t^^^^^^^^^^^^^
   = path: submit → skip
   = the path opens this: workflows/a.scm:3:8
   = help: open two on every path
`,
  );
});

test('carets stand under their text behind wide characters', () => {
  const [, , source, carets] = renderDiagnostics([{ ...finding, span: at('there') }], texts).split(
    '\n',
  );
  expect(source).toBe('5  |   (日本 there)))');
  expect(carets).toBe('   |         ^^^^^');
});

test('an empty span at the end of the text still has a caret', () => {
  const end = { file: 'workflows/a.scm', start: text.length, end: text.length };
  expect(renderDiagnostics([{ ...finding, span: end }], texts)).toContain('6  | \n   | ^\n');
});

test('a file whose text is not there is shown by its name', () => {
  const [first, second] = renderDiagnostics([finding], new Map()).split('\n');
  expect(first).toBe(
    'workflows/a.scm: error[unreachable]: this waits for `two`, which the path never opens',
  );
  expect(second).toBe('   = path: submit → skip');
});

test('github has one escaped command a finding', () => {
  const odd = { ...finding, message: '100% of\nlines', help: 'a' };
  expect(renderDiagnostics([odd], texts, 'github')).toBe(
    '::error file=workflows/a.scm,line=4,col=2,endLine=5,endColumn=14,title=unreachable::100%25 of%0Alines%0Aa\n',
  );
});

test('json holds offsets, lines and columns', () => {
  expect(JSON.parse(renderDiagnostics([finding], texts, 'json'))).toEqual([
    {
      severity: 'error',
      code: 'unreachable',
      message: finding.message,
      file: 'workflows/a.scm',
      offset: 26,
      length: 27,
      line: 4,
      column: 2,
      endLine: 5,
      endColumn: 14,
      help: 'open two on every path',
      path: ['submit', 'skip'],
      related: [
        {
          message: 'the path opens this',
          file: 'workflows/a.scm',
          offset: 21,
          length: 3,
          line: 3,
          column: 8,
          endLine: 3,
          endColumn: 11,
        },
      ],
    },
  ]);
});

test('sarif names each rule once and points results at it', () => {
  const warning: Diagnostic = {
    severity: 'warning',
    code: 'unbound-name',
    message: 'm',
    span: at('one'),
  };
  const log = JSON.parse(renderDiagnostics([finding, warning, finding], texts, 'sarif')) as {
    version: string;
    runs: {
      tool: { driver: { rules: { id: string }[] } };
      results: { ruleIndex: number; level: string }[];
    }[];
  };
  expect(log.version).toBe('2.1.0');
  expect(log.runs[0]?.tool.driver.rules.map(({ id }) => id)).toEqual([
    'unbound-name',
    'unreachable',
  ]);
  expect(log.runs[0]?.results.map(({ ruleIndex, level }) => [ruleIndex, level])).toEqual([
    [1, 'error'],
    [0, 'warning'],
    [1, 'error'],
  ]);
});
