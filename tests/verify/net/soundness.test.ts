import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { flatten } from '../../../src/verify/net/flat-net.ts';
import { freeChoiceSoundness } from '../../../src/verify/net/free-choice.ts';
import { decideSoundness, type Soundness } from '../../../src/verify/net/soundness.ts';
import { netBuilder, type Net } from '../../../src/verify/net/net.ts';
import { defaultLimits, meterOf, type Limits } from '../../../src/verify/net/limits.ts';
import { expectNoGuess, expectTruth } from './agreement.ts';
import { mutated, Picks, picks, soundNet, twoEnded } from './random-nets.ts';

const decide = (net: Net, limits: Partial<Limits> = {}): Soundness =>
  decideSoundness(net, { ...defaultLimits, ...limits });

/** A net from lines such as `t: a b -> c` and `x: a -> c ! b`, which resets `b`; the first place starts, `end` ends. */
function net(...lines: readonly string[]): Net {
  const builder = netBuilder();
  const known = new Map<string, number>();
  const at = (name: string): number => {
    const found = known.get(name) ?? builder.place(name, name, known.size === 0 ? 1 : 0);
    known.set(name, found);
    return found;
  };
  const all = (text: string): number[] => text.split(' ').filter(Boolean).map(at);
  for (const line of lines) {
    const [, name = '', inputs = '', outputs = '', resets = ''] =
      /^(\w+): ([\w ]*)->([\w ]*)(?:!([\w ]*))?$/.exec(line) ?? [];
    builder.transition(name, name, all(inputs), all(outputs), all(resets));
  }
  return builder.build([at('end')]);
}

const named = (of: Net, { findings }: Soundness): readonly unknown[] =>
  findings.map(({ code, trace }) => [code, ...trace.map((each) => of.transitions[each]!.name)]);

describe('soundness', () => {
  test('a sequence is sound', () => {
    expect(decide(net('a: start -> p', 'b: p -> end'))).toMatchObject({
      sound: true,
      bounded: true,
      workflowNet: true,
      findings: [],
    });
  });

  test('two ways that a join waits for together are a deadlock, told by a shortest path', () => {
    const chosen = net('a: start -> p', 'b: start -> q', 'join: p q -> end');
    expect(named(chosen, decide(chosen))).toEqual([['deadlock', 'a'], ['dead-transition']]);
  });

  test('two branches that nothing joins complete improperly', () => {
    const split = net('split: start -> p q', 'a: p -> end', 'b: q -> end');
    expect(decide(split).findings).toMatchObject([
      { code: 'improper-completion', message: 'the end is reached while tokens remain in q' },
    ]);
  });

  test('a loop that nothing leaves is a livelock', () => {
    const loop = net('go: start -> p', 'round: p -> q', 'again: q -> p', 'out: start -> end');
    expect(decide(loop).workflowNet).toBe(false);
    expect(named(loop, decide(loop))).toContainEqual(['livelock', 'go']);
  });

  test('a loop that leaves a token behind each time is unbounded, and what is repeated is told', () => {
    const pump = net('go: start -> p', 'more: p -> p q', 'out: p q -> end');
    const decided = decide(pump);
    expect(decided).toMatchObject({ sound: false, bounded: false });
    expect(decided.findings.find(({ code }) => code === 'unbounded')).toMatchObject({
      message: 'repeating more puts any number of tokens into q',
    });
  });

  test('a cancellation that empties what runs is sound, and one that forgets a place is not', () => {
    const lines = ['split: start -> p g', 'work: p -> q', 'join: q g -> end'];
    expect(decide(net(...lines, 'cancel: g -> end ! p q')).sound).toBe(true);
    const forgets = net(...lines, 'cancel: g -> end ! p');
    expect(named(forgets, decide(forgets))).toEqual([
      ['improper-completion', 'split', 'work', 'cancel'],
    ]);
  });

  test('several ends may be reached together, each once', () => {
    const builder = netBuilder();
    const [start, p, q] = ['start', 'p', 'q'].map((name, at) =>
      builder.place(name, name, 1 - Math.min(at, 1)),
    );
    const ends = ['left', 'right'].map((name) => builder.place(name, name));
    builder.transition('split', 0, [start!], [p!, q!]);
    builder.transition('a', 1, [p!], [ends[0]!]);
    builder.transition('b', 2, [q!], [ends[1]!]);
    expect(decide(builder.build(ends)).sound).toBe(true);
    builder.transition('c', 3, [q!], [ends[0]!]);
    expect(decide(builder.build(ends)).findings.map(({ code }) => code)).toEqual([
      'improper-completion',
    ]);
  });

  test('what is no workflow net is told by its nodes', () => {
    const strange = net('a: start -> p', 'b: p -> end', 'c: -> end', 'd: end -> p');
    const decided = decide(strange);
    expect(decided).toMatchObject({ sound: false, workflowNet: false });
    expect(decided.findings.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        'nothing may lead out of the end: end',
        'c lies on no path from the start to the end',
      ]),
    );
  });

  test('weights count tokens', () => {
    const { places, final } = net('buy: start -> coin', 'pay: coin -> end');
    const weighted = (pays: number): Net => ({
      places,
      final,
      transitions: [
        {
          name: 'buy',
          source: 0,
          inputs: [{ place: 0, weight: 1 }],
          outputs: [{ place: 1, weight: 300 }],
          resets: [],
        },
        {
          name: 'pay',
          source: 1,
          inputs: [{ place: 1, weight: pays }],
          outputs: [{ place: 2, weight: 1 }],
          resets: [],
        },
      ],
    });
    expect(decide(weighted(300)).sound).toBe(true);
    expect(decide(weighted(299)).findings.map(({ code }) => code)).toEqual(['improper-completion']);
    expect(decide(weighted(301)).findings.map(({ code }) => code)).toContain('deadlock');
  });

  test('a place that grows beside a heavy arc is found to grow', () => {
    const { places, transitions, final } = net(
      'go: start -> p',
      'more: p -> p q',
      'out: p q -> end',
    );
    const heavy = transitions.map((each) =>
      each.name === 'out'
        ? { ...each, inputs: each.inputs.map((arc) => ({ ...arc, weight: 1_000_000_000 })) }
        : each,
    );
    expect(decide({ places, final, transitions: heavy })).toMatchObject({
      sound: false,
      bounded: false,
    });
  });

  test('nets of hundreds of thousands of nodes are decided or not, and nothing overflows', () => {
    const builder = netBuilder();
    const start = builder.place('start', 'start', 1);
    const ends = Array.from({ length: 130_000 }, (_, at) => builder.place(`p${at}`, at));
    builder.transition('all', 'all', [start], ends);
    expect(decide(builder.build([]))).toMatchObject({ sound: false, workflowNet: false });
    const dead = netBuilder();
    const [from, to, never] = [dead.place('i', 'i', 1), dead.place('o', 'o'), dead.place('n', 'n')];
    dead.transition('go', 'go', [from], [to]);
    for (let at = 0; at < 130_000; at++) dead.transition(`d${at}`, at, [never], [to]);
    expect(decide(dead.build([to])).findings).toHaveLength(130_001);
  });

  test('branches beside each other cost what they cost one after the other', () => {
    const numbers = Array.from({ length: 40 }, (_, at) => at);
    const few = { ...defaultLimits, steps: 20_000 };
    const branches = numbers.flatMap((at) => [
      `x${at}: a${at} -> b${at}`,
      `y${at}: a${at} -> b${at}`,
    ]);
    const split = `split: start -> ${numbers.map((at) => `a${at}`).join(' ')}`;
    const join = (of: readonly number[]): string =>
      `join: ${of.map((at) => `b${at}`).join(' ')} -> end`;
    expect(decide(net(split, ...branches, join(numbers)), few).sound).toBe(true);
    const forgets = decide(net(split, ...branches, join(numbers.slice(1))), few);
    expect(forgets.findings.map(({ code }) => code)).toContain('improper-completion');
  });

  test('of an unsound net that is too large to be seen whole it is told whether it is bounded', () => {
    const numbers = Array.from({ length: 17 }, (_, at) => at);
    const branches = net(
      `split: start -> ${numbers.map((at) => `a${at}`).join(' ')}`,
      ...numbers.flatMap((at) => [`x${at}: a${at} -> b${at}`, `y${at}: a${at} -> b${at}`]),
      'z: a3 -> end',
      `join: ${numbers.map((at) => `b${at}`).join(' ')} -> end`,
    );
    expect(decide(branches)).toMatchObject({ sound: false, bounded: true });
  });

  test('two choices that a join needs to agree are found by structure, though components cover all', () => {
    const lines = [
      'split: start -> p q',
      'a: p -> pa',
      'b: p -> pb',
      'c: q -> qa',
      'd: q -> qb',
      'both: pa qa -> end',
    ];
    const agree = net(...lines, 'other: pb qb -> end');
    expect(freeChoiceSoundness(flatten(agree), meterOf(defaultLimits))).toBe(false);
    expect(named(agree, decide(agree))).toEqual([['deadlock', 'split', 'a', 'd']]);
    const all = ['other: pb qb -> end', 'more: pa qb -> end', 'less: pb qa -> end'];
    expect(freeChoiceSoundness(flatten(net(...lines, ...all)), meterOf(defaultLimits))).toBe(null);
    expect(decide(net(...lines, ...all)).sound).toBe(true);
  });

  test('beyond the limits it says that nothing is decided', () => {
    const wide = Array.from({ length: 12 }, (_, at) => at);
    const branches = net(
      `split: start -> ${wide.map((at) => `a${at} x${at}`).join(' ')}`,
      ...wide.flatMap((at) => [`w${at}: a${at} x${(at + 1) % 12} -> b${at} x${(at + 1) % 12}`]),
      `join: ${wide.map((at) => `b${at} x${at}`).join(' ')} -> end`,
    );
    expect(decide(branches).sound).toBe(true);
    for (const limits of [{ states: 5 }, { steps: 5 }, { bytes: 100 }]) {
      expect(decide(branches, limits)).toMatchObject({
        sound: 'undecided',
        bounded: 'undecided',
        findings: [{ code: 'undecided' }],
      });
    }
  });
});

describe('random nets', () => {
  test('nets that are put together soundly are sound', () => {
    fc.assert(
      fc.property(picks(40), (numbers) => {
        expectTruth(soundNet(numbers), true);
      }),
      { numRuns: 300 },
    );
  });

  test('with one thing changed they are what plain search says', () => {
    fc.assert(
      fc.property(picks(25), picks(4), (numbers, choices) => {
        expectTruth(mutated(soundNet(numbers), new Picks(choices)));
      }),
      { numRuns: 500 },
    );
  });

  const broken = fc
    .tuple(picks(25), fc.array(picks(4), { minLength: 1, maxLength: 2 }))
    .map(([numbers, changes]) =>
      changes.reduce((net, choices) => mutated(net, new Picks(choices)), soundNet(numbers)),
    );

  test('with a second end they are what plain search says', () => {
    fc.assert(
      fc.property(broken, picks(10), (net, choices) => {
        expectTruth(twoEnded(net, new Picks(choices)));
      }),
      { numRuns: 200 },
    );
  });

  test('however soon the limits are reached, nothing false is said', () => {
    fc.assert(
      fc.property(broken, picks(10), fc.boolean(), fc.nat(4000), (net, choices, two, steps) => {
        expectNoGuess(two ? twoEnded(net, new Picks(choices)) : net, steps + 1);
      }),
      { numRuns: 300 },
    );
  });
});
