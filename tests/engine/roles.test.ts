import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/core/canonical.ts';
import type { JsonObject } from '../../src/core/json.ts';
import { defaultBudget } from '../../src/engine/budget.ts';
import type { CommandOptions } from '../../src/engine/api.ts';
import { TENANT } from '../../src/engine/engine.ts';
import { createPolicies } from '../../src/engine/policies/policies.ts';
import type { JournalRecord } from '../../src/engine/ports.ts';
import { createRecompute, replay } from '../../src/engine/replay.ts';
import { openStore } from './files-store.ts';
import { createWorld, policyDirectory, type World } from './world.ts';

const policy = `
(define-role helper) (define-role lead) (define-role chief (inherits lead)) (define-role boss)
(define-access (permit (read change) (by member)))

(define-workflow of-author
  (applies-to (type author))
  (identifier "AU-{date}-{n:3}")
  (await-signal go (by helper))
  (close (if (has-role? (author) 'lead) 'led 'plain)))

(define-workflow of-task
  (applies-to (type task))
  (await-signal go (by helper))
  (if (has-role? (author) 'lead) (task led-work (by helper)) (task plain-work (by helper))))

(define-workflow of-person
  (applies-to (type person))
  (await-signal go (by helper))
  (close (if (has-role? (person "ida") 'lead) 'led 'plain)))

(define (said word) (cdr (assq word (payload))))
(define-workflow of-payload
  (applies-to (type payload))
  (await-signal go (by helper))
  (close (if (has-role? (said 'who) 'lead) 'led 'plain)))

(define-workflow of-actor
  (applies-to (type actor))
  (await-signal go (by helper))
  (close (if (has-role? (actor) 'helper) 'helped 'plain)))

(define-workflow later
  (applies-to (type later))
  (sleep "2h")
  (close (if (has-role? (author) 'lead) 'led 'plain)))

(define-workflow voted
  (applies-to (type voted))
  (await-approval look (by boss) (accepts (has-role? (author) 'lead)))
  (close 'looked))

(define-workflow picky
  (applies-to (type picky))
  (await-signal go (by helper) (accepts (has-role? (said 'who) 'lead)))
  (close 'went))

(define-workflow failing
  (applies-to (type failing))
  (await-signal go (by helper))
  (if (has-role? (author) 'lead) (close 'led) (raise 'no-lead)))

(define-workflow of-leads
  (applies-to (type either) (when (has-role? (author) 'lead)))
  (sleep "1h"))
(define-workflow of-others
  (applies-to (type either) (when (not (has-role? (author) 'lead))))
  (sleep "1h"))

(define-risk-model only
  "By who made it."
  (factor maker (weight 40) (score (if (has-role? (author) 'lead) 0 1)))
  (level low (below 30)) (level high)
  (type scored))
(define-rule watched
  "Ida watches."
  (when (has-role? (person "ida") 'lead))
  (then (add-risk 7)))
(define-workflow scored
  (applies-to (type scored))
  (await-signal go (by helper))
  (define risk (assess-risk))
  (comment (number->string (risk-score risk)))
  (sleep "1h"))
`;

type People = { [id: string]: readonly string[] };
const people = (): People => ({ ida: ['chief'], max: ['helper'], kim: ['boss'] });

const worldOf = async (who: People = people(), store?: World['store']): Promise<World> =>
  createWorld(await policyDirectory({ 'workflows/all.scm': policy }), who, store);

const go = (w: World, change: string, payload: JsonObject | null = null, person = 'max') =>
  w.act(change, person, { kind: 'signal', name: 'go', payload });

async function recordsOf(w: World, change: string): Promise<readonly JournalRecord[]> {
  const records: JournalRecord[] = [];
  for await (const record of w.store.records(TENANT, { change })) records.push(record);
  return records;
}

const outcomeOf = async (w: World, change: string) =>
  (await w.engine.get(TENANT, change))?.outcome ?? null;

/** Roles as the records hold them, of the steps that asked for any. */
const rolesIn = (records: readonly JournalRecord[]): readonly unknown[] =>
  records.flatMap(({ data }) => {
    const step = data['step'] as { readonly roles?: unknown } | undefined;
    return step?.roles === undefined ? [] : [step.roles];
  });

function withoutRoles(record: JournalRecord): JournalRecord {
  if (!('step' in record.data)) return record;
  const step = Object.entries(record.data['step'] as JsonObject);
  const bare = Object.fromEntries(step.filter(([name]) => name !== 'roles'));
  return { ...record, data: { ...record.data, step: bare } };
}

const made = async (w: World, records: readonly JournalRecord[]) =>
  (await createRecompute(createPolicies(w.store), defaultBudget).document(records)).document;

describe('the roles of somebody who did not cause the event', () => {
  it('are those of the roster, inherited ones included', async () => {
    const w = await worldOf();
    const [led, plain] = [await w.create('ida', 'author'), await w.create('max', 'author')];
    await go(w, led);
    await go(w, plain);
    expect(await outcomeOf(w, led)).toBe('led');
    expect(await outcomeOf(w, plain)).toBe('plain');
  });

  it('are those of a person whom the policy names, and of one whom the event brings', async () => {
    const w = await worldOf();
    const named = await w.create('max', 'person');
    await go(w, named);
    expect(await outcomeOf(w, named)).toBe('led');
    for (const [who, outcome] of [
      ['ida', 'led'],
      ['kim', 'plain'],
      ['nobody-of-that-name', 'plain'],
    ] as const) {
      const id = await w.create('kim', 'payload');
      await go(w, id, { who });
      expect(await outcomeOf(w, id), who).toBe(outcome);
    }
  });

  it('are those of the moment of the event', async () => {
    const who = people();
    const w = await worldOf(who);
    const id = await w.create('ida', 'author');
    who['ida'] = [];
    await go(w, id);
    expect(await outcomeOf(w, id)).toBe('plain');
  });

  it('are known where time is the cause', async () => {
    const w = await worldOf();
    const id = await w.create('ida', 'later');
    await w.pass(3);
    expect(await outcomeOf(w, id)).toBe('led');
  });

  it('are known to the clause accepts of approvals and of signals', async () => {
    const w = await worldOf();
    const [led, plain] = [await w.create('ida', 'voted'), await w.create('max', 'voted')];
    expect(await w.decide(led, 'kim', 'approve')).toMatchObject({ ok: true });
    expect(await w.decide(plain, 'kim', 'approve')).toMatchObject({
      ok: false,
      error: { code: 'not-accepted' },
    });
    const picky = await w.create('kim', 'picky');
    expect(await go(w, picky, { who: 'max' })).toMatchObject({ ok: false });
    expect(await go(w, picky, { who: 'ida' })).toMatchObject({ ok: true });
  });

  it('are known when a workflow is chosen, to an agent that creates for a person too', async () => {
    const w = await worldOf();
    const create = async (options: CommandOptions) => {
      const result = await w.engine.create(
        {
          kind: 'create',
          fields: { title: 'A change', description: 'What it does' },
          declared_type: 'either',
          workflow: null,
          depends_on: [],
          submit: false,
        },
        options,
      );
      return result.ok ? result.value.change.workflow.name : result.error.message;
    };
    const agent = { id: 'bot', kind: 'agent', roles: [], for: 'ida' } as const;
    expect(await create(w.as('ida'))).toBe('of-leads');
    expect(await create({ tenant: TENANT, actor: agent })).toBe('of-leads');
    expect(await create(w.as('max'))).toBe('of-others');
  });

  it('are known to factors and rules, and recorded with the assessment', async () => {
    const w = await worldOf();
    const id = await w.create('ida', 'scored');
    await go(w, id);
    const records = await recordsOf(w, id);
    const assessed = records.filter(({ type }) => type === 'assessed');
    expect(assessed.map(({ data }) => data['assessment'])).toMatchObject([{ score: 7 }, {}]);
    expect(assessed[0]!.data['seen']).toMatchObject({
      roles: { ida: ['chief', 'lead', 'member'] },
    });
    expect(assessed[0]!.data['assessment']).not.toHaveProperty('roles');
  });

  it('are those of now when a failed step is tried again', async () => {
    const who = people();
    const w = await worldOf(who);
    const id = await w.create('kim', 'failing');
    await go(w, id);
    expect((await w.engine.get(TENANT, id))?.status).toBe('failed');
    who['kim'] = ['lead'];
    expect(await w.act(id, 'max', { kind: 'retry' })).toMatchObject({ ok: true });
    expect(await outcomeOf(w, id)).toBe('led');
    expect(await w.engine.verifyReplay(TENANT, id)).toEqual([]);
  });
});

describe('what a program asked of the roster', () => {
  it('is recorded with the event: of those whom it asked about, and of nobody else', async () => {
    const w = await worldOf();
    const id = await w.create('ida', 'author');
    await go(w, id);
    expect(rolesIn(await recordsOf(w, id))).toEqual([{ ida: ['chief', 'lead', 'member'] }]);
    const unknown = await w.create('kim', 'payload');
    await go(w, unknown, { who: 'nobody-of-that-name' });
    expect(rolesIn(await recordsOf(w, unknown))).toEqual([{ 'nobody-of-that-name': [] }]);
  });

  it('is recorded with the vote, signal or hand-in that a clause accepts let through', async () => {
    const w = await worldOf();
    const voted = await w.create('ida', 'voted');
    await w.decide(voted, 'kim', 'approve');
    const vote = (await recordsOf(w, voted)).find(({ type }) => type === 'voted');
    expect(vote?.data['roles']).toEqual({ ida: ['chief', 'lead', 'member'] });
    const picky = await w.create('kim', 'picky');
    await go(w, picky, { who: 'max' });
    await go(w, picky, { who: 'ida' });
    expect(rolesIn(await recordsOf(w, picky))).toEqual([{ ida: ['chief', 'lead', 'member'] }]);
  });

  it('is what the change is made anew from, whoever holds which role by then', async () => {
    const who = people();
    const w = await worldOf(who);
    const ids = await Promise.all(
      ['author', 'person', 'later', 'scored', 'voted'].map((type) => w.create('ida', type)),
    );
    for (const id of ids.slice(0, 2)) await go(w, id);
    await w.pass(3);
    await go(w, ids[3]!);
    await w.decide(ids[4]!, 'kim', 'approve');
    for (const id of Object.keys(who)) who[id] = [];
    const elsewhere = await createWorld(
      await policyDirectory({ 'workflows/all.scm': policy }),
      {},
      w.store,
    );
    for (const id of ids) {
      const records = await recordsOf(w, id);
      expect(await elsewhere.engine.verifyReplay(TENANT, id)).toEqual([]);
      const now = await w.engine.get(TENANT, id);
      expect(canonicalJson(await made(w, records))).toBe(canonicalJson(now));
    }
  });

  it('is what a store of files makes what is derived from', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'changeflow-roles-'));
    const store = await openStore(directory);
    const who = people();
    const w = await worldOf(who, store);
    const id = await w.create('ida', 'task');
    await go(w, id);
    who['ida'] = [];
    const before = canonicalJson(await store.load(TENANT, id));
    await w.engine.close();
    await store.close();
    for (const derived of ['state', 'index']) rmSync(join(directory, derived), { recursive: true });
    const again = await openStore(directory);
    expect(canonicalJson(await again.load(TENANT, id))).toBe(before);
    const elsewhere = await worldOf(who, again);
    expect(await elsewhere.open(id)).toEqual(['led-work']);
    expect(await elsewhere.engine.verifyReplay(TENANT, id)).toEqual([]);
    await elsewhere.engine.close();
    await again.close();
    rmSync(directory, { recursive: true });
  });

  it('may be missing in records from before its time, which are read as they were made', async () => {
    const who = people();
    const w = await worldOf(who);
    const id = await w.create('ida', 'task');
    who['ida'] = [];
    await go(w, id);
    expect(await w.open(id)).toEqual(['plain-work']);
    who['ida'] = ['chief'];
    const before = (await recordsOf(w, id)).map(withoutRoles);
    expect(rolesIn(before)).toEqual([]);
    expect((await replay(createPolicies(w.store), defaultBudget, before)).findings).toEqual([]);
    expect(canonicalJson(await made(w, before))).toBe(
      canonicalJson(await w.engine.get(TENANT, id)),
    );
  });

  it('is nothing, and nothing is looked up, where it asks about the actor alone', async () => {
    const own = `
(define-role helper)
(define-workflow of-actor
  (applies-to (type actor))
  (await-signal go (by helper) (accepts (has-role? (actor) 'helper)))
  (close (if (has-role? (actor) 'helper) 'helped 'plain)))`;
    const directory = await policyDirectory({ 'workflows/own.scm': own });
    const w = await createWorld(directory, people());
    const id = await w.create('ida', 'actor');
    await go(w, id);
    expect(await outcomeOf(w, id)).toBe('helped');
    expect(rolesIn(await recordsOf(w, id))).toEqual([]);
    expect(w.rosterReads()).toBe(0);
  });

  it('is nothing of the actor, who stands on the record', async () => {
    const w = await worldOf();
    const id = await w.create('ida', 'actor');
    await go(w, id);
    expect(await outcomeOf(w, id)).toBe('helped');
    expect(rolesIn(await recordsOf(w, id))).toEqual([]);
  });
});
