import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Net } from '../../../src/verify/net/net.ts';
import { expectOneOpinion, expectTruth, type Opinions } from './agreement.ts';
import { everything, mutated, Picks, picks, soundNet, type Family } from './random-nets.ts';

// So many nets of each family; CHANGEFLOW_NETS=100000 for a soak.
const numRuns = Number(process.env['CHANGEFLOW_NETS'] ?? 8000);

const plainly: Family = { ...everything, entangled: false, cancellation: false };
const families: readonly (readonly [string, Family])[] = [
  ['sequential', { ...plainly, parallel: false, choice: false }],
  ['free-choice', plainly],
  ['entangled', { ...everything, cancellation: false }],
  ['cancelling', everything],
];

/** Nets with up to three things changed. */
const broken = (family: Family): fc.Arbitrary<Net> =>
  fc
    .tuple(picks(30), fc.array(picks(4), { minLength: 1, maxLength: 3 }))
    .map(([numbers, changes]) =>
      changes.reduce((net, choices) => mutated(net, new Picks(choices)), soundNet(numbers, family)),
    );

describe.each(families)('of %s nets', (_, family) => {
  test('the verdict, the shortest paths and the dead transitions are those of plain search', () => {
    let decided = 0;
    fc.assert(
      fc.property(broken(family), (net) => {
        if (expectTruth(net)) decided += 1;
      }),
      { numRuns },
    );
    expect(decided).toBeGreaterThan(numRuns * 0.8);
  });

  test('no fast method contradicts plain search, and each has its say', () => {
    const seen: Opinions[] = [];
    const take = (opinions: Opinions | null): void => {
      if (opinions !== null) seen.push(opinions);
    };
    fc.assert(
      fc.property(broken(family), (net) => take(expectOneOpinion(net))),
      { numRuns },
    );
    fc.assert(
      fc.property(picks(40), (numbers) => take(expectOneOpinion(soundNet(numbers, family)))),
      { numRuns: numRuns / 4 },
    );
    const said = (method: keyof Opinions, opinion: boolean): number =>
      seen.filter((each) => each[method] === opinion).length;
    for (const method of ['reduced', 'stubborn', 'led'] as const) {
      expect(said(method, true)).toBeGreaterThan(numRuns / 20);
      expect(said(method, false)).toBeGreaterThan(numRuns / 100);
    }
    if (family !== plainly) return;
    expect(said('freeChoice', true)).toBeGreaterThan(numRuns / 20);
    expect(said('freeChoice', false)).toBeGreaterThan(numRuns / 100);
  });
});
