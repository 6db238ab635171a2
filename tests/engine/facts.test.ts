import { expect, it } from 'vitest';
import { historyFacts } from '../../src/engine/asks/facts.ts';
import { TENANT } from '../../src/engine/engine.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { author } from '../store/samples.ts';
import { createWorld, policyDirectory } from './world.ts';

const policy = {
  'rules/risk.scm': `
    (define-risk-model crowd
      "How many others are at the same systems."
      (factor others (weight 10) (score (/ (fact 'conflicts) 10)))
      (level any))`,
  'workflows/counting.scm': `
    (define-workflow counting
      (applies-to (type counting))
      (identifier "CO-{date}-{n:3}")
      (await-signal count (by (author)))
      (assess-risk)
      (await-signal stop (by (author))))`,
};

it('the conflicts of a change are the other open changes of its systems', async () => {
  const world = await createWorld(await policyDirectory(policy), { ann: [] });
  const others = async (change: string): Promise<unknown> => {
    await world.signal(change, 'ann', 'count');
    return (await world.engine.get(TENANT, change))!.risk?.['score'];
  };
  const first = await world.create('ann', 'counting', { systems: ['ledger', 'wiki'] });
  expect(await others(first)).toBe(0);
  const second = await world.create('ann', 'counting', { systems: ['ledger', 'shop'] });
  await world.create('ann', 'counting', { systems: ['shop'] });
  expect(await others(second)).toBe(2);
});

it('the history of systems is that of all changes carried out in a year, however many are open', async () => {
  const store = memoryStore();
  const { put } = author(store);
  const ended = (status: 'completed' | 'rejected' | 'cancelled' | 'archived', outcome: string) =>
    ({ systems: ['ledger'], status, outcome }) as const;
  for (let n = 0; n < 120; n += 1) await put(`D-${n}`, ended('completed', 'successful'));
  for (let n = 0; n < 20; n += 1) await put(`F-${n}`, ended('completed', 'failed'));
  for (let n = 0; n < 10; n += 1) await put(`B-${n}`, ended('archived', 'rolled-back'));
  await put('R-1', ended('rejected', 'rejected'));
  await put('C-1', ended('cancelled', 'cancelled'));
  for (let n = 0; n < 150; n += 1) await put(`O-${n}`, { systems: ['ledger', 'wiki'] });
  const facts = (now: string) =>
    historyFacts(store, 'default', { systems: ['ledger', 'wiki'], change: null }, now);
  expect(await facts('2030-01-03T00:00:00.000Z')).toEqual({
    'history-count': 150,
    'success-rate': ['q', '4', '5'],
    'last-change-days': 1,
    conflicts: 150,
  });
  expect(await facts('2031-01-02T00:00:00.000Z')).toEqual({ 'history-count': 0, conflicts: 150 });
});

it('a change belongs to the year in which it ended, whatever is said of it afterwards', async () => {
  const world = await createWorld(await policyDirectory(policy), { ann: [] });
  const change = await world.create('ann', 'counting', { systems: ['ledger'] });
  await world.signal(change, 'ann', 'count');
  await world.signal(change, 'ann', 'stop');
  const counted = async (): Promise<unknown> => {
    const now = new Date(world.clock.now()).toISOString();
    const asked = { systems: ['ledger'], change: null };
    return (await historyFacts(world.store, TENANT, asked, now))['history-count'];
  };
  expect(await counted()).toBe(1);
  await world.pass(400 * 24);
  await world.act(change, 'ann', { kind: 'comment', text: 'Found it while cleaning up.' });
  expect(await counted()).toBe(0);
});
