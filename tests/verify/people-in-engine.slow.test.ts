import fc from 'fast-check';
import { it } from 'vitest';
import { judged, replayed } from './judged.ts';
import { bodies, rosters } from './random-approvals.ts';

it('says that nobody can approve where no way of voting brings it about, and there alone', async () => {
  await fc.assert(
    fc.asyncProperty(rosters, bodies(4), async (people, body) => {
      const comparison = judged(body, people);
      fc.pre(comparison !== null);
      await replayed(comparison, people);
    }),
    { numRuns: 25 },
  );
});
