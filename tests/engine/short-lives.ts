import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChangeState } from '../../src/change/aggregate/model.ts';
import type { CommandOptions, Engine } from '../../src/engine/api.ts';
import { createEngine, TENANT } from '../../src/engine/engine.ts';
import { createPolicies } from '../../src/engine/policies/policies.ts';
import { StoreFault, type Member, type Store } from '../../src/engine/ports.ts';
import {
  simulatedClock,
  volatileMarks,
  type SimulatedClock,
} from '../../src/engine/policies/simulated.ts';
import type { Policy } from '../../src/policy/definitions.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { openStore } from './files-store.ts';

export const people: readonly Member[] = [
  ['ann', 'writer'],
  ['rob', 'reader'],
  ['rita', 'reader'],
  ['kim', 'keeper'],
  ['wes', 'writer'],
].map(([id = '', role = '']) => ({ id, kind: 'person', name: id, roles: [role] }));

export const as = (id: string): CommandOptions => ({
  tenant: TENANT,
  actor: { id, kind: 'person', roles: people.find((one) => one.id === id)?.roles ?? [] },
});

export const storeKinds = ['memory', 'files'] as const;
export type StoreKind = (typeof storeKinds)[number];

/** A store that outlives the processes that open it. */
interface Kept {
  open(): Promise<Store>;
  forget(): Promise<void>;
}

async function keptIn(kind: StoreKind): Promise<Kept> {
  if (kind === 'memory') {
    const store = { ...memoryStore(), close: () => Promise.resolve() };
    return { open: () => Promise.resolve(store), forget: () => Promise.resolve() };
  }
  const directory = await mkdtemp(join(tmpdir(), 'changeflow-short-lives-'));
  return {
    open: () => openStore(directory),
    forget: () => rm(directory, { recursive: true, force: true }),
  };
}

interface Life {
  readonly engine: Engine;
  /** Nothing that this process still does reaches the store. */
  kill(): Promise<void>;
}

/** An engine as a new process has it: from the store alone, every document read from its text. */
async function beginLife(policy: Policy, store: Store, clock: SimulatedClock): Promise<Life> {
  let alive = true;
  const live = (): void => {
    if (!alive) throw new StoreFault('the process is gone');
  };
  const guarded: Store = {
    has: (...given) => store.has(...given),
    answered: (...given) => store.answered(...given),
    holder: (...given) => store.holder(...given),
    list: (...given) => store.list(...given),
    tally: (...given) => store.tally(...given),
    records: (...given) => store.records(...given),
    due: (...given) => store.due(...given),
    nextDue: (tenant) => store.nextDue(tenant),
    tenants: () => store.tenants(),
    savePolicy: (one) => store.savePolicy(one),
    policy: (id) => store.policy(id),
    health: () => store.health(),
    close: () => store.close(),
    async reserve(tenant, counter) {
      live();
      return store.reserve(tenant, counter);
    },
    async load(tenant, change) {
      live();
      const found = await store.load(tenant, change);
      return found === null ? null : (JSON.parse(JSON.stringify(found)) as ChangeState);
    },
    async commit(commit) {
      live();
      return store.commit(commit);
    },
  };
  const inForce = createPolicies(guarded);
  const engine = await createEngine({
    store: guarded,
    policies: inForce,
    clock,
    roster: { members: () => Promise.resolve(people) },
    marks: volatileMarks(),
    outbox: { name: 'none', deliver: () => Promise.resolve() },
    timeZone: 'UTC',
    report(fault) {
      if (alive) throw fault;
    },
  });
  const activated_at = new Date(clock.now()).toISOString();
  inForce.put({ policy, directory: null, activated_at, diagnostics: [] });
  await engine.settled();
  return {
    engine,
    async kill() {
      alive = false;
      await store.close();
    },
  };
}

/** A policy at work on one store in lives that are as long as is wanted. */
export interface Lives {
  readonly clock: SimulatedClock;
  /** The engine for what comes next: of a new process where each is killed after what it did, else the same one. */
  next(): Promise<Engine>;
  end(): Promise<void>;
}

export interface Ways {
  readonly kind: StoreKind;
  /** After every deed. */
  readonly killed: boolean;
}

export async function livesOf(
  policy: Policy,
  startMs: number,
  { kind, killed }: Ways,
): Promise<Lives> {
  const clock = simulatedClock(startMs);
  const kept = await keptIn(kind);
  const first = await kept.open();
  await first.savePolicy(policy);
  let life = await beginLife(policy, first, clock);
  return {
    clock,
    async next() {
      if (killed) {
        await life.kill();
        life = await beginLife(policy, await kept.open(), clock);
      } else await life.engine.settled();
      return life.engine;
    },
    async end() {
      await life.engine.close();
      await life.kill();
      await kept.forget();
    },
  };
}
