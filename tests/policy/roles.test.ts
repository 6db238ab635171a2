import { describe, expect, it } from 'vitest';
import { runPolicyTests } from '../../src/engine/policies/policy-tests.ts';
import { asksRolesOfOthers } from '../../src/policy/asks-roles.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { checkFiles, codesOf, findingOf, policyOf } from './policies.ts';

const base = `
(define-role helper) (define-role lead) (define-role chief (inherits lead))
(define (led?) (has-role? (author) 'lead))
(define-workflow plain
  (applies-to (type plain))
  (await-signal go (by helper) (within "2d"))
  (close (if (led?) 'led 'plain)))`;

async function failuresOf(test: string): Promise<readonly string[]> {
  const { policy, diagnostics } = checkFiles({ 'workflows/a.scm': `${base}\n${test}` });
  if (policy === null) throw new Error(JSON.stringify(diagnostics));
  const reports = await runPolicyTests(policy, memoryStore);
  return reports.flatMap(({ failures }) => failures);
}

describe('the roles of people in tests of a policy', () => {
  it('are those that the test has given, whoever causes the event', async () => {
    const story = (roles: string, outcome: string) => `
      (define-test "a change of ida's"
        (people (as "ida" ${roles}))
        (let ((c (new-change plain (author "ida"))))
          (signal! c 'go (as "max" helper))
          (check (outcome-of c) => '${outcome})))`;
    expect(await failuresOf(story('chief', 'led'))).toEqual([]);
    expect(await failuresOf(story('helper', 'plain'))).toEqual([]);
  });

  it('are all that were given, of somebody who acts without naming one', async () => {
    expect(
      await failuresOf(`
        (define-test "ida goes herself"
          (people (as "ida" helper chief))
          (let ((c (new-change plain (author "ida"))))
            (signal! c 'go (as "ida"))
            (check (outcome-of c) => 'led)))`),
    ).toEqual([]);
  });

  it('are known to the test itself', async () => {
    expect(
      await failuresOf(`
        (define-test "who is there"
          (people (as "ida" chief))
          (check (map (lambda (who) (has-role? who 'lead)) '("ida" "max")) => '(#t #f)))`),
    ).toEqual([]);
  });
});

describe('whether a policy asks for the roles of others than whoever acts', () => {
  it.each([
    ['(define (f) (has-role? (author) (quote reader)))', true],
    ['(define (f who) (any (lambda (role) (has-role? who role)) (quote (reader))))', true],
    ['(define (f) (map has-role? (list (actor)) (quote (reader))))', true],
    ['(define f has-role?)', true],
    [
      '(define (f) (has-role? (actor) (if (has-role? "ida" (quote reader)) (quote writer) (quote keeper))))',
      true,
    ],
    ['(define (f) (has-role? (actor) (quote reader)))', false],
    ['(define (f) (quote (has-role? (author) reader)))', false],
    ['(define (f) (agent? (actor)))', false],
  ])('%s', (text, expected) => {
    expect(asksRolesOfOthers(policyOf(text))).toBe(expected);
  });
});

describe('a role that is asked for and that no file defines', () => {
  it.each([
    ["(define (f) (has-role? (author) 'reder))", "'reder", 'did you mean `reader`?'],
    ["(define (f) (not (has-role? (actor) 'keper)))", "'keper", 'did you mean `keeper`?'],
    [
      "(define (f who) (has-role? who 'reader) (has-role? who 'reeder))",
      "'reeder",
      'did you mean `reader`?',
    ],
    [
      `(define-rule r "R." (when (has-role? (person "ida") 'writter)) (then (add-risk 1)))`,
      "'writter",
      'did you mean `writer`?',
    ],
  ])('is refused: %s', (text, at, help) => {
    expect(findingOf(text)).toMatchObject({ code: 'unknown-role', at, help });
  });

  it.each([
    "(define (f) (has-role? (author) 'reader))",
    "(define (f) (has-role? (author) 'member))",
    '(define (f role) (has-role? (author) role))',
    "(define (f) (list (has-role? (author) 'reader) 'reder))",
  ])('is no other word: %s', (text) => {
    expect(codesOf(text)).toEqual([]);
  });
});

it('nobody’s roles are known while a policy is loaded', () => {
  const { diagnostics } = checkFiles({
    'workflows/a.scm': `(define-role lead) (define ida-leads (has-role? "ida" 'lead))`,
  });
  expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([
    ['evaluation-failed', expect.stringContaining('nobody’s roles are known here')],
  ]);
});
