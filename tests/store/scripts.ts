import { canonicalJson } from '../../src/core/canonical.ts';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Commit, JournalRecord, Store } from '../../src/engine/ports.ts';
import { memoryStore } from '../../src/store/memory.ts';
import {
  openFilesStore,
  type FilesStore,
  type FilesStoreOptions,
} from '../../src/store/files/store.ts';
import { all, at, documentOf, draft, recompute, type Sample } from './samples.ts';
import type { SimulatedDisk } from './simulated-disk.ts';

/** One commit of a random script: which changes it touches, and what else it does. */
export interface Step {
  readonly changes: readonly number[];
  readonly sample: Sample;
  readonly key: number | null;
  readonly take: number | null;
  readonly release: number | null;
  readonly counter: boolean;
}

/** Rounds of commits that are sent at the same time. */
export type Script = readonly (readonly Step[])[];

const small = (max: number): fc.Arbitrary<number | null> =>
  fc.option(fc.nat(max), { freq: 3, nil: null });

const sampleArbitrary: fc.Arbitrary<Sample> = fc.record({
  title: fc.string({ unit: 'grapheme', maxLength: 12 }),
  description: fc.string({ maxLength: 300 }),
  due: fc.option(fc.nat(1000).map(at), { nil: null }),
  labels: fc.uniqueArray(fc.constantFrom('x', 'y', 'z'), { maxLength: 2 }),
  status: fc.constantFrom<'open' | 'completed'>('open', 'completed'),
  score: fc.option(fc.double({ min: 0, max: 100, noNaN: true }), { nil: null }),
});

export const scriptArbitrary: fc.Arbitrary<Script> = fc.array(
  fc.array(
    fc.record({
      changes: fc.uniqueArray(fc.nat(5), { minLength: 1, maxLength: 2 }),
      sample: sampleArbitrary,
      key: small(3),
      take: small(2),
      release: small(2),
      counter: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  { minLength: 1, maxLength: 8 },
);

/** A script that is the same in every run, for tests that go through all places of one. */
export const fixedScript: Script = fc.sample(scriptArbitrary, { seed: 7, numRuns: 12 }).flat();

const nameOf = (change: number): string => `C-${change}`;

/** What happened to the commits of a script, as their callers know it. */
export interface Outcome {
  readonly acknowledged: Commit[];
  readonly refused: number;
  /** No answer, or a fault: it may have been written or not. */
  readonly unknown: Commit[];
}

let serial = 0;

/** Sends a script's commits, each made from what its changes are when it is sent; faults are outcomes. */
export async function play(store: Store, script: Script): Promise<Outcome> {
  const acknowledged: Commit[] = [];
  const unknown: Commit[] = [];
  let refused = 0;
  for (const round of script) {
    const sent = round.map(async (step) => {
      const commit = await compose(store, step).catch(() => null);
      if (commit === null) return;
      try {
        const result = await store.commit(commit);
        if (result.ok) acknowledged.push(commit);
        else refused += 1;
      } catch {
        unknown.push(commit);
      }
    });
    await Promise.all(sent);
  }
  return { acknowledged, unknown, refused };
}

async function compose(store: Store, step: Step): Promise<Commit> {
  serial += 1;
  const mark = serial;
  if (step.counter) await store.reserve('default', 'n');
  const touched = await Promise.all(
    step.changes.map((change) => touch(store, nameOf(change), step, mark)),
  );
  const holder = nameOf(step.changes[0]!);
  const claim = (number: number | null) =>
    number === null ? [] : [{ claim: `claim-${number}`, holder }];
  return {
    tenant: 'default',
    records: touched.map(({ record }) => record),
    expects: touched.map(({ record, version }) => ({ change: record.change!, version })),
    documents: touched.map(({ document }) => document),
    take: claim(step.take),
    release: claim(step.release),
    key:
      step.key === null
        ? null
        : { id: `key-${step.key}`, body: 'b', time: at(mark), answer: { mark } },
  };
}

async function touch(store: Store, change: string, step: Step, mark: number) {
  const before: JournalRecord[] = [];
  for await (const record of store.records('default', { change })) before.push(record);
  const version = before.length;
  const plain = draft(change, version + 1, step.sample);
  const record = { ...plain, data: { ...plain.data, mark } };
  return { record, version, document: documentOf([...before, { ...record, tenant: 'default' }]) };
}

const markOf = (record: { readonly data: Commit['records'][number]['data'] }): number =>
  Number(record.data['mark'] ?? 0);

/** Everything that a store answers, as plain data. */
export async function contentOf(store: Store) {
  const page = await store.list('default', { limit: 1000 });
  const documents = await Promise.all(page.items.map((entry) => store.load('default', entry.id)));
  const names = [0, 1, 2, 3];
  return {
    entries: page.items,
    documents: documents.map((document) => canonicalJson(document)),
    found: (await store.list('default', { limit: 1000, q: 'c-1' })).items.map((entry) => entry.id),
    due: await store.due('default', at(1e6), 1000),
    holders: await Promise.all(names.map((name) => store.holder('default', `claim-${name}`))),
    keys: await Promise.all(
      names.map(async (name) => (await store.answered('default', `key-${name}`))?.answer ?? null),
    ),
  };
}

/**
 * Holds a store that was opened again against what its callers knew: nothing acknowledged is missing, nothing is there
 * that was not sent, nothing is there twice or in part, and it answers as the memory store does after the same commits.
 */
export async function expectFaithful(store: Store, outcome: Outcome): Promise<void> {
  const records = (await all(store)).filter((record) => record.type !== 'tail-cut');
  const sent = new Map(
    [...outcome.acknowledged, ...outcome.unknown].map((commit) => [
      markOf(commit.records[0]!),
      commit,
    ]),
  );
  const model = memoryStore();
  const kept = new Set<number>();
  for (let place = 0; place < records.length;) {
    const mark = markOf(records[place]!);
    const commit = sent.get(mark);
    expect(kept.has(mark)).toBe(false);
    kept.add(mark);
    const part = records.slice(place, place + (commit?.records.length ?? 1));
    expect(
      part.map(({ time, change, version, data }) => ({ time, change, version, data })),
    ).toEqual(
      commit?.records.map(({ time, change, version, data }) => ({ time, change, version, data })),
    );
    expect(await model.commit(commit!)).toMatchObject({ ok: true });
    place += part.length;
  }
  for (const commit of outcome.acknowledged)
    expect(kept.has(markOf(commit.records[0]!))).toBe(true);
  expect(await contentOf(store)).toEqual(await contentOf(model));
}

/** A files store on a simulated disk, with everything small so that segments and logs change often. */
export const openOn = (
  disk: SimulatedDisk,
  more: Partial<FilesStoreOptions> = {},
): Promise<FilesStore> =>
  openFilesStore({
    directory: '/data',
    disk: disk.port,
    clock: { now: () => Date.parse(at(2000)), at: () => () => undefined },
    recompute,
    people: 'off',
    own: false,
    background: false,
    segmentBytesMin: 4096,
    segmentBytesMax: 8192,
    logBytesMax: 4096,
    cacheBytesMax: 2048,
    commitsPerSnapshot: 5,
    ...more,
  });
