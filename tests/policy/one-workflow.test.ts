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
