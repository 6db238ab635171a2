import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verified } from '../../src/verify/workflow/verify-policy.ts';
import { condition, holding } from '../policy/conditions.ts';
import { checkText, told } from '../policy/policies.ts';

interface Found {
  readonly severity: string;
  readonly code: string;
  readonly message: string;
  readonly at: string;
}

/** What the proof says of a workflow with this body, which knows a score and may be of type a or b. */
function proved(body: string): readonly Found[] {
  const text = `(define (one) (task one (by writer)))
    (define (two) (task two (by writer)))
    (define-risk-model danger (factor f (weight 30) (score (if (field? 'size) 1 0)))
      (level low (below 30)) (level high))
    (define-workflow sample (applies-to (type a b))
      (define risk (assess-risk))
      (define score (risk-score risk))
      ${body})`;
  const check = checkText(text);
  expect(check.diagnostics.map(told)).toEqual([]);
  return verified(check).diagnostics.map(({ severity, code, message, span }) => ({
    severity,
    code,
    message,
    at: text.slice(span.start, span.end),
  }));
}

describe('a cond or case whose clauses take every case', () => {
  it.each([
    ['numbers', '(cond ((< score 30) (one)) ((<= 30 score 70) (two)) ((> score 70) (one)))'],
    ['whole numbers', '(cond ((<= score 30) (one)) ((>= score 31) (two)))'],
    ['levels of the risk models', '(case (risk-level risk) ((low) (one)) ((high) (two)))'],
    ['types that changes have', "(case (field 'type) ((a) (one)) ((b) (two)))"],
    [
      'a field and its absence',
      "(cond ((field? 'size) (one)) ((eq? (field 'size 'none) 'none) (two)))",
    ],
    [
      'lengths',
      "(case (length (field 'labels '())) ((0) (one)) (else (cond ((> (length (field 'labels '())) 0) (two)))))",
    ],
    [
      'numbers that are counted with',
      '(cond ((< (* 2 score) 60) (one)) ((<= 30 score 70) (two)) ((> (- score 40) 30) (one)))',
    ],
    [
      'two fields that are compared',
      "(let ((a (field 'custom.a 0)) (b (field 'custom.b 0))) (cond ((< a b) (one)) ((= a b) (two)) ((> a b) (one))))",
    ],
    ['a test and its opposite', '(cond ((mentions? "hot") (one)) ((not (mentions? "hot")) (two)))'],
  ])('needs no else: %s', (_, body) => {
    expect(proved(body)).toEqual([]);
  });

  it.each([
    ['a number', '(cond ((< score 30) (one)) ((> score 30) (two)))', '`(risk-score risk)` is `30`'],
    ['a word', "(case (field 'size 'a) ((a) (one)) ((b) (two)))", "`(field 'size)` is `'other`"],
    [
      'a number beside another',
      "(cond ((< score (field 'custom.a 10)) (one)) ((> score (field 'custom.a 10)) (two)))",
      "`(field 'custom.a)` has no value and `(risk-score risk)` is `10`",
    ],
    ['nothing', "(cond ((field? 'size) (one)))", "`(field 'size)` has no value"],
    [
      'a test that is not followed',
      '(cond ((mentions? "hot") (one)) ((mentions? "cold") (two)))',
      '`(mentions? "hot")` is `#f` and `(mentions? "cold")` is `#f`',
    ],
  ])('is shown what it forgets where it needs one: %s', (_, body, example) => {
    expect(proved(body)).toMatchObject([
      { code: 'missing-else', message: expect.stringContaining(`as where ${example}`) as string },
    ]);
  });

  it('is called what its author wrote', () => {
    const bound = "(let ((a (field 'custom.a 0))) (FORM))";
    const forms = {
      cond: 'cond ((< a 1) (one)) ((> a 1) (two))',
      case: 'case a ((1) (one)) ((2) (two))',
    };
    for (const [name, form] of Object.entries(forms)) {
      const [found] = proved(bound.replace('FORM', form));
      expect(found?.message).toContain(`this \`${name}\` decides`);
      expect(found?.at).toMatch(name === 'case' ? /^\(case a/ : /^\(\(< a 1|^\(cond/);
    }
  });

  it('is asked about one moment: what acts in between may change a field', () => {
    const body = `(when (eq? (field 'size #f) 'a) (one) (when (eq? (field 'size #f) 'b) (two)))
                  (when (eq? (field 'size #f) 'a) (when (eq? (field 'size #f) 'a) (one)))`;
    expect(proved(body)).toEqual([]);
  });

  it('is not taken for complete where its tests answer anew each time', () => {
    const body = `(define seen (list 1 2 3))
      (define (next) (let ((first (car seen))) (set! seen (cdr seen)) first))
      (cond ((= (next) 1) (one)) ((not (= (next) 1)) (two)))`;
    expect(proved(body).map(({ code }) => code)).toContain('missing-else');
  });
});

describe('what can never be done', () => {
  it('is a clause that the tests before it leave nothing for', () => {
    expect(
      proved('(cond ((< score 10) (one)) ((< score 5) (two)) (else (close (quote x))))'),
    ).toMatchObject([
      {
        severity: 'error',
        code: 'unreachable',
        message: 'this is never done: the tests before it leave nothing for it',
        at: '((< score 5) (two))',
      },
    ]);
  });

  it('is a clause whose test cannot hold', () => {
    expect(proved('(when (and (> score 10) (< score 10)) (one))')).toMatchObject([
      { message: 'this is never done: its test cannot hold', at: '(one)' },
    ]);
    expect(proved("(when (eq? (field 'type) 'c) (one))")).toMatchObject([{ at: '(one)' }]);
    expect(proved('(when (> score 100) (one))')).toMatchObject([{ at: '(one)' }]);
  });

  it('is a clause whose numbers leave no room', () => {
    const body = `(when (< (field 'custom.a 0) (field 'custom.b 0))
      (when (> (- (field 'custom.a 0) (field 'custom.b 0)) 0) (one)))`;
    expect(proved(body)).toMatchObject([{ code: 'unreachable', at: '(one)' }]);
    // Twice a whole number is no odd one.
    expect(proved('(when (= (* 2 score) 31) (one))')).toMatchObject([{ at: '(one)' }]);
    expect(proved('(when (= (* 2 score) 32) (one))')).toEqual([]);
  });

  it('is an else behind tests that take everything', () => {
    expect(
      proved('(cond ((< score 10) (one)) ((>= score 10) (two)) (else (one) (two)))'),
    ).toMatchObject([
      {
        severity: 'error',
        message: 'this is never done: the tests before it take everything',
        at: '(one)',
      },
    ]);
  });

  it('is a warning where it only computes, and nothing where it raises to say that it never comes', () => {
    const around = (last: string) =>
      `(comment (cond ((< score 10) "a") ((>= score 10) "b") (else ${last})))`;
    expect(proved(around('"c"'))).toMatchObject([{ severity: 'warning', at: '"c"' }]);
    expect(proved(around('(error "no such score")'))).toEqual([]);
  });

  it('is what an outer test excludes', () => {
    expect(proved('(when (< score 10) (when (> score 20) (one)))')).toMatchObject([
      { at: '(one)' },
    ]);
  });
});

describe('what is said of guards', () => {
  const conditions = fc.array(condition, { minLength: 1, maxLength: 3 });
  const clauses = (tests: readonly string[]): string =>
    tests.map((test, at) => `((begin ${at} ${test}) (one))`).join(' ');

  it('is what trying all changes finds', () => {
    fc.assert(
      fc.property(conditions, (tests) => {
        const held = holding(tests);
        const complete = held.every((all) => all.length > 0);
        const bare = proved(`(cond ${clauses(tests)})`).map(({ code }) => code);
        expect(bare.includes('missing-else')).toBe(!complete);

        const expected: string[] = [];
        let left = held;
        for (const [at, test] of tests.entries()) {
          if (left.length === 0 || !left.some((all) => all.includes(at)))
            expected.push(`((begin ${at} ${test}) (one))`);
          if (left.length === 0) break;
          left = left.filter((all) => !all.includes(at));
        }
        const closed = held.filter((all) => !tests.slice(0, -1).some((_, at) => all.includes(at)));
        if (left.length === 0 && closed.length > 0) expected.push('(two)');
        const found = proved(`(cond ${clauses(tests)} (else (two)))`);
        // A test may have parts of its own that are never asked.
        const ofClauses = found.map(({ at }) => at).filter((at) => /^\(\(begin|^\(two/.test(at));
        expect(ofClauses).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });
});
