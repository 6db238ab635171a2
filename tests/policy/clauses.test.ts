import { describe, expect, it } from 'vitest';
import { codesOf, findingOf, workflow } from './policies.ts';

const approval = (clauses: string): string => workflow(`(require-approval consent ${clauses})`);

describe('clauses of a request', () => {
  it('are accepted in any order and say nothing when they are right', () => {
    const clauses =
      '(quorum 2) (by reader (author)) (due "24h") (remind "4h") (escalate "8h" keeper) (escalate keeper) (exclude writer) (distinct readers) (rejects-when unreachable) (at-least 1) (message "Look") (binds \'title \'systems) (only-if #t) (key 1) (within (business "2d")) (accepts (not (author? (actor))))';
    expect(codesOf(approval(clauses))).toEqual([]);
  });

  it('that do not exist are reported with the one that was meant', () => {
    expect(findingOf(approval('(by reader) (quorm 2)'))).toMatchObject({
      code: 'unknown-clause',
      at: 'quorm',
      help: 'did you mean `quorum`?',
    });
  });

  it('that may stand once only are reported the second time', () => {
    expect(findingOf(approval('(by reader) (by writer)'))).toMatchObject({
      code: 'repeated-clause',
      at: '(by writer)',
    });
    expect(findingOf(approval('(by reader) (remind "4h") (remind "1d")'))).toMatchObject({
      code: 'repeated-clause',
      at: '(remind "1d")',
    });
  });

  it('that are needed are missed', () => {
    expect(findingOf(approval('(due "1h")'))).toMatchObject({ code: 'missing-clause' });
  });

  it.each([
    '(by)',
    '(by reader) (due)',
    '(by reader) (due "1h" "2h")',
    '(by reader) (allow-author yes)',
  ])('with a wrong number of operands are refused: %s', (clauses) =>
    expect(codesOf(approval(clauses))).toContain('bad-clause'),
  );

  it.each(['1x', '', '1h1d', 'P1M', '0s'])('refuse %j as a length of time', (text) => {
    expect(findingOf(approval(`(by reader) (due "${text}")`)).code).toBe('bad-duration');
  });

  it.each([
    'due 5',
    'due (business "4x")',
    'remind "often"',
    'remind (business "4h")',
    'escalate "1x" keeper',
  ])('refuse what is written out and no length of time: %s', (clause) => {
    expect(codesOf(approval(`(by reader) (${clause})`))).toEqual(['bad-duration']);
  });

  it.each(['0', '-1', '"two"', 'majorty', '(percent 101)', '(percent 0)'])(
    'refuse the quorum %s',
    (quorum) => {
      expect(codesOf(approval(`(by reader) (quorum ${quorum})`))).toEqual(['bad-clause']);
    },
  );

  it('are known by spelling even where a local has the name of the clause', () => {
    expect(codesOf(workflow('(parallel-for (by (list reader)) (task work (by by)))'))).toEqual([]);
  });

  it('name roles that exist', () => {
    expect(findingOf(approval('(by reeder)'))).toMatchObject({
      code: 'unknown-role',
      at: 'reeder',
      help: 'did you mean `reader`?',
    });
  });

  it('keep an artifact a plain file name', () => {
    expect(codesOf(workflow('(task work (by reader) (artifact "../../etc/passwd"))'))).toEqual([
      'bad-clause',
    ]);
  });
});

it('an instant that is written out is one', () => {
  expect(findingOf(workflow('(wait-until "tomorrow")')).code).toBe('bad-instant');
  expect(codesOf(workflow('(wait-until (instant+ (now) "1d"))'))).toEqual([]);
});

describe('a request that may come early', () => {
  it.each([
    ['(await-event built (persistent))', 'unknown-clause', 'persistent'],
    ['(await-event)', 'bad-syntax', '(await-event)'],
    ['(await-event built (acepts #t))', 'unknown-clause', 'acepts'],
    ['(await-signal go (by reader) (persistent #t))', 'bad-clause', '(persistent #t)'],
  ])('is checked in its shape: %s', (form, code, at) => {
    expect(findingOf(workflow(form))).toMatchObject({ code, at });
  });
});

describe('the shapes of waits for each other', () => {
  it.each([
    ['(while-in)', 'bad-syntax', '(while-in)'],
    ['(while-in cellar)', 'bad-syntax', '(while-in cellar)'],
    ['(while-in cellar 1 (else))', 'bad-syntax', '(while-in cellar 1 (else))'],
    ['(while-in "cellar" 1)', 'bad-syntax', '"cellar"'],
    ['(lock)', 'bad-syntax', '(lock)'],
    ["(lock 'a)", 'bad-syntax', "(lock 'a)"],
    ['(open-change)', 'bad-syntax', '(open-change)'],
    ['(open-change sampel)', 'unknown-workflow', 'sampel'],
    ['(open-change sample (titel "x"))', 'unknown-field', '(titel "x")'],
    ['(open-change sample (author "x"))', 'unknown-field', '(author "x")'],
    ['(open-change sample (title))', 'bad-clause', '(title)'],
    ['(await-change)', 'wrong-arguments', '(await-change)'],
  ])('are checked: %s', (form, code, at) => {
    expect(findingOf(workflow(form))).toMatchObject({ code, at });
  });
});

describe('fields', () => {
  it('must be fields that changes have', () => {
    expect(findingOf(workflow("(close (field 'typ))"))).toMatchObject({
      code: 'unknown-field',
      help: 'did you mean `type`?',
    });
  });

  it('cannot all be set by a workflow, and are set to values of their type', () => {
    expect(codesOf(workflow('(set-field! \'author "kim")'))).toEqual(['unknown-field']);
    expect(codesOf(workflow('(set-field! \'environment "production")'))).toEqual(['field-type']);
    expect(codesOf(workflow("(set-field! 'environment 'production)"))).toEqual([]);
    expect(codesOf(workflow("(set-field! 'title #f)"))).toEqual(['field-type']);
    expect(codesOf(workflow('(open-change sample (title 5))'))).toEqual(['field-type']);
  });

  it("may be one's own", () => {
    expect(codesOf(workflow("(close (field 'custom.kind 'done))"))).toEqual([]);
  });

  it.each([
    `(eq? (field 'environment) "production")`,
    `(equal? 'x (field 'title))`,
    `(= (field 'priority) 3)`,
    `(member? (field 'type) '("standard"))`,
    `(member? "payments" (field 'systems))`,
    `(member? 'x (field 'type))`,
    `(string=? (field 'type) "standard")`,
  ])('are compared with constants of their own type only: %s', (test) => {
    expect(codesOf(workflow(`(if ${test} (close 'a) (close 'b))`))).toEqual(['field-type']);
  });

  it.each([
    `(eq? (field 'environment) "production")`,
    `(not (equal? 'x (field 'title)))`,
    `(or (field? 'size) (> (field 'size) 3))`,
    `(member? "payments" (field 'systems))`,
    `(eq? (field 'custom.kind #f) 'urgent)`,
  ])('are told once where a rule compares them otherwise: %s', (test) => {
    expect(codesOf(`(define-rule r (when ${test}) (then (tag t)))`)).toEqual(['field-type']);
  });

  it("hold words as text where they are one's own", () => {
    const found = findingOf(
      workflow("(if (memq (field 'custom.kind #f) '(x y)) (close 'a) (close 'b))"),
    );
    expect(found).toMatchObject({
      code: 'field-type',
      message: "`custom.kind` holds words as text, and is compared with the symbol 'x",
    });
    // What stands for a missing value may be a symbol.
    expect(
      codesOf(workflow("(if (eq? (field 'custom.kind 'x) 'x) (close 'a) (close 'b))")),
    ).toEqual([]);
  });

  it.each([
    `(eq? (field 'environment #f) 'production)`,
    `(equal? (field 'systems '()) '(a b))`,
    `(member? (field 'type) '(standard normal))`,
    `(member? 'payments (field 'systems '()))`,
    `(eq? (field 'custom.x) 3)`,
    `(string=? (field 'title) "x")`,
  ])('may be compared so: %s', (test) => {
    expect(codesOf(workflow(`(if ${test} (close 'a) (close 'b))`))).toEqual([]);
  });
});
