import type { Remembered } from '../change/commands.ts';
import type { JsonObject } from '../core/json.ts';
import type { Refusal } from '../core/refusal.ts';
import { ok, type Result } from '../core/result.ts';
import type { CommandOptions, Topic } from './api.ts';
import { createLanes } from './command.ts';
import { firstAnswer, keyOf } from './keys.ts';
import type { Parts } from './parts.ts';
import { commitTenantRecord, tenantRecord } from './tenant-records.ts';

/** What a tenant remembers, by topic. */
export interface Memory {
  newest(tenant: string, topic: string): Promise<Remembered | null>;
  save(options: CommandOptions, what: Remembered): Promise<Result<null, Refusal>>;
  numberOf(options: CommandOptions, topic: Topic): Promise<number | null>;
}

/** Where in a tenant's journal the newest record of each topic stands, as far as it has been read. */
interface Topics {
  readonly places: Map<string, number>;
  seq: number;
  reading: Promise<void>;
}

/**
 * An index of topics over the journal: it is read once, and from then on only what was written since. The index keeps
 * numbers, not texts: what people remember may be long. A topic is a claim, held by its
 * number and name, so that it has one number whoever asks first.
 */
export function createMemory(parts: Pick<Parts, 'store' | 'stamps' | 'policies'>): Memory {
  const { store } = parts;
  const tenants = new Map<string, Topics>();
  const lanes = createLanes();

  async function readOn(tenant: string, topics: Topics): Promise<void> {
    for await (const { seq, data } of store.records(tenant, { after_seq: topics.seq, types })) {
      topics.seq = seq;
      const what = rememberedIn(data);
      if (what !== null) topics.places.set(what.topic_key, seq);
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

  async function numberOf(
    options: CommandOptions,
    { counter, topic_key, name }: Topic,
  ): Promise<number | null> {
    const { tenant } = options;
    const known = await store.holder(tenant, topic_key);
    if (known !== null) return numberIn(known, name);
    const number = await store.reserve(tenant, counter);
    const data = { counter, topic_key, name, number };
    const record = tenantRecord(parts, options, { type: 'numbered', data });
    const take = [{ claim: topic_key, holder: `${String(number)} ${name}` }];
    const written = await commitTenantRecord(store, tenant, record, { take });
    if (written.ok) return number;
    if (written.error.kind !== 'claim') throw new Error('a number expects nothing');
    return numberIn(written.error.holder, name);
  }

  return {
    async newest(tenant, topic) {
      const place = (await topicsOf(tenant)).places.get(topic);
      if (place === undefined) return null;
      for await (const { data } of store.records(tenant, { after_seq: place - 1, types }))
        return rememberedIn(data);
      throw new Error(`the record ${String(place)} of the topic ${topic} is lost`);
    },

    async save(options, what) {
      const record = tenantRecord(parts, options, { type: 'memory-saved', data: what });
      const key = keyOf(options, what, record.time, {
        topic_key: what.topic_key,
        time: record.time,
      });
      const written = await commitTenantRecord(store, options.tenant, record, { key });
      if (written.ok) return ok(null);
      if (written.error.kind !== 'key') throw new Error('what is remembered takes no claim');
      const first = firstAnswer(options, what, written.error);
      return first.ok ? ok(null) : first;
    },

    numberOf: (options, topic) =>
      // One after another: who comes second at the same moment leaves no gap in the numbers.
      lanes.run(`${options.tenant}/${topic.counter}`, () => numberOf(options, topic)),
  };
}

/** The number of a topic's holder, "7 use a journal", where it has that name. */
function numberIn(holder: string, name: string): number | null {
  const at = holder.indexOf(' ');
  return holder.slice(at + 1) === name ? Number(holder.slice(0, at)) : null;
}

const types = ['memory-saved', 'adr-linked'];

/** What a record says of a topic: all of it, or what it says besides linking a decision to its change. */
export function rememberedIn(data: JsonObject): Remembered | null {
  const what = 'memory' in data ? (data['memory'] as JsonObject) : data;
  return typeof what['topic_key'] === 'string' ? (what as Remembered) : null;
}
