import { expect, it } from 'vitest';
import { TENANT } from '../../src/engine/engine.ts';
import type { ChangeState } from '../../src/change/aggregate/model.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { createWorld, policyDirectory, type World } from '../engine/world.ts';
import { edited, shippedTexts } from './shipped-files.ts';

/** The shipped policy, but that a change scores as many points as its title has characters. */
async function worldByTitle(): Promise<World> {
  const texts = await shippedTexts();
  const model = texts['rules/risk.scm']!;
  const factors = model.slice(model.indexOf('  (factor '), model.indexOf('  (level '));
  const one = "(factor title (weight 100) (score (/ (string-length (field 'title)) 100)))\n";
  const policy = edited(texts, 'rules/risk.scm', factors, one);
  const store = memoryStore();
  const people = { dana: ['requester', 'implementer'], kim: ['change-advisory-board'] };
  return createWorld(await policyDirectory(policy), people, store);
}

async function created(points: number, type: string | null): Promise<ChangeState> {
  const world = await worldByTitle();
  const receipt = await world.engine.create(
    {
      kind: 'create',
      fields: { title: 'x'.repeat(points), description: 'What it does' },
      declared_type: type,
      workflow: null,
      depends_on: [],
      submit: false,
    },
    world.as('dana'),
  );
  if (!receipt.ok) throw new Error(receipt.error.message);
  return (await world.engine.get(TENANT, receipt.value.change.id))!;
}

it.each([
  [29, 'standard', 'SC'],
  [30, 'normal', 'NC'],
  [70, 'normal', 'NC'],
  [71, 'emergency', 'EC'],
])('a change of %d points and no declared type is %s', async (points, type, prefix) => {
  const change = await created(points, null);
  expect(change.risk).toMatchObject({ score: points });
  expect(change).toMatchObject({ declared_type: null, recommended_type: type });
  expect(change.change_type).toBe(type);
  expect(change.id).toMatch(new RegExp(`^${prefix}-\\d{8}-001$`));
});

it.each([
  ['standard', 29, 'standard', 'standard'],
  ['standard', 30, 'normal', 'normal'],
  ['standard', 71, 'normal', 'emergency'],
  ['normal', 29, 'normal', 'standard'],
  ['normal', 70, 'normal', 'normal'],
  ['normal', 71, 'normal', 'emergency'],
  ['emergency', 29, 'emergency', 'standard'],
  ['emergency', 71, 'emergency', 'emergency'],
])('declared %s with %d points it is %s, and %s is recommended', async (...row) => {
  const [declared, points, effective, recommended] = row;
  const change = await created(points, declared);
  expect(change).toMatchObject({ declared_type: declared, recommended_type: recommended });
  expect(change.change_type).toBe(effective);
  expect(change.workflow.name).toBe(`${effective}-change`);
});

it('the thousandth change of a day has four digits', async () => {
  const world = await worldByTitle();
  const first = await world.create('dana', 'normal', { title: 'x' });
  const key = `id:${first.slice(0, -3)}{n:3}`;
  for (let n = 2; n < 1000; n += 1) await world.store.reserve(TENANT, key);
  expect(await world.create('dana', 'normal', { title: 'x' })).toBe(`${first.slice(0, -3)}1000`);
});
