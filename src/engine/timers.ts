import type { ChangeState } from '../change/aggregate/model.ts';
import { dueOf } from '../change/timers.ts';
import { clockwork } from '../change/transition.ts';
import { act, type Lanes } from './command.ts';
import type { Parts } from './parts.ts';

/** Changes taken from the index at a time. */
const BATCH = 100;
/** After a fault the clock is looked at again so much later. */
const RETRY_MS = 5_000;

/** Wakes changes when something of theirs is due. Nothing is kept here: the index knows what is due. */
export interface Timers {
  /** Delivers what is due now; how many changes moved. */
  tick(tenant: string): Promise<number>;
  /** Looks at the index again: something may be due earlier than it was. */
  reschedule(tenant: string): void;
  close(): Promise<void>;
}

export function createTimers(parts: Parts, lanes: Lanes, report: (fault: unknown) => void): Timers {
  const scheduled = new Map<string, { readonly at: number; readonly cancel: () => void }>();
  /** Changes whose step was refused or failed, by the instant (ms) at which they are tried again: they hold up nobody. */
  const held = new Map<string, number>();
  let looking: Promise<void> = Promise.resolve();
  let closed = false;

  async function tick(tenant: string): Promise<number> {
    let moved = 0;
    for (;;) {
      const now = parts.clock.now();
      const due = await parts.store.due(tenant, new Date(now).toISOString(), BATCH + held.size);
      const ready = due.filter(({ change }) => (held.get(`${tenant}/${change}`) ?? now) <= now);
      if (ready.length === 0) return moved;
      for (const { change } of ready) {
        if (await deliver(tenant, change)) moved += 1;
      }
    }
  }

  /** Whether the change moved; one that should have and did not is left alone for a while. */
  async function deliver(tenant: string, change: string): Promise<boolean> {
    const lane = `${tenant}/${change}`;
    const begun = parts.clock.now();
    try {
      const inputs = [{ kind: 'wake', look: null }] as const;
      const result = await lanes.run(lane, () =>
        act(parts, change, inputs, { tenant, actor: clockwork }, {}),
      );
      held.delete(lane);
      if (result.ok && result.value.records.length > 0) return true;
      // A command came first and brought what was due then.
      if (result.ok && !isDue(result.value.change, begun)) return false;
    } catch (fault) {
      report(fault);
    }
    held.set(lane, parts.clock.now() + RETRY_MS);
    return false;
  }

  function isDue(change: ChangeState, at: number): boolean {
    const due = dueOf(change);
    return due !== null && Date.parse(due) <= at;
  }

  async function schedule(tenant: string): Promise<void> {
    if (closed) return;
    const due = await parts.store.nextDue(tenant);
    const at = due === null ? null : wakeAt(Date.parse(due));
    const known = scheduled.get(tenant);
    if (known?.at === at) return;
    known?.cancel();
    scheduled.delete(tenant);
    if (at !== null) scheduled.set(tenant, { at, cancel: parts.clock.at(at, () => wake(tenant)) });
  }

  /** What is overdue and was tried in vain is looked at again when the first of it may be. */
  function wakeAt(due: number): number {
    const now = parts.clock.now();
    return due > now || held.size === 0 ? due : Math.max(due, Math.min(...held.values()));
  }

  function wake(tenant: string): void {
    scheduled.delete(tenant);
    looking = looking
      .then(() => (closed ? 0 : tick(tenant)))
      .then(() => schedule(tenant))
      .catch((fault: unknown) => {
        report(fault);
        const at = parts.clock.now() + RETRY_MS;
        if (!closed) scheduled.set(tenant, { at, cancel: parts.clock.at(at, () => wake(tenant)) });
      });
  }

  return {
    tick,
    reschedule(tenant) {
      looking = looking.then(() => schedule(tenant)).catch(report);
    },
    async close() {
      closed = true;
      for (const { cancel } of scheduled.values()) cancel();
      scheduled.clear();
      await looking;
    },
  };
}
