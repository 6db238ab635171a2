import { describe, expect, it } from 'vitest';
import { verified } from '../../src/verify/workflow/verify-policy.ts';
import { checkText } from '../policy/policies.ts';
import { diagnosed, proved, task } from './proving.ts';

const workflow = (name: string, body: string): string =>
  `(define-workflow ${name} (applies-to (type ${name})) ${body})`;

const told = (...workflows: readonly string[]): readonly (readonly [string, string])[] => {
  const text = workflows.join('\n');
  return diagnosed(text).map(({ code, span }) => [code, text.slice(span.start, span.end)]);
};

describe('workflows that only go on as each other', () => {
  it.each([
    ['one as itself', `${task('a')} (become sample)`],
    ['without a wait', '(become sample)'],
    [
      'on each of several paths',
      `(if (field? 'size) (become sample) (begin ${task('a')} (become sample)))`,
    ],
  ])('never end: %s', (_, body) => {
    expect(proved(body)).toEqual([['livelock', '(become sample)']]);
  });

  it('are told once, of the first of the circle', () => {
    expect(
      told(
        workflow('outside', '(become one)'),
        workflow('one', `${task('a')} (become two)`),
        workflow('two', `${task('b')} (become one)`),
      ),
    ).toEqual([['livelock', '(become two)']]);
  });

  it.each([
    ['by a path of its own', `(when (field? 'size) (become two))`],
    ['by a rejection', `(require-approval ok (by reader) (due "1d")) (become two)`],
  ])('end where one of them has an end: %s', (_, body) => {
    expect(told(workflow('one', body), workflow('two', `${task('b')} (become one)`))).toEqual([]);
  });
});

describe('changes that open each other', () => {
  const opens = (name: string): string => `(open-change ${name} (title "Again"))`;

  it('and wait for each other never end', () => {
    expect(proved(`${task('a')} (await-change ${opens('sample')})`)).toEqual([
      ['deadlock', `(await-change ${opens('sample')})`],
    ]);
    expect(
      told(
        workflow('one', `${task('a')} (await-change ${opens('two')})`),
        workflow('two', `${task('b')} (await-change ${opens('one')})`),
      ),
    ).toEqual([['deadlock', `(await-change ${opens('two')})`]]);
  });

  it('at once do so without end', () => {
    expect(proved(`${opens('sample')} ${task('a')}`)).toEqual([['livelock', opens('sample')]]);
    expect(told(workflow('one', opens('two')), workflow('two', opens('one')))).toEqual([
      ['livelock', opens('two')],
    ]);
  });

  it.each([
    ['where a test decides about it', `(when (field? 'size) (await-change ${opens('sample')}))`],
    ['where something is waited for before', `${task('a')} ${opens('sample')}`],
    [
      'where something beside the wait ends it',
      `(race ((await-change ${opens('other')})) (${task('a')}))`,
    ],
  ])('are fine %s', (_, body) => {
    const other = workflow('other', task('x'));
    expect(told(workflow('sample', body), other)).toEqual([]);
  });
});

it('a change that waits for its own end waits for ever', () => {
  expect(proved("(await-change (field 'id))")).toEqual([
    ['deadlock', "(await-change (field 'id))"],
  ]);
});

describe('what only computes', () => {
  it.each([
    ['a procedure', '(count 1)', '(define (count n) (count (+ n 1)))', '(count (+ n 1))'],
    ['a call that is not the last', '(count 1)', '(define (count n) (+ 1 (count n)))', '(count n)'],
    [
      'both ways of a test',
      '(count 1)',
      '(define (count n) (if (> n 1) (count 1) (count 2)))',
      '(count 1)',
    ],
    ['a loop', '(let next ((n 1)) (next n))', '', '(next n)'],
    ['two that call each other', '(one)', '(define (one) (two)) (define (two) (one))', '(two)'],
  ])('never returns where each of its paths calls it again: %s', (_, body, helpers, at) => {
    expect(proved(`${task('a')} ${body}`, helpers)).toEqual([['livelock', at]]);
  });

  it.each([
    ['a test ends it', '(define (count n) (if (> n 9) n (count (+ n 1))))'],
    ['an and ends it', '(define (count n) (and (< n 9) (count (+ n 1))))'],
    ['it is called by nothing that runs', '(define (count n) (lambda () (count n)))'],
    ['it raises', '(define (count n) (if (> n 9) (error "Enough.") (count (+ n 1))))'],
  ])('returns where %s', (_, helpers) => {
    expect(proved(`${task('a')} (count 1)`, helpers)).toEqual([]);
  });
});

it('a loop that says something and never waits is told as a loop', () => {
  expect(proved('(let again () (notify writer "Still here.") (again))')).toEqual([
    ['livelock', '(let again () (notify writer "Still here.") (again))'],
  ]);
});

describe('a call that cannot be made', () => {
  it.each([
    ['a word', "('writer 1)", 'not-a-procedure'],
    ['what a task answers', `(${task('a')} ${task('b')})`, 'not-a-procedure'],
    ['a number that has a name', '(let ((n 1)) (n + 1))', 'not-a-procedure'],
    ['a decision', '((await-approval ok (by reader) (due "1d")))', 'not-a-procedure'],
    [
      'too little for a loop',
      `(let next ((n 1)) ${task('a')} (when (< n 3) (next)))`,
      'wrong-arguments',
    ],
    [
      'too much for a local procedure',
      `(define (ask who) (task a (by who))) (ask writer reader)`,
      'wrong-arguments',
    ],
  ])('is told where it stands, and nothing else: %s', (_, body, code) => {
    expect(proved(body).map(([found]) => found)).toEqual([code]);
  });

  it('is no mistake where only another reading of it fails', () => {
    const helper = '(define (run what) (if (procedure? what) (what) what))';
    expect(proved(`(run (lambda () ${task('a')})) (run 'nothing)`, helper)).toEqual([]);
  });
});

describe('an effect where a value is only worked out', () => {
  it.each([
    ['in accepts', `(await-signal s (by writer) (accepts ${task('a')}))`, ''],
    [
      'in accepts, in a helper',
      `(await-signal s (by writer) (accepts (ask)))`,
      `(define (ask) ${task('a')})`,
    ],
  ])('is told %s', (_, body, helpers) => {
    expect(proved(body, helpers).map(([code]) => code)).toEqual(['effect-in-condition']);
  });

  it.each([
    ['applies-to', `(define-workflow w (applies-to (type w) (when (comment "x"))) ${task('a')})`],
    ['a rule', '(define-rule r (when (comment "x")) (then (tag t)))'],
    ['a rule of access', '(define-access (permit (read change) (by member) (when (comment "x"))))'],
  ])('is told in %s', (_, text) => {
    const { diagnostics } = verified(checkText(`${workflow('fine', task('z'))} ${text}`));
    expect(diagnostics.map(({ code }) => code)).toContain('effect-in-condition');
  });
});

describe('an operand that is known and of another type than the procedure takes', () => {
  it.each([
    ['a word for a list', '(when (memq \'a \'b) (comment "x"))', ''],
    ['text for a number', '(when (< 1 limit) (comment "x"))', '(define limit "30")'],
    ['a list for a loop', '(for-each (lambda (each) (comment "x")) \'systems)', ''],
    [
      'an entry that is not there',
      "(comment (cdr (assq 'b texts)))",
      '(define texts \'((a . "A.")))',
    ],
  ])('is told: %s', (_, body, helpers) => {
    expect(proved(`${task('a')} ${body}`, helpers).map(([code]) => code)).toEqual(['wrong-type']);
  });

  it.each([
    ['is worked out', "(when (memq 'a (field 'systems '())) (comment \"x\"))"],
    ['is one of several', '(define (of x) (if (string? x) (string-length x) x)) (of 1) (of "a")'],
    ['fits', '(comment (cdr (assq \'a \'((a . "A.")))))'],
  ])('is not told where it %s', (_, body) => {
    expect(proved(`${task('a')} ${body}`)).toEqual([]);
  });
});
