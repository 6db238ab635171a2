import { describe, expect, it } from 'vitest';
import { createEngine, TENANT } from '../../src/engine/engine.ts';
import { createPolicies } from '../../src/engine/policies/policies.ts';
import { simulatedClock, volatileMarks } from '../../src/engine/policies/simulated.ts';
import type { Store } from '../../src/engine/ports.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { createWorld, policyDirectory, start } from './world.ts';

const flows = `
(define-role maker)
(define-calendar house (time-zone "UTC"))
(define-workflow using
  (applies-to (type using))
  (identifier "US-{date}-{n:3}")
  (lock 'db (await-signal done (by maker)))
  (close 'completed))
(define-workflow waiting
  (applies-to (type waiting))
  (identifier "WA-{date}-{n:3}")
  (phase scheduled (await-window))
  (close 'completed))`;

const freeze = `(define-freeze stop "A stop" (from "2026-03-01") (to "2026-03-09") (kind full) (calendar house))`;

const people = { ann: ['maker'] };
const policy = (rules: string) =>
  policyDirectory({ 'workflows/flows.scm': flows, 'rules/freezes.scm': rules });

/** A store whose next commit that opens a wait reaches it only when it is let through. */
function slowToWrite(store: Store) {
  let letThrough: () => void = () => undefined;
  let reached: () => void = () => undefined;
  let armed = false;
  return {
    store: {
      ...store,
      async commit(commit) {
        if (armed && commit.records.some(({ type }) => type === 'opened')) {
          armed = false;
          reached();
          await new Promise<void>((resume) => (letThrough = resume));
        }
        return store.commit(commit);
      },
    } satisfies Store,
    /** Resolves when such a commit has come. */
    holdBack: () => {
      armed = true;
      return new Promise<void>((resume) => (reached = resume));
    },
    letThrough: () => letThrough(),
  };
}

describe('a change that asks while what it asks for comes about', () => {
  it('has the lock that its holder left before the asking was written', async () => {
    const slow = slowToWrite(memoryStore());
    const world = await createWorld(await policy(''), people, slow.store);
    const holder = await world.create('ann', 'using');
    const held = slow.holdBack();
    const asking = world.create('ann', 'using');
    await held;
    expect(await world.signal(holder, 'ann', 'done')).toMatchObject({ ok: true });
    await world.engine.settled();
    slow.letThrough();
    const change = await asking;
    await world.engine.settled();
    expect(await world.open(change)).toEqual(['done']);
  });

  it('goes ahead where the freeze was lifted before the waiting was written', async () => {
    const slow = slowToWrite(memoryStore());
    const world = await createWorld(await policy(freeze), people, slow.store);
    const held = slow.holdBack();
    const asking = world.create('ann', 'waiting');
    await held;
    await world.engine.activate(await policy(''), { id: 'ann', kind: 'person', roles: [] });
    await world.engine.settled();
    slow.letThrough();
    const change = await asking;
    await world.engine.settled();
    expect((await world.engine.get(TENANT, change))?.status).toBe('completed');
  });
});

it('a start looks at windows again: the policy may have been put in force just before a crash', async () => {
  const store = memoryStore();
  const world = await createWorld(await policy(freeze), people, store);
  const change = await world.create('ann', 'waiting');
  expect(await world.open(change)).toEqual(['window']);
  await world.engine.close();

  const policies = createPolicies(store);
  const engine = await createEngine({
    store,
    policies,
    clock: simulatedClock(start),
    roster: { members: () => Promise.resolve([]) },
    marks: volatileMarks(),
    outbox: { name: 'none', deliver: () => Promise.resolve() },
    timeZone: 'UTC',
    report(fault) {
      throw fault;
    },
  });
  const read = await policies.read(await policy(''));
  if (!read.ok) throw new Error('no policy');
  policies.put({ ...read.value, activated_at: new Date(start).toISOString() });
  await engine.settled();
  expect((await engine.get(TENANT, change))?.status).toBe('completed');
  await engine.close();
});
