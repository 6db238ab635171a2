import { beforeAll, describe, expect, it } from 'vitest';
import { TENANT } from '../../src/engine/engine.ts';
import type { ChangeState } from '../../src/change/aggregate/model.ts';
import { createWorld, policyDirectory, type World } from './world.ts';

const workflows = `
(define-role maker) (define-role checker) (define-role boss)

(define-workflow first-way
  (applies-to (type first-way))
  (identifier "FI-{date}-{n:3}")
  (require-approval look (by checker) (quorum 1))
  (become second-way))

(define-workflow second-way
  (applies-to (type second-way))
  (identifier "SE-{date}-{n:3}")
  (require-approval look (by checker) (quorum 1))
  (task finish (by boss))
  (close 'done))

(define-workflow alone
  (applies-to (type alone))
  (identifier "AL-{date}-{n:3}")
  (one-active (by project))
  (race ((await-signal finish (by (author))) (close 'done))
        ((await-signal leave (by (author))) (become shared))))

(define-workflow shared
  (applies-to (type shared))
  (identifier "SH-{date}-{n:3}")
  (race ((await-signal join (by (author))) (become alone))
        ((await-signal finish (by (author))) (close 'done))))
`;

let world: World;
beforeAll(async () => {
  world = await createWorld(await policyDirectory({ 'workflows/all.scm': workflows }), {
    ann: ['maker'],
    bob: ['checker'],
    cat: ['checker'],
    dee: ['boss'],
  });
});

const state = async (change: string): Promise<ChangeState> =>
  (await world.engine.get(TENANT, change))!;

describe('a change that became another', () => {
  it('counts its requests on, so that no vote meets one of the workflow before', async () => {
    const change = await world.create('ann', 'first-way');
    await world.decide(change, 'bob', 'approve', 'look');
    await world.decide(change, 'bob', 'approve', 'look');
    expect((await world.decide(change, 'cat', 'approve', 'look')).ok).toBe(true);
    const { decided, requests } = await state(change);
    const ids = [...decided, ...requests].map(({ id }) => id);
    expect(new Set(ids).size).toBe(3);
    expect(decided.map(({ votes }) => votes.map(({ by, standing }) => [by, standing]))).toEqual([
      [['bob', 'counted']],
      [
        ['bob', 'counted'],
        ['cat', 'late'],
      ],
    ]);
    expect(await world.engine.verifyReplay(TENANT, change)).toEqual([]);
  });
});

describe('the one active change', () => {
  it('is also the one that becomes it, and nobody becomes it while another is', async () => {
    const active = await world.create('ann', 'alone');
    const other = await world.create('ann', 'shared');
    const refused = await world.signal(other, 'ann', 'join');
    expect(refused.ok ? 'joined' : refused.error.code).toBe('already-held');
    expect(await world.open(other)).toEqual(['join', 'finish']);
    await world.signal(active, 'ann', 'finish');
    expect((await world.signal(other, 'ann', 'join')).ok).toBe(true);
    expect(await world.engine.holder(TENANT, (await state(other)).active_claim!)).toBe(other);
    await world.signal(other, 'ann', 'finish');
    const next = await world.create('ann', 'alone');
    expect(await world.engine.holder(TENANT, (await state(next)).active_claim!)).toBe(next);
    await world.signal(next, 'ann', 'finish');
    expect(await world.engine.verifyReplay(TENANT, other)).toEqual([]);
  });

  it('makes room when it becomes one of which there may be many', async () => {
    const left = await world.create('ann', 'alone');
    const claim = (await state(left)).active_claim!;
    await world.signal(left, 'ann', 'leave');
    expect(await world.engine.holder(TENANT, claim)).toBeNull();
    expect((await state(left)).active_claim).toBeNull();
    await world.signal(left, 'ann', 'finish');
    expect((await state(left)).status).toBe('completed');
  });
});
