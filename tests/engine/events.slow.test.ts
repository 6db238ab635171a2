import { describe, expect, it } from 'vitest';
import { TENANT } from '../../src/engine/engine.ts';
import { createWorld, policyDirectory } from './world.ts';
import { eachWay, type Lives } from './lives.ts';

const policy = `
(define-role maker) (define-role checker) (define-role robot)

(define-workflow built
  (applies-to (type built))
  (identifier "BU-{date}-{n:3}")
  (await-signal begin (by maker))
  (define result (await-event build (accepts (assq 'ok (payload)))))
  (comment (if (cdr (assq 'ok result)) "It is built." "It is broken."))
  (await-event deploy (key "eu") (by robot) (within "2d"))
  (close 'done))

(define-workflow called
  (applies-to (type called))
  (identifier "CA-{date}-{n:3}")
  (await-signal begin (by maker))
  (define (once) (await-signal call (by checker) (persistent)))
  (once)
  (await-signal between (by maker))
  (once)
  (become other))

(define-workflow other
  (applies-to (type other))
  (identifier "OT-{date}-{n:3}")
  (await-signal call (by checker) (persistent))
  (close 'done))`;

const people = { ann: ['maker'], bob: ['checker'], rob: ['robot'] };
const world = { policy, people };

const send = async (
  lives: Lives,
  change: string,
  person: string,
  name: string,
  payload: { readonly ok: boolean } | null = null,
): Promise<string> => {
  const sent = await lives.act(change, person, { kind: 'signal', name, payload });
  return sent.ok ? 'taken' : sent.error.code;
};

const comments = async (lives: Lives, change: string): Promise<readonly string[]> =>
  ((await lives.now().engine.get(TENANT, change))?.comments ?? []).map(({ text }) => text);

const outcome = async (lives: Lives, change: string): Promise<string | null> =>
  (await lives.now().engine.get(TENANT, change))?.outcome ?? null;

describe('an event', () => {
  eachWay('that comes while it is awaited goes in', world, async (lives) => {
    const change = await lives.create('ann', 'built');
    await send(lives, change, 'ann', 'begin');
    expect(await lives.open(change)).toEqual(['build']);
    expect(await send(lives, change, 'rob', 'build')).toBe('not-accepted');
    expect(await send(lives, change, 'rob', 'build', { ok: true })).toBe('taken');
    expect(await comments(lives, change)).toEqual(['It is built.']);
    expect(await send(lives, change, 'bob', 'deploy:eu')).toBe('not-eligible');
    expect(await send(lives, change, 'rob', 'deploy:eu')).toBe('taken');
    expect(await outcome(lives, change)).toBe('done');
  });

  eachWay('that came before is kept, the latest of each key', world, async (lives) => {
    const change = await lives.create('ann', 'built');
    for (const ok of [true, false]) await send(lives, change, 'rob', 'build', { ok });
    expect(await send(lives, change, 'rob', 'deploy:us')).toBe('taken');
    expect(await send(lives, change, 'rob', 'deploy:eu')).toBe('taken');
    expect(await send(lives, change, 'rob', 'finished')).toBe('not-awaited');
    await send(lives, change, 'ann', 'begin');
    expect(await comments(lives, change)).toEqual(['It is broken.']);
    expect(await outcome(lives, change)).toBe('done');
  });

  eachWay('that was kept and is not accepted leaves its request open', world, async (lives) => {
    const change = await lives.create('ann', 'built');
    await send(lives, change, 'bob', 'build');
    await send(lives, change, 'bob', 'deploy:eu');
    await send(lives, change, 'ann', 'begin');
    expect(await lives.open(change)).toEqual(['build']);
    await send(lives, change, 'rob', 'build', { ok: true });
    expect(await lives.open(change)).toEqual(['deploy:eu']);
    await lives.pass(49);
    expect(await outcome(lives, change)).toBe('done');
  });
});

describe('a persistent signal', () => {
  eachWay('is kept from the start, and goes in once', world, async (lives) => {
    const change = await lives.create('ann', 'called');
    expect(await send(lives, change, 'bob', 'call')).toBe('taken');
    await send(lives, change, 'ann', 'begin');
    expect(await lives.open(change)).toEqual(['between']);
    await send(lives, change, 'ann', 'between');
    expect(await lives.open(change)).toEqual(['call']);
  });

  eachWay('is not kept for another workflow', world, async (lives) => {
    const change = await lives.create('ann', 'called');
    await send(lives, change, 'ann', 'begin');
    await send(lives, change, 'bob', 'call');
    for (const person of ['bob', 'bob']) await send(lives, change, person, 'call');
    await send(lives, change, 'ann', 'between');
    expect(await lives.open(change)).toEqual(['call']);
    expect((await lives.now().engine.get(TENANT, change))?.workflow.name).toBe('other');
  });

  eachWay('is delivered in the name of who sent it', world, async (lives) => {
    const change = await lives.create('ann', 'called');
    await send(lives, change, 'bob', 'call');
    await send(lives, change, 'ann', 'begin');
    const records = [];
    for await (const { type, actor, data } of lives.now().engine.records(TENANT, { change }))
      records.push([type, actor?.id, data['kept']]);
    expect(records).toContainEqual(['signalled', 'bob', 'call']);
  });
});

it('what waits for an event is told as such', async () => {
  const one = await createWorld(await policyDirectory({ 'workflows/all.scm': policy }), people);
  const change = await one.create('ann', 'built');
  await one.signal(change, 'ann', 'begin');
  const state = await one.engine.get(TENANT, change);
  const told = await one.engine.explain(TENANT, state!);
  expect(told.waiting[0]).toMatchObject({ request: 'build', kind: 'event', who: [] });
  expect(told.shortest_way).toEqual(['build comes from outside']);
});
