import { describe, expect, it } from 'vitest';
import { assertAgreement, inPieces, onBoth, programs, workflows } from './agreement.ts';

// For a soak set REFERENCE_RUNS to as many as there is time for, and REFERENCE_SEED to another seed.
describe('random programs by the thousand', () => {
  it(
    'display and answer on the machine what they do on the reference',
    { timeout: 0 },
    async () => {
      const compared = await assertAgreement(programs, 4000, onBoth);
      console.info(`${compared} programs compared`);
      expect(compared).toBeGreaterThan(0);
    },
  );

  it('do so when they are stored and read back after every call', { timeout: 0 }, async () => {
    expect(await assertAgreement(programs, 400, inPieces(1))).toBeGreaterThan(0);
  });

  it('ask, withdraw, tell and end as workflows alike', { timeout: 0 }, async () => {
    const compared = await assertAgreement(workflows, 3000, onBoth);
    console.info(`${compared} workflows compared`);
    expect(compared).toBeGreaterThan(0);
  });

  it(
    'do so as workflows when they are stored and read back after every call',
    { timeout: 0 },
    async () => {
      expect(await assertAgreement(workflows, 500, inPieces(1))).toBeGreaterThan(0);
    },
  );
});
