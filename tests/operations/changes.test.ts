import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChangeView } from '../../src/operations/view.ts';
import { codeOf, openHouse, refusalOf, valueOf, type House } from './house.ts';

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

const founding = {
  title: 'Update payment gateway',
  description: 'Security patch for CVE-2025-1234',
  change_type: 'normal',
  affected_systems: ['payment-api', 'checkout'],
};

const create = async (input: object): Promise<ChangeView> =>
  valueOf<ChangeView>(await house.as('dana')('create', input));

describe('a change, as it is answered', () => {
  test('has exactly the members that clients depend on', async () => {
    const change = await create(founding);
    expect(Object.keys(change).sort()).toEqual(
      'adrs artifacts author change_type created_at decisions declared_type dependencies description digest fields id outcome phases recommended_type risk status title updated_at version waiting warnings workflow'.split(
        ' ',
      ),
    );
    expect(change.id).toBe('NC-20260302-001');
    expect(change.fields).toEqual({ affected_systems: ['payment-api', 'checkout'] });
    expect(change.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  test('shows artifacts without their text unless asked for it', async () => {
    valueOf(
      await house.as('dana')('sdd_change', {
        type: 'fix',
        size: 'small',
        description: 'Empty query',
      }),
    );
    valueOf(await house.as('dana')('sdd_change_advance', { content: 'It crashes.' }));
    const shown = (include: string[]) =>
      house.as('dana')('get', { change_id: 'empty-query', include });
    const [without] = valueOf<ChangeView>(await shown([])).artifacts;
    const [with_] = valueOf<ChangeView>(await shown(['artifacts'])).artifacts;
    expect(without).not.toHaveProperty('content');
    expect(with_).toMatchObject({ content: 'It crashes.', by: 'dana' });
  });

  test('comes with its events and why it waits, on request', async () => {
    const { id } = await create({ ...founding, submit: true });
    const include = ['events', 'explanation'];
    const change = valueOf<ChangeView>(await house.as('tess')('get', { change_id: id, include }));
    expect(change.events?.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['created', 'opened']),
    );
    expect(change.explanation?.waiting.length).toBeGreaterThan(0);
  });

  test('keeps its digest when nothing of its content changes, and loses it when something does', async () => {
    const { id, digest } = await create(founding);
    const commented = valueOf<ChangeView>(
      await house.as('tess')('comment', { change_id: id, text: 'Hm.' }),
    );
    expect(commented.digest).toBe(digest);
    const edited = valueOf<ChangeView>(
      await house.as('dana')('edit', { change_id: id, labels: ['urgent'] }),
    );
    expect(edited.digest).not.toBe(digest);
  });
});

describe('one approval', () => {
  test('goes from the inbox to the decision', async () => {
    const { id } = await create({ ...founding, submit: true });
    const waiting = valueOf<{ items: { change: { id: string }; request: string; role: string }[] }>(
      await house.as('tess')('inbox'),
    );
    expect(waiting.items.map(({ change, role }) => [change.id, role])).toEqual([[id, 'tech-lead']]);
    const [item] = waiting.items;
    const decided = valueOf<ChangeView>(
      await house.as('tess')('decide', {
        change_id: id,
        request: item?.request,
        decision: 'approve',
      }),
    );
    expect(decided.waiting.map(({ roles }) => roles)).toContainEqual(['payment-lead']);
    expect(valueOf<{ items: [] }>(await house.as('tess')('inbox')).items).toEqual([]);
  });

  test('is refused to the author, and to whoever saw something else', async () => {
    const { id, digest } = await create({ ...founding, submit: true });
    const decide = { change_id: id, decision: 'approve' };
    expect(codeOf(await house.as('dana')('decide', decide))).toMatch(
      /not-eligible|separation-of-duties/,
    );
    const stale = `${digest.slice(0, -1)}${digest.endsWith('0') ? '1' : '0'}`;
    expect(codeOf(await house.as('tess')('decide', { ...decide, expected_digest: stale }))).toBe(
      'digest-mismatch',
    );
    valueOf(await house.as('tess')('decide', { ...decide, expected_digest: digest }));
  });

  test('explains why it waits and who could act', async () => {
    const { id } = await create({ ...founding, submit: true });
    const why = valueOf<NonNullable<ChangeView['explanation']>>(
      await house.as('dana')('explain', { change_id: id }),
    );
    const people = why.waiting.flatMap(({ who }) => who.map((each) => each.id));
    expect(people).toEqual(expect.arrayContaining(['tess', 'pat']));
  });
});

describe('commands', () => {
  test('with one key are done once and answer the same', async () => {
    const first = await create({ ...founding, idempotency_key: 'k1' });
    const again = await create({ ...founding, idempotency_key: 'k1' });
    expect(again.id).toBe(first.id);
    const other = await house.as('dana')('create', {
      ...founding,
      title: 'Other',
      idempotency_key: 'k1',
    });
    expect(codeOf(other)).toBe('key-reused');
    const elsewhere = valueOf<ChangeView>(
      await house.as('pat')('create', { ...founding, idempotency_key: 'k1' }),
    );
    expect(elsewhere.id).not.toBe(first.id);
  });

  test('on a version that is no more are refused', async () => {
    const { id, version } = await create(founding);
    valueOf(
      await house.as('dana')('edit', { change_id: id, labels: ['a'], expected_version: version }),
    );
    const stale = await house.as('dana')('edit', {
      change_id: id,
      labels: ['b'],
      expected_version: version,
    });
    expect(codeOf(stale)).toBe('stale');
  });

  test('at the wrong moment are told what is awaited instead', async () => {
    const { id } = await create(founding);
    const refusal = refusalOf(
      await house.as('dana')('signal', { change_id: id, name: 'nonsense' }),
    );
    expect(refusal.code).toBe('not-awaited');
    expect(refusal.message).toContain('submit');
  });

  test('on a change that is not there are told so', async () => {
    for (const operation of ['get', 'history', 'explain', 'submit', 'cancel', 'retry']) {
      expect(codeOf(await house.as('dana')(operation, { change_id: 'NC-1' })), operation).toBe(
        'not-found',
      );
    }
  });

  test('clear a field that shall have no value', async () => {
    const { id } = await create({ ...founding, environment: 'staging', custom: { ticket: 'T-1' } });
    const clear = ['environment', 'affected_systems', 'custom.ticket'];
    const edited = valueOf<ChangeView>(await house.as('dana')('edit', { change_id: id, clear }));
    expect(edited.fields).toEqual({});
  });

  test('cancel ends an open change and nothing else does', async () => {
    const { id } = await create(founding);
    const cancelled = valueOf<ChangeView>(
      await house.as('dana')('cancel', { change_id: id, reason: 'No need.' }),
    );
    expect(cancelled).toMatchObject({ status: 'cancelled', waiting: [] });
    expect(codeOf(await house.as('dana')('submit', { change_id: id }))).toBe('closed');
  });

  test('retry is for changes whose program failed', async () => {
    const { id } = await create(founding);
    expect(codeOf(await house.as('vic')('retry', { change_id: id }))).toMatch(
      /not-awaited|not-permitted/,
    );
  });
});

describe('lists', () => {
  test('are newest first and paged by a cursor', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1)
      ids.unshift((await create({ ...founding, title: `Change ${n}` })).id);
    interface Listed {
      items: { id: string }[];
      next_cursor: string | null;
    }
    const first = valueOf<Listed>(await house.as('dana')('list', { limit: 2 }));
    const second = valueOf<Listed>(
      await house.as('dana')('list', { limit: 2, cursor: first.next_cursor }),
    );
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids.slice(0, 4));
  });

  test('find by status, type, system, label, author, words and whom they wait for', async () => {
    const { id } = await create({ ...founding, labels: ['pci'], submit: true });
    await create({ title: 'Text', description: 'Docs', change_type: 'basic' });
    const found = async (query: object): Promise<string[]> =>
      valueOf<{ items: { id: string }[] }>(await house.as('ida')('list', query)).items.map(
        (item) => item.id,
      );
    for (const query of [
      { type: 'normal' },
      { system: 'checkout' },
      { label: 'pci' },
      { q: 'gateway' },
      { waiting_for: 'tech-lead' },
      { waiting_for: 'role:payment-lead' },
    ]) {
      expect(await found(query), JSON.stringify(query)).toEqual([id]);
    }
    expect(await found({ author: 'dana', status: 'open' })).toHaveLength(2);
    expect(await found({ author: 'tess' })).toEqual([]);
  });

  test('of history are paged by the number of the last record', async () => {
    const { id } = await create(founding);
    interface Listed {
      items: { seq: number }[];
      next_cursor: string | null;
    }
    const first = valueOf<Listed>(await house.as('dana')('history', { change_id: id, limit: 2 }));
    const rest = valueOf<Listed>(
      await house.as('dana')('history', { change_id: id, cursor: first.next_cursor }),
    );
    expect(first.items).toHaveLength(2);
    expect(rest.items[0]?.seq).toBe((first.items[1]?.seq ?? 0) + 1);
    expect(rest.next_cursor).toBeNull();
  });
});

describe('my changes', () => {
  interface Status {
    items: {
      change: { id: string };
      actions: { request: string }[];
      estimated_review: { seconds: number | null; text: string; source: string };
    }[];
  }

  test('show what I may do, and no invented estimate', async () => {
    const { id } = await create(founding);
    const [item] = valueOf<Status>(await house.as('dana')('status')).items;
    expect(item?.change.id).toBe(id);
    expect(item?.actions.map(({ request }) => request)).toContain('submit');
    expect(item?.estimated_review).toMatchObject({ seconds: null, text: 'unknown' });
  });

  test('tell how long reviews took, once some have been held', async () => {
    const { id } = await create({ ...founding, affected_systems: ['checkout'], submit: true });
    house.clock.advance(2 * 3_600_000);
    for (const person of ['tess', 'pat', 'vic']) {
      await house.as(person)('decide', { change_id: id, decision: 'approve' });
    }
    const [item] = valueOf<Status>(await house.as('dana')('status')).items;
    expect(item?.estimated_review).toMatchObject({ seconds: 7200, text: '2h' });
  });
});
