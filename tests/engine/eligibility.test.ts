import { beforeAll, describe, expect, it } from 'vitest';
import { TENANT } from '../../src/engine/engine.ts';
import type { ApprovalRequest } from '../../src/change/aggregate/model.ts';
import type { Receipt } from '../../src/engine/api.ts';
import type { Refusal } from '../../src/core/refusal.ts';
import type { Result } from '../../src/core/result.ts';
import { createWorld, policyDirectory, type World } from './world.ts';

const workflows = `
(define-role maker) (define-role checker) (define-role boss)

(define-workflow apart
  (applies-to (type apart))
  (identifier "AP-{date}-{n:3}")
  (parallel
    (require-approval one (by checker) (quorum 1) (distinct readers) (exclude (person "cat")))
    (require-approval two (by checker) (quorum 1) (distinct readers) (rejects-when unreachable)))
  (close 'done))

(define-workflow one-after-another
  (applies-to (type one-after-another))
  (identifier "ON-{date}-{n:3}")
  (await-approval one (by checker) (quorum 1) (distinct readers))
  (require-approval two (by checker) (quorum all) (distinct readers))
  (close 'done))

(define-workflow keyed
  (applies-to (type keyed))
  (identifier "KE-{date}-{n:3}")
  (parallel-for (part '(left right))
    (require-approval look (by checker) (quorum 1))
    (task build (by checker))
    (await-signal go (by checker)))
  (close 'done))

(define-workflow two-bosses
  (applies-to (type two-bosses))
  (identifier "TW-{date}-{n:3}")
  (parallel
    (require-approval one (by boss) (quorum 1) (distinct readers))
    (require-approval two (by boss checker) (quorum 2) (distinct readers) (rejects-when unreachable)))
  (close 'done))
`;

let world: World;
beforeAll(async () => {
  world = await createWorld(await policyDirectory({ 'workflows/all.scm': workflows }), {
    ann: ['maker'],
    bob: ['checker'],
    cat: ['checker'],
    dee: ['boss'],
    eve: ['boss'],
  });
});

const code = (result: Result<Receipt, Refusal>): string => (result.ok ? 'ok' : result.error.code);

const asked = async (person: string, change: string): Promise<readonly string[]> => {
  const page = await world.engine.inbox(TENANT, world.as(person).actor, { limit: 100 }, () => true);
  return page.items.filter((item) => item.change.id === change).map(({ request }) => request);
};

const approval = async (change: string, name: string): Promise<ApprovalRequest> =>
  (await world.engine.get(TENANT, change))!.requests.find(
    (one): one is ApprovalRequest => one.kind === 'approval' && one.request === name,
  )!;

const task = (change: string, name: string) =>
  world.act(change, 'bob', { kind: 'task', name, content: 'text', title: null, payload: null });

const could = async (change: string, request: string): Promise<readonly string[]> => {
  const state = await world.engine.get(TENANT, change);
  const { waiting } = await world.engine.explain(TENANT, state!);
  return waiting.find((one) => one.request === request)!.who.map(({ id }) => id);
};

describe('an approval', () => {
  it('is shown to those alone who may decide in it', async () => {
    const change = await world.create('ann', 'apart');
    expect(await asked('bob', change)).toEqual(['one', 'two']);
    expect(await asked('cat', change)).toEqual(['two']);
    await world.decide(change, 'bob', 'approve', 'one');
    expect(await asked('bob', change)).toEqual([]);
    expect(await could(change, 'two')).toEqual(['cat']);
    expect(code(await world.decide(change, 'bob', 'approve', 'two'))).toBe('already-voted');
  });

  it('counts among the eligible nobody who has voted where another person is wanted', async () => {
    const change = await world.create('ann', 'one-after-another');
    await world.decide(change, 'bob', 'approve', 'one');
    const { eligible, quorum } = await approval(change, 'two');
    expect(eligible.map(({ id }) => id)).toEqual(['cat']);
    expect(quorum).toEqual({ kind: 'count', needed: 1 });
  });

  it('is lost when those who could still carry it vote where another person is wanted', async () => {
    const change = await world.create('ann', 'two-bosses');
    expect((await approval(change, 'two')).eligible).toHaveLength(4);
    await world.decide(change, 'bob', 'reject', 'two');
    await world.decide(change, 'cat', 'reject', 'two');
    expect(await world.open(change)).toEqual(['one', 'two']);
    await world.decide(change, 'dee', 'abstain', 'one');
    const state = await world.engine.get(TENANT, change);
    expect(state?.outcome).toBe('rejected');
    expect(await world.engine.verifyReplay(TENANT, change)).toEqual([]);
  });
});

describe('a name that several open requests share', () => {
  it('is refused with the candidates where more than one of them asks the person', async () => {
    const change = await world.create('ann', 'keyed');
    const vote = await world.decide(change, 'bob', 'approve', 'look');
    expect(vote).toMatchObject({
      ok: false,
      error: { code: 'ambiguous-request', details: { candidates: ['look:left', 'look:right'] } },
    });
    await world.decide(change, 'bob', 'approve', 'look:left');
    await world.decide(change, 'cat', 'approve', 'look:right');
    expect(code(await task(change, 'build'))).toBe('ambiguous-request');
    await task(change, 'build:left');
    await task(change, 'build:right');
    expect(code(await world.signal(change, 'bob', 'go'))).toBe('ambiguous-request');
    expect(await world.open(change)).toEqual(['go:left', 'go:right']);
  });

  it('means the only one in which the person has a vote left', async () => {
    const change = await world.create('ann', 'keyed');
    await world.decide(change, 'bob', 'approve', 'look:left');
    expect(code(await world.decide(change, 'bob', 'approve', 'look'))).toBe('ok');
    expect(await world.open(change)).toEqual(['build:left', 'build:right']);
  });

  it('need not be said where one request alone is left to the person', async () => {
    const change = await world.create('ann', 'apart');
    expect(code(await world.decide(change, 'bob', 'approve'))).toBe('ambiguous-request');
    expect(code(await world.decide(change, 'cat', 'approve'))).toBe('ok');
    expect(code(await world.decide(change, 'ann', 'approve'))).toBe('separation-of-duties');
  });
});
