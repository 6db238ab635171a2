import { describe, expect, it } from 'vitest';
import { workflow } from '../policy/policies.ts';
import { diagnosed, proved, task } from './proving.ts';

const never = (at: string): readonly (readonly string[])[] => [['unreachable', at]];

describe('a head of a race beside one that never waits is told', () => {
  it.each([
    ['behind a value', `(race ((field 'title) 'a) (${task('two')} 'b))`],
    ['before a value', `(race (${task('two')} 'b) ((field 'title) 'a))`],
    ['beside an effect', `(race ((comment "seen")) (${task('two')}))`],
    [
      'beside a helper',
      `(race ((look)) (${task('two')}))`,
      '(define (look) (field? (quote size)))',
    ],
    [
      'beside a loop that ends',
      `(race ((let go ((n 3)) (if (= n 0) 1 (go (- n 1))))) (${task('two')}))`,
    ],
    ['beside branches that only compute', `(race ((parallel 1 2)) (${task('two')}))`],
    ['beside a race that one always wins', `(race ((begin (parallel 1 2) 3)) (${task('two')}))`],
    ['beside what ends the workflow', `(race ((close 'done)) (${task('two')}))`],
    ['beside what fails', `(race ((error "no")) (${task('two')}))`],
    [
      'beside an approval that asks nobody',
      `(race ((await-approval look (by reader) (only-if #f))) (${task('two')}))`,
    ],
    ['beside tests that all compute', `(race ((if (field? 'size) 1 2)) (${task('two')}))`],
    [
      'in a helper, whose callers all only compute',
      '(first (lambda () 1)) (first (lambda () 2))',
      `(define (first go) (race ((go)) (${task('two')})))`,
    ],
  ])('%s', (_, body, helpers = '') => {
    expect(proved(body, helpers)).toEqual(never(task('two')));
  });

  it('also where neither waits: the first one wins', () => {
    expect(proved(`(race (1 'a) (2 'b))`)).toEqual(never('2'));
    expect(proved('(race ((parallel 1 2)) (3))')).toEqual(never('(parallel 1 2)'));
  });

  it('but only what waits, where the head may be done before', () => {
    expect(proved(`(race ((if (field? 'size) ${task('two')} 1)) (2))`)).toEqual(never(task('two')));
  });

  it.each([
    ['each waits', `(race (${task('one')}) (${task('two')}))`],
    ['it waits on some ways', `(race ((if (field? 'size) 1 ${task('one')})) (${task('two')}))`],
    [
      'some caller lets it wait',
      `(first (lambda () 1)) (first (lambda () ${task('one')}))`,
      `(define (first go) (race ((go)) (${task('two')})))`,
    ],
    [
      'what fails is waited for',
      `(race ((guard (e (#t ${task('one')})) (field 'title))) (${task('two')}))`,
    ],
  ])('and nothing is where %s', (_, body, helpers = '') => {
    expect(proved(body, helpers)).toEqual([]);
  });

  it('with what always ends first, and what to do', () => {
    const text = workflow(`(race ((field 'title) 'a) (${task('two')} 'b))`);
    const [found] = diagnosed(text);
    expect(found?.message).toBe(
      "this is never begun: `(field 'title)` before it never waits, so that it always ends first",
    );
    expect(found?.help).toContain("let `(field 'title)` wait for something");
    expect(found?.related?.map(({ span }) => text.slice(span.start, span.end))).toEqual([
      "(field 'title)",
    ]);
  });
});

describe('a branch that others always outrun is told', () => {
  it.each([
    ['where one is enough', `(parallel (until 1) 1 ${task('two')})`],
    ['where two are enough', `(parallel (until 2) 1 ${task('two')} (comment "x"))`],
    ['where any is enough', `(parallel (until (lambda (all) #t)) 1 ${task('two')})`],
    ['where some are enough', `(parallel (until (lambda (all) (pair? all))) 1 ${task('two')})`],
    ['where one ends the workflow', `(parallel ${task('two')} (close 'done))`],
    [
      'in a nursery of which one is enough',
      `(nursery (spawn) (until 1) (spawn (comment "x")) ${task('two')})`,
    ],
    [
      'in a nursery that its body ends the workflow in',
      `(nursery (spawn) (spawn ${task('two')}) (close 'done))`,
    ],
  ])('%s', (_, body) => {
    expect(proved(body)).toEqual(never(task('two')));
  });

  it.each([
    ['all are wanted', `(parallel 1 ${task('two')})`],
    ['too few never wait', `(parallel (until 2) 1 ${task('two')} ${task('three')})`],
    [
      'it depends on the values',
      `(parallel (until (lambda (all) (memq 'x all))) 1 ${task('two')})`,
    ],
    ['the others go on', `(parallel (until 1) (rest finish) 1 ${task('two')})`],
    [
      'how many are enough is worked out',
      `(define enough (await-signal count (by writer))) (parallel (until enough) 1 ${task('two')})`,
    ],
    [
      'it depends on how many there are',
      `(parallel (until (lambda (all) (>= (length all) 2))) 1 ${task('two')} ${task('three')})`,
    ],
    ['what is started waits', `(nursery (spawn) (until 1) (spawn ${task('one')}) ${task('two')})`],
    [
      'what is started may not be',
      `(nursery (spawn) (until 1) (when (field? 'size) (spawn 1)) ${task('two')})`,
    ],
    [
      'a signal may have come before',
      `(define (kept) (await-signal go (by writer) (persistent)))
      (race ((kept)) ((begin (open-change other (title "x")) 1)))`,
      '(define-workflow other (comment "x"))',
    ],
  ])('and nothing is where %s', (_, body, helpers = '') => {
    expect(proved(body, helpers)).toEqual([]);
  });
});

describe('an `else` that never comes is told', () => {
  it.each([
    ['of a time', `(within "1d" (comment "x") (else ${task('two')}))`],
    [
      'of a phase',
      `(parallel (phase build ${task('one')}) (while-in build (comment "x") (else ${task('two')})))`,
    ],
  ])('%s', (_, body) => {
    expect(proved(body)).toEqual(never(`(else ${task('two')})`));
  });

  it('but not where what has the time waits', () => {
    expect(proved(`(within "1d" ${task('one')} (else ${task('two')}))`)).toEqual([]);
  });
});

describe('what a list without items is for is told', () => {
  it.each([
    ['in branches', `(parallel-for (x '()) ${task('two')})`],
    ['one after the other', `(for-each (lambda (x) ${task('two')}) '())`],
    [
      'of operands that are not given',
      '(each)',
      `(define (each . all) (if (pair? all) ${task('two')} 1))`,
    ],
  ])('%s', (_, body, helpers = '') => {
    expect(proved(body, helpers)).toEqual(never(task('two')));
  });

  it('and what is for one alone is not', () => {
    expect(proved('(each)', `(define (each . all) (if (null? all) ${task('two')} 1))`)).toEqual([]);
  });
});

describe('a nursery', () => {
  it('is over when as many of its branches are as it wants, whatever its body waits for', () => {
    expect(proved(`(nursery (spawn) (until 1) (spawn ${task('one')}) (never))`)).toEqual([]);
  });

  it('waits for the others where none of them ends', () => {
    expect(proved('(nursery (spawn) (until 1) (spawn (never)) (comment "x"))')).toEqual([
      ['deadlock', '(never)'],
    ]);
  });
});
