import { describe, expect, it } from 'vitest';
import { diagnosed, proved } from './proving.ts';

const signal = (accepts: string): string => `(await-signal go (by writer) (accepts ${accepts}))`;

describe('a request that takes nothing is told', () => {
  it.each([
    ['by a constant', '#f'],
    ['by what is carried', "(and (eq? (payload) 'a) (eq? (payload) 'b))"],
    ['by who acts', '(and (author? (actor)) (not (author? (actor))))'],
    ['by fields', "(and (> (field 'custom.a 0) 5) (< (field 'custom.a 0) 3))"],
    ['where it may fail besides', '(and (if (author? (actor)) (error "not yours") #t) #f)'],
  ])('%s', (_, accepts) => {
    expect(proved(signal(accepts))).toEqual([['unreachable', `(accepts ${accepts})`]]);
  });

  it.each([
    ['an event', '(await-event go (accepts #f))'],
    ['a task', '(task go (by writer) (accepts #f))'],
    ['an approval', '(await-approval go (by reader) (due "1d") (accepts #f))'],
    ['one that time ends', '(await-signal go (by writer) (within "1d") (accepts #f))'],
  ])('as %s', (_, body) => {
    expect(proved(body)).toEqual([['unreachable', '(accepts #f)']]);
  });

  it('in a helper that every caller tells so', () => {
    const ask = `(define (ask ok) ${signal('ok')})`;
    expect(proved('(ask #f)', ask)).toEqual([['unreachable', '(accepts ok)']]);
    expect(proved('(ask #f) (ask #t)', ask)).toEqual([]);
  });

  it.each([
    [
      'a lifecycle',
      `(define-lifecycle life (initial a) (state a) (state b (final done))
         (transition go (from a) (to b) (by writer) (accepts #f))
         (transition on (from a) (to b) (by writer)))`,
    ],
    [
      'a net',
      `(define-net drawn (place a (tokens 1)) (place b (final))
         (transition go (in a) (out b) (by writer) (accepts #f))
         (transition on (in a) (out b) (by writer)))`,
    ],
  ])('as a transition of %s', (_, text) => {
    expect(diagnosed(text).map(({ code, message }) => [code, message])).toEqual([
      ['unreachable', '`go` can never be answered: this holds for nothing that anybody could send'],
    ]);
  });
});

describe('nothing is told of a request that takes something', () => {
  it.each([
    ['of some people', '(author? (actor))'],
    ['of what it may carry', "(let ((said (payload))) (and (pair? said) (assq 'ok said) #t))"],
    ['or says of each why not', '(error "by request only")'],
    ['or says why not', '(or (author? (actor)) (error "only its author"))'],
    ['after some attempts', '(begin (set! tries (+ tries 1)) (> tries 3))'],
    ['once a table says so', "(hash-table-ref/default open 'go #f)"],
    ['once a list says so', '(car held)'],
  ])('%s', (_, accepts) => {
    const kept = '(define tries 0) (define open (make-hash-table)) (define held (list #f))';
    expect(proved(`${kept} ${signal(accepts)}`)).toEqual([]);
  });
});

describe('an approval that is asked for no change', () => {
  const asked = (onlyIf: string): string =>
    `(await-approval look (by reader) (due "1d") (only-if ${onlyIf}))`;

  it('is told where its tests exclude each other', () => {
    const never = "(and (eq? (field 'size) 'small) (eq? (field 'size) 'large))";
    expect(proved(asked(never))).toEqual([['unreachable', never]]);
  });

  it.each([
    ['it says so on purpose', asked('#f')],
    ['a name of the policy says so', asked('wanted'), '(define wanted #f)'],
    ['some change is asked', asked("(eq? (field 'size) 'small)")],
  ])('is not told where %s', (_, body, helpers = '') => {
    expect(proved(body, helpers)).toEqual([]);
  });
});
