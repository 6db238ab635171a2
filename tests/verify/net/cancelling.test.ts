import { expect, test } from 'vitest';
import { explore } from '../../../src/verify/net/explore.ts';
import { flatten } from '../../../src/verify/net/flat-net.ts';
import { isSound } from '../../../src/verify/net/judge.ts';
import { defaultLimits, meterOf } from '../../../src/verify/net/limits.ts';
import { netBuilder, type Net } from '../../../src/verify/net/net.ts';
import { reduced } from '../../../src/verify/net/reduce.ts';
import { decideSoundness } from '../../../src/verify/net/soundness.ts';
import { stubbornChoice } from '../../../src/verify/net/stubborn.ts';

/** `[inputs, outputs, resets]` of each transition, by the names of places; from `start` to `end`. */
type Arcs = readonly (readonly [inputs: string, outputs: string, resets?: string])[];

function netOf(arcs: Arcs): Net {
  const builder = netBuilder();
  const places = new Map<string, number>();
  const listOf = (names: string): number[] =>
    names.split(' ').map((name) => {
      const known = places.get(name) ?? builder.place(name, name, name === 'start' ? 1 : 0);
      places.set(name, known);
      return known;
    });
  arcs.forEach(([inputs, outputs, resets], at) =>
    builder.transition(
      `t${at}`,
      at,
      listOf(inputs),
      listOf(outputs),
      resets === undefined ? [] : listOf(resets),
    ),
  );
  return builder.build([places.get('end')!]);
}

const led = (net: Net): boolean | null => {
  const flat = flatten(net);
  return isSound(flat, explore(flat, meterOf(defaultLimits), stubbornChoice(flat)));
};

test('a branch that goes round for ever keeps no other from being followed', () => {
  const all = 'p q s d';
  const net = netOf([
    ['start', 'p s'],
    ['p', 'q'],
    ['q', 'p'],
    ['p', 'end', all],
    ['s', 'd'],
    ['s', 'end', all],
    ['d', 'end', all],
  ]);
  expect(led(net)).not.toBe(false);
  expect(decideSoundness(net, defaultLimits)).toMatchObject({ sound: true, bounded: true });
});

test('what empties a place and then loses its own token has emptied it all the same', () => {
  const net = netOf([
    ['start', 'x s m'],
    ['x', 'p', 'm'],
    ['p', 'end', 'p x m s t'],
    ['s', 't', 'p x'],
    ['t m', 'end'],
  ]);
  const small = reduced(flatten(net));
  expect(isSound(small, explore(small, meterOf(defaultLimits)))).toBe(false);
  const { sound, findings } = decideSoundness(net, defaultLimits);
  expect({ sound, codes: findings.map(({ code }) => code) }).toEqual({
    sound: false,
    codes: ['deadlock'],
  });
});

test('what gives up and cancels in two steps becomes one', () => {
  const all = 'p q e f r';
  const net = netOf([
    ['start', 'p q'],
    ['p', 'e'],
    ['p', 'r'],
    ['r', 'end', all],
    ['q', 'f'],
    ['e f', 'end'],
  ]);
  const small = reduced(flatten(net));
  expect(small.transitions).toBeLessThan(6);
  expect(isSound(small, explore(small, meterOf(defaultLimits)))).toBe(true);
});
