import { StoreFault, type Clock, type Store } from './ports.ts';

/** Stamps commands: the clock, never before the last record of the tenant; UTC with milliseconds. */
export interface Stamps {
  now(tenant: string): string;
}

/** Reads where each tenant's time stands, so that a clock set back cannot make history run backwards. */
export async function createStamps(clock: Clock, store: Store): Promise<Stamps> {
  const last = new Map<string, number>();
  const head = store.health().head.seq;
  for (const tenant of await store.tenants()) await takeLast(tenant);
  async function takeLast(tenant: string): Promise<void> {
    try {
      for await (const record of store.records(tenant, { after_seq: head - 1 }))
        last.set(tenant, Date.parse(record.time));
    } catch (fault) {
      // Of a damaged journal the end may be out of reach. It takes no commands, so that nothing is stamped; it is read.
      if (!(fault instanceof StoreFault)) throw fault;
    }
  }
  return {
    now(tenant) {
      const at = Math.max(clock.now(), last.get(tenant) ?? 0);
      last.set(tenant, at);
      return new Date(at).toISOString();
    },
  };
}
