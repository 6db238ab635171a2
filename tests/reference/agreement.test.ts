import { describe, expect, it } from 'vitest';
import { assertAgreement, inPieces, onBoth, programs, workflows } from './agreement.ts';

describe('a random program', () => {
  it('displays and answers on the machine what it does on the reference', async () => {
    expect(await assertAgreement(programs, 80, onBoth)).toBeGreaterThan(0);
  });

  it('does so when it is stored and read back after every call', async () => {
    expect(await assertAgreement(programs, 10, inPieces(1))).toBeGreaterThan(0);
  });
});

describe('a random workflow', () => {
  it('asks, withdraws, tells and ends on the machine as it does on the reference', async () => {
    expect(await assertAgreement(workflows, 50, onBoth)).toBeGreaterThan(0);
  });

  it('does so when it is stored and read back after every call', async () => {
    expect(await assertAgreement(workflows, 10, inPieces(1))).toBeGreaterThan(0);
  });
});
