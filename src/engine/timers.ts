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
  const scheduled = new Map<string, { readonly due: string; readonly cancel: () => void }>();
  let looking: Promise<void> = Promise.resolve();
  let closed = false;

  async function tick(tenant: string): Promise<number> {
    let moved = 0;
    for (;;) {
      const now = new Date(parts.clock.now()).toISOString();
      const due = await parts.store.due(tenant, now, BATCH);
      let progressed = 0;
      for (const { change } of due) {
        const result = await lanes.run(`${tenant}/${change}`, () =>
          act(
            parts,
            change,
            [{ kind: 'wake', dependencies: false }],
            { tenant, actor: clockwork },
            null,
          ),
        );
        if (result.ok && result.value.records.length > 0) progressed += 1;
      }
      moved += progressed;
      if (progressed === 0 || due.length < BATCH) return moved;
    }
  }

  async function schedule(tenant: string): Promise<void> {
    if (closed) return;
    const due = await parts.store.nextDue(tenant);
    const known = scheduled.get(tenant);
    if (known?.due === due) return;
    known?.cancel();
    scheduled.delete(tenant);
    if (due !== null)
      scheduled.set(tenant, { due, cancel: parts.clock.at(Date.parse(due), () => wake(tenant)) });
  }

  function wake(tenant: string): void {
    scheduled.delete(tenant);
    looking = looking
      .then(() => (closed ? 0 : tick(tenant)))
      .then(() => schedule(tenant))
      .catch((fault: unknown) => {
        report(fault);
        if (!closed)
          scheduled.set(tenant, {
            due: '',
            cancel: parts.clock.at(parts.clock.now() + RETRY_MS, () => wake(tenant)),
          });
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
