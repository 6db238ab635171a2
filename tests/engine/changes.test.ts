import { beforeAll, describe, expect, it } from 'vitest';
import { createRecompute } from '../../src/engine/replay.ts';
import { createPolicies } from '../../src/engine/policies/policies.ts';
import { defaultBudget } from '../../src/engine/budget.ts';
import { TENANT } from '../../src/engine/engine.ts';
import type { JournalRecord } from '../../src/engine/ports.ts';
import { createWorld, policyDirectory, type World } from './world.ts';

const workflows = `
(define-role maker) (define-role checker) (define-role boss) (define-role doer)

(define-workflow checked
  "Checked by two people, done, closed."
  (applies-to (type checked))
  (identifier "CH-{date}-{n:3}")
  (phase prepare (await-signal submit (by (author))))
  (revisable
    (define what (field 'systems '()))
    (phase check "Being checked"
      (parallel-for (who '(checker boss))
        (require-approval look (by who) (distinct lookers) (due "10h") (escalate "12h" boss) (within "3d")))))
  (phase work
    (notify doer "It may be done.")
    (task do-it (by doer) (artifact "report.md")))
  (close 'successful))

(define-workflow either
  (applies-to (type either))
  (identifier "EI-{date}-{n:3}")
  (race ((await-signal left (by doer)) (close 'left))
        ((task right (by doer)) => (lambda (text) (set-field! 'justification text) (close 'right)))
        ((sleep "2d") (close 'too-late))))

(define-workflow votes
  (applies-to (type votes))
  (identifier "VO-{date}-{n:3}")
  (require-approval board (by checker) (quorum majority) (at-least 2) (rejects-when unreachable)))

(define-workflow fragile
  (applies-to (type fragile))
  (identifier "FR-{date}-{n:3}")
  (await-signal go (by (author)))
  (if (field? 'justification) (close 'fine) (error "no justification was given")))

(define-workflow first
  (applies-to (type first))
  (identifier "FI-{date}-{n:3}")
  (await-signal go (by (author)))
  (become checked))

(define-workflow guarded
  (applies-to (type guarded))
  (identifier "GU-{date}-{n:3}")
  (await-signal go (by maker) (accepts (not (author? (actor)))))
  (within "1d" (task slow (by doer)) (else (close 'late))))
`;

const people = {
  ann: ['maker'],
  bob: ['checker'],
  cas: ['checker', 'boss'],
  dee: ['boss'],
  eve: ['doer'],
  fay: ['checker'],
};

let directory: string;
beforeAll(async () => {
  directory = await policyDirectory({ 'workflows/all.scm': workflows });
});

const world = (): Promise<World> => createWorld(directory, people);

/** A change made again from its records is the change, byte for byte, and every request follows from them. */
async function replaysTheSame({ engine, store }: World, change: string): Promise<void> {
  const records: JournalRecord[] = [];
  for await (const record of store.records(TENANT, { change })) records.push(record);
  const made = await createRecompute(createPolicies(store), defaultBudget).document(records);
  expect(JSON.stringify(made.document)).toBe(JSON.stringify(await engine.get(TENANT, change)));
  expect(await engine.verifyReplay(TENANT, change)).toEqual([]);
}

describe('a change', () => {
  it('goes from request to closed, by the people its workflow asks, and replays the same', async () => {
    const w = await world();
    const id = await w.create('ann', 'checked', { systems: ['a', 'b'] });
    expect(id).toBe('CH-20260302-001');
    expect(await w.open(id)).toEqual(['submit']);
    expect((await w.signal(id, 'bob', 'submit')).ok).toBe(false);
    expect((await w.signal(id, 'ann', 'submit')).ok).toBe(true);
    expect(await w.open(id)).toEqual(['look:checker', 'look:boss']);
    const own = await w.decide(id, 'ann', 'approve');
    expect(own).toMatchObject({ ok: false, error: { code: 'separation-of-duties' } });
    expect(await w.decide(id, 'eve', 'approve')).toMatchObject({
      ok: false,
      error: { code: 'not-eligible' },
    });
    expect((await w.decide(id, 'cas', 'approve', 'look:checker')).ok).toBe(true);
    expect(await w.decide(id, 'cas', 'approve', 'look:boss')).toMatchObject({
      ok: false,
      error: { code: 'already-voted' },
    });
    expect((await w.decide(id, 'dee', 'approve')).ok).toBe(true);
    expect(await w.open(id)).toEqual(['do-it']);
    expect(w.told.map(({ type }) => type)).toContain('notified');
    expect(
      (
        await w.act(id, 'eve', {
          kind: 'task',
          name: 'do-it',
          content: 'Done.',
          title: null,
          payload: null,
        })
      ).ok,
    ).toBe(true);
    const done = await w.engine.get(TENANT, id);
    expect(done).toMatchObject({
      status: 'completed',
      outcome: 'successful',
      phases: [],
      requests: [],
      machine: null,
    });
    expect(done?.artifacts.map(({ name, content }) => [name, content])).toEqual([
      ['report.md', 'Done.'],
    ]);
    await replaysTheSame(w, id);
  });

  it('is rejected by one reviewer, and the review beside it is withdrawn', async () => {
    const w = await world();
    const id = await w.create('ann', 'checked');
    await w.signal(id, 'ann', 'submit');
    await w.decide(id, 'bob', 'reject');
    const change = await w.engine.get(TENANT, id);
    expect(change).toMatchObject({ status: 'rejected', outcome: 'rejected', requests: [] });
    expect(change?.decided.map(({ request, outcome }) => [request, outcome])).toEqual([
      ['look:checker', 'rejected'],
      ['look:boss', 'withdrawn'],
    ]);
    expect(await w.decide(id, 'fay', 'approve', 'look:checker')).toMatchObject({ ok: true });
    expect((await w.engine.get(TENANT, id))?.decided[0]?.votes.at(-1)).toMatchObject({
      by: 'fay',
      standing: 'late',
    });
    await replaysTheSame(w, id);
  });

  it('goes through another round when a revision is asked for, and keeps the history', async () => {
    const w = await world();
    const id = await w.create('ann', 'checked');
    await w.signal(id, 'ann', 'submit');
    await w.decide(id, 'bob', 'approve');
    await w.decide(id, 'dee', 'revise');
    expect(await w.open(id)).toEqual(['resubmit']);
    expect((await w.engine.get(TENANT, id))?.phases.map(({ name }) => name)).toEqual(['revising']);
    expect((await w.act(id, 'ann', { kind: 'edit', fields: { systems: ['c'] } })).ok).toBe(true);
    await w.signal(id, 'ann', 'resubmit');
    expect(await w.open(id)).toEqual(['look:checker', 'look:boss']);
    expect((await w.decide(id, 'bob', 'approve')).ok).toBe(true);
    expect((await w.decide(id, 'dee', 'approve')).ok).toBe(true);
    expect(await w.open(id)).toEqual(['do-it']);
    await replaysTheSame(w, id);
  });

  it('asks again when an edit touches what was approved, and refuses the edit when that is too late', async () => {
    const w = await world();
    const id = await w.create('ann', 'checked', { systems: ['a'] });
    await w.signal(id, 'ann', 'submit');
    await w.decide(id, 'bob', 'approve');
    expect((await w.act(id, 'ann', { kind: 'edit', fields: { test_plan: 'more' } })).ok).toBe(true);
    expect(await w.open(id)).toEqual(['look:boss']);
    expect((await w.act(id, 'ann', { kind: 'edit', fields: { systems: ['a', 'b'] } })).ok).toBe(
      true,
    );
    expect(await w.open(id)).toEqual(['resubmit']);
    await w.signal(id, 'ann', 'resubmit');
    await w.decide(id, 'bob', 'approve');
    await w.decide(id, 'dee', 'approve');
    expect(await w.act(id, 'ann', { kind: 'edit', fields: { systems: ['z'] } })).toMatchObject({
      ok: false,
      error: { code: 'too-late' },
    });
    await replaysTheSame(w, id);
  });

  it('reminds at four fifths, escalates when due, and expires without ever approving', async () => {
    const w = await world();
    const id = await w.create('ann', 'checked');
    await w.signal(id, 'ann', 'submit');
    await w.pass(8);
    expect((await w.engine.get(TENANT, id))?.requests[0]?.reminders.warned).toBe(true);
    await w.pass(4);
    const escalated = await w.engine.get(TENANT, id);
    expect(escalated?.requests[0]?.escalations[0]?.done).toBe(true);
    expect((await w.decide(id, 'dee', 'approve', 'look:checker')).ok).toBe(true);
    await w.pass(72);
    expect(await w.engine.get(TENANT, id)).toMatchObject({
      status: 'rejected',
      outcome: 'expired',
    });
    await replaysTheSame(w, id);
  });

  it('takes the first of several ways and withdraws the others', async () => {
    const w = await world();
    const [left, right, late] = [
      await w.create('ann', 'either'),
      await w.create('ann', 'either'),
      await w.create('ann', 'either'),
    ];
    await w.signal(left, 'eve', 'left');
    await w.act(right, 'eve', {
      kind: 'task',
      name: 'right',
      content: 'why',
      title: null,
      payload: null,
    });
    await w.pass(48);
    const outcomes = await Promise.all(
      [left, right, late].map(async (id) => (await w.engine.get(TENANT, id))?.outcome),
    );
    expect(outcomes).toEqual(['left', 'right', 'too-late']);
    expect((await w.engine.get(TENANT, right))?.fields.justification).toBe('why');
    for (const id of [left, right, late]) await replaysTheSame(w, id);
  });

  it('needs a majority of those eligible, and is rejected when that cannot be reached any more', async () => {
    const w = await world();
    const [yes, no] = [await w.create('ann', 'votes'), await w.create('ann', 'votes')];
    await w.decide(yes, 'bob', 'approve');
    expect((await w.engine.get(TENANT, yes))?.status).toBe('open');
    await w.decide(yes, 'fay', 'approve');
    expect((await w.engine.get(TENANT, yes))?.status).toBe('completed');
    await w.decide(no, 'bob', 'reject');
    expect((await w.engine.get(TENANT, no))?.status).toBe('open');
    await w.decide(no, 'fay', 'reject');
    expect((await w.engine.get(TENANT, no))?.status).toBe('rejected');
  });

  it('fails when its program raises, keeps everything, and goes on with retry', async () => {
    const w = await world();
    const id = await w.create('ann', 'fragile');
    await w.signal(id, 'ann', 'go');
    const failed = await w.engine.get(TENANT, id);
    expect(failed).toMatchObject({
      status: 'failed',
      failure: { message: expect.stringContaining('no justification') as string },
    });
    expect(await w.signal(id, 'ann', 'go')).toMatchObject({
      ok: false,
      error: { code: 'program-failed' },
    });
    await w.act(id, 'ann', { kind: 'edit', fields: { justification: 'because' } });
    expect((await w.act(id, 'ann', { kind: 'retry' })).ok).toBe(true);
    expect(await w.engine.get(TENANT, id)).toMatchObject({
      status: 'completed',
      outcome: 'fine',
      failure: null,
    });
    await replaysTheSame(w, id);
  });

  it('becomes another workflow on the same identifier', async () => {
    const w = await world();
    const id = await w.create('ann', 'first');
    await w.signal(id, 'ann', 'go');
    expect(await w.engine.get(TENANT, id)).toMatchObject({
      id,
      change_type: 'checked',
      workflow: { name: 'checked' },
    });
    expect(await w.open(id)).toEqual(['submit']);
    await replaysTheSame(w, id);
  });

  it('asks the clause accepts at each attempt, and gives up when its time is over', async () => {
    const w = await world();
    const id = await w.create('ann', 'guarded');
    expect(await w.signal(id, 'ann', 'go')).toMatchObject({
      ok: false,
      error: { code: 'not-accepted' },
    });
    const other = await createWorld(directory, { ...people, zoe: ['maker'] }, w.store);
    expect((await other.signal(id, 'zoe', 'go')).ok).toBe(true);
    await other.pass(24);
    expect(await other.engine.get(TENANT, id)).toMatchObject({ outcome: 'late' });
    await replaysTheSame(other, id);
  });

  it('can be cancelled wherever it is', async () => {
    const w = await world();
    const id = await w.create('ann', 'checked');
    await w.signal(id, 'ann', 'submit');
    expect((await w.act(id, 'ann', { kind: 'cancel', reason: 'not needed' })).ok).toBe(true);
    expect(await w.engine.get(TENANT, id)).toMatchObject({
      status: 'cancelled',
      outcome: 'cancelled',
      requests: [],
      phases: [],
    });
    expect(await w.act(id, 'ann', { kind: 'cancel', reason: null })).toMatchObject({
      ok: false,
      error: { code: 'closed' },
    });
    await replaysTheSame(w, id);
  });

  it('answers a repeated key with the first answer and refuses it with another body', async () => {
    const w = await world();
    const id = await w.create('ann', 'checked');
    const options = { ...w.as('ann'), key: { operation: 'signal', key: 'k1' } };
    const submit = { kind: 'signal', name: 'submit', payload: null } as const;
    const first = await w.engine.act(id, submit, options);
    const again = await w.engine.act(id, submit, options);
    expect(first).toMatchObject({ ok: true, value: { repeated: false } });
    expect(again).toMatchObject({ ok: true, value: { repeated: true, records: [] } });
    expect(await w.engine.act(id, { ...submit, name: 'other' }, options)).toMatchObject({
      ok: false,
      error: { code: 'key-reused' },
    });
  });

  it('answers a repeated key with the change as it was then, whatever has happened since', async () => {
    const w = await world();
    const id = await w.create('ann', 'checked');
    const options = { ...w.as('ann'), key: { operation: 'edit', key: 'k1' } };
    const edit = { kind: 'edit', fields: { title: 'First' } } as const;
    const first = await w.engine.act(id, edit, options);
    await w.act(id, 'ann', { kind: 'edit', fields: { title: 'Second' } });
    await w.signal(id, 'ann', 'submit');
    const again = await w.engine.act(id, edit, options);
    if (!first.ok || !again.ok) throw new Error('refused');
    expect(again.value.change).toEqual(first.value.change);
    expect((await w.engine.get(TENANT, id))?.fields.title).toBe('Second');
  });

  it('refuses a command that has seen an older version', async () => {
    const w = await world();
    const id = await w.create('ann', 'checked');
    const version = (await w.engine.get(TENANT, id))!.version;
    await w.signal(id, 'ann', 'submit');
    const late = await w.engine.act(
      id,
      { kind: 'edit', fields: { title: 'x' } },
      { ...w.as('ann'), expectedVersion: version },
    );
    expect(late).toMatchObject({ ok: false, error: { code: 'stale' } });
  });
});

describe('the inbox', () => {
  it('shows what is asked of someone, and what they were told, while the change is open', async () => {
    const w = await world();
    const id = await w.create('ann', 'checked');
    await w.signal(id, 'ann', 'submit');
    const inbox = async (person: string): Promise<readonly string[]> => {
      const { items } = await w.engine.inbox(TENANT, w.as(person).actor, { limit: 10 }, () => true);
      return items.map(({ request, kind }) => `${request} ${kind}`);
    };
    expect(await inbox('bob')).toEqual(['look:checker approval']);
    expect(await inbox('ann')).toEqual([]);
    await w.decide(id, 'bob', 'approve');
    await w.decide(id, 'dee', 'approve');
    expect(await inbox('eve')).toEqual(['do-it task', 'notice notice']);
    expect(await inbox('bob')).toEqual([]);
  });
});
