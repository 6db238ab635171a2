import { describe, expect, it } from 'vitest';
import { verified } from '../../src/verify/workflow/verify-policy.ts';
import { checkText } from '../policy/policies.ts';
import { task } from './proving.ts';

const codesIn = (text: string): readonly string[] => {
  const { policy, diagnostics } = verified(checkText(text));
  expect(policy).toBeNull();
  return diagnostics.map(({ code }) => code);
};

describe('what is wrong with workflows is told beside what is wrong with their policy', () => {
  const stuck = (type: string): string =>
    `(define-workflow stuck-${type} (applies-to (type ${type})) ${task('one')} (never))`;
  const fine = `(define-workflow fine (applies-to (type same)) ${task('two')})`;

  it.each([
    ['two workflows apply to one change', `${stuck('same')} ${fine}`, 'two-workflows'],
    [
      'a role is missing',
      `${stuck('same')} (define-workflow other (applies-to (type other)) (task two (by stranger)))`,
      'unknown-role',
    ],
    ['a value cannot be made', `${stuck('same')} (define nothing (car '()))`, 'evaluation-failed'],
    [
      'a role inherits itself',
      `${stuck('same')} (define-role circular (inherits circular))`,
      'role-cycle',
    ],
  ])('where %s', (_, text, code) => {
    expect([...codesIn(text)].sort()).toEqual(['deadlock', code].sort());
  });

  it('and not where a definition cannot be read, of which a proof would say what is not so', () => {
    expect(codesIn(`${stuck('same')} (define (helper) (no-such-thing))`)).toEqual(['unbound-name']);
  });
});
