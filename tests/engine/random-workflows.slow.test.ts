import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Request } from '../../src/change/aggregate/model.ts';
import type { Engine } from '../../src/engine/api.ts';
import { TENANT } from '../../src/engine/engine.ts';
import type { SimulatedClock } from '../../src/engine/policies/simulated.ts';
import type { Policy } from '../../src/policy/definitions.ts';
import { policyOf } from '../policy/policies.ts';
import { policies } from './random-workflows.ts';
import { as, livesOf, people, storeKinds, type Ways } from './short-lives.ts';
import { start } from './world.ts';

/** How many programs; a larger number by hand is a soak. */
const PROGRAMS = Number(process.env['RANDOM_WORKFLOWS'] ?? 40);
/** Deeds done to a change before it is given up. */
const DEEDS_MAX = 40;

/** What is done next, from the seed and what is open: the same in every life. */
async function deed(
  engine: Engine,
  clock: SimulatedClock,
  seed: number,
  at: number,
): Promise<void> {
  const { items } = await engine.list(TENANT, { status: 'open', limit: 100 });
  const dice = random(seed, at);
  const open: (readonly [change: string, request: Request])[] = [];
  for (const { id } of items.toReversed())
    for (const request of (await engine.get(TENANT, id))!.requests)
      if ('by' in request) open.push([id, request]);
  const chosen = open[dice % (open.length + 1)];
  if (chosen === undefined) {
    clock.advance((1 + (dice % 7)) * 3_600_000);
    await engine.tick(TENANT);
    return;
  }
  const [change, { kind, request }] = chosen;
  const who = as(people[(dice >>> 5) % people.length]!.id);
  if (kind === 'task')
    await engine.act(
      change,
      { kind, name: request, content: 'x', title: null, payload: null },
      who,
    );
  else if (kind === 'approval') {
    const decision = (['approve', 'approve', 'approve', 'reject', 'revise'] as const)[
      (dice >>> 9) % 5
    ]!;
    const rest = { reason: 'so', conditions: [], expected_digest: null, confidence: null };
    await engine.act(change, { kind: 'decide', request, decision, ...rest }, who);
  } else await engine.act(change, { kind: 'signal', name: request, payload: null }, who);
}

/** A number from a seed and a position: xorshift, so that any language can say it. */
function random(seed: number, at: number): number {
  let state = (seed ^ Math.imul(at + 1, 0x9e3779b9)) >>> 0 || 1;
  for (let round = 0; round < 4; round += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
  }
  return state;
}

/** Everything that a program made of the deeds of a seed: each change with its records, their ends, and replay's findings. */
async function told(policy: Policy, seed: number, ways: Ways): Promise<unknown> {
  const lives = await livesOf(policy, start, ways);
  const fields = { title: 'A change', description: 'Random' };
  const create = {
    kind: 'create',
    declared_type: 'sample',
    workflow: null,
    depends_on: [],
  } as const;
  await (await lives.next()).create({ ...create, fields, submit: false }, as('ann'));
  for (let at = 0; at < DEEDS_MAX; at += 1) await deed(await lives.next(), lives.clock, seed, at);
  const engine = await lives.next();
  const story: unknown[] = [];
  for (const { id } of (await engine.list(TENANT, { limit: 100 })).items) {
    const records: unknown[] = [];
    // Why something goes on waiting is told anew by every start that looks.
    for await (const { type, data, time, actor } of engine.records(TENANT, { change: id }))
      if (type !== 'deferred') records.push([time, type, actor?.id, data]);
    expect(await engine.verifyReplay(TENANT, id)).toEqual([]);
    story.push([id, (await engine.get(TENANT, id))?.status, records]);
  }
  await lives.end();
  return inOrderOfCreation(story);
}

/** Numbers of changes may have gaps, which a death in the middle of a command makes: only their order is told. */
function inOrderOfCreation(story: readonly unknown[]): unknown {
  const ids = (story as [id: string][]).map(([id]) => id).toReversed();
  const text = ids.reduce(
    (said, id, at) => said.replaceAll(id, `change ${String(at)}`),
    JSON.stringify(story),
  );
  return JSON.parse(text);
}

it('a random workflow that is killed after every deed goes on as if it never had been', async () => {
  const statuses = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(
      policies,
      fc.nat(),
      fc.constantFrom(...storeKinds),
      async (text, seed, kind) => {
        const policy = policyOf(text);
        const whole = await told(policy, seed, { kind: 'memory', killed: false });
        expect(await told(policy, seed, { kind, killed: true })).toEqual(whole);
        for (const [, status] of whole as [string, string][])
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
      },
    ),
    { numRuns: PROGRAMS },
  );
  // The programs do something: some changes come to an end, some go on, and some fail on the way.
  expect([...statuses.keys()].length).toBeGreaterThanOrEqual(3);
}, 600_000);
