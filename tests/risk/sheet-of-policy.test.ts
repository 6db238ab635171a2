import { describe, expect, test } from 'vitest';
import { rulesExport } from '../../src/risk/sheet/export.ts';
import { rulesImport, type RuleSheet } from '../../src/risk/sheet/import.ts';
import { rulesSource } from '../../src/risk/sheet/source.ts';
import { budget, running, shippedFiles } from './shipped.ts';

const people = '(define-role lead) (define-role owner)';
const exported = (rules: string): RuleSheet => {
  const { policy, program } = running({ 'rules/people.scm': people, 'rules/rules.scm': rules });
  return rulesExport(policy, program, budget);
};
const back = (sheet: RuleSheet): string => {
  const taken = rulesImport(JSON.parse(JSON.stringify(sheet)));
  if (!taken.ok) throw new Error(JSON.stringify(taken.error));
  return rulesSource(taken.value);
};

const plain = `
(define-rule one "Says \\"why\\"."
  (when (and (member? (field 'type 'none) '(calm wild))
             (or (intersects? (field 'systems '()) '(till bank)) (not (eq? (field 'environment) 'lab)))))
  (then (require lead (person "kim")) (add-risk 5) (tag a b) (because "so")))
(define-rule two (when (= (field 'custom.count 0) 3)) (then (tag few)))
(define-rule three (when (equal? (field 'title) "x\\ty")) (then (add-risk -1)))
(define-rule four (when (member? 'urgent (field 'labels '()))) (then (require owner)))
(define-rule five (when (eq? (field 'custom.kind 'odd) 'odd)) (then (tag odd)))
(define-rule six (when (>= (fact 'last-change-days 0) 30)) (then (add-risk 1)))
(define-rule seven (when (or)) (then (tag never)))`;

describe('the rules of a policy as a sheet', () => {
  test('are plain JSON where they only compare, in the words of json-rules-engine', () => {
    const sheet = exported(plain);
    expect(sheet['changeflow:facts']).toBeUndefined();
    expect(sheet.rules[0]).toEqual({
      name: 'one',
      conditions: {
        all: [
          {
            fact: 'type',
            operator: 'in',
            value: ['calm', 'wild'],
            params: { default: 'none' },
            priority: 2,
          },
          {
            any: [
              {
                fact: 'systems',
                operator: 'someFact:in',
                value: ['till', 'bank'],
                params: { default: [] },
                priority: 2,
              },
              { not: { fact: 'environment', operator: 'equal', value: 'lab' }, priority: 1 },
            ],
            priority: 1,
          },
        ],
      },
      event: {
        type: 'rule',
        params: {
          doc: 'Says "why".',
          require: ['lead', 'person:kim'],
          'add-risk': 5,
          tags: ['a', 'b'],
          because: 'so',
        },
      },
    });
  });

  test('come back the same: out, in, as text, and out again', () => {
    const sheet = exported(plain);
    expect(rulesImport(JSON.parse(JSON.stringify(sheet)))).toEqual({ ok: true, value: sheet });
    expect(exported(back(sheet))).toEqual(sheet);
  });

  test('name what is computed, with its source', () => {
    const sheet = exported(`
(define-rule long (when (and (> (string-length (field 'title)) 80) (< (fact 'success-rate 1) 1/2))) (then (tag long)))
(define-rule late (when #t) (then (add-risk (if (fact 'frozen #f) 10 0)) (require (if (field? 'environment) owner lead))))`);
    expect(Object.values(sheet['changeflow:facts'] ?? {})).toEqual([
      `(> (string-length (field 'title)) 80)`,
      `(< (fact 'success-rate 1) 1/2)`,
      '#t',
      `(if (field? 'environment) owner lead)`,
      `(if (fact 'frozen #f) 10 0)`,
    ]);
    const text = back(sheet);
    const again = exported(text);
    expect(Object.values(again['changeflow:facts'] ?? {})).toEqual(
      Object.values(sheet['changeflow:facts'] ?? {}),
    );
  });

  test('that ship can be carried out and back in', () => {
    const { policy, program } = running(shippedFiles('rules'));
    const sheet = rulesExport(policy, program, budget);
    expect(rulesImport(JSON.parse(JSON.stringify(sheet)))).toEqual({ ok: true, value: sheet });
  });
});
