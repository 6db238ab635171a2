import { describe, expect, it } from 'vitest';
import type { Fields } from '../../src/change/aggregate/model.ts';
import { warningsOf } from '../../src/change/warnings.ts';
import { TENANT } from '../../src/engine/engine.ts';
import type { JournalRecord } from '../../src/engine/ports.ts';
import { createWorld, policyDirectory, type World } from './world.ts';

const flow = `
(define-role boss)
(define-calendar house (time-zone "UTC"))

(define-workflow planned
  (applies-to (type planned))
  (identifier "PL-{date}-{n:3}")
  (phase draft (await-signal submit (by (author))))
  (revisable
    (phase looked-at (require-approval look (by boss)))
    (phase scheduled (await-turn)))
  (task work (by (author))))
(define (await-turn) (await-window))

(define-workflow unbound
  (applies-to (type unbound))
  (identifier "UN-{date}-{n:3}")
  (await-signal submit (by (author)))
  (task work (by (author))))`;

const freeze = (from: string, to: string, more = '') =>
  `(define-freeze stop "A stop" (from "${from}") (to "${to}") (kind full) (calendar house) ${more})`;

/** Worlds begin on Monday, 2 March 2026, at 09:00. */
const worldWith = async (...rules: readonly string[]): Promise<World> => {
  const files = { 'workflows/flow.scm': flow, 'rules/calendars.scm': rules.join('\n') };
  return createWorld(await policyDirectory(files), { ann: [], bob: ['boss'], dee: ['boss'] });
};

async function submitted(world: World, fields: Partial<Fields> = {}): Promise<string> {
  const change = await world.create('ann', 'planned', fields);
  expect(await foreseen(world, change)).toEqual([]);
  const sent = await world.signal(change, 'ann', 'submit');
  expect(sent.ok).toBe(true);
  return change;
}

/** Each freeze that is in the way with its period, and the begin of the earliest slot. */
async function foreseen(world: World, change: string): Promise<readonly unknown[]> {
  const warnings = warningsOf((await world.engine.get(TENANT, change))!);
  const slots = warnings.map(({ next_slot: slot }) => slot?.from ?? null);
  return [...warnings.map(({ about, from, to }) => [about, from, to]), ...new Set(slots)];
}

async function recordsOf(world: World, change: string): Promise<readonly JournalRecord[]> {
  const records: JournalRecord[] = [];
  for await (const record of world.engine.records(TENANT, { change }))
    if (record.type === 'freeze-foreseen') records.push(record);
  return records;
}

const sound = async (world: World, change: string) => {
  expect(await world.engine.verifyReplay(TENANT, change)).toEqual([]);
};

const stop = ['stop', '2026-03-01T00:00:00.000Z', '2026-03-06T00:00:00.000Z'];

describe('a change that is submitted', () => {
  it('hears of the freeze that holds it, its period and the earliest slot, on the record', async () => {
    const world = await worldWith(freeze('2026-03-01', '2026-03-05'));
    const change = await submitted(world);
    expect(await foreseen(world, change)).toEqual([stop, '2026-03-06T00:00:00.000Z']);
    const [record] = await recordsOf(world, change);
    expect(record?.data).toMatchObject({
      freezes: [{ name: 'stop', label: 'A stop', kind: 'full', time_zone: 'UTC' }],
      next_slot: { from: '2026-03-06T00:00:00.000Z' },
    });
    expect(record?.data['text']).toContain('A stop (stop)');
    await sound(world, change);
  });

  it('hears of it in the same commit when it is created and submitted at once', async () => {
    const world = await worldWith(freeze('2026-03-01', '2026-03-05'));
    const created = await world.engine.create(
      {
        kind: 'create',
        fields: { title: 'Now', description: '' },
        declared_type: 'planned',
        workflow: null,
        depends_on: [],
        submit: true,
      },
      world.as('ann'),
    );
    if (!created.ok) throw new Error(created.error.message);
    const { change, records } = created.value;
    expect(records.map(({ type }) => type)).toContain('freeze-foreseen');
    expect(await foreseen(world, change.id)).toEqual([stop, '2026-03-06T00:00:00.000Z']);
  });

  it.each<readonly [string, Partial<Fields>, readonly unknown[]]>([
    ['now is what counts without a plan', {}, []],
    [
      'a freeze at the planned start counts',
      { planned_start: '2026-03-10T12:00:00.000Z' },
      ['2026-03-12T00:00:00.000Z'],
    ],
    [
      'a freeze before the planned start does not',
      { planned_start: '2026-03-12T01:00:00.000Z' },
      [],
    ],
    [
      'nor does a freeze that begins after the planned end',
      { planned_start: '2026-03-08T12:00:00.000Z', planned_end: '2026-03-08T14:00:00.000Z' },
      [],
    ],
    [
      'a freeze that begins within the planned time counts',
      { planned_start: '2026-03-08T12:00:00.000Z', planned_end: '2026-03-09T14:00:00.000Z' },
      ['2026-03-08T12:00:00.000Z'],
    ],
    ['a plan that is over counts as none', { planned_start: '2026-02-01T12:00:00Z' }, []],
  ])('looks at the time that is planned: %s', async (_, fields, slot) => {
    const world = await worldWith(freeze('2026-03-09', '2026-03-11'));
    const change = await submitted(world, fields);
    const period = ['stop', '2026-03-09T00:00:00.000Z', '2026-03-12T00:00:00.000Z'];
    const expected = slot.length === 0 ? [] : [period, ...slot];
    expect(await foreseen(world, change)).toEqual(expected);
  });

  it('hears of a freeze that begins before the next window opens', async () => {
    const world = await worldWith(
      freeze('2026-03-03', '2026-03-03'),
      '(define-window slot (recurs "FREQ=WEEKLY;BYDAY=TU,TH") (at "14:00") (for "2h") (calendar house))',
    );
    const change = await submitted(world);
    expect(await foreseen(world, change)).toEqual([
      ['stop', '2026-03-03T00:00:00.000Z', '2026-03-04T00:00:00.000Z'],
      '2026-03-05T14:00:00.000Z',
    ]);
  });

  it('hears nothing where no freeze concerns it, or no window is waited for', async () => {
    const world = await worldWith(freeze('2026-03-01', '2026-03-05', '(environment production)'));
    const other = await submitted(world, { environment: 'staging' });
    expect(await recordsOf(world, other)).toEqual([]);
    const unbound = await world.create('ann', 'unbound', { environment: 'production' });
    await world.signal(unbound, 'ann', 'submit');
    expect(await recordsOf(world, unbound)).toEqual([]);
  });

  it('hears anew with each further round', async () => {
    const world = await worldWith(freeze('2026-03-01', '2026-03-05'));
    const change = await submitted(world);
    await world.decide(change, 'bob', 'revise');
    await world.act(change, 'ann', {
      kind: 'edit',
      fields: { planned_start: '2026-03-20T12:00:00.000Z' },
    });
    await world.signal(change, 'ann', 'resubmit');
    expect(await foreseen(world, change)).toEqual([]);
    const [first, second] = await recordsOf(world, change);
    expect(first?.data['freezes']).toHaveLength(1);
    expect(second?.data).toMatchObject({ freezes: [], text: 'no freeze is in the way any more' });
    await sound(world, change);
  });
});

describe('what was foreseen', () => {
  it('is past when the window opens', async () => {
    const world = await worldWith(freeze('2026-03-01', '2026-03-05'));
    const change = await submitted(world);
    await world.decide(change, 'bob', 'approve');
    expect(await world.open(change)).toEqual(['window']);
    expect(await foreseen(world, change)).toHaveLength(2);
    await world.pass(24 * 5);
    expect(await world.open(change)).toEqual(['work']);
    expect(await foreseen(world, change)).toEqual([]);
    await sound(world, change);
  });

  it('is past when the freeze is over before the approval', async () => {
    const world = await worldWith(freeze('2026-03-01', '2026-03-05'));
    const change = await submitted(world);
    await world.pass(24 * 5);
    await world.decide(change, 'bob', 'approve');
    expect(await foreseen(world, change)).toEqual([]);
    await sound(world, change);
  });

  it('is past when those who may override it have let the change through', async () => {
    const world = await worldWith(freeze('2026-03-01', '2026-03-05', '(override boss)'));
    const change = await submitted(world);
    await world.decide(change, 'bob', 'approve', 'look');
    expect(await foreseen(world, change)).toHaveLength(2);
    await world.decide(change, 'bob', 'approve', 'freeze-override');
    await world.decide(change, 'dee', 'approve', 'freeze-override');
    expect(await world.open(change)).toEqual(['work']);
    expect(await foreseen(world, change)).toEqual([]);
    await sound(world, change);
  });
});
