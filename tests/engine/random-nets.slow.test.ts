import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/api.ts';
import { TENANT } from '../../src/engine/engine.ts';
import type { SimulatedClock } from '../../src/engine/policies/simulated.ts';
import { policyOf } from '../policy/policies.ts';
import { nets, textOf, type Net } from './random-nets.ts';
import { as, livesOf, storeKinds, type Ways } from './short-lives.ts';
import { TokenPlay, type Beliefs, type Seen } from './token-play.ts';
import { start } from './world.ts';

/** How many nets; a larger number by hand is a soak. */
const NETS = Number(process.env['RANDOM_NETS'] ?? 40);
const HOUR = 3_600_000;
const create = {
  kind: 'create',
  fields: { title: 'A change', description: 'Random' },
  declared_type: 'sample',
  workflow: null,
  depends_on: [],
  submit: false,
} as const;

async function seenOf(engine: Engine, id: string): Promise<Seen> {
  const state = (await engine.get(TENANT, id))!;
  const names = (kind: string): readonly string[] =>
    state.requests.flatMap((one) => (one.kind === kind ? [one.request] : []));
  return {
    signals: [...names('signal')].sort(),
    clocks: names('timer').length,
    marked: state.phases.map(({ name }) => name).sort(),
    outcome: state.outcome,
  };
}

/** Plays a net with tokens and with the engine side by side; how it ended. */
async function playBoth(
  { net, choices, ways }: Case,
  beliefs: Beliefs = {},
): Promise<string | null> {
  const play = new TokenPlay(net, beliefs);
  const lives = await livesOf(policyOf(textOf(net)), start, ways);
  try {
    const created = await (await lives.next()).create(create, as('ann'));
    if (!created.ok) throw new Error(created.error.message);
    const { id } = created.value.change;
    for (const choice of choices) {
      const engine = await lives.next();
      expect(await seenOf(engine, id)).toEqual(play.seen);
      if (play.seen.outcome !== null) break;
      await deed(engine, id, choice, play, lives.clock);
    }
    const engine = await lives.next();
    expect(await seenOf(engine, id)).toEqual(play.seen);
    expect(await engine.verifyReplay(TENANT, id)).toEqual([]);
    return play.seen.outcome;
  } finally {
    await lives.end();
  }
}

/** Somebody fires a transition, or time goes by until the next one fires by itself, or less. */
async function deed(
  engine: Engine,
  id: string,
  choice: number,
  play: TokenPlay,
  clock: SimulatedClock,
): Promise<void> {
  const { signals } = play.seen;
  const name = signals[choice % (signals.length + 1)];
  if (name === undefined) {
    const hours = Math.min(play.next ?? Infinity, 1 + (choice % 20));
    play.pass(hours);
    clock.advance(hours * HOUR);
    await engine.tick(TENANT);
    return;
  }
  play.signal(name);
  const done = await engine.act(id, { kind: 'signal', name, payload: null }, as('wes'));
  if (!done.ok) throw new Error(done.error.message);
}

interface Case {
  readonly net: Net;
  readonly choices: readonly number[];
  readonly ways: Ways;
}

const cases: fc.Arbitrary<Case> = fc.record({
  net: nets,
  choices: fc.array(fc.nat(9999), { minLength: 10, maxLength: 30 }),
  ways: fc.record({ kind: fc.constantFrom(...storeKinds), killed: fc.boolean() }),
});

describe('a random net', () => {
  it('is played as its tokens are, in one life and killed after every deed', async () => {
    const outcomes = new Set<string | null>();
    const property = fc.asyncProperty(cases, async (one) => {
      outcomes.add(await playBoth(one));
    });
    await fc.assert(property, { numRuns: NETS });
    expect(outcomes).toContain('made');
  }, 600_000);

  it.each<[string, Beliefs]>([
    ['every clock starts anew when something fires', { clocksStartAnew: true }],
    ['one token is enough for an arc of any weight', { weightsAreOne: true }],
  ])(
    'is not played so that %s',
    async (_, beliefs) => {
      const property = fc.asyncProperty(cases, async (one) => {
        await playBoth({ ...one, ways: { kind: 'memory', killed: false } }, beliefs);
      });
      const { failed } = await fc.check(property, { numRuns: 10 * NETS, endOnFailure: true });
      expect(failed).toBe(true);
    },
    600_000,
  );
});
