import { describe, expect, it } from 'vitest';
import { approval, proved, task } from './proving.ts';

const bare = '(await-approval look (by reader) (due "1d"))';
const choice = `(race (${task('one')} 'first) (${task('two')} 'second))`;

describe('what no path comes to is told', () => {
  it.each([
    ['after the end', `${task('one')} (close 'done) ${task('two')}`, task('two')],
    ['behind a test that never holds', `(if #f ${task('two')} ${task('one')})`, task('two')],
    [
      'in a clause for an outcome that cannot be',
      `(case (decision-outcome ${bare}) ((expired) ${task('two')}) (else ${task('one')}))`,
      task('two'),
    ],
    [
      'in a clause for what no head of a race answers',
      `(case ${choice} ((third) ${task('three')}) (else ${task('four')}))`,
      task('three'),
    ],
  ])('%s', (_, body, at) => {
    expect(proved(body)).toEqual([['unreachable', at]]);
  });
});

describe('a clause that only computes, for what cannot be, is told', () => {
  it.each([
    [
      'for an outcome, in a case',
      `(close (case (decision-outcome ${bare}) ((approved) 'done) ((expired) 'late) (else 'rejected)))`,
      `((expired) 'late)`,
    ],
    [
      'for an outcome, in a cond',
      `(define said ${approval('look')})
       (close (cond ((approved? said) 'done) ((stale? said) 'old) (else 'rejected)))`,
      `((stale? said) 'old)`,
    ],
    [
      'for an outcome, in an if',
      `(require-approval look (by reader) (due "1d"))
       (define said ${bare})
       (close (if (expired? said) 'late 'done))`,
      `'late`,
    ],
    [
      'for what won a race',
      `(define won ${choice}) (close (case won ((first) 'one) ((third) 'three) (else 'two)))`,
      `((third) 'three)`,
    ],
    [
      'for what a condition handled cannot be',
      `(close (guard (said ((expired? said) 'late) ((rejected? said) 'no)) (require-approval look (by reader) (due "1d")) 'done))`,
      `((expired? said) 'late)`,
    ],
    [
      'as an else behind every outcome',
      `(close (case (decision-outcome ${bare}) ((approved) 'done) ((rejected revise) 'no) (else 'other)))`,
      `'other`,
    ],
    [
      'in a helper that is told the decision',
      `(define (word said) (if (stale? said) 'old 'new)) (close (word ${bare}))`,
      `'old`,
    ],
  ])('%s', (_, body, at) => {
    expect(proved(body)).toEqual([['unreachable', at]]);
  });

  it.each([
    ['every clause can be', `(define won ${choice}) (close (case won ((first) 'one) (else 'two)))`],
    [
      'an else says that it cannot be',
      `(close (case (decision-outcome ${bare}) ((approved) 'done) ((rejected revise) 'no) (else (error "impossible"))))`,
    ],
    [
      'two requests end differently',
      `(define (word said) (cond ((approved? said) 'yes) ((expired? said) 'late) (else 'no)))
      (close (if (eq? (word ${bare}) 'yes) (word ${approval('again')}) 'no))`,
    ],
    [
      'the value is not known',
      `(define won (race (${task('one')}) (${task('two')} 'second))) (close (case won ((second) 'one) ((other) 'two) (else 'three)))`,
    ],
    [
      'the test is about something else',
      `(define (scale x) (if (eq? x 'large) 10 1)) ${task('one')} (comment (number->string (scale 'small)))`,
    ],
    [
      'a test of several things stops early',
      `(define said ${bare}) (close (if (and (approved? said) (field? 'title)) 'done 'no))`,
    ],
  ])('and nothing is where %s', (_, body) => {
    expect(proved(body)).toEqual([]);
  });
});

describe('what is done before and after something', () => {
  const wind = (body: string): string =>
    `(dynamic-wind (lambda () (comment "in")) (lambda () ${body}) (lambda () (comment "out")))`;
  it.each([
    ['when it returns', wind(task('one'))],
    ['when it raises', wind('(require-approval look (by reader) (due "1d"))')],
    ['when it closes', wind(`(close 'done)`)],
    ['when it is withdrawn', `(race (${task('one')}) (${wind('(never)')}))`],
  ])('is reached %s', (_, body) => {
    expect(proved(body)).toEqual([]);
  });
});
