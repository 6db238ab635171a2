import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withoutIdleResets } from '../../../src/verify/net/idle-resets.ts';
import { defaultLimits } from '../../../src/verify/net/limits.ts';
import { netBuilder } from '../../../src/verify/net/net.ts';
import { decideSoundness } from '../../../src/verify/net/soundness.ts';
import { mutated, Picks, picks, soundNet } from './random-nets.ts';

test('a reset arc that never finds a token is left out, and one that does is kept', () => {
  const builder = netBuilder();
  const [start, p, q, end] = ['start', 'p', 'q', 'end'].map((name) =>
    builder.place(name, name, name === 'start' ? 1 : 0),
  );
  builder.transition('split', 0, [start!], [p!, q!]);
  builder.transition('cancel', 1, [p!], [end!], [p!, q!, start!]);
  const net = withoutIdleResets(builder.build([end!]), defaultLimits);
  expect(net.transitions[1]?.resets).toEqual([q!]);
});

test('the net behaves as before', () => {
  fc.assert(
    fc.property(picks(25), picks(4), (numbers, choices) => {
      const net = mutated(soundNet(numbers), new Picks(choices));
      const before = decideSoundness(net, defaultLimits);
      if (before.bounded !== true || !before.workflowNet) return;
      const after = decideSoundness(withoutIdleResets(net, defaultLimits), defaultLimits);
      expect(after.sound).toBe(before.sound);
      expect(after.findings).toEqual(before.findings);
    }),
    { numRuns: 200 },
  );
});
