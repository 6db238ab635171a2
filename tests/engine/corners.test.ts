import { beforeAll, describe, expect, it } from 'vitest';
import { TENANT } from '../../src/engine/engine.ts';
import { createWorld, policyDirectory, type World } from './world.ts';

const workflows = `
(define-role maker) (define-role checker) (define-role boss) (define-role doer)

(define-workflow skipping
  (applies-to (type skipping))
  (identifier "SK-{date}-{n:3}")
  (race ((await-approval one (by checker) (only-if #f)) (close 'one))
        ((await-approval two (by boss) (only-if #f)) (close 'two))))

(define-workflow mending
  (applies-to (type mending))
  (identifier "ME-{date}-{n:3}")
  (revisable
    (define what (field 'systems '()))
    (require-approval look (by checker))
    (await-signal go (by (author)))
    (if (memq 'broken what) (error "this system is broken")))
  (close 'fine))

(define-workflow two-rounds
  (applies-to (type two-rounds))
  (identifier "TW-{date}-{n:3}")
  (parallel
    (revisable
      (define what (field 'systems '()))
      (require-approval one (by checker))
      (task first (by doer)))
    (revisable
      (define what (field 'systems '()))
      (require-approval two (by boss))
      (task second (by doer))))
  (close 'done))

(define-workflow plain
  (applies-to (type plain))
  (identifier "PL-{date}-{n:3}")
  (require-approval look (by checker))
  (close 'done))

(define-workflow following
  (applies-to (type following))
  (identifier "FO-{date}-{n:3}")
  (await-dependencies)
  (close 'done))

(define-workflow parts
  (applies-to (type parts))
  (identifier "PA-{date}-{n:3}")
  (parallel-for (who (list (person "eve") (person "bob")))
    (task part (by who)))
  (close 'done))

(define-workflow turning
  (applies-to (type turning))
  (identifier "TU-{date}-{n:3}")
  (field 'systems '())
  (require-approval look (by checker))
  (become turned))

(define-workflow turned
  (applies-to (type turned))
  (identifier "TD-{date}-{n:3}")
  (revisable
    (await-signal go (by (author)))
    (require-approval again (by boss)))
  (close 'done))

(define-workflow helped
  (applies-to (type helped))
  (identifier "HE-{date}-{n:3}")
  (require-approval look (by checker) (quorum 1) (rejects-when unreachable) (due "1h") (escalate boss))
  (close 'done))

(define-workflow empty
  (applies-to (type empty))
  (identifier "EM-{date}-{n:3}")
  (await-signal go (by '()))
  (close 'done))

(define-workflow twins
  (applies-to (type twins))
  (identifier "TN-{date}-{n:3}")
  (define (ask what)
    (guard (raised ((eq? (condition-kind raised) 'duplicate-request) (comment (error-object-message raised))))
      (case what
        ((vote) (parallel-for (each '(a a)) (require-approval look (by checker))))
        ((signal) (parallel-for (each '(b b)) (await-signal go (by checker))))
        ((event) (parallel-for (each '(c c)) (await-event built)))
        (else (parallel-for (each '(d d)) (task part (by doer) (artifact "part.md")))))))
  (for-each ask '(vote signal event task))
  (for-each (lambda (each) (await-signal go (by checker) (key 'one))) '(1 2))
  (close 'done))

(define-workflow set
  (applies-to (type set))
  (identifier "SE-{date}-{n:3}")
  (set-field! 'justification "set")
  (if (equal? (field 'justification "") "set") (close 'seen) (close 'unseen)))
`;

const people = {
  ann: ['maker'],
  bob: ['checker'],
  dee: ['boss'],
  eve: ['doer'],
};

let world: World;
beforeAll(async () => {
  world = await createWorld(await policyDirectory({ 'workflows/all.scm': workflows }), people);
});

const task = (change: string, person: string, name: string) =>
  world.act(change, person, { kind: 'task', name, content: 'text', title: null, payload: null });

const edit = (change: string, systems: readonly string[]) =>
  world.act(change, 'ann', { kind: 'edit', fields: { systems } });

const outcome = async (change: string): Promise<string | null | undefined> =>
  (await world.engine.get(TENANT, change))?.outcome;

describe('a race', () => {
  it('is won by the first of several heads that need not wait', async () => {
    const change = await world.create('ann', 'skipping');
    expect(await outcome(change)).toBe('one');
    expect(await world.engine.verifyReplay(TENANT, change)).toEqual([]);
  });
});

describe('a change that failed', () => {
  it('goes on in the round that an edit begins, when the edit leaves what failed', async () => {
    const change = await world.create('ann', 'mending', { systems: ['broken'] });
    await world.decide(change, 'bob', 'approve', 'look');
    await world.signal(change, 'ann', 'go');
    expect((await world.engine.get(TENANT, change))?.status).toBe('failed');
    expect((await edit(change, ['sound'])).ok).toBe(true);
    expect((await world.engine.get(TENANT, change))?.status).toBe('open');
    await world.signal(change, 'ann', 'resubmit');
    await world.decide(change, 'bob', 'approve', 'look');
    await world.signal(change, 'ann', 'go');
    expect(await outcome(change)).toBe('fine');
    expect(await world.engine.verifyReplay(TENANT, change)).toEqual([]);
  });
});

describe('a request of a name that is open already', () => {
  it('is refused in the program, and may be asked for when the first has ended', async () => {
    const change = await world.create('ann', 'twins');
    const { comments } = (await world.engine.get(TENANT, change))!;
    expect(comments.map(({ text }) => text.split(' ')[0])).toEqual([
      'look:a',
      'go:b',
      'built:c',
      'part:d',
    ]);
    expect(await world.open(change)).toEqual(['go:one']);
    await world.signal(change, 'bob', 'go');
    expect(await world.open(change)).toEqual(['go:one']);
    await world.signal(change, 'bob', 'go');
    expect(await outcome(change)).toBe('done');
    expect(await world.engine.verifyReplay(TENANT, change)).toEqual([]);
  });
});

describe('an edit of what several rounds approved', () => {
  it('sends every one of them back', async () => {
    const change = await world.create('ann', 'two-rounds');
    await world.decide(change, 'bob', 'approve', 'one');
    await world.decide(change, 'dee', 'approve', 'two');
    expect(await world.open(change)).toEqual(['first', 'second']);
    await edit(change, ['other']);
    const state = await world.engine.get(TENANT, change);
    expect(state?.requests.map(({ name }) => name)).toEqual(['resubmit', 'resubmit']);
    expect(await world.engine.verifyReplay(TENANT, change)).toEqual([]);
  });
});

describe('a dependency', () => {
  it('that was rejected still fails what depends on it after it is put away', async () => {
    const first = await world.create('ann', 'plain');
    await world.decide(first, 'bob', 'reject', 'look');
    await world.act(first, 'ann', { kind: 'archive' });
    const second = await world.engine.create(
      {
        kind: 'create',
        fields: { title: 'A change', description: 'After another' },
        declared_type: 'following',
        workflow: null,
        depends_on: [{ id: first, policy: 'block' }],
        submit: false,
      },
      world.as('ann'),
    );
    expect(second.ok && second.value.change.status).toBe('failed');
  });
});

describe('a name that several open requests share', () => {
  it('means the one that asks whoever acts', async () => {
    const change = await world.create('ann', 'parts');
    expect((await task(change, 'bob', 'part')).ok).toBe(true);
    expect(await world.open(change)).toEqual(['part:eve']);
  });
});

describe('a change that became another', () => {
  it('is not bound by what was approved before', async () => {
    const change = await world.create('ann', 'turning');
    await world.decide(change, 'bob', 'approve', 'look');
    expect(await world.open(change)).toEqual(['go']);
    const edited = await edit(change, ['other']);
    expect(edited.ok).toBe(true);
    expect(await world.open(change)).toEqual(['go']);
  });
});

describe('an approval that is rejected when it is out of reach', () => {
  it('still waits for those to whom time has escalated', async () => {
    const change = await world.create('ann', 'helped');
    await world.pass(2);
    await world.decide(change, 'bob', 'reject', 'look');
    expect(await world.open(change)).toEqual(['look']);
    await world.decide(change, 'dee', 'approve', 'look');
    expect(await outcome(change)).toBe('done');
  });

  it('is rejected as well when all have abstained', async () => {
    const change = await world.create('ann', 'helped');
    await world.pass(2);
    await world.decide(change, 'bob', 'abstain', 'look');
    await world.decide(change, 'dee', 'abstain', 'look');
    expect(await outcome(change)).toBe('rejected');
  });
});

describe('a signal', () => {
  it('is for nobody when its policy names nobody', async () => {
    const change = await world.create('ann', 'empty');
    const sent = await world.signal(change, 'eve', 'go');
    expect(sent.ok ? 'sent' : sent.error.code).toBe('not-eligible');
  });
});

describe('a field', () => {
  it('is seen in the step that sets it', async () => {
    expect(await outcome(await world.create('ann', 'set'))).toBe('seen');
  });
});

describe('what cannot move', () => {
  it('holds up nobody else, is tried again later, and never at once', async () => {
    const directory = await policyDirectory({
      'workflows/endless.scm': `
        (define (spin) (spin))
        (define-workflow endless (applies-to (type endless)) (identifier "EN-{date}-{n:3}") (sleep "1h") (spin))
        (define-workflow brief (applies-to (type brief)) (identifier "BR-{date}-{n:3}") (sleep "2h") (close 'done))`,
    });
    const w = await createWorld(directory, { ann: [] });
    const stuck = await w.create('ann', 'endless');
    const fine = await w.create('ann', 'brief');
    await w.pass(1);
    await w.pass(1);
    expect(await w.engine.get(TENANT, fine)).toMatchObject({ status: 'completed' });
    expect(await w.engine.get(TENANT, stuck)).toMatchObject({ status: 'open' });
  });

  it('looks at windows again when another policy comes into force', async () => {
    const flow = `
      (define-workflow later (applies-to (type later)) (identifier "LA-{date}-{n:3}") (await-window) (close 'done))`;
    const freeze = `(define-freeze all "All of it" (from "2026-03-01") (to "2026-04-30") (kind full))`;
    const frozen = await policyDirectory({
      'workflows/later.scm': flow,
      'rules/freeze.scm': freeze,
    });
    const free = await policyDirectory({ 'workflows/later.scm': flow });
    const w = await createWorld(frozen, { ann: [] });
    const id = await w.create('ann', 'later');
    expect((await w.engine.get(TENANT, id))?.requests[0]).toMatchObject({ kind: 'window' });
    const before = (await w.engine.get(TENANT, id))!.version;
    await w.engine.activate(frozen, { id: 'ann', kind: 'person', roles: [] });
    await w.engine.activate(free, { id: 'ann', kind: 'person', roles: [] });
    await expect.poll(async () => (await w.engine.get(TENANT, id))?.status).toBe('completed');
    const types: string[] = [];
    for await (const record of w.store.records(TENANT, { change: id })) types.push(record.type);
    expect(types.slice(before)).toEqual(['elapsed', 'closed']);
  });
});
