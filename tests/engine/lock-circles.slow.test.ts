import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/core/diagnostic.ts';
import type { Engine } from '../../src/engine/api.ts';
import { TENANT } from '../../src/engine/engine.ts';
import { verifyPolicy } from '../../src/verify/workflow/verify-policy.ts';
import { policyOf } from '../policy/policies.ts';
import { lockPolicies } from './random-locks.ts';
import { as, livesOf, type Lives } from './short-lives.ts';
import { start } from './world.ts';

/** How many workflows; a larger number by hand is a soak. */
const WORKFLOWS = Number(process.env['RANDOM_LOCKS'] ?? 80);
/** Times that each is carried out, each time in another order. */
const PLAYS = 8;
const DEEDS_MAX = 60;

const creation = { kind: 'create', workflow: null, depends_on: [], submit: false } as const;

async function create(engine: Engine, type: string, systems: readonly string[]): Promise<string> {
  const fields = { title: 'A change', description: 'Random', systems };
  const made = await engine.create({ ...creation, fields, declared_type: type }, as('ann'));
  if (!made.ok) throw new Error(made.error.message);
  return made.value.change.id;
}

interface Deed {
  readonly change: string;
  readonly kind: 'task' | 'signal';
  readonly name: string;
}

/** What people could do now, in whatever change, and whether time would move anything. */
async function possible(engine: Engine) {
  const { items } = await engine.list(TENANT, { status: 'open', limit: 100 });
  const deeds: Deed[] = [];
  let timed = false;
  for (const { id } of items)
    for (const { kind, request } of (await engine.get(TENANT, id))!.requests) {
      if (kind === 'task' || kind === 'signal') deeds.push({ change: id, kind, name: request });
      if (kind === 'timer') timed = true;
    }
  return { deeds, timed };
}

async function act(lives: Lives, { change, kind, name }: Deed): Promise<void> {
  const engine = await lives.next();
  const command =
    kind === 'task'
      ? { kind, name, content: 'x', title: null, payload: null }
      : { kind, name, payload: null };
  const done = await engine.act(change, command, as('ann'));
  if (!done.ok) throw new Error(done.error.message);
}

async function pass(lives: Lives, hours: number): Promise<void> {
  lives.clock.advance(hours * 3_600_000);
  await (await lives.next()).tick(TENANT);
}

/** How a change ends that is carried out in an order of dice, beside others that have the locks for a while. */
async function played(text: string, dice: () => number): Promise<string> {
  const lives = await livesOf(policyOf(text), start, { kind: 'memory', killed: false });
  try {
    for (const name of ['crane', 'road'])
      if (dice() % 2 === 0) await create(await lives.next(), 'keeping', [name]);
    const sample = await create(await lives.next(), 'sample', ['road']);
    for (let at = 0; at < DEEDS_MAX; at += 1) {
      const engine = await lives.next();
      const { status } = (await engine.get(TENANT, sample))!;
      if (status !== 'open') return status;
      const { deeds, timed } = await possible(engine);
      if (deeds.length === 0 && !timed) return 'stuck';
      const deed = deeds[dice() % (deeds.length + (timed ? 1 : 0))];
      await (deed === undefined ? pass(lives, 1 + (dice() % 9)) : act(lives, deed));
    }
    return 'open';
  } finally {
    await lives.end();
  }
}

const errorsIn = (text: string): readonly Diagnostic[] =>
  verifyPolicy(policyOf(text)).filter(({ severity }) => severity === 'error');

const WAITS_FOR_EACH_OTHER = /while it holds/;

it('what the proof passes never comes to wait for itself, in whatever order it is carried out', async () => {
  let passed = 0;
  let stuck = 0;
  await fc.assert(
    fc.asyncProperty(lockPolicies, fc.infiniteStream(fc.nat()), async (text, numbers) => {
      const dice = (): number => Number(numbers.next().value);
      const errors = errorsIn(text);
      const circle = errors.some(({ message }) => WAITS_FOR_EACH_OTHER.test(message));
      if (errors.length > 0 && !circle) return;
      let ends: readonly string[] = [];
      for (let play = 0; play < PLAYS; play += 1) ends = [...ends, await played(text, dice)];
      if (circle) stuck += ends.includes('stuck') ? 1 : 0;
      else {
        passed += 1;
        expect(ends).not.toContain('stuck');
      }
    }),
    { numRuns: WORKFLOWS },
  );
  expect(passed).toBeGreaterThan(0);
  expect(stuck).toBeGreaterThan(0);
}, 600_000);

const keeping = `(define-workflow keeping (applies-to (type keeping)) (identifier "KE-{date}-{n:3}")
  (lock (field 'systems) (await-signal let-go (by writer))))`;

const sample = (body: string): string =>
  `${keeping} (define-workflow sample (applies-to (type sample)) (identifier "SA-{date}-{n:3}") ${body})`;

const wait = '(task hold (by writer)) (while-in dawn (task seen (by writer)))';

describe('what the proof refuses comes to wait for itself on the path that it tells', () => {
  it.each([
    [
      'where the branch that opens the phase wants the lock',
      `(parallel (lock 'crane ${wait}) (begin (task go (by writer)) (lock 'crane (phase dawn (task one (by writer))))))`,
      ['hold'],
      ['go', 'hold'],
      { 'lock:crane': 'another branch of this change holds crane' },
    ],
    [
      'where it waits behind a branch that wants both names, though its own is free',
      `(race ((lock 'road ${wait}))
             ((begin (task both (by writer)) (lock '(crane road) (task haul (by writer))) (never)))
             ((begin (task go (by writer)) (lock 'crane (phase dawn (never))))))`,
      ['both', 'go', 'hold'],
      ['both', 'go', 'hold'],
      {
        'lock:crane,road': 'another branch of this change holds road',
        'lock:crane': 'another branch of this change has asked for crane before',
      },
    ],
  ])('%s', async (_, body, path, deeds, reasons) => {
    const text = sample(body);
    const [finding] = errorsIn(text);
    expect(finding?.code).toBe('deadlock');
    expect(finding?.message).toMatch(WAITS_FOR_EACH_OTHER);
    for (const step of path) expect(finding?.path?.join()).toContain(step);
    const lives = await livesOf(policyOf(text), start, { kind: 'memory', killed: false });
    const change = await create(await lives.next(), 'sample', []);
    for (const name of deeds) await act(lives, { change, kind: 'task', name });
    const engine = await lives.next();
    expect(await possible(engine)).toEqual({ deeds: [], timed: false });
    const told = await engine.explain(TENANT, (await engine.get(TENANT, change))!);
    expect(told.summary).toContain('It waits for itself');
    const said = told.waiting.filter(({ kind }) => kind === 'lock');
    expect(Object.fromEntries(said.map(({ request, reason }) => [request, reason.text]))).toEqual(
      reasons,
    );
    for (const { next } of told.waiting) expect(next).toContain('cancel the change');
    await lives.end();
  });
});

it('branches that ask in one step get a lock in the order in which they asked, too', async () => {
  const text = sample(`(parallel (lock '(crane road) (task first (by writer)))
                                 (lock 'crane (task second (by writer))))`);
  const lives = await livesOf(policyOf(text), start, { kind: 'memory', killed: false });
  const keeper = await create(await lives.next(), 'keeping', ['road']);
  const change = await create(await lives.next(), 'sample', []);
  const open = async (): Promise<readonly string[]> =>
    (await (await lives.next()).get(TENANT, change))!.requests.map(({ request }) => request);
  expect(await open()).toEqual(['lock:crane,road', 'lock:crane']);
  await act(lives, { change: keeper, kind: 'signal', name: 'let-go' });
  expect([...(await open())].sort()).toEqual(['first', 'lock:crane']);
  await act(lives, { change, kind: 'task', name: 'first' });
  expect(await open()).toEqual(['second']);
  await lives.end();
});
