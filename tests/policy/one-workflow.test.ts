import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runPolicyTests } from '../../src/engine/policies/policy-tests.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { condition, holding } from './conditions.ts';
import { checkText, codesOf, policyOf } from './policies.ts';

const applies = (name: string, scope: string): string =>
  `(define-workflow ${name} (applies-to ${scope}) (close 'x))`;

/** Two workflows for one type, each with a condition. */
const pair = (one: string, other: string): string =>
  applies('one', `(type small) (when ${one})`) + applies('other', `(type small) (when ${other})`);

const said = (text: string): readonly (readonly [severity: string, message: string])[] =>
  checkText(text).diagnostics.map(({ severity, message }) => [severity, message]);

/** The first of what is said that is an error. */
const wrong = (text: string): string | undefined =>
  said(text).find(([severity]) => severity === 'error')?.[1];

describe('exactly one workflow applies to any change', () => {
  it.each([
    ["(eq? (field 'size #f) 'a)", "(not (eq? (field 'size #f) 'a))"],
    ["(memq (field 'size #f) '(a b))", "(case (field 'size #f) ((a b) #f) (else #t))"],
    ["(< (field 'custom.n 0) 5)", "(>= (field 'custom.n 0) 5)"],
    ["(field? 'justification)", "(not (string? (field 'justification #f)))"],
    [
      "(intersects? (field 'systems '()) '(a b))",
      "(not (or (memq 'a (field 'systems '())) (memq 'b (field 'systems '()))))",
    ],
    ["(null? (field 'labels '()))", "(pair? (field 'labels '()))"],
    ['(mentions? "hot")', '(not (mentions? "hot"))'],
    ['(string=? (field \'title) "a")', '(not (equal? (field \'title) "a"))'],
    [
      "(let ((size (field 'size #f))) (or (eq? size 'a) (eq? size 'b)))",
      "(cond ((eq? (field 'size #f) 'a) #f) ((eq? (field 'size #f) 'b) #f) (else #t))",
    ],
    ['(author? (actor))', '(not (author? (actor)))'],
    [
      "(> (+ (field 'custom.a 0) 10) (field 'custom.b 0))",
      "(<= (- (field 'custom.a 0) (field 'custom.b 0)) -10)",
    ],
    ["(< (* 2 (field 'custom.a 0)) 9)", "(>= (field 'custom.a 0) 9/2)"],
    [
      "(= (field 'custom.a 0) (field 'custom.b 0))",
      "(or (< (field 'custom.a 0) (field 'custom.b 0)) (> (field 'custom.a 0) (field 'custom.b 0)))",
    ],
    [
      "(eq? (field 'size #f) (field 'priority 'a))",
      "(not (equal? (field 'priority 'a) (field 'size #f)))",
    ],
    ["(< (abs (field 'custom.a 0)) 3)", "(>= (max (field 'custom.a 0) (- (field 'custom.a 0))) 3)"],
    ["(< (field 'custom.a 0) 1/3)", "(>= (* 3 (field 'custom.a 0)) 1)"],
    [
      "(< (* (field 'custom.a 0) (field 'custom.b 0)) 3)",
      "(>= (* (field 'custom.a 0) (field 'custom.b 0)) 3)",
    ],
  ])('where one asks %s and the other %s', (one, other) => {
    expect(codesOf(pair(one, other))).toEqual([]);
  });

  it('where a helper of the policy decides for all of them', () => {
    const text = `(define (told) (let ((size (field 'size #f))) (if (memq size '(a b)) size 'c)))
      ${['a', 'b', 'c'].map((size) => applies(`w-${size}`, `(type small) (when (eq? (told) '${size}))`)).join('')}`;
    expect(codesOf(text)).toEqual([]);
  });

  it('and those without a scope are for whoever asks by name', async () => {
    const policy = policyOf(`
      (define-workflow free (task look (by reader)))
      (define-workflow taker (applies-to (type small)) (task see (by reader)))
      (define-test "by its type, and by name"
        (let ((one (new-change _ (author "dana") (type 'small) (title "One")))
              (other (new-change free (author "dana") (type 'small) (title "Two"))))
          (check (open-requests one) => '(see))
          (check (open-requests other) => '(look))))`);
    const [report] = await runPolicyTests(policy, memoryStore);
    expect(report).toMatchObject({ checks: 2, failures: [] });
  });
});

describe('two workflows that apply to one change', () => {
  it('are told with the change', () => {
    const text = pair("(memq (field 'size #f) '(a b))", "(not (eq? (field 'size #f) 'a))");
    expect(said(text)).toEqual([
      ['error', "`one` and `other` both apply to `(new-change _ (type 'small) (size 'b))`"],
    ]);
  });

  it('are told for a number, a list and what is not there', () => {
    const wide =
      "(or (> (field 'custom.n 0) 3) (intersects? (field 'systems '()) '(a)) (not (field? 'size)))";
    expect(wrong(pair(wide, "(and (> (field 'custom.n 0) 6) (field? 'size))"))).toBe(
      "`one` and `other` both apply to `(new-change _ (type 'small) (custom.n 7) (size 'other))`",
    );
    const second = "(and (memq 'a (field 'systems '())) (not (memq 'b (field 'systems '()))))";
    expect(wrong(pair(wide, second))).toContain("(systems '(a))");
  });

  it.each([
    [
      "(> (+ (field 'custom.a 0) 10) (field 'custom.b 0))",
      "(< (field 'custom.a 0) (field 'custom.b 0))",
      '(custom.b 1)',
    ],
    ["(< (* 2 (field 'custom.n 0)) 9)", "(> (field 'custom.n 0) 4)", '(custom.n 4.25)'],
    [
      "(= (field 'custom.a 0) (* 2 (field 'custom.b 0)))",
      "(> (field 'custom.a 0) (field 'custom.b 0) 2)",
      '(custom.a 6) (custom.b 3)',
    ],
    [
      "(eq? (field 'size #f) (field 'priority 'a))",
      "(not (eq? (field 'size #f) 'other))",
      "(size 'a)",
    ],
  ])('are told of fields that are counted with: %s and %s', async (one, other, fields) => {
    expect(wrong(pair(one, other))).toBe(
      `\`one\` and \`other\` both apply to \`(new-change _ (type 'small) ${fields})\``,
    );
    // As the engine has it: each alone takes such a change.
    for (const when of [one, other]) {
      const policy = policyOf(`
        (define-workflow taker (applies-to (type small) (when ${when})) (task see (by reader)))
        (define-test "it applies"
          (let ((c (new-change _ (author "dana") (title "C") (type 'small) ${fields})))
            (check (open-requests c) => '(see))))`);
      const [report] = await runPolicyTests(policy, memoryStore);
      expect(report).toMatchObject({ checks: 1, failures: [] });
    }
  });

  it('are a warning where no number that a change can have shows it', () => {
    const third = "(= (* 3 (field 'custom.a 0)) 1)";
    expect(said(pair(third, third))[0]?.[0]).toBe('warning');
  });

  it('are not decided where whole numbers would have to be tried without end', () => {
    const long = (text: string) => `(length (field '${text} '()))`;
    const [n, m] = [long('labels'), long('systems')];
    // Neither has whole solutions; rounding alone does not show it.
    const one = `(= (* 3 ${n}) (+ 1 (* 6 ${m})))`;
    expect(codesOf(pair(one, `(not ${one})`))).not.toContain('two-workflows');
    const other = `(and (< (* 7 ${n}) (* 3 ${m})) (< (- (* 3 ${m}) 1) (* 7 ${n})))`;
    expect(codesOf(pair(other, other))).not.toContain('two-workflows');
  });

  it('are an error though a third test is beyond following, where no change of it can separate them', () => {
    const text = pair('(or (mentions? "hot") (field? \'size))', "(field? 'size)");
    expect(wrong(text)).toBe(
      "`one` and `other` both apply to `(new-change _ (type 'small) (size 'other))`",
    );
  });

  it('are a warning that says so, where it depends on what is not followed', () => {
    expect(said(pair('(mentions? "hot")', '(not (mentions? "cold"))'))).toContainEqual([
      'warning',
      '`one` and `other` may both apply to `(new-change _ (type \'small))`, where `(mentions? "hot")` is `#t` and `(mentions? "cold")` is `#f`',
    ]);
  });

  it('are told where one of them takes every type', () => {
    const text = applies('one', '(type small)') + applies('other', "(when (field? 'size))");
    expect(said(text)[0]?.[1]).toBe(
      "`one` and `other` both apply to `(new-change _ (type 'small) (size 'other))`",
    );
  });

  it('share nothing when each takes a type of its own', () => {
    expect(codesOf(applies('one', '(type a)') + applies('other', '(type b)'))).toEqual([]);
  });
});

describe('a change that no workflow applies to', () => {
  it('is shown', () => {
    const text = pair("(eq? (field 'size #f) 'a)", "(eq? (field 'size #f) 'b)");
    expect(said(text)).toEqual([
      ['warning', "no workflow applies to `(new-change _ (type 'small))`: it would be refused"],
    ]);
  });

  it('is one for which a condition fails', () => {
    const [only] = said(pair("(eq? (field 'size) 'a)", "(not (eq? (field 'size) 'a))"));
    expect(only).toEqual([
      'warning',
      "which workflow applies to `(new-change _ (type 'small))` cannot be told: such a change need not have a `size`, and it would be refused",
    ]);
  });

  it('is one in which what stands for a missing number is none', () => {
    const [only] = said(pair("(< (field 'custom.n #f) 3)", "(>= (field 'custom.n #f) 3)"));
    expect(only).toEqual([
      'warning',
      "which workflow applies to `(new-change _ (type 'small))` cannot be told: `(< #f 3)` is worked out there, and `#f` is no number, and it would be refused",
    ]);
  });
});

describe('what is said of conditions', () => {
  it('is what trying all changes finds', () => {
    fc.assert(
      fc.property(condition, condition, (one, other) => {
        const held = holding([one, other]);
        const counts = held.map(({ length }) => length);
        const codes = codesOf(pair(one, other));
        expect(codes.includes('two-workflows')).toBe(counts.includes(2));
        expect(codes.includes('no-workflow')).toBe(counts.includes(0));
        expect(codes.filter((code) => code === 'unreachable').length).toBe(
          [0, 1].filter((at) => !held.some((all) => all.includes(at))).length,
        );
      }),
      { numRuns: 40 },
    );
  });
});
