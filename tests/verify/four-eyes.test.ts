import { describe, expect, it } from 'vitest';
import { approvalsBy } from '../../src/engine/questions/approvals.ts';
import { policyOf, workflow } from '../policy/policies.ts';

const person = (id: string, ...roles: readonly string[]) =>
  ({ id, kind: 'person', roles }) as const;

const author = person('ann', 'writer');
const one = [author, person('ben', 'keeper', 'reader')];
const two = [...one, person('cas', 'keeper', 'reader')];
const three = [...two, person('dan', 'keeper', 'reader')];

const findings = (text: string, people: Parameters<typeof approvalsBy>[1]) =>
  approvalsBy(policyOf(text), people);

/** What is an error: what keeps everybody's changes from being approved. */
const refused = (
  text: string,
  people: Parameters<typeof approvalsBy>[1] = one,
): readonly string[] =>
  findings(text, people).flatMap(({ severity, message }) =>
    severity === 'error' ? [message] : [],
  );

const ask = (name: string, more: string): string => `(require-approval ${name} ${more} (due "1d"))`;
const eyes = (name: string, by = 'keeper'): string => ask(name, `(by ${by}) (distinct eyes)`);

describe('approvals that want different people, one after the other', () => {
  it('names them, the clause, who there is, and what to do', () => {
    const [found, another] = findings(workflow(`${eyes('first')} ${eyes('second')}`), one).filter(
      ({ severity }) => severity === 'error',
    );
    expect(another).toBeUndefined();
    expect(found?.message).toBe(
      '`first` and `second` of a change under `sample` can never be approved: (distinct eyes) wants 2 different people, and of `keeper` may vote: ben',
    );
    expect(found?.help).toBe(
      'let 1 more person have one of these roles, or leave (distinct eyes) out of one of them',
    );
  });

  it('pass for those authors beside whom there are enough', () => {
    const text = workflow(`${eyes('first')} ${eyes('second')}`);
    expect(findings(text, three)).toEqual([]);
    expect(findings(text, two).map(({ severity, message }) => [severity, message])).toEqual([
      [
        'warning',
        '`first` and `second` of a change under `sample` by ben or cas can never be approved: (distinct eyes) wants 2 different people, and of `keeper` may vote beside the author: cas',
      ],
    ]);
  });

  it.each([
    ['in the rounds of a revisable', `(revisable ${eyes('first')} ${eyes('second')})`],
    ['where one stands in a test', `(when (field? 'size) ${eyes('first')}) ${eyes('second')}`],
    [
      'where one need not be asked',
      `${ask('first', "(by keeper) (distinct eyes) (only-if (field? 'size))")} ${eyes('second')}`,
    ],
    ['around other steps', `${eyes('first')} (task work (by writer)) ${eyes('second')}`],
    ['for each of a list', `(for-each (lambda (who) ${eyes('look', 'who')}) (list keeper reader))`],
    ['side by side for a list', `(parallel-for (who (list keeper reader)) ${eyes('look', 'who')})`],
    [
      'one before a fork and one in it',
      `${eyes('first')} (parallel ${eyes('second')} (task work (by writer)))`,
    ],
  ])('are told %s', (_, body) => {
    expect(refused(workflow(body))).toEqual([expect.stringContaining('(distinct eyes) wants 2')]);
  });

  it('are told through a helper that is called twice', () => {
    const helper = `(define (look who) ${ask('look', '(by who) (distinct eyes) (key who)')})`;
    expect(refused(`${helper} ${workflow('(look keeper) (look reader)')}`)).toEqual([
      expect.stringContaining('`look` (by `keeper`) and `look` (by `reader`)'),
    ]);
  });

  it.each([
    ['no change is asked for both', `(if (field? 'size) ${eyes('first')} ${eyes('second')})`],
    ['the first one to answer is enough', `(race (${eyes('first')}) (${eyes('second')}))`],
    [
      'the second is asked when time is up',
      `(case (decision-outcome (await-approval first (by keeper) (distinct eyes) (within "1d"))) ((approved) #t) (else ${eyes('second')}))`,
    ],
    [
      'the second closes the change in any case',
      `${eyes('first')} (when (field? 'size) (close 'rejected))`,
    ],
    ['the words differ', `${eyes('first')} ${ask('second', '(by keeper) (distinct hands)')}`],
    ['each round starts anew', `(revisable ${eyes('first')})`],
    [
      'it goes round until somebody says yes',
      `(let again () (case (decision-outcome (await-approval first (by keeper) (distinct eyes) (due "1d"))) ((approved) #t) (else (again))))`,
    ],
  ])('pass where %s', (_, body) => {
    expect(refused(workflow(body))).toEqual([]);
  });

  it('are told where the second is asked only of who has refused the first', () => {
    const body = `(case (decision-outcome (await-approval first (by keeper) (distinct eyes) (due "1d")))
                    ((approved) #t) ((rejected) ${eyes('second')}) (else #t))`;
    expect(refused(workflow(body))).toEqual([
      expect.stringContaining('`first`, when it ends `rejected`, and `second`'),
    ]);
  });

  it('count a share of those who are left', () => {
    const body = `${eyes('first')} ${ask('second', '(by keeper) (quorum all) (distinct eyes)')}`;
    expect(refused(workflow(body), two)).toEqual([]);
    expect(refused(workflow(`${body} ${eyes('third')}`), three)).toHaveLength(1);
  });
});

describe('shares of those who are left', () => {
  const all = (name: string, by: string, quorum = 'all'): string =>
    ask(name, `(by ${by}) (quorum ${quorum}) (distinct eyes)`);
  const staff = [author, person('wim', 'reader'), person('ben', 'keeper'), person('cas', 'keeper')];

  it('count those who have voted before as far as they are asked', () => {
    const body = `${eyes('first', 'reader')} ${all('second', 'keeper')}`;
    expect(refused(workflow(body), staff)).toEqual([]);
    expect(refused(workflow(`${body} ${eyes('third')}`), staff)).toEqual([
      expect.stringContaining('`second` and `third`'),
    ]);
    expect(refused(workflow(`${eyes('first')} ${all('second', 'keeper')}`), staff)).toEqual([]);
  });

  it('are counted one after the other', () => {
    const halves = `${all('first', 'keeper', '(percent 50)')} ${all('second', 'keeper', '(percent 50)')}`;
    const keepers = ['a', 'b', 'c', 'd'].map((id) => person(id, 'keeper'));
    expect(refused(workflow(halves), [author, ...keepers])).toEqual([]);
    expect(refused(workflow(`${halves} ${eyes('third')}`), [author, ...keepers])).toEqual([]);
    expect(
      refused(workflow(`${halves} ${eyes('third')} ${eyes('fourth')}`), [author, ...keepers]),
    ).toContainEqual(
      expect.stringContaining('`third` and `fourth` of a change under `sample` can'),
    );
  });

  it('are larger side by side, where nobody has voted when they open', () => {
    const body = `(parallel ${all('first', 'keeper', 'majority')} ${all('second', 'keeper', 'majority')})`;
    const keepers = ['a', 'b', 'c'].map((id) => person(id, 'keeper'));
    expect(refused(workflow(body), [author, ...keepers])).toHaveLength(1);
    const inTurn = `${all('first', 'keeper', 'majority')} ${all('second', 'keeper', 'majority')}`;
    expect(refused(workflow(inTurn), [author, ...keepers])).toEqual([]);
  });
});

describe('approvals that exclude each other', () => {
  it('are told where one excludes those who approved others, who may be the same', () => {
    const body = `(define first (require-approval first (by keeper) (due "1d")))
                  (define second (require-approval second (by reader) (due "1d")))
                  ${ask('third', '(by keeper reader) (quorum 1) (exclude (decision-by first) (decision-by second))')}`;
    const apart = [author, person('ben', 'keeper'), person('cas', 'reader')];
    expect(refused(workflow(body), apart)).toContain(
      '`first` and `second` and `third` of a change under `sample` can never be approved: (exclude (decision-by …)) leaves too few for all of them: of `keeper`, `reader` may vote: ben, cas',
    );
    expect(refused(workflow(body), two)).toEqual([]);
    expect(refused(workflow(body), [...apart, person('dan', 'keeper')])).toEqual([]);
  });

  it('are told where one excludes who approved the other', () => {
    const body = `(define first (require-approval first (by keeper) (due "1d")))
                  ${ask('second', '(by keeper) (exclude (decision-by first))')}`;
    expect(refused(workflow(body))).toEqual([
      expect.stringContaining('`first` and `second` of a change under `sample` can never'),
    ]);
    expect(refused(workflow(body), two)).toEqual([]);
  });

  it('are told each by itself where they exclude the roles of each other', () => {
    const body = `${ask('first', '(by keeper) (exclude reader)')} ${ask('second', '(by reader) (exclude keeper)')}`;
    expect(refused(workflow(body))).toEqual([
      expect.stringMatching(
        /^`first`.*\(exclude …\) leaves too few: of those asked nobody may vote/,
      ),
      expect.stringMatching(/^`second`.*\(exclude …\) leaves too few/),
    ]);
  });
});

describe('whoever is known only when it runs', () => {
  const systems = '(define-system ledger (owner keeper)) (define-system shop (owner reader))';

  it('is the author, who may not decide unless that is said', () => {
    const [found] = findings(workflow(ask('look', '(by (list (author)))')), one);
    expect([found?.severity, found?.help]).toEqual([
      'error',
      'add (allow-author), or ask somebody else',
    ]);
    expect(findings(workflow(ask('look', '(by (list (author))) (allow-author)')), one)).toEqual([]);
  });

  it('is the owner of a system as the catalogue has it', () => {
    const text = `${systems} ${workflow(ask('look', "(by (owner-of 'ledger))"))}`;
    expect(refused(text, [author, person('ben', 'reader')])).toEqual([
      expect.stringContaining('nobody has the role `keeper`'),
    ]);
  });

  it('is one of all owners where the system is not written out', () => {
    const text = `${systems} ${workflow(`(parallel-for (system (field 'systems '())) ${ask('look', '(by (owner-of system)) (key system)')})`)}`;
    expect(refused(text, [author, person('ben', 'reader'), person('cas', 'reader')])).toEqual([]);
    expect(refused(text, [author])).toEqual([
      expect.stringContaining('nobody has a role that owns a system: `keeper`, `reader`'),
    ]);
  });

  it('may be anybody where nothing is known', () => {
    expect(refused(workflow(ask('look', "(by (field 'labels '()))")))).toEqual([]);
  });
});

describe('a signal that is a yes', () => {
  const lifecycle = (more: string): string => `(define-lifecycle asking (initial asked)
    (state asked) (state agreed (final approved)) (state dropped (final rejected))
    (transition approve (from asked) (to agreed) (by keeper) ${more})
    (transition drop (from asked) (to dropped) (by writer)))`;

  it('is told where nobody has the role', () => {
    expect(refused(lifecycle(''), [author])).toEqual([
      '`approve` of a change under `asking` can never be sent: (by …): nobody has the role `keeper`',
    ]);
  });

  it.each([
    ['is refused where it is accepted', '(accepts (not (author? (actor))))'],
    [
      'is told why where it is accepted',
      '(accepts (or (not (author? (actor))) (error "ask somebody else")))',
    ],
  ])('is told where the only one who has the role %s', (_, accepts) => {
    const told = findings(lifecycle(accepts), one).map(({ severity, message }) => [
      severity,
      message,
    ]);
    expect(told).toEqual([
      [
        'warning',
        '`approve` of a change under `asking` by ben can never be sent: the author may not decide, and without them too few may for `keeper`',
      ],
    ]);
  });

  it('may be sent by an author whom nothing refuses', () => {
    expect(findings(lifecycle(''), one)).toEqual([]);
    expect(findings(lifecycle("(accepts (field? 'size))"), one)).toEqual([]);
  });
});

describe('those for whom models and rules call', () => {
  const model = (approvers: string): string =>
    `(define-risk-model danger (factor f (weight 30) (score 1)) (level all) (approvers ${approvers}))`;
  const table = `(define-decision-table routing (hit first)
    (columns (score number) (type symbol) => (approvers list))
    (_ small => (writer))
    ((< 30) _ => ())
    ((range 30 49) _ => (keeper))
    (_ _ => (keeper reader)))`;
  const routed = "(routing (fact 'score) (field 'type))";
  const reviews = (
    type: string,
  ): string => `(define-workflow ${type}-change (applies-to (type ${type}))
    (define approvers (required-approvers (assess-risk)))
    (unless (null? approvers)
      (parallel-for (who approvers) ${eyes('look', 'who')})))`;

  it('are asked together, as a row of the table lists them', () => {
    expect(refused(`${model(routed)} ${table} ${reviews('large')}`)).toEqual([
      '`look` (by `keeper`) and `look` (by `reader`) of a change of type `large` can never be approved: (distinct eyes) wants 2 different people, and of `keeper`, `reader`, for whom models and rules may call, may vote: ben',
    ]);
  });

  it('are those alone of the rows that a change of the workflow may fit', () => {
    expect(
      refused(`${model(routed)} ${table} ${reviews('small')}`, [author, person('eve', 'writer')]),
    ).toEqual([]);
  });

  it('are with those whom a rule adds, where a change may fit both', () => {
    const rule = (type: string): string =>
      `(define-rule more (when (eq? (field 'type) '${type})) (then (require reader)))`;
    const small = '(define-workflow small-change (applies-to (type small)) (close (quote done)))';
    expect(refused(`${model('keeper')} ${rule('large')} ${reviews('large')}`)).toHaveLength(1);
    expect(refused(`${model('keeper')} ${rule('small')} ${reviews('large')} ${small}`)).toEqual([]);
  });
});

it('answers for a thousand people and many approvals side by side', () => {
  const branches = Array.from({ length: 60 }, (_, at) => eyes(`look${at}`)).join(' ');
  const people = Array.from({ length: 1000 }, (_, at) => person(`p${at}`, 'keeper'));
  expect(findings(workflow(`(parallel ${branches})`), people)).toEqual([]);
  expect(refused(workflow(`(parallel ${branches})`), people.slice(0, 59))).toEqual([
    expect.stringContaining('and 53 more of a change under `sample` can never be approved'),
  ]);
});
