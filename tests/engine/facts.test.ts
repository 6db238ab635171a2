import { expect, it } from 'vitest';
import { TENANT } from '../../src/engine/engine.ts';
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
