import type { Input, World } from '../change/context.ts';
import type { Actor } from '../change/aggregate/model.ts';
import { ok } from '../core/result.ts';
import { openFrom } from '../risk/calendar.ts';
import { nextSlot } from '../risk/slots.ts';
import { freezesBetween, windowsBetween } from '../risk/freezes.ts';
import type { ActivePolicy, CommandOptions, Engine, FreezeAnswer } from './api.ts';
import { dependsKey, worldKey } from '../change/aggregate/entry.ts';
import { clockwork } from '../change/transition.ts';
import { act, createLanes } from './command.ts';
import { createComingIds } from './coming-ids.ts';
import { createChange } from './create.ts';
import { explainChange } from './questions/explain.ts';
import { inboxOf } from './questions/inbox.ts';
import { firstAnswerTo } from './first-answer.ts';
import { createMemory } from './memory.ts';
import { queueFor, wantedNames } from './asks/lock-queue.ts';
import { createOutbox, tellsSomething } from './outbox.ts';
import type { Parts } from './parts.ts';
import type { Policies } from './policies/policies.ts';
import type {
  Clock,
  JournalRecord,
  Marks,
  OutboxTarget,
  RecordDraft,
  Roster,
  Store,
} from './ports.ts';
import { replay } from './replay.ts';
import { assessQuestion } from './asks/risk.ts';
import type { CalendarDefinition } from '../policy/definitions.ts';
import { commitTenantRecord, tenantRecord } from './tenant-records.ts';
import { createStamps } from './time.ts';
import { createTimers } from './timers.ts';
import { beginsToWaitFor, changesWaitingFor } from './asks/waiting.ts';
import { defaultBudget } from './budget.ts';

/** What the engine is made of; the composition root gives it. */
export interface EngineParts {
  readonly store: Store;
  readonly policies: Policies;
  readonly clock: Clock;
  readonly roster: Roster;
  readonly marks: Marks;
  readonly outbox: OutboxTarget;
  /** IANA zone of the tenants' days. */
  readonly timeZone: string;
  /** Hears of faults in work that nobody waits for. */
  readonly report: (fault: unknown) => void;
}

/**
 * The engine over its parts: commands are all or nothing and durable when they resolve; what is due is delivered by
 * itself from `start` to `close`. A policy must be put in force (`activate`, or `policies.put`) before the first command.
 */
export async function createEngine({
  store,
  policies,
  clock,
  roster,
  marks,
  outbox: target,
  timeZone,
  report,
}: EngineParts): Promise<Engine> {
  const lanes = createLanes();
  const outbox = createOutbox(store, marks, target, report);
  const stamps = await createStamps(clock, store);
  const parts: Parts = {
    store,
    clock,
    roster,
    policies,
    stamps,
    budget: defaultBudget,
    coming: createComingIds(),
    timeZone,
    committed,
  };
  const timers = createTimers(parts, lanes, report);
  const memory = createMemory(parts);
  const waking = new Set<Promise<unknown>>();

  function committed(
    tenant: string,
    records: readonly JournalRecord[],
    movedLocks: readonly string[],
  ): void {
    timers.reschedule(tenant);
    if (tellsSomething(records)) outbox.nudge(tenant);
    for (const record of records) {
      const { type, change } = record;
      if (type === 'closed') inBackground(wakeDependents(tenant, change!));
      const look = beginsToWaitFor(record);
      if (look !== null) inBackground(wake(tenant, change!, look));
    }
    if (movedLocks.length > 0) inBackground(wakeQueue(tenant, movedLocks));
  }

  function inBackground(work: Promise<unknown>): void {
    const guarded = work.catch(report).finally(() => waking.delete(guarded));
    waking.add(guarded);
  }

  /** Lets every change look at the world again that has one of these keys (see `entryOf`). */
  async function wakeAll(tenant: string, keys: readonly string[], look: World): Promise<void> {
    for (const id of await changesWaitingFor(store, tenant, keys)) await wake(tenant, id, look);
  }

  /** Those that wait for a change which has ended, and those that depend on it. */
  const wakeDependents = (tenant: string, change: string): Promise<void> =>
    wakeAll(tenant, [`change:${change}`, dependsKey(change)], 'dependency');

  /** Lets those who wait for locks of these names look whether they may have them, first come, first served. */
  async function wakeQueue(tenant: string, names: readonly string[]): Promise<void> {
    for (const id of await queueFor(parts, tenant, names)) await wake(tenant, id, 'lock');
  }

  const wake = (tenant: string, change: string, look: World): ReturnType<Engine['act']> =>
    inLane(change, [{ kind: 'wake', look }], { tenant, actor: clockwork }, {});

  const inLane = (
    change: string,
    inputs: readonly Input[],
    options: CommandOptions,
    command: object,
  ): ReturnType<Engine['act']> =>
    lanes.run(`${options.tenant}/${change}`, () => act(parts, change, inputs, options, command));

  /** What time and other changes have brought while nothing ran; it needs a policy in force, so it waits for one. */
  async function catchUp(): Promise<void> {
    for (const tenant of await store.tenants()) {
      timers.reschedule(tenant);
      outbox.nudge(tenant);
      // What was closed, or put in force, just before a crash has woken nobody.
      for (const look of ['dependency', 'window'] as const)
        await wakeAll(tenant, [worldKey(look)], look);
      const waiting = await changesWaitingFor(store, tenant, [worldKey('lock')]);
      await wakeQueue(tenant, await wantedNames(parts, tenant, waiting));
    }
  }

  async function writeForTenant(tenant: string, record: RecordDraft): Promise<JournalRecord> {
    const written = await commitTenantRecord(store, tenant, record);
    if (!written.ok) throw new Error('a record of the tenant that takes nothing cannot conflict');
    return written.value[0]!;
  }

  async function activate(directory: string, actor: Actor): ReturnType<Engine['activate']> {
    const read = await policies.read(directory);
    if (!read.ok) return read;
    const { policy } = read.value;
    if (policies.isActive(policy)) {
      policies.put({ ...read.value, activated_at: policies.active().activated_at });
      return ok(policies.active());
    }
    // Stamped when it is known that it will be in force: changes went on while it was read.
    const active = { ...read.value, activated_at: stamps.now(TENANT) };
    const { commit, dirty } = policy.provenance;
    await writeForTenant(TENANT, {
      time: active.activated_at,
      change: null,
      version: null,
      type: 'policy-activated',
      actor,
      data: { policy: policy.id, commit, dirty, directory },
      policy: policy.id,
      rule: null,
    });
    policies.put(active);
    // Freezes, windows and calendars are those of the policy in force.
    for (const tenant of await store.tenants())
      inBackground(wakeAll(tenant, [worldKey('window')], 'window'));
    return ok(active);
  }

  let closing = false;
  void policies.ready.then(() => {
    if (!closing) inBackground(catchUp());
  });

  return {
    create: (command, options) => createChange(parts, command, options),
    act: (change, command, options) =>
      inLane(change, [{ kind: 'command', command }], options, { change, ...command }),
    tick: (tenant) => timers.tick(tenant),
    async settled() {
      // What was left undone before the start is caught up once a policy is in force.
      await policies.ready;
      while (waking.size > 0) await Promise.all(waking);
    },
    get: (tenant, change) => store.load(tenant, change),
    list: (tenant, query) => store.list(tenant, query),
    records: (tenant, query) => store.records(tenant, query),
    inbox: (tenant, actor, page, mayRead) => inboxOf(parts, tenant, actor, page, mayRead),
    explain: (tenant, change) => explainChange(parts, tenant, change),
    assess: (tenant, question) => assessQuestion(parts, tenant, question, stamps.now(tenant)),
    freezes: (_tenant, question) => freezeAnswer(policies.active(), question),
    answered: (options) => firstAnswerTo(parts, options),
    async note(tenant, type, actor, data) {
      const record = tenantRecord(parts, { tenant, actor }, { type, data });
      return writeForTenant(tenant, record);
    },
    remembered: (tenant, topic) => memory.newest(tenant, topic),
    remember: (options, what) => memory.save(options, what),
    numberOf: (options, topic) => memory.numberOf(options, topic),
    holder: (tenant, claim) => store.holder(tenant, claim),
    async workflowOf({ workflow }) {
      const { policy } = await policies.pinned(workflow.policy);
      return policy.definitions.workflows.find(({ name }) => name === workflow.name) ?? null;
    },
    policy: () => policies.active(),
    // One after another: of two directories, or two states of one, the one that was read last is in force.
    activate: (directory, actor) => lanes.run('policy', () => activate(directory, actor)),
    health: () => store.health(),
    verifyReplay: async (tenant, change) =>
      (await replay(policies, parts.budget, await recordsOf(store, tenant, change))).findings,
    async close() {
      closing = true;
      await timers.close();
      await Promise.all(waking);
      await outbox.drained();
    },
  };
}

/** The tenant that has no directory of its own, and to which policies belong. */
export const TENANT = 'default';

async function recordsOf(
  store: Store,
  tenant: string,
  change: string,
): Promise<readonly JournalRecord[]> {
  const records: JournalRecord[] = [];
  for await (const record of store.records(tenant, { change })) records.push(record);
  return records;
}

function freezeAnswer(
  { policy }: ActivePolicy,
  { from, to, systems, environment, type }: Parameters<Engine['freezes']>[1],
): FreezeAnswer {
  const subject = { systems: systems.length === 0 ? null : systems, environment, type };
  const periods = freezesBetween(policy, { from, to }, subject);
  return {
    frozen: freezesBetween(policy, { from, to: null }, subject).length > 0,
    periods,
    windows: windowsBetween(policy, { from, to }, subject),
    business_hours: policy.definitions.calendars
      .filter(({ hours }) => hours.length > 0)
      .map((calendar) => hoursAt(calendar, from)),
    next_slot: nextSlot(policy, from, subject),
  };
}

function hoursAt(
  calendar: CalendarDefinition,
  instant: string,
): FreezeAnswer['business_hours'][number] {
  const opens = openFrom(instant, calendar);
  const open = opens !== null && Date.parse(opens) <= Date.parse(instant);
  return { calendar: calendar.name, time_zone: calendar.timeZone, open, open_from: opens };
}
