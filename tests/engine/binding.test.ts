import { beforeAll, describe, expect, it } from 'vitest';
import { TENANT } from '../../src/engine/engine.ts';
import type { ChangeState } from '../../src/change/aggregate/model.ts';
import { createWorld, policyDirectory, type World } from './world.ts';

const workflows = `
(define-role maker) (define-role checker) (define-role boss)

(define-workflow later
  (applies-to (type later))
  (identifier "LA-{date}-{n:3}")
  (revisable
    (field 'systems '())
    (require-approval look (by checker))
    (define answer (await-approval second (by boss)))
    (await-signal ponder (by (author)))
    (if (revise? answer) (raise answer)))
  (close 'done))

(define-workflow handled
  (applies-to (type handled))
  (identifier "HA-{date}-{n:3}")
  (revisable
    (field 'systems '())
    (require-approval look (by checker))
    (define answer (await-approval second (by boss)))
    (if (revise? answer) 'noted 'unmoved))
  (await-signal go (by (author)))
  (close 'done))

(define-workflow nested
  (applies-to (type nested))
  (identifier "NE-{date}-{n:3}")
  (revisable
    (field 'systems '())
    (require-approval outer (by checker))
    (revisable
      (field 'title)
      (require-approval inner (by boss))))
  (close 'done))

(define-workflow nested-ended
  (applies-to (type nested-ended))
  (identifier "EN-{date}-{n:3}")
  (revisable
    (field 'systems '())
    (require-approval outer (by checker))
    (revisable
      (field 'title)
      (require-approval inner (by boss)))
    (await-signal go (by (author))))
  (close 'done))

(define-workflow guarded
  (applies-to (type guarded))
  (identifier "GU-{date}-{n:3}")
  (revisable
    (field 'systems '())
    (require-approval look (by checker))
    (guard (anything (#t 'swallowed))
      (phase working (task work (by (author)) (within "30d")))))
  (close 'done))

(define-workflow skipping
  (applies-to (type skipping))
  (identifier "SK-{date}-{n:3}")
  (revisable
    (require-approval look (by checker) (only-if (memq 'ledger (field 'systems '()))))
    (await-signal go (by (author))))
  (close 'done))
`;

let world: World;
beforeAll(async () => {
  world = await createWorld(await policyDirectory({ 'workflows/all.scm': workflows }), {
    ann: ['maker'],
    bob: ['checker'],
    dee: ['boss'],
  });
});

/** A change on which bob has said yes to what he was asked first. */
async function approved(workflow: string, request: string): Promise<string> {
  const change = await world.create('ann', workflow);
  await world.decide(change, 'bob', 'approve', request);
  return change;
}

/** What became of an edit: `taken`, or the code of its refusal. */
async function edit(change: string, fields: object): Promise<string> {
  const answer = await world.act(change, 'ann', { kind: 'edit', fields });
  return answer.ok ? 'taken' : answer.error.code;
}

const state = async (change: string): Promise<ChangeState> =>
  (await world.engine.get(TENANT, change))!;

const agreesOnReplay = async (change: string): Promise<void> => {
  expect(await world.engine.verifyReplay(TENANT, change)).toEqual([]);
};

describe('a round that is sent back', () => {
  it('binds nothing any more, however long after the vote the revision is raised', async () => {
    const change = await approved('later', 'look');
    await world.decide(change, 'dee', 'revise', 'second');
    await world.signal(change, 'ann', 'ponder');
    expect(await world.open(change)).toEqual(['resubmit']);
    expect(await edit(change, { systems: ['other'] })).toBe('taken');
    await world.signal(change, 'ann', 'resubmit');
    expect(await world.open(change)).toEqual(['look']);
    await agreesOnReplay(change);
  });

  it('binds still while the program only ponders the vote', async () => {
    const change = await approved('later', 'look');
    await world.decide(change, 'dee', 'revise', 'second');
    expect(await edit(change, { systems: ['other'] })).toBe('taken');
    expect(await world.open(change)).toEqual(['resubmit']);
    const { decided } = await state(change);
    expect(decided.map(({ request, outcome }) => [request, outcome])).toEqual([
      ['look', 'stale'],
      ['second', 'revise'],
    ]);
    await agreesOnReplay(change);
  });
});

describe('a revision that the program answers itself', () => {
  it('leaves the approvals of the round in force when the round ends', async () => {
    const change = await approved('handled', 'look');
    await world.decide(change, 'dee', 'revise', 'second');
    expect(await world.open(change)).toEqual(['go']);
    expect((await state(change)).decided.map((one) => one.void)).toEqual([false, false]);
    expect(await edit(change, { systems: ['other'] })).toBe('too-late');
    await agreesOnReplay(change);
  });
});

describe('a revisable inside another', () => {
  it('does not keep for itself what went stale outside of it', async () => {
    const change = await approved('nested', 'outer');
    expect(await edit(change, { systems: ['other'] })).toBe('taken');
    await world.signal(change, 'ann', 'resubmit');
    expect(await world.open(change)).toEqual(['outer']);
    await agreesOnReplay(change);
  });

  it('takes what went stale inside of it, and the one around goes on', async () => {
    const change = await approved('nested-ended', 'outer');
    await world.decide(change, 'dee', 'revise', 'inner');
    await world.signal(change, 'ann', 'resubmit');
    expect(await world.open(change)).toEqual(['inner']);
    expect(await edit(change, { title: 'Another' })).toBe('taken');
    expect(await world.open(change)).toEqual(['inner']);
    await world.decide(change, 'dee', 'approve', 'inner');
    expect((await state(change)).decided.map((one) => one.void)).toEqual([false, true, false]);
    await agreesOnReplay(change);
  });

  it('is asked again by the one around when that still runs', async () => {
    const change = await approved('nested-ended', 'outer');
    await world.decide(change, 'dee', 'approve', 'inner');
    expect(await world.open(change)).toEqual(['go']);
    expect(await edit(change, { title: 'Another' })).toBe('taken');
    await world.signal(change, 'ann', 'resubmit');
    expect(await world.open(change)).toEqual(['outer']);
    await agreesOnReplay(change);
  });
});

describe('an approval that went stale', () => {
  it('is asked again whatever the program catches, and its phases are left', async () => {
    const change = await approved('guarded', 'look');
    expect(await edit(change, { systems: ['other'] })).toBe('taken');
    expect(await world.open(change)).toEqual(['resubmit']);
    expect((await state(change)).phases.map(({ name }) => name)).toEqual(['revising']);
    await agreesOnReplay(change);
  });
});

describe('an approval that was skipped', () => {
  it('is asked after all when an edit takes back what let it be skipped', async () => {
    const change = await world.create('ann', 'skipping', { systems: ['wiki'] });
    expect(await world.open(change)).toEqual(['go']);
    expect(await edit(change, { title: 'Another' })).toBe('taken');
    expect(await world.open(change)).toEqual(['go']);
    expect(await edit(change, { systems: ['ledger'] })).toBe('taken');
    await world.signal(change, 'ann', 'resubmit');
    expect(await world.open(change)).toEqual(['look']);
    await agreesOnReplay(change);
  });
});
