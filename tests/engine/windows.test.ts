import { describe, expect, it } from 'vitest';
import { TENANT } from '../../src/engine/engine.ts';
import { createWorld, policyDirectory, type World } from './world.ts';

const flow = `
(define-role boss) (define-role keeper)
(define-calendar house (time-zone "UTC"))
(define-workflow waiting
  (applies-to (type waiting))
  (identifier "WA-{date}-{n:3}")
  (phase scheduled (close (await-window))))
(define-workflow twice
  (applies-to (type twice))
  (identifier "TW-{date}-{n:3}")
  (parallel (await-window) (await-window))
  (close 'done))`;

/** Tuesdays and Thursdays, 14:00 to 16:00. The worlds begin on a Monday, at 09:00. */
const window = `(define-window slot (recurs "FREQ=WEEKLY;BYDAY=TU,TH") (at "14:00") (for "2h") (calendar house))`;

const freeze = (from: string, to: string, override = 'boss') =>
  `(define-freeze stop "A stop" (from "${from}") (to "${to}") (kind full) (calendar house) (override ${override}))`;

const directory = (...rules: readonly string[]) =>
  policyDirectory({ 'workflows/flow.scm': flow, 'rules/calendars.scm': rules.join('\n') });

const people = { ann: [], bob: ['boss'], dee: ['boss'], kim: ['keeper'] };

const inForce = (world: World, policy: string) =>
  world.engine.activate(policy, { id: 'ann', kind: 'person', roles: [] });

const settled = (world: World, change: string, open: readonly string[]) =>
  expect.poll(() => world.open(change)).toEqual(open);

const sound = async (world: World, change: string) => {
  expect(await world.engine.verifyReplay(TENANT, change)).toEqual([]);
};

describe('a change that waits for a window', () => {
  it('asks for an override when a freeze begins, and no more when the window has closed', async () => {
    const world = await createWorld(
      await directory(window, freeze('2026-03-03', '2026-03-03')),
      people,
    );
    const change = await world.create('ann', 'waiting');
    expect(await world.open(change)).toEqual(['window']);
    await world.pass(29);
    expect(await world.open(change)).toEqual(['window', 'freeze-override']);
    await world.pass(2);
    expect(await world.open(change)).toEqual(['window']);
    await world.pass(46);
    expect((await world.engine.get(TENANT, change))?.outcome).toBe('open');
    await sound(world, change);
  });

  it('goes ahead when two of those who may override say so, and not when one refuses', async () => {
    const world = await createWorld(
      await directory(window, freeze('2026-03-03', '2026-03-06')),
      people,
    );
    const change = await world.create('ann', 'waiting');
    await world.pass(29);
    await world.decide(change, 'bob', 'reject', 'freeze-override');
    await world.pass(2);
    await world.pass(46);
    expect(await world.open(change)).toEqual(['window', 'freeze-override']);
    await world.decide(change, 'bob', 'approve', 'freeze-override');
    await world.decide(change, 'dee', 'approve', 'freeze-override');
    expect((await world.engine.get(TENANT, change))?.outcome).toBe('overridden');
    await sound(world, change);
  });

  it('asks and withdraws as policies with freezes come into force and go', async () => {
    const frozen = freeze('2026-03-01', '2026-03-20');
    const world = await createWorld(await directory(window), people);
    const change = await world.create('ann', 'waiting');
    await world.pass(24);
    await inForce(world, await directory(frozen));
    await settled(world, change, ['window', 'freeze-override']);
    await inForce(world, await directory(freeze('2026-03-01', '2026-03-20', 'keeper')));
    await settled(world, change, ['window', 'freeze-override']);
    const asked = async () => {
      const state = await world.engine.get(TENANT, change);
      return state!.requests.flatMap((one) => (one.kind === 'approval' ? one.by : []));
    };
    await expect.poll(asked).toEqual([{ kind: 'role', role: 'keeper' }]);
    await inForce(world, await directory(window));
    await settled(world, change, ['window']);
    await world.pass(5);
    expect((await world.engine.get(TENANT, change))?.outcome).toBe('open');
    await sound(world, change);
  });

  it('records nothing while nothing changes for it', async () => {
    const world = await createWorld(
      await policyDirectory({
        'workflows/flow.scm': flow,
        'rules/calendars.scm': `${window}
          (define-freeze stop "A stop" (from "2026-03-03") (to "2026-03-12") (kind full) (calendar house))`,
      }),
      people,
    );
    const change = await world.create('ann', 'waiting');
    const { version } = (await world.engine.get(TENANT, change))!;
    for (let day = 0; day < 10; day += 1) await world.pass(24);
    expect((await world.engine.get(TENANT, change))!.version).toBe(version);
    await world.pass(5 * 24 + 5);
    expect((await world.engine.get(TENANT, change))?.outcome).toBe('open');
  });
});

describe('several waits for windows in one change', () => {
  it('all look again when another policy comes into force', async () => {
    const world = await createWorld(
      await directory(
        `(define-freeze stop "A stop" (kind full) (from "2026-03-01") (to "2026-04-30") (calendar house))`,
      ),
      people,
    );
    const change = await world.create('ann', 'twice');
    expect(await world.open(change)).toEqual(['window', 'window']);
    await inForce(world, await directory());
    await expect.poll(async () => (await world.engine.get(TENANT, change))?.outcome).toBe('done');
    await sound(world, change);
  });
});
