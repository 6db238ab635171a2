import { rm } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { TENANT } from '../../src/engine/engine.ts';
import type { Store } from '../../src/engine/ports.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { eachWay, type Lives } from './lives.ts';
import { createWorld, policyDirectory } from './world.ts';

const policy = `
(define-role maker)

(define-workflow using
  (applies-to (type using))
  (identifier "US-{date}-{n:3}")
  (lock (field 'systems)
    (phase working (await-signal done (by maker))))
  (await-signal out (by maker))
  (close 'completed))

(define-workflow failing
  (applies-to (type failing))
  (identifier "FA-{date}-{n:3}")
  (define how (guard (e ((symbol? e) e)) (lock 'db (raise (await-signal fail (by maker))))))
  (await-signal out (by maker))
  (close 'completed))

(define-workflow both
  (applies-to (type both))
  (identifier "BO-{date}-{n:3}")
  (define (use name) (lock "db" (await-signal used (by maker) (key name))))
  (parallel (use 'one) (use 'two)))

(define-workflow again
  (applies-to (type again))
  (identifier "AG-{date}-{n:3}")
  (parallel
    (lock 'db (await-signal one (by maker)))
    (begin
      (await-signal two (by maker))
      (lock 'db (await-signal three (by maker)))))
  (close 'completed))

(define-workflow opening
  (applies-to (type opening))
  (identifier "OP-{date}-{n:3}")
  (lock 'db (open-change using (systems '(db))))
  (await-signal out (by maker))
  (close 'completed))

(define-workflow bearing
  (applies-to (type bearing))
  (identifier "BE-{date}-{n:3}")
  (open-change using (systems '(db)))
  (await-signal out (by maker))
  (close 'completed))

(define-workflow nested
  (applies-to (type nested))
  (identifier "NE-{date}-{n:3}")
  (unverified "what is called stands in data, so that only running it tells")
  (define (inner) (lock 'cache 'got))
  (guard (e ((error-object? e) (comment (symbol->string (condition-kind e))))) (lock 'db ((vector-ref (vector inner) 0))))
  (close 'completed))

(define-workflow waiting
  (applies-to (type waiting))
  (identifier "WA-{date}-{n:3}")
  (unverified "the change that is waited for is one that wants no lock, which only running it tells")
  (lock 'db
    (await-signal go (by maker))
    (comment (symbol->string (await-change (field 'custom.other))))))`;

const people = { ann: ['maker'] };
const world = { policy, people };

const sent = async (lives: Lives, change: string, name: string): Promise<string> => {
  const result = await lives.act(change, 'ann', { kind: 'signal', name, payload: null });
  return result.ok ? 'taken' : result.error.code;
};

const using = (lives: Lives, ...systems: string[]): Promise<string> =>
  lives.create('ann', 'using', { systems });

const why = async ({ now }: Lives, change: string): Promise<string | undefined> => {
  const state = await now().engine.get(TENANT, change);
  return (await now().engine.explain(TENANT, state!)).waiting[0]?.reason.text;
};

const holder = ({ now }: Lives, name: string): Promise<string | null> =>
  now().store.holder(TENANT, `lock:${name}`);

describe('a lock', () => {
  eachWay('is held by one change at a time, first come, first served', world, async (lives) => {
    const [first, second, third] = [
      await using(lives, 'db'),
      await using(lives, 'db'),
      await using(lives, 'db'),
    ];
    expect(await lives.open(first)).toEqual(['done']);
    expect(await lives.open(second)).toEqual(['lock:db']);
    expect(await why(lives, second)).toBe(`${first} holds db`);
    expect(await holder(lives, 'db')).toBe(first);
    expect(await sent(lives, first, 'done')).toBe('taken');
    expect(await lives.open(first)).toEqual(['out']);
    expect(await lives.open(second)).toEqual(['done']);
    expect(await lives.open(third)).toEqual(['lock:db']);
    await sent(lives, second, 'done');
    expect(await lives.open(third)).toEqual(['done']);
    await sent(lives, third, 'done');
    expect(await holder(lives, 'db')).toBeNull();
  });

  eachWay('of several names is taken at once, and nobody overtakes', world, async (lives) => {
    const first = await using(lives, 'db');
    const second = await using(lives, 'db', 'cache');
    const third = await using(lives, 'cache');
    expect(await lives.open(third)).toEqual(['lock:cache']);
    expect(await why(lives, third)).toBe(`${second} has asked for cache before`);
    const other = await using(lives, 'mail');
    expect(await lives.open(other)).toEqual(['done']);
    await sent(lives, first, 'done');
    expect(await lives.open(second)).toEqual(['done']);
    expect(await lives.open(third)).toEqual(['lock:cache']);
    expect(await why(lives, third)).toBe(`${second} holds cache`);
    await sent(lives, second, 'done');
    expect(await lives.open(third)).toEqual(['done']);
  });

  eachWay(
    'may be asked for by two branches, with another change between them',
    world,
    async (lives) => {
      const first = await lives.create('ann', 'again');
      const second = await using(lives, 'db');
      expect(await sent(lives, first, 'two')).toBe('taken');
      expect(await lives.open(first)).toEqual(['one', 'lock:db']);
      expect(await sent(lives, first, 'one')).toBe('taken');
      expect(await lives.open(second)).toEqual(['done']);
      expect(await sent(lives, second, 'done')).toBe('taken');
      expect(await lives.open(first)).toEqual(['three']);
      expect(await sent(lives, first, 'three')).toBe('taken');
      expect((await lives.now().engine.get(TENANT, first))?.status).toBe('completed');
    },
  );

  eachWay('is given back by whatever leaves it', world, async (lives) => {
    const first = await lives.create('ann', 'failing');
    const second = await using(lives, 'db');
    const third = await using(lives, 'db');
    await lives.act(first, 'ann', { kind: 'signal', name: 'fail', payload: { a: 1 } });
    expect((await lives.now().engine.get(TENANT, first))?.status).toBe('failed');
    expect(await lives.open(second)).toEqual(['lock:db']);
    await lives.act(first, 'ann', { kind: 'cancel', reason: null });
    expect(await lives.open(second)).toEqual(['done']);
    await lives.act(second, 'ann', { kind: 'cancel', reason: null });
    expect(await lives.open(third)).toEqual(['done']);
  });

  eachWay('that is no longer wanted makes way in the queue', world, async (lives) => {
    await using(lives, 'db');
    const second = await using(lives, 'db', 'cache');
    const third = await using(lives, 'cache');
    expect(await lives.open(third)).toEqual(['lock:cache']);
    await lives.act(second, 'ann', { kind: 'cancel', reason: null });
    expect(await lives.open(third)).toEqual(['done']);
  });

  eachWay('is held by one branch of a change at a time', world, async (lives) => {
    const change = await lives.create('ann', 'both');
    expect([...(await lives.open(change))].sort()).toEqual(['lock:db', 'used:one']);
    await sent(lives, change, 'used:one');
    expect(await lives.open(change)).toEqual(['used:two']);
    await sent(lives, change, 'used:two');
    expect((await lives.now().engine.get(TENANT, change))?.status).toBe('completed');
  });

  eachWay('cannot be taken inside a lock', world, async (lives) => {
    const change = await lives.create('ann', 'nested');
    const state = await lives.now().engine.get(TENANT, change);
    expect(state?.comments.map(({ text }) => text)).toEqual(['lock-in-lock']);
    expect(await holder(lives, 'db')).toBeNull();
  });

  eachWay('that is taken and given back at once lets others have it', world, async (lives) => {
    const change = await lives.create('ann', 'opening');
    const [opened] = (await lives.now().engine.get(TENANT, change))!.opened_changes;
    expect(await lives.open(opened!)).toEqual(['done']);
  });

  eachWay('and a wait for each other is refused with its path', world, async (lives) => {
    const second = 'US-20260302-001';
    const first = await lives.create('ann', 'waiting', { custom: { other: second } });
    expect(await using(lives, 'db')).toBe(second);
    expect(await sent(lives, first, 'go')).toBe('taken');
    const failed = await lives.now().engine.get(TENANT, first);
    expect(failed?.failure?.message).toBe(
      `this would wait for ever: ${first} waits for ${second}, which waits for the lock db of ${first}`,
    );
    // What stood in the way is gone: the same wait is asked for anew.
    await lives.act(second, 'ann', { kind: 'cancel', reason: null });
    await lives.act(first, 'ann', { kind: 'retry' });
    const state = await lives.now().engine.get(TENANT, first);
    expect(state?.comments.map(({ text }) => text)).toEqual(['cancelled']);
    expect(state?.status).toBe('completed');
  });

  it('that somebody takes while a change is being opened is waited for by the new one', async () => {
    const stored = memoryStore();
    let meanwhile: (() => Promise<string>) | null = null;
    const store: Store = {
      ...stored,
      async holder(tenant, claim) {
        const found = await stored.holder(tenant, claim);
        const work = meanwhile;
        meanwhile = null;
        await work?.();
        return found;
      },
    };
    const directory = await policyDirectory({ 'workflows/all.scm': policy });
    const world = await createWorld(directory, people, store);
    let first = '';
    meanwhile = async () => (first = await world.create('ann', 'using', { systems: ['db'] }));
    const opener = await world.engine.get(TENANT, await world.create('ann', 'bearing'));
    expect(await world.open(first)).toEqual(['done']);
    expect(opener?.status).toBe('open');
    expect(await world.open(opener!.opened_changes[0]!)).toEqual(['lock:db']);
    await world.engine.close();
    await rm(directory, { recursive: true });
  });
});
