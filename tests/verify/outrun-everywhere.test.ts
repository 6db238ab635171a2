import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compared } from './outrun-compared.ts';
import { deeds, goesOn } from './random-branches.ts';

it.each([
  ['many heads only compute', false],
  ['most heads wait', true],
])('branches are told where no way of doing things lets them end, if %s', (_, calm) => {
  let decided = 0;
  fc.assert(
    fc.property(deeds(calm).filter(goesOn), (deed) => {
      if (compared(deed) !== null) decided += 1;
    }),
    { numRuns: 12, seed: 1 },
  );
  expect(decided).toBeGreaterThan(6);
});
