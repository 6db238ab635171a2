import { beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/core/canonical.ts';
import { defaultBudget } from '../../src/engine/budget.ts';
import { TENANT } from '../../src/engine/engine.ts';
import { createPolicies } from '../../src/engine/policies/policies.ts';
import type { Commit, JournalRecord, Store } from '../../src/engine/ports.ts';
import { createRecompute } from '../../src/engine/replay.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { people, workflows } from './model.ts';
import { createWorld, policyDirectory, type World } from './world.ts';

let directory: string;
beforeAll(async () => {
  directory = await policyDirectory({ 'workflows/all.scm': workflows });
});

/** A store that reads as slowly as one that is far away, so that engines come between each other's reads and writes. */
function slowToRead(store: Store): Store {
  return {
    ...store,
    async load(tenant, change) {
      const found = await store.load(tenant, change);
      await new Promise((resume) => setImmediate(resume));
      return found;
    },
  };
}

/** The planted mistake: whatever was read, a commit is taken for a change as it is now. */
function withoutExpectedVersions(store: Store): Store {
  let turn: Promise<unknown> = Promise.resolve();
  const asItIsNow = async (commit: Commit): Promise<Commit> => {
    const now = new Map<string, number>();
    for (const { change } of commit.expects)
      now.set(change, (await store.load(commit.tenant, change))?.version ?? 0);
    const behind = (change: string): number =>
      (now.get(change) ?? 0) - (commit.expects.find((one) => one.change === change)?.version ?? 0);
    return {
      ...commit,
      expects: commit.expects.map(({ change }) => ({ change, version: now.get(change) ?? 0 })),
      records: commit.records.map((record) =>
        record.change === null
          ? record
          : { ...record, version: (record.version ?? 0) + behind(record.change) },
      ),
      documents: commit.documents.map((write) => ({
        ...write,
        document: {
          ...write.document,
          version: write.document.version + behind(write.change),
        },
      })),
    };
  };
  return {
    ...store,
    commit(commit) {
      const mine = turn.then(async () => store.commit(await asItIsNow(commit)));
      turn = mine.catch(() => undefined);
      return mine;
    },
  };
}

/** Sends the same change commands through several engines at once; which of them were taken. */
async function contend(store: Store): Promise<{ readonly world: World; readonly taken: string[] }> {
  const worlds = await Promise.all(
    [0, 1, 2].map(() => createWorld(directory, people, slowToRead(store))),
  );
  const [world] = worlds as [World];
  const id = await world.create('ann', 'pair');
  const taken: string[] = [];
  for (let round = 0; round < 8; round += 1) {
    await Promise.all(
      worlds.map(async (each, at) => {
        const text = `comment ${round} of ${at}`;
        const result = await each.act(id, 'bob', { kind: 'comment', text });
        if (result.ok) taken.push(text);
      }),
    );
  }
  return { world, taken };
}

/** The texts that the document has and the one made again from the records, and whether these two agree. */
async function outcomeOf({ engine, store }: World) {
  const [entry] = (await store.list(TENANT, { limit: 1 })).items;
  const records: JournalRecord[] = [];
  for await (const record of store.records(TENANT, { change: entry!.id })) records.push(record);
  const made = await createRecompute(createPolicies(store), defaultBudget).document(records);
  const kept = await engine.get(TENANT, entry!.id);
  return {
    texts: kept?.comments.map(({ text }) => text) ?? [],
    versions: records.map(({ version }) => version),
    agree: canonicalJson(made.document) === canonicalJson(kept),
  };
}

describe('several engines over one store', () => {
  it('take every command once, in one order, and lose none to each other', async () => {
    const { world, taken } = await contend(memoryStore());
    const { texts, versions, agree } = await outcomeOf(world);
    expect(taken).toHaveLength(24);
    expect([...texts].sort()).toEqual([...taken].sort());
    expect(versions).toEqual(versions.map((_, at) => at + 1));
    expect(agree).toBe(true);
  });

  it('give a topic one number, whichever is asked first, and another name of it none', async () => {
    const store = memoryStore();
    const worlds = await Promise.all([0, 1, 2].map(() => createWorld(directory, people, store)));
    for (const topic_key of ['one', 'two']) {
      const topic = { counter: 'n', topic_key, name: 'a name' };
      const ask = (world: World) => world.engine.numberOf(world.as('ann'), topic);
      const numbers = await Promise.all(worlds.map(ask));
      expect(new Set(numbers).size).toBe(1);
      expect(await ask(worlds[0]!)).toBe(numbers[0]);
      const other = { ...topic, name: 'another name' };
      expect(await worlds[1]!.engine.numberOf(worlds[1]!.as('ann'), other)).toBeNull();
    }
  });

  it('lose some where the store does not look at the version that a command expects', async () => {
    const { world, taken } = await contend(withoutExpectedVersions(memoryStore()));
    const { texts, agree } = await outcomeOf(world);
    expect(texts.length).toBeLessThan(taken.length);
    expect(agree).toBe(false);
  });
});
