import { goesOn } from '../../src/core/outcome.ts';
import { ok } from '../../src/core/result.ts';
import type {
  Commit,
  DocumentWrite,
  JournalRecord,
  RecordDraft,
  Store,
} from '../../src/engine/ports.ts';
import type { Clock, Recompute } from '../../src/engine/ports.ts';

export const T0 = Date.UTC(2030, 0, 1);
export const at = (seconds: number): string => new Date(T0 + seconds * 1000).toISOString();
export const maker = { id: 'ann', kind: 'person', roles: ['author'] } as const;

/** What a test says of a change; the rest is filled in. */
export interface Sample {
  readonly title?: string;
  readonly description?: string;
  readonly status?: DocumentWrite['entry']['status'];
  readonly type?: string;
  readonly author?: string;
  readonly systems?: readonly string[];
  readonly labels?: readonly string[];
  readonly phases?: readonly string[];
  readonly waiting_for?: readonly string[];
  readonly due?: string | null;
  readonly score?: number | null;
  readonly outcome?: string | null;
  readonly artifacts?: readonly { readonly name: string; readonly content: string }[];
}

/** A draft whose data hold the sample, so that a document can be made anew from records alone. */
export function draft(
  change: string,
  version: number,
  sample: Sample,
  seconds = version,
): RecordDraft {
  return {
    time: at(seconds),
    change,
    version,
    type: version === 1 ? 'created' : 'edited',
    actor: maker,
    data: { sample: JSON.stringify(sample) },
    policy: 'p1',
    rule: null,
  };
}

/** The document that the records of a change add up to: the samples laid over one another. */
export function documentOf(
  records: readonly (RecordDraft & { readonly tenant: string })[],
): DocumentWrite {
  const first = records[0]!;
  const last = records.at(-1)!;
  const sample = Object.assign({}, ...records.map(sampleOf)) as Sample;
  const id = first.change!;
  const entry = {
    id,
    title: sample.title ?? `title of ${id}`,
    status: sample.status ?? 'open',
    outcome: sample.outcome ?? null,
    phases: sample.phases ?? ['one'],
    type: sample.type ?? 'kind-a',
    workflow: 'flow',
    systems: sample.systems ?? [],
    labels: sample.labels ?? [],
    author: sample.author ?? 'ann',
    waiting_for: sample.waiting_for ?? ['role:judge'],
    score: sample.score ?? null,
    due: sample.due ?? null,
    created_at: first.time,
    updated_at: last.time,
    closed_at: goesOn(sample.status ?? 'open') ? null : last.time,
  } as const;
  return { change: id, entry, document: stateOf(id, records, sample, entry) };
}

const sampleOf = (record: RecordDraft): Sample =>
  typeof record.data['sample'] === 'string' ? (JSON.parse(record.data['sample']) as Sample) : {};

/** A store keeps a document whole and looks at few of its members; the others are the engine's affair. */
function stateOf(
  id: string,
  records: readonly (RecordDraft & { readonly tenant: string })[],
  sample: Sample,
  entry: DocumentWrite['entry'],
): DocumentWrite['document'] {
  const state = {
    v: 1,
    id,
    tenant: records[0]!.tenant,
    version: records.length,
    fields: { title: entry.title, description: sample.description ?? `what ${id} is about` },
    author: entry.author,
    change_type: entry.type,
    status: entry.status,
    outcome: entry.outcome,
    artifacts: (sample.artifacts ?? []).map((file) => ({
      ...file,
      title: null,
      by: 'ann',
      at: entry.updated_at,
    })),
    adrs: [],
    created_at: entry.created_at,
    updated_at: entry.updated_at,
    machine: { v: 1, stack: [1, 'two', null] },
    entry,
  };
  return state as unknown as DocumentWrite['document'];
}

/** Entries are kept in the documents of samples, which have no members to make them from. */
export const recompute: Recompute = {
  document: async (records) => documentOf(records),
  reads: () => true,
  entry: (document) => (document as unknown as Pick<DocumentWrite, 'entry'>).entry,
};

/** Commits of one tenant, with the versions kept for the test. */
export function author(store: Store, tenant = 'default') {
  const written = new Map<string, RecordDraft[]>();
  const prepare = (
    change: string,
    sample: Sample,
    more: Partial<Commit> = {},
    seconds?: number,
  ): Commit => {
    const before = written.get(change) ?? [];
    const record = draft(change, before.length + 1, sample, seconds);
    const records = [...before, record].map((one) => ({ ...one, tenant }));
    return {
      tenant,
      records: [record],
      expects: [{ change, version: before.length }],
      take: [],
      release: [],
      documents: [documentOf(records)],
      key: null,
      ...more,
    };
  };
  const send = async (commit: Commit) => {
    const result = await store.commit(commit);
    if (result.ok) {
      for (const record of commit.records) {
        if (record.change !== null)
          written.set(record.change, [...(written.get(record.change) ?? []), record]);
      }
    }
    return result;
  };
  return {
    prepare,
    send,
    put: async (
      change: string,
      sample: Sample = {},
      more: Partial<Commit> = {},
      seconds?: number,
    ) => {
      const result = await send(prepare(change, sample, more, seconds));
      if (!result.ok) throw new Error(`unexpected conflict: ${JSON.stringify(result.error)}`);
      return ok(result.value);
    },
  };
}

export async function all(store: Store, tenant = 'default'): Promise<readonly JournalRecord[]> {
  const records: JournalRecord[] = [];
  for await (const record of store.records(tenant, {})) records.push(record);
  return records;
}

/** A commit of a tenant's own record, touching no change. */
export const tenantCommit = (
  tenant: string,
  seconds: number,
  more: Partial<Commit> = {},
): Commit => ({
  tenant,
  records: [
    {
      time: at(seconds),
      change: null,
      version: null,
      type: 'exported',
      actor: maker,
      data: {},
      policy: null,
      rule: null,
    },
  ],
  expects: [],
  take: [],
  release: [],
  documents: [],
  key: null,
  ...more,
});

/** The machine's clock, for tests that wait for nothing. */
export const realClock: Clock = {
  now: () => Date.now(),
  at(instantMs, wake) {
    const timer = setTimeout(wake, Math.max(0, instantMs - Date.now()));
    return () => clearTimeout(timer);
  },
};
