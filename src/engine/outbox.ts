import type { JournalRecord, Marks, OutboxTarget, Store } from './ports.ts';

/** Records that tell people or the world something. */
const told: readonly string[] = [
  'notified',
  'reminded',
  'escalated',
  'overdue',
  'emitted',
  'dependency-failed',
];

/** Passes on what was told, in order, at least once; the journal is the queue and a mark says how far it came. */
export interface Outbox {
  /** There may be something new. */
  nudge(tenant: string): void;
  /** Resolves when all that was committed before the call is delivered or has failed once. */
  drained(): Promise<void>;
}

export function createOutbox(
  store: Pick<Store, 'records'>,
  marks: Marks,
  target: OutboxTarget,
  report: (fault: unknown) => void,
): Outbox {
  let running: Promise<void> = Promise.resolve();
  const nudged = new Set<string>();

  async function deliver(tenant: string): Promise<void> {
    nudged.delete(tenant);
    const reader = `outbox:${target.name}`;
    let done = await marks.get(tenant, reader);
    const before = done;
    try {
      for await (const record of store.records(tenant, { after_seq: done, types: told })) {
        await target.deliver(record);
        done = record.seq;
      }
    } finally {
      if (done > before) await marks.set(tenant, reader, done);
    }
  }

  return {
    nudge(tenant) {
      if (nudged.has(tenant)) return;
      nudged.add(tenant);
      running = running.then(() => deliver(tenant)).catch(report);
    },
    drained: () => running,
  };
}

/** Whether a commit has something to pass on. */
export const tellsSomething = (records: readonly JournalRecord[]): boolean =>
  records.some(({ type }) => told.includes(type));
