import { describe, expect, test } from 'vitest';
import { assemble } from '../../src/policy/assemble.ts';
import { readLibrary } from '../../src/policy/library.ts';

const library = await readLibrary();
const check = (text: string) =>
  assemble([{ path: 'rules/a.scm', text }], { commit: null, dirty: false }, library);
const codes = (text: string) =>
  check(text).diagnostics.map(({ code, message }) => `${code}: ${message}`);

const closed = '(define-field environment "Where." (words production staging))\n';

describe('a definition of the words of a field', () => {
  test('is kept with the policy', () => {
    expect(check(closed).policy?.definitions.fields).toMatchObject([
      { name: 'environment', doc: 'Where.', words: ['production', 'staging'] },
    ]);
  });

  test.each([
    ['(define-field enviroment (words a))', 'unknown-field: `enviroment` is no field of words'],
    ['(define-field title (words a))', 'unknown-field: `title` is no field of words'],
    ['(define-field type (words a))', 'unknown-field: `type` is no field of words'],
    ['(define-field size (words "a"))', 'bad-clause: a word is wanted here'],
    ['(define-field size)', 'missing-clause: `define-field` needs (words WORD …)'],
    [`${closed}${closed}`, 'defined-twice: the words of `environment` are defined twice'],
  ])('%s is refused', (text, message) => {
    expect(codes(text)).toContain(message);
  });
});

describe('a word that a closed field never has', () => {
  test.each([
    ["(define (f) (eq? (field 'environment #f) (quote prodution)))"],
    ["(define (f) (case (field 'environment 'none) ((staging prodution) 1) (else 0)))"],
    ["(define (g where) (memq where '(prodution))) (define (f) (g (field 'environment)))"],
    [
      "(define-decision-table g (hit first) (columns (w symbol) => (o symbol)) (prodution => a) (_ => b)) (define (f) (g (field 'environment)))",
    ],
    [`(define-rule r "R." (when (eq? (field 'environment) 'prodution)) (then (tag t)))`],
    ['(define-system s "S." (environment prodution))'],
    [
      '(define-calendar c "C." (time-zone "UTC")) (define-freeze z "Z." (from "2026-01-01") (to "2026-01-02") (kind full) (environment prodution) (calendar c))',
    ],
  ])('is an error with the nearest one in %s', (text) => {
    const { diagnostics } = check(closed + text);
    expect(diagnostics).toMatchObject([
      {
        code: 'unknown-word',
        message: '`environment` never is `prodution`',
        help: 'did you mean `production`?',
      },
    ]);
  });

  test('may stand for no value at all', () => {
    expect(codes(`${closed}(define (f) (eq? (field 'environment 'none) 'none))`)).toEqual([]);
  });
});

test('words are known from the comparisons where nothing closes the field', () => {
  const text =
    "(define (g at) (let ((p (field 'priority))) (or (eq? p 'high) (member? at '(a b))))) (define (f) (g (field 'environment 'none)))";
  expect(check(text).policy?.definitions.spoken).toEqual({
    priority: ['high'],
    environment: ['a', 'b'],
  });
});
