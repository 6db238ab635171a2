import type { JsonObject } from '../core/json.ts';
import type { Store } from './ports.ts';

/** What a tenant remembers, by topic. */
export interface Memory {
  /** What the newest record of a topic says, or null. */
  newest(tenant: string, topic: string): Promise<JsonObject | null>;
}

/** Where in a tenant's journal the newest record of each topic stands, as far as it has been read. */
interface Topics {
  readonly places: Map<string, number>;
  seq: number;
  reading: Promise<void>;
}

/**
 * An index of topics over the journal: it is read once, and from then on only what was written since. The index keeps
 * numbers, not texts: what people remember may be long.
 */
export function createMemory(store: Pick<Store, 'records'>): Memory {
  const tenants = new Map<string, Topics>();

  async function readOn(tenant: string, topics: Topics): Promise<void> {
    for await (const { seq, data } of store.records(tenant, { after_seq: topics.seq, types })) {
      topics.seq = seq;
      if (typeof data['topic_key'] === 'string') topics.places.set(data['topic_key'], seq);
    }
  }

  async function topicsOf(tenant: string): Promise<Topics> {
    const topics = tenants.get(tenant) ?? { places: new Map(), seq: 0, reading: Promise.resolve() };
    tenants.set(tenant, topics);
    const read = (): Promise<void> => readOn(tenant, topics);
    topics.reading = topics.reading.then(read, read);
    await topics.reading;
    return topics;
  }

  return {
    async newest(tenant, topic) {
      const place = (await topicsOf(tenant)).places.get(topic);
      if (place === undefined) return null;
      for await (const { data } of store.records(tenant, { after_seq: place - 1, types }))
        return data;
      throw new Error(`the record ${String(place)} of the topic ${topic} is lost`);
    },
  };
}

const types = ['memory-saved'];
