import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { ApprovalRequest, Vote } from '../../src/change/aggregate/model.ts';
import { decodeClauses, type Length } from '../../src/change/requests/clauses.ts';
import { barTo, placesOf } from '../../src/change/requests/eligibility.ts';
import { quorumAt, tally } from '../../src/change/requests/quorum.ts';
import { approvalsBy } from '../../src/engine/questions/approvals.ts';
import { policyOf, workflow } from '../policy/policies.ts';
import { Run } from '../policy/run.ts';

const ann = { id: 'ann', kind: 'person', roles: ['reader'] } as const;
const ben = { id: 'ben', kind: 'person', roles: ['reader', 'keeper'] } as const;
const cas = { id: 'cas', kind: 'person', roles: ['writer'] } as const;

const told = (
  body: string,
  members: Parameters<typeof approvalsBy>[1],
): readonly (readonly [severity: string, message: string])[] =>
  approvalsBy(policyOf(workflow(body)), members).map(({ severity, message }) => [
    severity,
    message,
  ]);

describe('an approval that the people there are can give', () => {
  it.each([
    ['one of two readers', '(require-approval look (by reader))'],
    [
      'both, on a change of somebody else',
      '(require-approval look (by reader) (quorum 2) (allow-author))',
    ],
    [
      'someone to whom it escalates',
      '(require-approval look (by writer) (due "1d") (escalate reader))',
    ],
  ])('passes: %s', (_, body) => {
    expect(told(body, [ann, ben, cas])).toEqual([]);
  });
});

describe('an approval that nobody can give', () => {
  it('names the role that nobody has', () => {
    expect(told('(require-approval look (by keeper))', [ann, cas])).toEqual([
      [
        'error',
        '`look` of a change under `sample` can never be approved: (by …): nobody has the role `keeper`',
      ],
    ]);
  });

  it('names the quorum that is larger than the roster', () => {
    const [found] = told('(require-approval look (by reader) (quorum 3) (allow-author))', [
      ann,
      ben,
      cas,
    ]);
    expect(found?.[0]).toBe('error');
    expect(found?.[1]).toContain(
      '(quorum …) wants 3 different people, and of `reader` may vote: ann, ben',
    );
  });

  it('names the author who is the only holder of the role', () => {
    expect(told('(require-approval look (by keeper))', [ann, ben, cas])).toEqual([
      [
        'warning',
        '`look` of a change under `sample` by ben can never be approved: the author may not decide, and without them too few may for `keeper`',
      ],
    ]);
  });

  it('names the author who is the only person there is', () => {
    expect(told('(require-approval look (by keeper))', [ben])).toEqual([
      [
        'error',
        '`look` of a change under `sample` can never be approved: the author may not decide, and without them too few may for `keeper`',
      ],
    ]);
  });

  it('points at the clause, and says which changes it concerns', () => {
    const text = `(define (look) (require-approval look (by reader) (quorum 3) (due "1d")))
      (define-workflow one (applies-to (type small medium)) (look))
      (define-workflow other (applies-to (type large)) (look))`;
    const [found, another] = approvalsBy(policyOf(text), [ann, ben, cas]);
    expect(another).toBeUndefined();
    expect(found?.message).toContain(
      'of a change of type `small` or of type `medium` or of type `large`',
    );
    const [{ message, span } = { message: '', span: { start: 0, end: 0 } }] = found?.related ?? [];
    expect([message, text.slice(span.start, span.end)]).toEqual(['what `(quorum …)` says', '3']);
  });

  it('names who is excluded', () => {
    const [found] = told('(require-approval look (by keeper) (exclude reader) (allow-author))', [
      ann,
      ben,
    ]);
    expect(found?.[1]).toContain('(exclude …)');
  });

  it('names what two branches want from different people', () => {
    const body = `(parallel (require-approval one (by keeper) (distinct eyes) (allow-author))
                            (require-approval other (by keeper) (distinct eyes) (allow-author)))`;
    const [found] = told(body, [ann, ben, cas]);
    expect(found?.[1]).toContain(
      '`one` and `other` of a change under `sample` can never be approved: (distinct eyes)',
    );
  });

  it('says where a role comes from that nobody asked for by name', () => {
    const text = `(define-risk-model danger (factor f (weight 30) (score 1)) (level all)
        (approvers (if (field? 'size) 'keeper 'reader)))
      (define-workflow sample (define risk (assess-risk))
        (parallel-for (who (required-approvers risk)) (require-approval look (by who) (due "1d"))))`;
    const messages = approvalsBy(policyOf(text), [ann, cas]).map(({ message }) => message);
    expect(messages).toContainEqual(
      '`look` of a change under `sample` can never be approved: (by …): nobody has the role `keeper`, for whom models and rules may call',
    );
  });

  it('counts no agent', () => {
    const agent = { id: 'bot', kind: 'agent', roles: ['keeper'] } as const;
    expect(told('(require-approval look (by keeper))', [ann, agent])[0]?.[0]).toBe('error');
  });
});

describe('what the people of a roster can approve', () => {
  const roles = ['reader', 'writer', 'keeper'] as const;
  const roster = fc
    .array(fc.subarray([...roles]), { minLength: 1, maxLength: 4 })
    .map((all) => all.map((held, at) => ({ id: `p${at}`, kind: 'person', roles: held }) as const));
  const who = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom<string>(...roles) },
    fc.constantFrom('(person "p0")', '(person "p1")'),
  );
  const clause = (word: string, values: fc.Arbitrary<string>): fc.Arbitrary<string> =>
    fc.option(values, { nil: '' }).map((value) => (value === '' ? '' : `(${word} ${value})`));
  const several = (max: number): fc.Arbitrary<string> =>
    fc.array(who, { minLength: 1, maxLength: max }).map((all) => all.join(' '));
  const clauses = fc
    .tuple(
      // In lists, where no clause tells by itself that nobody on earth can give it.
      fc
        .array(who, { minLength: 1, maxLength: 3 })
        .map((all) => `(by ${all.map((one) => `(list ${one})`).join(' ')})`),
      clause(
        'quorum',
        fc.constantFrom('1', '2', '3', 'each', 'all', 'majority', '(percent 40)', '(percent 100)'),
      ),
      clause('at-least', fc.constantFrom('1', '2', '3')),
      clause('exclude', several(1)),
      fc.constantFrom('', '', '(allow-author)'),
      fc.constantFrom('(due "4h")', '(due "4h") (within "1d")'),
      fc.oneof(
        fc.constant(''),
        fc
          .tuple(fc.constantFrom('', '"2h"', '"2d"'), several(2))
          .map(([after, all]) => `(escalate ${after} ${all})`),
      ),
      fc.constantFrom('', '(distinct eyes)', '(distinct eyes)', '(distinct hands)'),
      fc.constantFrom('', '', '', '(only-if #f)', '(only-if #t)'),
    )
    .map((all) => all.filter(Boolean).join(' '));
  const body = fc
    .array(clauses, { minLength: 1, maxLength: 2 })
    .map((all) => all.map((each, at) => `(require-approval r${at} ${each})`).join(' '));

  it('is what every way of voting by all of them brings about', () => {
    fc.assert(
      fc.property(roster, body, (people, approvals) => {
        const text = workflow(`(parallel ${approvals})`);
        const found = approvalsBy(policyOf(text), people);
        const stuck = people.map(({ id }) => id).filter((author) => !canPass(text, people, author));
        const told = found.flatMap(({ severity, message }) =>
          severity === 'error'
            ? people.map(({ id }) => id)
            : / by (p\d(?: or p\d)*) can /.exec(message)![1]!.split(' or '),
        );
        expect([...new Set(told)].sort()).toEqual(stuck);
      }),
      { numRuns: 60 },
    );
  });

  it('is that of a quorum that is worked out when the approval opens, at its least', () => {
    const text = `(require-approval look (by reader keeper) (quorum (length (field 'systems '()))))`;
    expect(told(text, [ann, cas])).toMatchObject([['warning', expect.stringContaining('by ann')]]);
    expect(told(text, [ann, ben])).toEqual([]);
  });
});

interface Held {
  readonly id: string;
  readonly roles: readonly string[];
}

/** The approvals that a program opens, with the people of a roster once time has escalated as far as it does. */
function openedBy(text: string, people: readonly Held[], author: string): ApprovalRequest[] {
  const opened = [...new Run(text).open.values()].map((one) => ({
    ...one,
    clauses: decodeClauses(one.clauses),
  }));
  const asked = opened.filter(({ clauses }) => !clauses.skipped);
  return asked.map(({ id, name, clauses }) => {
    const seconds = (length: Length | null, otherwise: number): number =>
      length?.kind === 'clock' ? length.seconds : otherwise;
    const end = seconds(clauses.within, Infinity);
    const due = seconds(clauses.due, 0);
    const request: ApprovalRequest = {
      ...{ id, name, request: name, key: null, opened_at: '', scopes: [], bound: [] },
      ...{
        due: null,
        expires: null,
        reminders: { every: null, next: null, warned: false, alarmed: false },
      },
      escalations: [],
      kind: 'approval',
      by: clauses.by,
      quorum: { kind: 'each', at_least: 1 },
      quorum_text: '',
      rejects_when: clauses.rejectsWhen,
      eligible: [],
      exclude: clauses.exclude,
      allow_author: clauses.allowAuthor,
      distinct: clauses.distinct,
      ...{ revise: false, accepts: false, reason: false, message: null, votes: [] },
    };
    const around = { author, requests: [], decided: [] };
    const count = people.filter((person) => barTo(around, request, person) === null).length;
    return {
      ...request,
      quorum: quorumAt(clauses.quorum, clauses.atLeast, count),
      escalations: clauses.escalate
        .filter(({ after }) => seconds(after, due) <= end)
        .map(({ who }) => ({ at: '', who, done: true })),
    };
  });
}

/** Whether some way in which everybody votes yes where they may, or does not, approves all that is open. */
function canPass(text: string, people: readonly Held[], author: string): boolean {
  const opened = openedBy(text, people, author);
  const vote = (requests: ApprovalRequest[], person: Held, at: number): ApprovalRequest[] => {
    const request = requests[at]!;
    if (barTo({ author, requests, decided: [] }, request, person) !== null) return requests;
    const who = placesOf(request, person).map((place) => request.by[place]!);
    const cast: Vote = {
      ...{ by: person.id, kind: 'person', decision: 'approve', standing: 'counted', who },
      ...{ at: '', reason: null, conditions: [], confidence: null },
    };
    return requests.with(at, { ...request, votes: [...request.votes, cast] });
  };
  const ways = 1 << opened.length;
  const from = (requests: ApprovalRequest[], next: number): boolean => {
    const person = people[next];
    if (person === undefined)
      return requests.every((request) => {
        const stands = tally(request, () => false);
        return stands.kind === 'decided' && stands.outcome === 'approved';
      });
    return Array.from({ length: ways }, (_, way) => way).some((way) =>
      from(
        requests.reduce((all, _, at) => (way & (1 << at) ? vote(all, person, at) : all), requests),
        next + 1,
      ),
    );
  };
  return from(opened, 0);
}
