import { afterEach, describe, expect, test } from 'vitest';
import type { Principal } from '../../src/access/principal.ts';
import { operations } from '../../src/operations/registry.ts';
import type { Outcome } from '../../src/operations/operation.ts';
import { guarded } from './guarded.ts';
import { refusalOf, valueOf, type House } from './house.ts';

/** How an operation meets a change that the caller may not read. */
type Meeting =
  /** It is about that change, and is refused. */
  | { readonly kind: 'refused'; readonly input: (change: string) => object }
  /** It would make such a change, and is refused. */
  | { readonly kind: 'makes'; readonly input: object }
  /** It shows changes, and leaves that one out. */
  | { readonly kind: 'leaves out' }
  /** It is about no change: a condition on one forbids it. */
  | { readonly kind: 'changeless'; readonly input: object }
  /** It asks for no permission, and tells nothing of changes. */
  | { readonly kind: 'open' };

const refused = (more: object = {}): Meeting => ({
  kind: 'refused',
  input: (change_id) => ({ change_id, ...more }),
});
/** On the one change that is active, whose identifier need not be given. */
const refusedOnActive = (input: object): Meeting => ({ kind: 'refused', input: () => input });
const changeless = (input: object = {}): Meeting => ({ kind: 'changeless', input });

const draft = { title: 'Rename a page', description: 'As agreed.', change_type: 'normal' };
const secret = { ...draft, title: 'Hush hush', custom: { secret: true } };
const small = { type: 'fix', size: 'small', description: 'Empty queries crash.' };
const decision = { title: 'A', context: 'b', decision: 'c', rationale: 'd' };

/** A new operation has to say here how it meets a change that is not for all to read. */
const meetings: { readonly [operation: string]: Meeting } = {
  create: { kind: 'makes', input: secret },
  get: refused(),
  list: { kind: 'leaves out' },
  edit: refused({ title: 'Another title' }),
  history: refused(),
  decide: refused({ decision: 'approve' }),
  signal: refused({ name: 'submit' }),
  task: refused({ name: 'implement' }),
  submit: refused(),
  expedite: refused({ justification: 'It burns.' }),
  comment: refused({ text: 'Seen.' }),
  cancel: refused(),
  retry: refused(),
  inbox: { kind: 'leaves out' },
  status: { kind: 'leaves out' },
  explain: refused(),
  risk: changeless({ title: 'A', description: 'b' }),
  freezes: changeless(),
  audit_report: { kind: 'leaves out' },
  audit_journal: refusedOnActive({}),
  audit_verify: { kind: 'leaves out' },
  policy: changeless(),
  workflows: changeless(),
  workflow: changeless({ name: 'normal-change' }),
  policy_check: changeless({ files: [{ path: 'rules/a.scm', text: '' }] }),
  policy_load: changeless(),
  sdd_change: { kind: 'makes', input: small },
  sdd_change_advance: refusedOnActive({ content: 'Done.' }),
  sdd_change_status: refusedOnActive({}),
  sdd_adr: refusedOnActive(decision),
  live: { kind: 'open' },
  ready: { kind: 'open' },
  language: { kind: 'open' },
};

const sam: Principal = {
  id: 'sam',
  kind: 'person',
  name: 'Sam',
  roles: ['vp-engineering', 'outsider'],
  tenant: 'default',
};
/** Makes changes in the name of Sam, and is no outsider. */
const helper: Principal = {
  ...sam,
  id: 'helper',
  kind: 'agent',
  roles: ['vp-engineering'],
  actingFor: 'sam',
};

let house: House;

interface Scene {
  readonly hidden: string;
  readonly shown: string;
  readonly ask: (operation: string, input: object) => Promise<Outcome>;
}

/** Sam may do everything but, where a condition holds, what is forbidden; and has a change with a secret and one without. */
async function sceneWith(forbidden: string, when: string): Promise<Scene> {
  house = await guarded(
    `(permit (* *) (by vp-engineering)) (forbid (${forbidden}) (by outsider) (when ${when}))`,
    '(define-role outsider "Sees less.")',
  );
  const made = async (operation: string, input: object): Promise<string> =>
    valueOf<{ id: string }>(await house.invoke(helper, operation, input)).id;
  await made('sdd_change', small);
  const hidden = await made('create', secret);
  const shown = await made('create', draft);
  return { hidden, shown, ask: (operation, input) => house.invoke(sam, operation, input) };
}

const isSecret = "(or (field 'custom.secret #f) (eq? (field 'size #f) 'small))";

const named = (kind: Meeting['kind']) =>
  operations.flatMap(({ name, permission }) => {
    if (meetings[name]?.kind !== kind || permission === null) return [];
    return [[name, `${permission.action} ${permission.object}`] as const];
  });

/** What is asked of a change besides that it may be read. */
const both = (kind: Meeting['kind']) =>
  named(kind).flatMap(([name, own]) =>
    [...new Set([own, 'read change'])].map((permission) => [name, permission] as const),
  );

test('every operation says how it meets a change that is not for all to read', () => {
  expect(Object.keys(meetings).sort()).toEqual(operations.map(({ name }) => name).sort());
  const open = operations.filter(({ permission }) => permission === null);
  expect(open.map(({ name }) => meetings[name]?.kind)).toEqual(open.map(() => 'open'));
});

describe('a rule that looks at the change', () => {
  afterEach(() => house.close());

  test.each(both('refused'))('is asked by %s about: %s', async (name, permission) => {
    const { hidden, ask } = await sceneWith(permission, isSecret);
    const meeting = meetings[name];
    if (meeting?.kind !== 'refused') throw new Error(name);
    const refusal = refusalOf(await ask(name, meeting.input(hidden)));
    expect(refusal.code).toBe('not-permitted');
    if (name !== 'audit_journal') expect(refusal.message).toContain(`may not ${permission}`);
    const records = (await house.records()).filter(({ actor }) => actor?.id === 'sam');
    expect(records.map(({ type }) => type)).toEqual(['refused']);
  });

  test.each(both('makes'))('is asked by %s about: %s', async (name, permission) => {
    const { ask } = await sceneWith(permission, isSecret);
    const meeting = meetings[name];
    if (meeting?.kind !== 'makes') throw new Error(name);
    const refusal = refusalOf(await ask(name, meeting.input));
    expect(refusal.message).toContain(`may not ${permission}`);
  });

  test.each(both('leaves out'))('is asked by %s about: %s', async (name, permission) => {
    const { hidden, shown, ask } = await sceneWith(permission, isSecret);
    const told = JSON.stringify(valueOf(await ask(name, {})));
    expect(told).not.toContain(hidden);
    expect(told).not.toContain('Hush hush');
    if (name !== 'audit_verify') expect(told).toContain(shown);
  });

  test.each(named('changeless'))(
    'stands in the way of %s, which has none: %s',
    async (name, own) => {
      const { ask } = await sceneWith(own, "(eq? (field 'type) 'emergency)");
      const meeting = meetings[name];
      if (meeting?.kind !== 'changeless') throw new Error(name);
      expect(refusalOf(await ask(name, meeting.input)).message).toContain(`may not ${own}`);
    },
  );
});

describe('where some changes may not be read', () => {
  afterEach(() => house.close());

  test('others are read as ever', async () => {
    const { shown, ask } = await sceneWith('read change', isSecret);
    for (const name of ['get', 'history', 'explain'])
      expect((await ask(name, { change_id: shown })).ok, name).toBe(true);
    expect((await ask('comment', { change_id: shown, text: 'Seen.' })).ok).toBe(true);
  });

  test('pages of lists are full, and their cursors lead on to the rest', async () => {
    const { ask } = await sceneWith('read change', isSecret);
    for (let n = 0; n < 6; n += 1)
      await house.invoke(helper, 'create', { ...(n % 3 === 0 ? draft : secret), title: `T${n}` });
    interface Page {
      readonly items: readonly { readonly title: string }[];
      readonly next_cursor: string | null;
    }
    const first = valueOf<Page>(await ask('list', { limit: 2 }));
    expect(first.items.map(({ title }) => title)).toEqual(['T3', 'T0']);
    const second = valueOf<Page>(await ask('list', { limit: 2, cursor: first.next_cursor }));
    expect(second.items.map(({ title }) => title)).toEqual(['Rename a page']);
    expect(second.next_cursor).toBeNull();
  });

  test('a report says how many it withholds, and no figure counts them', async () => {
    const { ask } = await sceneWith('read change', isSecret);
    expect(valueOf(await ask('audit_report', {}))).toMatchObject({
      total_changes: 1,
      withheld_changes: 2,
    });
  });

  test('a repeated key shows nothing that its sender may read no more', async () => {
    const { hidden } = await sceneWith('read change', isSecret);
    const input = { change_id: hidden, text: 'Seen.', idempotency_key: 'once' };
    const insider = { ...sam, roles: ['vp-engineering'] };
    expect((await house.invoke(insider, 'comment', input)).ok).toBe(true);
    expect((await house.invoke(insider, 'comment', input)).ok).toBe(true);
    expect(refusalOf(await house.invoke(sam, 'comment', input)).code).toBe('not-permitted');
  });
});

test('a condition on who asks is answered where there is no change', async () => {
  house = await guarded(
    "(permit (load policy) (by outsider) (when (has-role? (actor) 'auditor)))",
    '(define-role outsider "Sees less.")',
  );
  const load = (roles: readonly string[]) =>
    house.invoke({ ...sam, roles }, 'policy_load', {}).then(({ ok }) => ok);
  expect(await load(['outsider'])).toBe(false);
  expect(await load(['outsider', 'auditor'])).toBe(true);
  await house.close();
});
