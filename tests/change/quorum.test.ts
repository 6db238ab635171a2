import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  needed,
  quorumAt,
  standsFor,
  tally as tallyBeside,
} from '../../src/change/requests/quorum.ts';
import type { ApprovalRequest, Vote, Who } from '../../src/change/aggregate/model.ts';

const role = (name: string): Who => ({ kind: 'role', role: name });

const request = (more: Partial<ApprovalRequest>): ApprovalRequest => ({
  kind: 'approval',
  id: 1,
  request: 'r',
  name: 'r',
  key: null,
  opened_at: '2026-01-05T09:00:00.000Z',
  scopes: [],
  bound: [],
  due: null,
  expires: null,
  reminders: { every: null, next: null, warned: false, alarmed: false },
  escalations: [],
  by: [role('a')],
  quorum: { kind: 'each', at_least: 1 },
  quorum_text: 'each',
  rejects_when: 'any',
  eligible: [],
  exclude: [],
  allow_author: false,
  distinct: null,
  revise: true,
  accepts: false,
  reason: false,
  message: null,
  votes: [],
  ...more,
});

const vote = (
  by: string,
  decision: Vote['decision'],
  who: readonly Who[],
  more: Partial<Vote> = {},
): Vote => ({
  by,
  kind: 'person',
  decision,
  standing: 'counted',
  who,
  at: '2026-01-05T10:00:00.000Z',
  reason: null,
  conditions: [],
  confidence: null,
  ...more,
});

/** Where nobody has voted in a request that wants other people. */
const tally = (one: ApprovalRequest) => tallyBeside(one, () => false);

describe('the quorum of an approval', () => {
  it('wants one from each of those asked, and no person stands for two', () => {
    const both = [role('a'), role('b')];
    const one = request({ by: both, votes: [vote('kim', 'approve', both)] });
    expect(tally(one).kind).toBe('open');
    const two = request({
      by: both,
      votes: [vote('kim', 'approve', both), vote('lee', 'approve', [role('a')])],
    });
    expect(tally(two)).toEqual({ kind: 'decided', outcome: 'approved', by: ['kim', 'lee'] });
    const wrong = request({
      by: both,
      votes: [vote('kim', 'approve', [role('a')]), vote('lee', 'approve', [role('a')])],
    });
    expect(tally(wrong).kind).toBe('open');
  });

  it('becomes a number from those eligible when it opens, rounded up and at least one', () => {
    expect(quorumAt({ kind: 'majority' }, 3, 3)).toEqual({ kind: 'count', needed: 3 });
    expect(quorumAt({ kind: 'majority' }, 1, 4)).toEqual({ kind: 'count', needed: 3 });
    expect(quorumAt({ kind: 'percent', percent: 34 }, 1, 3)).toEqual({ kind: 'count', needed: 2 });
    expect(quorumAt({ kind: 'percent', percent: 10 }, 1, 0)).toEqual({ kind: 'count', needed: 1 });
    expect(quorumAt({ kind: 'all' }, 1, 0)).toEqual({ kind: 'count', needed: 1 });
  });

  it('is decided by one rejection, unless it may wait until approval cannot be reached', () => {
    const votes = [vote('kim', 'reject', [role('a')])];
    expect(tally(request({ votes }))).toMatchObject({ kind: 'decided', outcome: 'rejected' });
    const eligible = ['kim', 'lee', 'max'].map((id) => ({ id, kind: 'person' as const, who: [0] }));
    const patient = request({
      votes,
      eligible,
      quorum: { kind: 'count', needed: 2 },
      rejects_when: 'unreachable',
    });
    expect(tally(patient).kind).toBe('open');
    expect(
      tally({ ...patient, votes: [...votes, vote('lee', 'reject', [role('a')])] }),
    ).toMatchObject({ kind: 'decided', outcome: 'rejected' });
  });

  it('is decided by one wish to revise, whatever else was said', () => {
    const votes = [
      vote('kim', 'approve', [role('a')], { standing: 'stale' }),
      vote('lee', 'revise', [role('a')]),
    ];
    expect(tally(request({ votes }))).toEqual({ kind: 'decided', outcome: 'revise', by: ['lee'] });
  });

  it('never counts advice, abstention, stale or late votes', () => {
    const silent = fc.constantFrom<Partial<Vote>>(
      { standing: 'advice' },
      { standing: 'stale' },
      { standing: 'late' },
      { decision: 'abstain' },
    );
    fc.assert(
      fc.property(fc.array(silent, { maxLength: 8 }), (kinds) => {
        const votes = kinds.map((kind, at) => vote(`p${at}`, 'approve', [role('a')], kind));
        expect(tally(request({ votes })).kind).toBe('open');
      }),
    );
  });

  it('approves exactly when enough distinct people said yes', () => {
    const people = fc.array(fc.constantFrom('kim', 'lee', 'max', 'vic', 'ida'), { maxLength: 10 });
    fc.assert(
      fc.property(people, fc.integer({ min: 1, max: 5 }), (names, count) => {
        const distinct = [...new Set(names)];
        const votes = distinct.map((name) => vote(name, 'approve', [role('a')]));
        const result = tally(request({ votes, quorum: { kind: 'count', needed: count } }));
        expect(result.kind === 'decided').toBe(distinct.length >= count);
      }),
    );
  });

  it('lets those stand in for anyone to whom time has escalated', () => {
    const asked = [role('a'), role('b')];
    expect(standsFor(asked, [role('boss')], { id: 'vic', roles: ['boss'] })).toEqual([0, 1]);
    expect(standsFor(asked, [], { id: 'vic', roles: ['boss'] })).toEqual([]);
    expect(needed(request({ by: asked }))).toBe(2);
  });
});
