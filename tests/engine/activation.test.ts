import { expect, it } from 'vitest';
import { TENANT } from '../../src/engine/engine.ts';
import type { JournalRecord, Store } from '../../src/engine/ports.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { createWorld, policyDirectory, type World } from './world.ts';

const policy = (outcome: string) =>
  policyDirectory({
    'workflows/all.scm': `(define-workflow brief (applies-to (type brief)) (await-signal stop (by (author))) (close '${outcome}))`,
  });

const ann = { id: 'ann', kind: 'person', roles: [] } as const;

async function activations({ store }: World): Promise<readonly JournalRecord[]> {
  const found: JournalRecord[] = [];
  for await (const record of store.records(TENANT, { types: ['policy-activated'] }))
    found.push(record);
  return found;
}

it('a policy that is in force stays so since when it was, and nothing is recorded', async () => {
  const directory = await policy('done');
  const world = await createWorld(directory, { ann: [] });
  const [first] = await activations(world);
  world.clock.advance(1000);
  const again = await world.engine.activate(directory, ann);
  expect(again).toMatchObject({ ok: true, value: { activated_at: first?.time } });
  expect(await activations(world)).toHaveLength(1);
  await world.engine.activate(await policy('other'), ann);
  await world.engine.activate(directory, ann);
  expect(await activations(world)).toHaveLength(3);
});

it('a policy is in force since after it was read: no record is earlier than those before it', async () => {
  const inner = memoryStore();
  let meanwhile: () => Promise<unknown> = () => Promise.resolve();
  const store: Store = {
    ...inner,
    async savePolicy(one) {
      await meanwhile();
      return inner.savePolicy(one);
    },
  };
  const world = await createWorld(await policy('done'), { ann: [] }, store);
  meanwhile = () => {
    world.clock.advance(5000);
    return world.create('ann', 'brief');
  };
  await world.engine.activate(await policy('other'), ann);
  const times: string[] = [];
  for await (const { time } of store.records(TENANT, {})) times.push(time);
  expect(times).toEqual([...times].sort());
});

it('of policies that are loaded at once the last one is in force', async () => {
  const world = await createWorld(await policy('done'), { ann: [] });
  const directories = await Promise.all(['a', 'b', 'c'].map(policy));
  await Promise.all(directories.map((directory) => world.engine.activate(directory, ann)));
  expect(world.engine.policy().directory).toBe(directories[2]);
  const recorded = (await activations(world)).map(({ data }) => data['directory']);
  expect(recorded.slice(1)).toEqual(directories);
});
