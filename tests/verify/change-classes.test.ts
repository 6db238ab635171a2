import { describe, expect, it } from 'vitest';
import { approvalsBy } from '../../src/engine/questions/approvals.ts';
import { policyOf, workflow } from '../policy/policies.ts';

type People = Parameters<typeof approvalsBy>[1];

const person = (id: string, ...roles: readonly string[]) =>
  ({ id, kind: 'person', roles }) as const;

const one: People = [person('ann', 'writer'), person('ben', 'keeper', 'reader')];
const two: People = [...one, person('cas', 'keeper', 'reader')];

const ask = (name: string, more: string): string => `(require-approval ${name} ${more} (due "1d"))`;
const eyes = (name: string, by = 'keeper'): string => ask(name, `(by ${by}) (distinct eyes)`);

const urgent = "(field? 'urgency)";
const live = "(eq? (field 'environment 'none) 'production)";

/** What is an error: what keeps everybody's changes from being approved. */
const refused = (text: string, people: People = one): readonly string[] =>
  approvalsBy(policyOf(text), people).flatMap(({ severity, message }) =>
    severity === 'error' ? [message] : [],
  );

describe('approvals that a change of one class needs, and no change of another', () => {
  it('are told with what the class is known by', () => {
    const body = `(when ${urgent} ${eyes('first')}) (when ${live} ${eyes('second')})`;
    expect(refused(workflow(body))).toEqual([
      "`first` and `second` of a change under `sample`, such as one where `(field 'urgency)` has a value and `(field 'environment)` is `'production`, can never be approved: (distinct eyes) wants 2 different people, and of `keeper` may vote: ben",
    ]);
    expect(refused(workflow(body), [...two, person('dan', 'keeper')])).toEqual([]);
  });

  it.each([
    ['by one test', `(when ${urgent} ${eyes('first')}) (when ${urgent} ${eyes('second')})`],
    [
      'by a value that is kept',
      `(let ((env (field 'environment 'none)))
         (when (eq? env 'production) ${eyes('first')})
         (task work (by writer))
         (case env ((production staging) ${eyes('second')}) (else #t)))`,
    ],
    [
      'by clauses',
      `${ask('first', `(by keeper) (distinct eyes) (only-if ${urgent})`)} ${ask('second', `(by keeper) (distinct eyes) (only-if ${live})`)}`,
    ],
    [
      'by what is worked out',
      `(define length (string-length (field 'title)))
       (when (> length 10) ${eyes('first')}) (when (field? 'size) ${eyes('second')})`,
    ],
  ])('are told %s', (_, body) => {
    expect(refused(workflow(body))).toEqual([
      expect.stringMatching(/^`first` and `second` of .*, such as one where .* can never/),
    ]);
  });

  it('are told through helpers that are asked of fields', () => {
    const helpers = `(define (live? env) (memq env '(production staging)))
      (define (look-at name env) (when (live? env) ${ask('look', '(by keeper) (distinct eyes) (key name)')}))`;
    const body = `(when ${urgent} ${eyes('first')}) (look-at 'it (field 'environment 'none))`;
    expect(refused(`${helpers} ${workflow(body)}`)).toEqual([
      expect.stringContaining('`first` and `look` of'),
    ]);
  });

  it.each([
    [
      'no change is of both',
      `(when ${urgent} ${eyes('first')}) (unless ${urgent} ${eyes('second')})`,
    ],
    [
      'no value is both',
      `(when (eq? (field 'size 'small) 'large) ${eyes('first')}) (when (eq? (field 'size 'small) 'small) ${eyes('second')})`,
    ],
    [
      'the workflow sets the field in between',
      `(when ${urgent} ${eyes('first')}) (set-field! 'urgency 'low) (when (not ${urgent}) ${eyes('second')})`,
    ],
    [
      'the change of that class is refused in any case',
      `(when (and ${urgent} ${live}) (close 'rejected)) (when ${urgent} ${eyes('first')}) (when ${live} ${eyes('second')})`,
    ],
  ])('pass where %s', (_, body) => {
    expect(refused(workflow(body))).toEqual([]);
  });

  it('pass where the changes of the workflow are of one of the classes', () => {
    const body = `(when ${urgent} ${eyes('first')}) (when ${live} ${eyes('second')})`;
    const text = `(define-workflow sample (applies-to (type sample) (when (not (field? 'urgency)))) ${body})
      (define-workflow other (applies-to (type sample) (when (field? 'urgency))) (close 'done))`;
    expect(refused(text)).toEqual([]);
  });

  it('say as little of the class as tells it from others', () => {
    const body = `(when (field? 'labels) (notify writer "labelled")) (when (field? 'size) ${ask('other', '(by reader)')})
      (when ${urgent} ${eyes('first')}) (when ${live} ${eyes('second')})`;
    const [message, another] = refused(workflow(body));
    expect(another).toBeUndefined();
    expect(message).not.toMatch(/labels|size/);
  });

  it('are named once each where many sets of them are too many', () => {
    const body = Array.from(
      { length: 6 },
      (_, at) => `(when (field? 'custom.f${at}) ${eyes(`look${at}`)})`,
    ).join(' ');
    const told = refused(workflow(body), two);
    expect(told.length).toBeLessThanOrEqual(6);
    for (const at of [0, 1, 2, 3, 4, 5])
      expect(told.some((message) => message.includes(`\`look${at}\``))).toBe(true);
  });
});

describe('classes by what a change is assessed at', () => {
  const model = (grade: string): string =>
    `(define-risk-model danger (factor f (weight 60) (score ${grade})) (level low (below 20)) (level high) (approvers 'keeper))`;
  const body = (level: string): string =>
    workflow(`(define risk (assess-risk)) (when (> (risk-score risk) 40) ${eyes('first')})
      (when (eq? (risk-level risk) '${level}) ${eyes('second')})`);

  it('are told by score and level, which go together', () => {
    expect(refused(`${model("(if (field? 'size) 1 0)")} ${body('high')}`)).toEqual([
      expect.stringContaining('such as one where the risk score is `41`, can never be approved'),
    ]);
    expect(refused(`${model("(if (field? 'size) 1 0)")} ${body('low')}`)).toEqual([]);
  });

  it('are none that no factor and no rule leads to', () => {
    expect(refused(`${model('1/2')} ${body('high')}`)).toEqual([]);
    const rule = "(define-rule more (when (field? 'size)) (then (add-risk 20)))";
    expect(refused(`${model('1/2')} ${rule} ${body('high')}`)).toHaveLength(1);
  });

  it('have the people whom all rules that hold for them add', () => {
    const rules = `(define-rule one (when (field? 'size)) (then (require reader)))
      (define-rule other (when (field? 'priority)) (then (require writer)))`;
    const text = `${model('1')} ${rules} ${workflow(`(parallel-for (who (required-approvers (assess-risk))) ${eyes('look', 'who')})`)}`;
    const people = [
      person('ann'),
      person('ben', 'keeper', 'reader', 'writer'),
      person('cas', 'keeper', 'reader'),
    ];
    expect(refused(text, people)).toContainEqual(
      expect.stringContaining(
        '`look` (by `keeper`) and `look` (by `reader`) and `look` (by `writer`)',
      ),
    );
  });
});

describe('classes by who the author is', () => {
  it('are told where those who have a role need somebody else', () => {
    const body = `(when (has-role? (author) 'writer) ${eyes('first')}) (when ${urgent} ${eyes('second')})`;
    expect(refused(workflow(body), two)).toEqual([]);
    expect(refused(workflow(body))).toEqual([
      "`first` and `second` of a change under `sample`, such as one where the author has the role `writer` and `(field 'urgency)` has a value, can never be approved: (distinct eyes) wants 2 different people, and of `keeper` may vote: ben",
    ]);
  });

  it('are not told of approvals that are not asked for the changes of that author', () => {
    const body = `(if (has-role? (author) 'keeper) ${ask('first', '(by keeper)')} ${ask('second', '(by keeper)')})`;
    const findings = approvalsBy(policyOf(workflow(body)), one);
    expect(findings.map(({ severity, message }) => [severity, message])).toEqual([
      [
        'warning',
        '`first` of a change under `sample` by ben can never be approved: the author may not decide, and without them too few may for `keeper`',
      ],
    ]);
  });
});
