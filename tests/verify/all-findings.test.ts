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

  const unread = '(define (helper) (no-such-thing))';

  it('and where a definition cannot be read, of those that do not speak of it', () => {
    expect(codesIn(`${stuck('same')} ${unread}`)).toEqual(['deadlock', 'unbound-name']);
  });

  it.each([
    ['it', '(define (helper) (no-such-thing))'],
    ['what it calls', '(define (helper) (inner)) (define (inner) (no-such-thing))'],
    [
      'a macro in it',
      '(define-syntax odd (syntax-rules () ((_ a ...) a))) (define (helper) (odd))',
    ],
  ])('but not of those that do, of which a proof would say what is not so: %s', (_, text) => {
    const speaking = '(define-workflow speaks (applies-to (type speaks)) (helper) (never))';
    expect(codesIn(`${speaking} ${text}`)).not.toContain('deadlock');
  });

  it('and no code is called unreachable that only what cannot be read may come to', () => {
    const shared = `(define (shared how) (case how ((one) ${task('one')}) (else ${task('two')})))`;
    const uses = `(define-workflow uses (applies-to (type uses)) (shared 'one))`;
    const other = `(define-workflow other (applies-to (type other)) (shared 'two) (no-such-thing))`;
    expect(
      codesIn(`${shared} ${uses}
      (define-workflow other (applies-to (type other)) ${task('x')})`),
    ).toEqual(['unreachable']);
    expect(codesIn(`${shared} ${uses} ${other}`)).toEqual(['unbound-name']);
  });
});
