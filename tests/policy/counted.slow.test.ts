import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verified } from '../../src/verify/workflow/verify-policy.ts';
import { changeIn, counted, judge, relation } from './conditions.ts';
import { checkText, told } from './policies.ts';

const pair = (one: string, other: string): string =>
  [one, other]
    .map(
      (when, at) =>
        `(define-workflow ${at === 0 ? 'one' : 'other'} (applies-to (type small) (when ${when})) (close 'x))`,
    )
    .join('');

const rule = (name: string, when: string, then: string): string =>
  `(define-rule ${name} (when ${when}) (then ${then}))`;

/** Where the proof finds fault with a cond of these clauses. */
function proved(one: string, other: string): readonly string[] {
  const text = `(define (one) (task one (by writer)))
    (define (two) (task two (by writer)))
    (define-workflow sample
      (cond ((begin 0 ${one}) (one)) ((begin 1 ${other}) (one)) (else (two))))`;
  const check = checkText(text);
  expect(check.diagnostics.map(told)).toEqual([]);
  return verified(check).diagnostics.map(({ span }) => text.slice(span.start, span.end));
}

describe('what is said of conditions that count with fields and compare them', () => {
  it('tells two workflows, or none, exactly where they apply', () => {
    fc.assert(
      fc.property(relation, relation, (one, other) => {
        const answers = judge([one, other]);
        const all = counted.map(answers);
        const found = checkText(pair(one, other)).diagnostics;
        expect(found.map(({ code }) => code)).not.toContain('undecided');
        const of = (code: string) => found.filter((each) => each.code === code);

        const overlaps = of('two-workflows');
        if (all.some((each) => each.every((answer) => answer === 'yes')))
          expect(overlaps).not.toEqual([]);
        for (const { severity, message } of overlaps)
          if (severity === 'error') expect(answers(changeIn(message))).toEqual(['yes', 'yes']);

        const gaps = of('no-workflow');
        if (all.some((each) => each.every((answer) => answer === 'no')))
          expect(gaps).not.toEqual([]);
        for (const { message } of gaps) {
          if (message.includes('cannot be told'))
            expect(answers(changeIn(message))).toContain('fails');
          else if (!message.includes('may apply'))
            expect(answers(changeIn(message))).toEqual(['no', 'no']);
        }

        const never = of('unreachable').map(({ message }) => (message.startsWith('`one`') ? 0 : 1));
        for (const at of never) expect(all.map((each) => each[at])).not.toContain('yes');
      }),
      { numRuns: 100 },
    );
  });

  it('tells rules that add nothing, and no others', () => {
    fc.assert(
      fc.property(relation, relation, (one, other) => {
        const text = rule('one', one, '(tag t)') + rule('other', other, '(tag t)');
        const all = counted.map(judge([one, other]));
        for (const { message, severity } of checkText(text).diagnostics) {
          const at = message.startsWith('`one`') ? 0 : 1;
          const held = all.filter((each) => each[at] === 'yes');
          if (severity === 'error') expect(held).toEqual([]);
          else for (const each of held) expect(each[1 - at]).not.toBe('no');
        }
      }),
      { numRuns: 60 },
    );
  });

  it('tells clauses that are never done, and no others', () => {
    fc.assert(
      fc.property(relation, relation, (one, other) => {
        const answers = judge([one, other]);
        const all = counted.map(answers);
        const found = proved(one, other);
        const at = (text: string) => found.some((each) => each.startsWith(text));
        // What fails there ends the change: neither clause is done.
        if (all.some(([first]) => first === 'yes')) expect(at('((begin 0')).toBe(false);
        if (all.some(([first, second]) => first === 'no' && second === 'yes'))
          expect(at('((begin 1')).toBe(false);
        if (all.some((each) => each.every((answer) => answer === 'no')))
          expect(at('(two)')).toBe(false);
      }),
      { numRuns: 60 },
    );
  });
});
