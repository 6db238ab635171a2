import fc from 'fast-check';
import { expect, test } from 'vitest';
import { explore } from '../../../src/verify/net/explore.ts';
import { flatten } from '../../../src/verify/net/flat-net.ts';
import { isSound, judge } from '../../../src/verify/net/judge.ts';
import { defaultLimits, meterOf } from '../../../src/verify/net/limits.ts';
import { netBuilder, type Net, type NetBuilder } from '../../../src/verify/net/net.ts';
import { runIntoTrouble, runSpace } from '../../../src/verify/net/walk.ts';
import { everything, mutated, Picks, picks, soundNet } from './random-nets.ts';

function walked(net: Net, steps: number) {
  const flat = flatten(net);
  const meter = meterOf({ ...defaultLimits, steps });
  const run = runIntoTrouble(flat, meter);
  return run && runSpace(flat, run, defaultLimits, meter);
}

/** The places that hold tokens after a trace, with how many; undefined where it cannot be fired. */
function after(net: Net, trace: readonly number[]): ReadonlyMap<number, number> | undefined {
  const tokens = net.places.map((place) => place.tokens);
  for (const index of trace) {
    const { inputs, outputs, resets } = net.transitions[index]!;
    if (inputs.some(({ place, weight }) => tokens[place]! < weight)) return undefined;
    for (const { place, weight } of inputs) tokens[place]! -= weight;
    for (const place of resets) tokens[place] = 0;
    for (const { place, weight } of outputs) tokens[place]! += weight;
  }
  return new Map([...tokens.entries()].filter(([, count]) => count > 0));
}

test('a run into trouble can be fired, ends in trouble, and is never told of a sound net', () => {
  let found = 0;
  const broken = fc
    .tuple(picks(30), fc.array(picks(4), { minLength: 1, maxLength: 3 }))
    .map(([numbers, changes]) =>
      changes.reduce(
        (net, choices) => mutated(net, new Picks(choices)),
        soundNet(numbers, everything),
      ),
    );
  fc.assert(
    fc.property(broken, (net) => {
      const space = walked(net, 5000);
      if (space === null) return;
      found += 1;
      const flat = flatten(net);
      const findings = judge(net, flat, space, 'stubborn');
      expect(['deadlock', 'improper-completion', 'unbounded']).toContain(findings[0]?.code);
      for (const { code, trace, places } of findings) {
        const marked = [...(after(net, trace)?.keys() ?? [])];
        if (code === 'unbounded') expect(marked).toEqual(expect.arrayContaining([...places]));
        else expect(marked).toEqual(places);
      }
      expect(isSound(flat, explore(flat, meterOf(defaultLimits)))).not.toBe(true);
    }),
    { numRuns: 1000 },
  );
  expect(found).toBeGreaterThan(200);
});

test('of sound nets no run is told', () => {
  fc.assert(
    fc.property(picks(60), (numbers) => {
      expect(walked(soundNet(numbers, everything), 2000)).toBeNull();
    }),
    { numRuns: 200 },
  );
});

test('of branches that end beside each other no run is told, unless one is stuck or an end is reached twice', () => {
  const branches = (extra: (builder: NetBuilder, ends: readonly number[]) => void): Net => {
    const builder = netBuilder();
    const [start, left, right] = ['start', 'left', 'right'].map((name, at) =>
      builder.place(name, name, at === 0 ? 1 : 0),
    );
    const ends = [builder.place('one', 'one'), builder.place('two', 'two')];
    builder.transition('split', 'split', [start!], [left!, right!]);
    builder.transition('a', 'a', [left!], [ends[0]!]);
    builder.transition('b', 'b', [right!], [ends[1]!]);
    extra(builder, [left!, right!, ...ends]);
    return builder.build(ends);
  };
  expect(
    walked(
      branches(() => undefined),
      2000,
    ),
  ).toBeNull();
  const twice = branches((builder, [, right, one]) => {
    builder.transition('c', 'c', [right!], [one!]);
  });
  expect(walked(twice, 2000)).not.toBeNull();
  const stuck = branches((builder, [left]) => {
    builder.transition('c', 'c', [left!], [builder.place('nowhere', 'nowhere')]);
  });
  expect(walked(stuck, 2000)).not.toBeNull();
});
