import { describe, expect, it } from 'vitest';
import type { ChangeState } from '../../src/change/aggregate/model.ts';
import { warningsOf } from '../../src/change/warnings.ts';
import { TENANT } from '../../src/engine/engine.ts';
import type { Store } from '../../src/engine/ports.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { eachWay, type Lives } from './lives.ts';
import { createWorld, policyDirectory, type World } from './world.ts';

const policy = `
(define-role maker) (define-role checker)

(define-workflow plain
  (applies-to (type plain))
  (identifier "PL-{date}-{n:3}")
  (phase looked-at (require-approval look (by checker)))
  (define end (race ((await-signal carry-out (by maker)) 'completed)
                    ((await-signal undo (by maker)) 'rolled-back)))
  (close end))

(define-workflow patient
  (applies-to (type patient))
  (identifier "PA-{date}-{n:3}")
  (guard (failed ((error-object? failed) (comment "It goes on alone.")))
    (await-dependencies))
  (phase working (task work (by maker))))`;

const people = { ann: ['maker'], bob: ['checker'] };

type Policy = 'block' | 'warn' | 'allow';

async function dependent(
  world: World,
  type: string,
  ...on: readonly (readonly [id: string, policy: Policy])[]
): Promise<string> {
  const created = await world.engine.create(
    {
      kind: 'create',
      fields: { title: `After ${on.map(([id]) => id).join(', ')}`, description: '' },
      declared_type: type,
      workflow: null,
      depends_on: on.map(([id, how]) => ({ id, policy: how })),
      submit: false,
    },
    world.as('ann'),
  );
  if (!created.ok) throw new Error(created.error.message);
  await world.engine.settled();
  return created.value.change.id;
}

const change = async ({ engine }: World, id: string): Promise<ChangeState> =>
  (await engine.get(TENANT, id))!;

/** The dependencies that are known to have failed, as the record and the warning tell. */
async function flagged(world: World, id: string): Promise<readonly string[]> {
  const state = await change(world, id);
  const warned = warningsOf(state).map(({ about }) => about);
  return state.dependencies.flatMap((one) =>
    one.failed !== undefined && warned.includes(one.id)
      ? [`${one.id} ${one.failed.as} (${one.policy})`]
      : [],
  );
}

const recorded = async ({ engine }: World, id: string, type: string): Promise<number> => {
  let count = 0;
  for await (const record of engine.records(TENANT, { change: id }))
    if (record.type === type) count += 1;
  return count;
};

/** Lets a change of the type `plain` end as it is told to. */
const endings: {
  readonly [ended: string]: (lives: Lives, id: string) => Promise<unknown>;
} = {
  rejected: (lives, id) => lives.decide(id, 'bob', 'reject'),
  cancelled: (lives, id) => lives.act(id, 'ann', { kind: 'cancel', reason: null }),
  async 'rolled-back'(lives, id) {
    await lives.decide(id, 'bob', 'approve');
    await lives.signal(id, 'ann', 'undo');
  },
};

describe('a change on which others depend', () => {
  for (const [ended, end] of Object.entries(endings))
    eachWay(
      `flags all of them when it is ${ended}, wherever they are and whatever their policy`,
      { policy, people },
      async (lives) => {
        const first = await lives.create('ann', 'plain');
        const other = await lives.create('ann', 'plain');
        const dependents: string[] = [];
        for (const how of ['block', 'warn', 'allow'] as const)
          dependents.push(await dependent(lives.now(), 'plain', [first, how], [other, how]));
        await end(lives, first);
        await lives.pass(1);
        for (const [at, id] of dependents.entries()) {
          const how = ['block', 'warn', 'allow'][at]!;
          expect(await flagged(lives.now(), id)).toEqual([`${first} ${ended} (${how})`]);
          expect(await recorded(lives.now(), id, 'dependency-failed')).toBe(1);
          const state = await change(lives.now(), id);
          expect(state.requests.map(({ request }) => request)).toEqual(['look']);
          expect(state.notices).toMatchObject([{ to: [{ kind: 'person', person: 'ann' }] }]);
        }
      },
    );

  eachWay('flags nobody when it is carried out', { policy, people }, async (lives) => {
    const first = await lives.create('ann', 'plain');
    const second = await dependent(lives.now(), 'plain', [first, 'block']);
    await lives.decide(first, 'bob', 'approve');
    await lives.signal(first, 'ann', 'carry-out');
    expect((await change(lives.now(), first)).outcome).toBe('completed');
    expect(await flagged(lives.now(), second)).toEqual([]);
  });
});

describe('a change that depends on others', () => {
  const begun = async (): Promise<World> =>
    createWorld(await policyDirectory({ 'workflows/all.scm': policy }), people);

  it('is flagged from the start when one of them has failed already', async () => {
    const world = await begun();
    const first = await world.create('ann', 'plain');
    await world.decide(first, 'bob', 'reject');
    const second = await dependent(world, 'plain', [first, 'allow']);
    expect(await flagged(world, second)).toEqual([`${first} rejected (allow)`]);
    expect(await world.engine.verifyReplay(TENANT, second)).toEqual([]);
  });

  it('tells its author, and the world through the outbox', async () => {
    const world = await begun();
    const first = await world.create('ann', 'plain');
    const second = await dependent(world, 'plain', [first, 'warn']);
    await world.decide(first, 'bob', 'reject');
    await world.engine.settled();
    const inbox = await world.engine.inbox(
      TENANT,
      world.as('ann').actor,
      { limit: 10 },
      () => true,
    );
    const [notice] = inbox.items.filter(({ kind }) => kind === 'notice');
    expect(notice?.change.id).toBe(second);
    expect(notice?.effect).toContain(`${first}, which this depends`);
    await expect
      .poll(() => world.told.map(({ type, change: id }) => [type, id]))
      .toEqual([['dependency-failed', second]]);
  });

  it('and waits for them is flagged, and goes on as its policy says', async () => {
    const world = await begun();
    const first = await world.create('ann', 'plain');
    const second = await dependent(world, 'patient', [first, 'block']);
    expect(await world.open(second)).toEqual(['dependencies']);
    await world.decide(first, 'bob', 'reject');
    await world.engine.settled();
    expect(await flagged(world, second)).toEqual([`${first} rejected (block)`]);
    expect(await world.open(second)).toEqual(['work']);
    expect(await world.engine.verifyReplay(TENANT, second)).toEqual([]);
  });

  it('is left alone once it has ended itself', async () => {
    const world = await begun();
    const first = await world.create('ann', 'plain');
    const second = await dependent(world, 'plain', [first, 'block']);
    await world.decide(second, 'bob', 'reject');
    await world.decide(first, 'bob', 'reject');
    await world.engine.settled();
    expect(await recorded(world, second, 'dependency-failed')).toBe(0);
  });

  it('is flagged by the next start where the process died before it could be', async () => {
    const directory = await policyDirectory({ 'workflows/all.scm': policy });
    const store: Store = { ...memoryStore(), close: () => Promise.resolve() };
    // To this process no change is waiting: as if it had died right after every commit.
    const deaf: Store = {
      ...store,
      list: (tenant, query) =>
        query.waiting_for === undefined
          ? store.list(tenant, query)
          : Promise.resolve({ items: [], next_cursor: null }),
    };
    const dying = await createWorld(directory, people, deaf);
    const first = await dying.create('ann', 'plain');
    const second = await dependent(dying, 'plain', [first, 'block']);
    await dying.decide(first, 'bob', 'reject');
    await dying.engine.close();
    expect(await flagged(dying, second)).toEqual([]);
    for (let start = 0; start < 2; start += 1) {
      const next = await createWorld(directory, people, store);
      await next.engine.settled();
      expect(await flagged(next, second)).toEqual([`${first} rejected (block)`]);
      expect(await recorded(next, second, 'dependency-failed')).toBe(1);
      await next.engine.close();
    }
  });
});
