import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultBudget } from '../../src/engine/budget.ts';
import { TENANT } from '../../src/engine/engine.ts';
import { createPolicies } from '../../src/engine/policies/policies.ts';
import type { Store } from '../../src/engine/ports.ts';
import { createRecompute } from '../../src/engine/replay.ts';
import { nodeDisk } from '../../src/store/files/disk.ts';
import { POLICY_FOLDER, policyFiles } from '../../src/store/files/policies.ts';
import { openFilesStore } from '../../src/store/files/store.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { createWorld, policyDirectory, start, type World } from './world.ts';

/** What stories are told with: a world in which every command may be the first of a new process. */
export type Lives = Pick<World, 'create' | 'act' | 'decide' | 'signal' | 'pass' | 'open'> & {
  /** The engine as it lives now. */
  readonly now: () => World;
};

type People = { readonly [id: string]: readonly string[] };

interface Life {
  readonly world: World;
  readonly end: () => Promise<void>;
}

/** How a store is come by at the start of each life; `null`: one life is all there is. */
type Ways = { readonly [name: string]: (directory: string) => (() => Promise<Store>) | null };

const ways: Ways = {
  'in memory': () => null,
  'in memory, with a new engine for every command': () => {
    const store = memoryStore();
    return () => Promise.resolve({ ...store, close: () => Promise.resolve() });
  },
  'in files, with a new process for every command': (directory) => () => {
    const kept = policyFiles(nodeDisk, join(directory, POLICY_FOLDER));
    const policies = createPolicies({
      policy: (id) => Promise.resolve(kept.load(id)),
      savePolicy: (one) => kept.save(one),
    });
    return openFilesStore({
      directory,
      clock: { now: () => start, at: () => () => undefined },
      recompute: createRecompute(policies, defaultBudget),
      people: 'off',
    });
  },
};

/**
 * Tells a story in each of the ways in which an engine may live: it must end alike, replay must agree with every record,
 * and what is kept must be plain.
 */
export function eachWay(
  name: string,
  { policy, people }: { readonly policy: string; readonly people: People },
  story: (lives: Lives) => Promise<void>,
): void {
  describe(name, () => {
    it.each(Object.keys(ways))('%s', async (way) => {
      const directory = await policyDirectory({ 'workflows/all.scm': policy });
      const data = await mkdtemp(join(tmpdir(), 'changeflow-lives-'));
      try {
        const { lives, last } = await livesOf(directory, people, ways[way]!(data));
        await story(lives);
        await agree(await last());
        await (await last()).end();
      } finally {
        for (const path of [directory, data]) await rm(path, { recursive: true, force: true });
      }
    });
  });
}

async function livesOf(
  directory: string,
  people: People,
  reopen: (() => Promise<Store>) | null,
): Promise<{ readonly lives: Lives; readonly last: () => Promise<Life> }> {
  const begin = async (startMs: number): Promise<Life> => {
    const store = reopen === null ? memoryStore() : await reopen();
    const world = await createWorld(directory, people, store, startMs);
    const end = async (): Promise<void> => {
      await world.engine.close();
      await store.close();
    };
    return { world, end };
  };
  let life = await begin(start);
  const next = async (): Promise<World> => {
    if (reopen !== null) {
      await life.end();
      life = await begin(life.world.clock.now());
    }
    await life.world.engine.settled();
    return life.world;
  };
  const done = async <T>(work: (world: World) => Promise<T>): Promise<T> => {
    const world = await next();
    const result = await work(world);
    await world.engine.settled();
    return result;
  };
  return {
    last: () => Promise.resolve(life),
    lives: {
      now: () => life.world,
      create: (...given) => done((world) => world.create(...given)),
      act: (...given) => done((world) => world.act(...given)),
      decide: (...given) => done((world) => world.decide(...given)),
      signal: (...given) => done((world) => world.signal(...given)),
      pass: (...given) => done((world) => world.pass(...given)),
      open: (...given) => done((world) => world.open(...given)),
    },
  };
}

/** Every change, made anew from its records alone, is the change that is kept. */
async function agree({ world: { engine, store } }: Life): Promise<void> {
  for (const { id } of (await store.list(TENANT, { limit: 100 })).items)
    expect(await engine.verifyReplay(TENANT, id)).toEqual([]);
}
