import { expect, it } from 'vitest';
import { standingApprovals } from '../../src/engine/questions/approvals.ts';
import type { Member } from '../../src/engine/ports.ts';
import { policyOf, workflow } from '../policy/policies.ts';

const person = (id: string, ...roles: readonly string[]): Member => ({
  ...{ id, kind: 'person', name: id, roles },
});

it('approvals that nobody can give are told for the roster and the policy of now', async () => {
  let members: readonly Member[] = [person('ann', 'writer')];
  let policy = policyOf(workflow('(require-approval look (by keeper) (due "1d"))'));
  const approvals = standingApprovals({ members: () => Promise.resolve(members) }, () => policy);

  const [before] = await approvals();
  expect([before?.severity, before?.code]).toEqual(['error', 'nobody-can-approve']);
  expect(await approvals()).toBe(await approvals());

  members = [...members, person('ben', 'keeper'), person('cas', 'keeper')];
  expect(await approvals()).toEqual([]);

  policy = policyOf(workflow('(require-approval look (by keeper) (quorum 3) (due "1d"))'));
  expect((await approvals()).map(({ severity }) => severity)).toContain('error');

  members = [person('dan', 'keeper'), ...members];
  expect((await approvals()).map(({ severity }) => severity)).toEqual(['warning']);
});
