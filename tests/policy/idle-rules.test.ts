import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { condition, holding } from './conditions.ts';
import { checkText, codesOf, findingOf } from './policies.ts';

const rule = (name: string, when: string, then: string): string =>
  `(define-rule ${name} (when ${when}) (then ${then}))`;

const model = (factors: string): string => `(define-risk-model danger ${factors} (level all))`;

describe('a rule that can never add anything', () => {
  it('is one whose condition cannot hold, and the parts that exclude each other are named', () => {
    const when = `(and (field? 'size) (eq? (field 'environment #f) 'a)
                       (and (memq 'x (field 'systems '())) (memq (field 'environment #f) '(b c))))`;
    expect(findingOf(rule('r', when, '(tag t)'))).toMatchObject({
      code: 'idle-rule',
      message:
        "`r` can never add anything: `(eq? (field 'environment #f) 'a)` and `(memq (field 'environment #f) '(b c))` cannot hold together",
    });
  });

  it('is one whose numbers leave no room', () => {
    const when = `(and (> (field 'custom.a 0) (+ (field 'custom.b 0) 5))
                       (< (- (field 'custom.a 0) 5) (field 'custom.b 0)))`;
    expect(findingOf(rule('r', when, '(tag t)'))).toMatchObject({
      code: 'idle-rule',
      message:
        "`r` can never add anything: `(> (field 'custom.a 0) (+ (field 'custom.b 0) 5))` and `(< (- (field 'custom.a 0) 5) (field 'custom.b 0))` cannot hold together",
    });
    const wide = rule('wide', "(> (field 'custom.a 0) (field 'custom.b 0))", '(tag t)');
    const narrow = rule('narrow', "(> (field 'custom.a 0) (+ (field 'custom.b 0) 1))", '(tag t)');
    expect(findingOf(wide + narrow).message).toContain('`narrow` can never add anything');
  });

  it('is one that speaks of a type which no change can have', () => {
    const text = `(define-workflow w (applies-to (type small large)) (close 'x))
      ${rule('r', "(eq? (field 'type) 'smal)", '(require reader)')}`;
    expect(findingOf(text)).toMatchObject({
      code: 'idle-rule',
      message: "`r` can never add anything: `(eq? (field 'type) 'smal)` cannot hold",
    });
  });

  it.each(['#f', '(or)', '(not (and))'])('is a warning where it is switched off by %s', (when) => {
    const { diagnostics } = checkText(rule('r', when, '(tag t)'));
    expect(diagnostics).toMatchObject([{ code: 'idle-rule', severity: 'warning' }]);
  });

  it.each(['(add-risk 0)', '(add-risk 1/3)', "(require '())", '(require (list)) (add-risk 0)'])(
    'is one that does only %s',
    (then) => {
      expect(findingOf(rule('r', "(field? 'size)", then))).toMatchObject({
        code: 'idle-rule',
        message: '`r` can never add anything: it adds no point, requires nobody and tags nothing',
      });
    },
  );

  it('is one that adds what another adds whenever it holds', () => {
    const text =
      rule(
        'wide',
        "(or (field? 'size) (field? 'priority))",
        '(require reader keeper) (tag t) (add-risk 5)',
      ) + rule('narrow', "(eq? (field 'size #f) 'a)", '(require keeper) (tag t)');
    expect(findingOf(text)).toMatchObject({
      code: 'idle-rule',
      message:
        '`narrow` can never add anything: whenever it holds, `wide` holds too, and adds the same',
    });
  });

  it('is one whose effects others add together, and the later one of two that are equal', () => {
    const text =
      rule('one', "(field? 'size)", '(tag t)') +
      rule('two', "(field? 'size)", '(require reader)') +
      rule('three', "(field? 'size)", '(require reader) (tag t)');
    expect(checkText(text).diagnostics.map(({ message }) => message)).toEqual([
      '`three` can never add anything: whenever it holds, `one` and `two` hold too, and add the same',
    ]);
    const twins =
      rule('one', '(mentions? "hot")', '(tag t)') + rule('two', '(mentions? "hot")', '(tag t)');
    expect(findingOf(twins).message).toContain('`two` can never add anything');
  });

  it.each([
    ['adds points', "(field? 'size)", '(tag t) (add-risk 1)'],
    ['requires somebody else', "(field? 'size)", '(require writer)'],
    ['asks somebody who is worked out', "(field? 'size)", "(require (owner-of 'a))"],
    ['has a reason of its own', "(field? 'size)", '(tag t) (because "it has a size")'],
    ['holds where the other does not', "(field? 'labels)", '(tag t)'],
    ['depends on what is not followed', '(mentions? "hot")', '(tag t)'],
  ])('is not one that %s', (_, when, then) => {
    const wide = rule('wide', "(field? 'size)", '(require reader) (tag t)');
    expect(codesOf(wide + rule('r', when, then))).toEqual([]);
  });

  it.each([
    ['(factor f (weight 0) (score 1))', 'a weight of 0 is rounded to no points'],
    ['(factor f (weight 1/3) (score 1))', 'a weight of 1/3 is rounded to no points'],
    ['(factor f (weight 30) (score 0))', 'its grade is always 0'],
  ])('is a factor like %s', (factor, why) => {
    expect(findingOf(model(factor))).toMatchObject({
      code: 'idle-rule',
      at: factor,
      message: `the factor \`f\` can never add a point: ${why}`,
    });
  });

  it('is a rule of access that can never apply', () => {
    const text = `(define-workflow w (applies-to (type small)) (close 'x))
      (define-access (permit (read change) (by member))
                     (forbid (decide approval) (by agent) (when (eq? (field 'type #f) 'smal))))`;
    expect(findingOf(text)).toMatchObject({
      code: 'idle-rule',
      message: 'this rule can never apply: its condition cannot hold',
    });
    expect(codesOf(text.replace("'smal)", "'small)"))).toEqual([]);
  });
});

describe('what is said of rules', () => {
  it('is what trying all changes finds', () => {
    fc.assert(
      fc.property(condition, condition, (one, other) => {
        const text = rule('one', one, '(tag t)') + rule('other', other, '(tag t)');
        const held = holding([one, other]);
        const dead = (at: number): boolean => !held.some((all) => all.includes(at));
        const implied = (from: number, to: number): boolean =>
          held.every((all) => !all.includes(from) || all.includes(to));
        const found = checkText(text).diagnostics.map(
          ({ severity, message }) => `${severity} ${/`(\w+)`/.exec(message)![1]!}`,
        );
        const expected = [...(dead(0) ? ['error one'] : []), ...(dead(1) ? ['error other'] : [])];
        if (expected.length === 0 && implied(1, 0)) expected.push('warning other');
        else if (expected.length === 0 && implied(0, 1)) expected.push('warning one');
        expect(found).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });
});
