import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultLimits } from '../../../src/verify/net/limits.ts';
import { livePart } from '../../../src/verify/net/live-part.ts';
import { netBuilder } from '../../../src/verify/net/net.ts';
import { decideSoundness } from '../../../src/verify/net/soundness.ts';
import { mutated, Picks, picks, soundNet } from './random-nets.ts';

test('what never fires and what never holds a token is left out', () => {
  const builder = netBuilder();
  const [start, p, never, end] = ['start', 'p', 'never', 'end'].map((name) =>
    builder.place(name, name, name === 'start' ? 1 : 0),
  );
  builder.transition('dead', 0, [never!], [end!]);
  builder.transition('go', 1, [start!], [p!]);
  builder.transition('on', 2, [p!], [end!], [never!]);
  const { net, transitions } = livePart(builder.build([end!]), defaultLimits);
  expect(transitions).toEqual([1, 2]);
  expect(net.places.map(({ name }) => name)).toEqual(['start', 'p', 'end']);
  expect(net.transitions[1]).toMatchObject({ inputs: [{ place: 1, weight: 1 }], resets: [] });
  expect(net.final).toEqual([2]);
});

test('what is wrong with a net is wrong with its live part, but for what is dead', () => {
  fc.assert(
    fc.property(picks(25), picks(4), (numbers, choices) => {
      const net = mutated(soundNet(numbers), new Picks(choices));
      const before = decideSoundness(net, defaultLimits);
      if (before.bounded !== true || !before.workflowNet) return;
      const { net: live, transitions } = livePart(net, defaultLimits);
      const after = decideSoundness(live, defaultLimits);
      const told = before.findings.filter(({ code }) => code !== 'dead-transition');
      const still = after.findings.filter(({ code }) => code !== 'not-a-workflow-net');
      expect(still.map(({ code, trace }) => [code, trace.map((at) => transitions[at])])).toEqual(
        told.map(({ code, trace }) => [code, trace]),
      );
    }),
    { numRuns: 200 },
  );
});

test('beyond the limits the net stays as it is', () => {
  const net = soundNet([3, 1, 4, 1, 5, 9, 2, 6]);
  expect(livePart(net, { ...defaultLimits, states: 1 }).net).toBe(net);
});
