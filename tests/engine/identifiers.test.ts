import { expect, it } from 'vitest';
import { memoryStore } from '../../src/store/memory.ts';
import { createWorld, policyDirectory } from './world.ts';

const brief = {
  'workflows/all.scm': `
    (define-workflow brief (applies-to (type brief)) (identifier slug) (await-signal stop (by (author))))`,
};

it('equal slugs are numbered, however many changes are created at once', async () => {
  const world = await createWorld(await policyDirectory(brief), { ann: [] });
  const ids = await Promise.all(Array.from({ length: 30 }, () => world.create('ann', 'brief')));
  const numbered = Array.from({ length: 29 }, (_, at) => `what-it-does-${at + 2}`);
  expect([...ids].sort()).toEqual(['what-it-does', ...numbered].sort());
});

it('equal slugs are numbered one after another, with few looks however many there are', async () => {
  const policy = await policyDirectory(brief);
  let looks = 0;
  const store = memoryStore();
  const counting = {
    ...store,
    has(tenant: string, change: string) {
      looks += 1;
      return store.has(tenant, change);
    },
  };
  const world = await createWorld(policy, { ann: [] }, counting);
  const ids: string[] = [];
  for (let n = 1; n <= 40; n += 1) ids.push(await world.create('ann', 'brief'));
  const numbered = Array.from({ length: 39 }, (_, at) => `what-it-does-${at + 2}`);
  expect(ids).toEqual(['what-it-does', ...numbered]);
  looks = 0;
  await world.create('ann', 'brief');
  expect(looks).toBeLessThan(15);
});
