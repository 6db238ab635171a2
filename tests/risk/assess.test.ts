import { describe, expect, test } from 'vitest';
import { assess, assessInBulk, type Assessment } from '../../src/risk/assess.ts';
import { assessmentDatum } from '../../src/risk/datum.ts';
import { budget, running, shippedFiles, viewOf } from './shipped.ts';

const shipped = running(shippedFiles('rules'));
const assessed = async (
  change: Parameters<typeof viewOf>[0],
  { policy, program } = shipped,
): Promise<Assessment> => {
  const result = await assess({ policy, program, view: viewOf(change), budget });
  if (!result.ok)
    throw new Error(`${result.error.code}: ${result.error.message} (${result.error.source ?? ''})`);
  return result.value;
};
const points = ({ factors }: Assessment): readonly number[] =>
  factors.map((factor) => factor.points);
const success = { 'success-rate': 1, 'history-count': 8 };

describe('the shipped model', () => {
  test('scores the founding example 68, and every point says why', async () => {
    const found = await assessed({
      title: 'Update payment gateway',
      description: 'Security patch for CVE-2025-1234',
      type: 'normal',
      systems: ['payment-api', 'checkout'],
    });
    expect(found).toMatchObject({
      score: 68,
      level: 'medium-high',
      level_label: 'Medium-High',
      recommended_type: 'normal',
      approvers: ['tech-lead', 'payment-lead'],
      tags: [],
    });
    expect(points(found)).toEqual([30, 0, 20, 8, 10]);
    expect(found.factors.map(({ grade, reason }) => [grade, reason])).toEqual([
      ['1', 'no environment is given, and the catalogue has payment-api as critical'],
      ['0', 'no word of it speaks of data'],
      ['1', 'it says security, cve, which concerns attack or access'],
      ['1/2', 'it touches payment-api, checkout'],
      ['1', 'unknown, since only 0 earlier changes on its systems are recorded'],
    ]);
    expect(found.factors[0]?.source).toMatch(/^rules\/risk\.scm:\d+$/);
    expect(new Set(found.reads)).toEqual(
      new Set(['environment', 'systems', 'title', 'description', 'type', 'priority']),
    );
  });

  test('scores a change of documentation alone 10, which nobody needs to approve', async () => {
    expect(
      await assessed({ title: 'Update the handbook', description: 'Two pages were out of date.' }),
    ).toMatchObject({ score: 10, level: 'low', recommended_type: 'standard', approvers: [] });
  });

  test.each<[string, Parameters<typeof viewOf>[0], readonly number[]]>([
    [
      'an environment that is given counts, whatever the systems are called',
      { environment: 'staging', systems: ['payment-api'] },
      [12, 0, 0, 0, 10],
    ],
    [
      'any other environment counts nothing',
      { environment: 'lab', systems: ['payment-api'] },
      [0, 0, 0, 0, 10],
    ],
    [
      'a name that sounds of production counts when the catalogue is silent',
      { systems: ['old-payment-box'] },
      [30, 0, 0, 0, 10],
    ],
    [
      'two words of one kind count once',
      { title: 'Drop and delete', systems: [] },
      [0, 25, 0, 0, 10],
    ],
    ['a word is a whole word', { title: 'Dropdown for tokens' }, [0, 0, 0, 0, 10]],
    [
      'the gravest kind of word decides',
      { title: 'Schema: drop a column', environment: 'lab' },
      [0, 25, 0, 0, 10],
    ],
    [
      'reshaping data is less than destroying it',
      { title: 'Schema for orders', environment: 'lab' },
      [0, 15, 0, 0, 10],
    ],
    [
      'three systems are the whole factor',
      { environment: 'lab', systems: ['a', 'b', 'c'] },
      [0, 0, 0, 15, 10],
    ],
    [
      'and more are no more',
      { environment: 'lab', systems: ['a', 'b', 'c', 'd', 'e'] },
      [0, 0, 0, 15, 10],
    ],
    ['good history takes its points away', { facts: success }, [0, 0, 0, 0, 0]],
    [
      'some failures cost their share, rounded half up',
      { facts: { 'success-rate': ['q', '3', '4'], 'history-count': 8 } },
      [0, 0, 0, 0, 3],
    ],
    [
      'too little history is as bad as none',
      { facts: { 'success-rate': 1, 'history-count': 4 } },
      [0, 0, 0, 0, 10],
    ],
  ])('%s', async (_, change, expected) => {
    expect(points(await assessed(change))).toEqual(expected);
  });
});

/** The shipped model with one factor that gives any score. */
const scored = (() => {
  const files = shippedFiles('rules');
  const text = files['rules/risk.scm']!;
  const first = text.indexOf('  (factor');
  const bands = text.indexOf('  (level');
  const factor = "  (factor wanted (weight 100) (score (fact 'success-rate)))\n";
  return running({ ...files, 'rules/risk.scm': text.slice(0, first) + factor + text.slice(bands) });
})();
const atScore = (score: number, change: Parameters<typeof viewOf>[0] = {}): Promise<Assessment> =>
  assessed({ ...change, facts: { 'success-rate': ['q', String(score), '100'] } }, scored);

describe('at the boundaries', () => {
  test.each<[number, string, string, readonly string[]]>([
    [0, 'Low', 'standard', []],
    [29, 'Low', 'standard', []],
    [30, 'Medium', 'normal', ['tech-lead']],
    [49, 'Medium', 'normal', ['tech-lead']],
    [50, 'Medium-High', 'normal', ['tech-lead', 'payment-lead']],
    [70, 'Medium-High', 'normal', ['tech-lead', 'payment-lead']],
    [71, 'High', 'emergency', ['change-advisory-board']],
    [90, 'High', 'emergency', ['change-advisory-board']],
    [91, 'Critical', 'emergency', ['change-advisory-board']],
    [100, 'Critical', 'emergency', ['change-advisory-board']],
  ])('%i is %s, recommends %s and is decided by %j', async (score, label, type, approvers) => {
    const found = await atScore(score, { type: 'normal', systems: ['web-shop', 'billing'] });
    expect(found).toMatchObject({ score, level_label: label, recommended_type: type, approvers });
  });

  test('the manager stands in where the catalogue names no owner', async () => {
    expect((await atScore(60, { type: 'normal', systems: ['web-shop'] })).approvers).toEqual([
      'tech-lead',
      'change-manager',
    ]);
  });

  test('the owner is that of the most critical system', async () => {
    expect(
      (await atScore(60, { type: 'normal', systems: ['billing', 'auth-service'] })).approvers,
    ).toEqual(['tech-lead', 'security-lead']);
  });

  test('a critical priority never leaves one approver alone', async () => {
    expect((await atScore(40, { type: 'normal', priority: 'critical' })).approvers).toEqual([
      'tech-lead',
      'change-manager',
    ]);
  });

  test('an emergency is decided by its team at any score', async () => {
    expect((await atScore(10, { type: 'emergency' })).approvers).toEqual(['emergency-team']);
    expect((await atScore(95, { type: 'emergency' })).approvers).toEqual(['emergency-team']);
  });

  test('without a type the score gives it, and those who decide follow', async () => {
    expect(await atScore(95)).toMatchObject({
      recommended_type: 'emergency',
      approvers: ['emergency-team'],
    });
    expect(await atScore(20)).toMatchObject({ recommended_type: 'standard', approvers: [] });
  });
});

const small = (factors: string, rules = ''): ReturnType<typeof running> =>
  running({
    'rules/people.scm': '(define-role lead) (define-role owner) (define-role boss)',
    'rules/model.scm': `(define-risk-model m ${factors} (level low (below 50)) (level high) (type calm (below 30)) (type wild) (approvers (if (>= (fact 'score) 50) boss '())))`,
    'rules/rules.scm': rules,
  });
const half = '(factor f (weight 15) (score 1/2))';

describe('rules', () => {
  const added = `
(define-rule pays
  "Money is moved."
  (when (or (eq? (field 'environment 'none) 'live)
            (intersects? (field 'systems '()) '(till bank))))
  (then (require owner lead) (add-risk 7/2) (tag money) (because "money")))
(define-rule again (when (member? (field 'type) '(wild))) (then (require lead (person "kim")) (add-risk 50)))`;

  test('add points, people and tags to the model, each person once and in order', async () => {
    const found = await assessed({ type: 'wild', systems: ['till'] }, small(half, added));
    expect(found).toMatchObject({
      score: 8 + 4 + 50,
      level: 'high',
      approvers: ['boss', 'owner', 'lead', 'person:kim'],
      tags: ['money'],
    });
    expect(found.rules).toEqual([
      {
        rule: 'pays',
        points: 4,
        requires: ['owner', 'lead'],
        tags: ['money'],
        because: 'money',
        condition: "(intersects? (field 'systems '()) '(till bank))",
        source: 'rules/rules.scm:5',
      },
      {
        rule: 'again',
        points: 50,
        requires: ['lead', 'person:kim'],
        tags: [],
        because: null,
        condition: "(member? (field 'type) '(wild))",
        source: 'rules/rules.scm:7',
      },
    ]);
  });

  test('see the type that the score gives where none is given', async () => {
    const raises = `(define-rule up (when (eq? (field 'environment 'none) 'live)) (then (add-risk 30)))`;
    const policy = small(half, added + raises);
    expect(await assessed({ environment: 'lab' }, policy)).toMatchObject({
      score: 8,
      recommended_type: 'calm',
    });
    const lifted = await assessed({ environment: 'live' }, policy);
    expect(lifted).toMatchObject({ score: 8 + 4 + 50 + 30, recommended_type: 'wild' });
  });

  test('never push the score out of 0 to 100', async () => {
    const extreme = (points: number) =>
      small(half, `(define-rule r (when (eq? (field 'title) "t")) (then (add-risk ${points})))`);
    expect((await assessed({ title: 't' }, extreme(500))).score).toBe(100);
    expect((await assessed({ title: 't' }, extreme(-500))).score).toBe(0);
  });

  test('answer the same in bulk', async () => {
    const changes = [
      { type: 'wild', systems: ['till'] },
      { environment: 'live' },
      { type: 'calm' },
      {},
    ] as const;
    for (const policy of [small(half, added), shipped]) {
      for (const change of changes) {
        const input = {
          policy: policy.policy,
          program: policy.program,
          view: viewOf(change),
          budget,
        };
        expect(assessInBulk(input)).toEqual(await assess(input));
      }
    }
  });
});

describe('what cannot be assessed', () => {
  const refused = async (
    policy: ReturnType<typeof running>,
    change: Parameters<typeof viewOf>[0] = {},
  ) => {
    const result = await assess({
      policy: policy.policy,
      program: policy.program,
      view: viewOf(change),
      budget,
    });
    return result.ok ? result.value : result.error;
  };

  test.each([
    ['a grade above 1', small('(factor f (weight 1) (score 3/2))'), 'bad-grade'],
    ['a grade below 0', small('(factor f (weight 1) (score -1))'), 'bad-grade'],
    ['a grade that is not exact', small('(factor f (weight 1) (score 0.5))'), 'bad-grade'],
    ['a grade that is no number', small("(factor f (weight 1) (score 'much))"), 'bad-grade'],
    [
      'a factor that reads what is not there',
      small("(factor f (weight 1) (score (string-length (field 'justification))))"),
      'failed',
    ],
    [
      'points that are not exact',
      small(half, '(define-rule r (when #t) (then (add-risk 0.5)))'),
      'bad-points',
    ],
  ])('is refused with its place: %s', async (_, policy, code) => {
    expect(await refused(policy)).toMatchObject({
      code,
      source: expect.stringMatching(/^rules\/(model|rules)\.scm:1$/) as unknown,
    });
  });

  test('is refused for a model that does not exist', async () => {
    const { policy, program } = shipped;
    expect(
      await assess({ policy, program, model: 'other', view: viewOf({}), budget }),
    ).toMatchObject({ ok: false, error: { code: 'unknown-model' } });
  });
});

test('a program sees score, level, people and reasons', async () => {
  const found = await assessed(
    { type: 'wild' },
    small(half, `(define-rule r (when #t) (then (require (person "kim")) (because "so")))`),
  );
  expect(assessmentDatum(found)).toEqual([
    'r',
    'assessment',
    8,
    ['y', 'low'],
    ['l', ['l', ['y', 'person'], 'kim']],
    ['l', 'F: 8, graded 1/2 by 1/2', 'so: 0'],
  ]);
});
