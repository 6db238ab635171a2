import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { approvalsBy } from '../../src/engine/questions/approvals.ts';
import type { Known, Person } from '../../src/verify/people/satisfiable.ts';
import { satisfiable } from '../../src/verify/people/satisfiable.ts';
import { policyOf, workflow } from '../policy/policies.ts';

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

  it('counts no agent', () => {
    const agent = { id: 'bot', kind: 'agent', roles: ['keeper'] } as const;
    expect(told('(require-approval look (by keeper))', [ann, agent])[0]?.[0]).toBe('error');
  });
});

describe('whether demands can be satisfied together', () => {
  const roles = ['a', 'b', 'c'] as const;
  const people = fc
    .array(fc.subarray([...roles]), { minLength: 0, maxLength: 5 })
    .map((all): readonly Person[] => all.map((held, at) => ({ id: `p${at}`, roles: held })));
  const demand = fc.record({
    by: fc.subarray([...roles], { minLength: 1 }),
    count: fc.constantFrom(null, 1, 2, 3),
    exclude: fc.subarray([...roles], { maxLength: 1 }),
    allowsAuthor: fc.boolean(),
  });

  it('is what trying all assignments of people to votes finds', () => {
    fc.assert(
      fc.property(people, fc.array(demand, { minLength: 1, maxLength: 2 }), (all, drafts) => {
        const demands = drafts.map(({ by, count, exclude, allowsAuthor }): Known => ({
          name: 'look',
          node: ['const', false],
          by: by.map((role) => ({ kind: 'role', role })),
          escalated: [],
          exclude: exclude.map((role) => ({ kind: 'role', role })),
          quorum: count === null ? { kind: 'each' } : { kind: 'count', count },
          atLeast: 1,
          allowsAuthor,
          distinct: 'eyes',
        }));
        expect(satisfiable(demands, all, 'p0')).toBe(byTrying(demands, all, 'p0'));
      }),
    );
  });

  /** Every way to give each vote to somebody else. */
  function byTrying(demands: readonly Known[], all: readonly Person[], author: string): boolean {
    const votes = demands.flatMap((one) => {
      const roleOf = one.by.map((who) => (who.kind === 'role' ? who.role : ''));
      const wanted =
        one.quorum.kind === 'count'
          ? Array.from({ length: one.quorum.count }, () => roleOf)
          : roleOf.map((role) => [role]);
      return wanted.map((asked) => ({ one, asked }));
    });
    const give = (at: number, used: ReadonlySet<string>): boolean => {
      const vote = votes[at];
      if (vote === undefined) return true;
      return all.some(
        ({ id, roles: held }) =>
          !used.has(id) &&
          (vote.one.allowsAuthor || id !== author) &&
          !vote.one.exclude.some((who) => who.kind === 'role' && held.includes(who.role)) &&
          vote.asked.some((role) => held.includes(role)) &&
          give(at + 1, new Set([...used, id])),
      );
    };
    return give(0, new Set());
  }
});
