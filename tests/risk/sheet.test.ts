import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileCondition } from '../../src/risk/compile.ts';
import { rulesImport } from '../../src/risk/sheet/import.ts';
import { rulesSource } from '../../src/risk/sheet/source.ts';
import { condition } from './conditions.ts';

const rule = (conditions: unknown, params: object = { tags: ['seen'] }) => ({
  name: 'r',
  conditions,
  event: { type: 'rule', params },
});
const compare = (more: object = {}) => ({
  fact: 'environment',
  operator: 'equal',
  value: 'live',
  ...more,
});
const imported = (conditions: unknown, params?: object) =>
  rulesImport({ rules: [rule(conditions, params)] });
const text = (conditions: unknown, params?: object): string => {
  const sheet = imported(conditions, params);
  if (!sheet.ok) throw new Error(JSON.stringify(sheet.error));
  return rulesSource(sheet.value);
};

describe('a sheet of rules', () => {
  test('that comes from compiled conditions is taken as it is', () => {
    fc.assert(
      fc.property(condition, (given) => {
        const { condition: conditions, procedures, heldBack } = compileCondition('r', given);
        const named = [
          ...procedures.map(({ procedure, source }) => [procedure, source]),
          ...heldBack.map(({ fact }) => [fact, '#t']),
        ];
        const sheet = {
          rules: [rule(conditions)],
          'changeflow:facts': Object.fromEntries(named) as unknown,
        };
        const taken = rulesImport(sheet);
        const strange = taken.ok
          ? []
          : taken.error.filter(({ message }) => !message.includes('no field or fact'));
        expect(strange).toEqual([]);
        if (taken.ok) expect(JSON.stringify(taken.value)).toBe(JSON.stringify(sheet));
      }),
    );
  });

  test.each<[string, unknown, string]>([
    ['a misspelt key', { all: [compare({ vallue: 1 })] }, '/rules/0/conditions'],
    [
      'an operator that does not exist',
      { all: [compare({ operator: 'equals' })] },
      '/rules/0/conditions',
    ],
    [
      'a field that does not exist',
      { all: [compare({ fact: 'enviroment' })] },
      '/rules/0/conditions/all/0/fact',
    ],
    [
      'a fact that does not exist',
      { all: [compare({ fact: 'fact.luck' })] },
      '/rules/0/conditions/all/0/fact',
    ],
    [
      'a path that is an expression',
      { all: [compare({ fact: 'custom.a', path: '$..b[?(@.c)]' })] },
      '/rules/0/conditions',
    ],
    [
      'a path of a field without parts',
      { all: [compare({ path: 'a.b' })] },
      '/rules/0/conditions/all/0/path',
    ],
    [
      'a value that is looked up',
      { all: [compare({ value: { fact: 'title' } })] },
      '/rules/0/conditions',
    ],
    ['an empty any, which would always hold', { any: [] }, '/rules/0/conditions'],
    ['a bare comparison at the top', compare(), '/rules/0/conditions'],
  ])('is refused for %s', (_, conditions, path) => {
    expect(imported(conditions)).toMatchObject({
      ok: false,
      error: [{ path: expect.stringContaining(path) as unknown }],
    });
  });

  test('is refused for a computed effect without its source', () => {
    expect(imported({ all: [compare()] }, { require: { fact: '%x' } })).toMatchObject({
      ok: false,
      error: [{ path: '/rules/0/event/params' }],
    });
  });
});

describe('the text of a sheet', () => {
  test('is rules of the language', () => {
    const params = {
      doc: 'Says "why".',
      require: ['lead', 'person:kim'],
      'add-risk': 5,
      tags: ['a', 'b'],
      because: 'so',
    };
    expect(
      text(
        {
          all: [
            compare(),
            {
              fact: 'systems',
              operator: 'someFact:in',
              value: ['x', 'y'],
              params: { default: [] },
            },
          ],
        },
        params,
      ),
    ).toBe(
      `(define-rule r\n  "Says \\"why\\"."\n  (when (and (equal? (field 'environment) 'live) (intersects? (field 'systems '()) '(x y))))\n  (then (require lead (person "kim")) (add-risk 5) (tag a b) (because "so")))\n`,
    );
  });

  test.each<[string, unknown, string]>([
    [
      'text stays text',
      compare({ fact: 'title', value: 'live' }),
      `(equal? (field 'title) "live")`,
    ],
    [
      'a word of a custom field is said to be one',
      compare({ fact: 'custom.a', params: { strings: 'words' } }),
      `(equal? (field 'custom.a) 'live)`,
    ],
    [
      'numbers are compared as numbers',
      compare({ fact: 'fact.success-rate', operator: 'lessThan', value: 0.5 }),
      `(< (fact 'success-rate) 0.5)`,
    ],
    [
      'membership goes either way',
      compare({ fact: 'labels', operator: 'contains', value: 'x' }),
      `(member? 'x (field 'labels))`,
    ],
    [
      'a path reaches into an object',
      compare({ fact: 'custom.a', path: 'b.c', value: true }),
      `(equal? (cdr (assq 'c (cdr (assq 'b (field 'custom.a))))) #t)`,
    ],
    [
      'unequal is not equal',
      compare({ operator: 'notEqual' }),
      `(not (equal? (field 'environment) 'live))`,
    ],
    [
      'control characters are escaped',
      compare({ fact: 'title', value: 'a\u0001\n' }),
      `(equal? (field 'title) "a\\x1;\\n")`,
    ],
    [
      'parts stand in the order in which they run',
      { any: [compare({ value: 'a', priority: 1 }), compare({ value: 'b', priority: 2 })] },
      `(or (equal? (field 'environment) 'b) (equal? (field 'environment) 'a))`,
    ],
  ])('%s', (_, part, expected) => {
    expect(text({ all: [part] })).toContain(`(when (and ${expected}))`);
  });
});
