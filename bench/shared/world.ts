import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../../src/engine/api.ts';
import { defaultBudget } from '../../src/engine/budget.ts';
import { createEngine, TENANT } from '../../src/engine/engine.ts';
import { createPolicies } from '../../src/engine/policies/policies.ts';
import type { Clock, Member } from '../../src/engine/ports.ts';
import { createRecompute } from '../../src/engine/replay.ts';
import { volatileMarks } from '../../src/engine/policies/simulated.ts';
import { nodeDisk } from '../../src/store/files/disk.ts';
import { policyFiles, POLICY_FOLDER } from '../../src/store/files/policies.ts';
import { openFilesStore } from '../../src/store/files/store.ts';
import { packageDirectory } from '../../src/version.ts';

const realClock: Clock = {
  now: Date.now,
  at(instantMs, wake) {
    const timer = setTimeout(wake, Math.min(Math.max(0, instantMs - Date.now()), 2 ** 31 - 1));
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** An engine over the files store, with the people of the demo. */
export interface World {
  readonly engine: Engine;
  /** A new change; `submit` delivers its first signal in the same commit. */
  readonly create: (
    type: string,
    fields?: Partial<Fields>,
    submit?: boolean,
  ) => Promise<{ readonly id: string }>;
  readonly submit: (change: string) => Promise<void>;
  readonly approve: (change: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

type Fields = Parameters<Engine['create']>[0]['fields'];

export const AUTHOR = 'dana';
export const REVIEWER = 'tess';

const people = JSON.parse(
  readFileSync(join(packageDirectory, 'demo', 'principals.json'), 'utf8'),
) as { readonly principals: readonly Pick<Member, 'id' | 'name' | 'roles'>[] };
const members: readonly Member[] = people.principals.map((one) => ({ ...one, kind: 'person' }));

/** The roles of one of the people. */
export const rolesOf = (person: string): readonly string[] =>
  members.find(({ id }) => id === person)?.roles ?? [];

/** Opens a data directory with fsync on and nothing written for people, and puts the policy of a directory in force. */
export async function openWorld(data: string, policyDirectory: string): Promise<World> {
  const files = policyFiles(nodeDisk, join(data, POLICY_FOLDER));
  const policies = createPolicies({
    policy: (id) => Promise.resolve(files.load(id)),
    savePolicy: (policy) => store.savePolicy(policy),
  });
  const store = await openFilesStore({
    directory: data,
    clock: realClock,
    people: 'off',
    recompute: createRecompute(policies, defaultBudget),
  });
  const engine = await createEngine({
    store,
    policies,
    clock: realClock,
    roster: { members: () => Promise.resolve(members) },
    marks: volatileMarks(),
    outbox: { name: 'none', deliver: () => Promise.resolve() },
    timeZone: 'UTC',
    report(fault) {
      throw fault;
    },
  });
  const activated = await engine.activate(policyDirectory, {
    id: 'bench',
    kind: 'system',
    roles: [],
  });
  if (!activated.ok)
    throw new Error(activated.error.diagnostics.map(({ message }) => message).join('\n'));
  const close = async (): Promise<void> => {
    await engine.close();
    await store.close();
  };
  return { engine, ...commandsOf(engine), close };
}

function commandsOf(engine: Engine): Pick<World, 'create' | 'submit' | 'approve'> {
  let made = 0;
  const as = (id: string) => ({
    tenant: TENANT,
    actor: { id, kind: 'person', roles: rolesOf(id) } as const,
  });
  const act = async (
    change: string,
    person: string,
    command: Parameters<Engine['act']>[1],
  ): Promise<void> => {
    const done = await engine.act(change, command, as(person));
    if (!done.ok) throw new Error(done.error.message);
  };
  return {
    async create(type, fields = {}, submit = false) {
      made += 1;
      const title = `Change ${made}`;
      const description = `change ${made} of ${process.pid}`;
      const created = await engine.create(
        {
          kind: 'create',
          fields: { title, description, ...fields },
          declared_type: type,
          workflow: null,
          depends_on: [],
          submit,
        },
        as(AUTHOR),
      );
      if (!created.ok) throw new Error(created.error.message);
      return created.value.change;
    },
    submit: (change) => act(change, AUTHOR, { kind: 'signal', name: 'submit', payload: null }),
    approve: (change) =>
      act(change, REVIEWER, {
        kind: 'decide',
        request: null,
        decision: 'approve',
        reason: null,
        conditions: [],
        expected_digest: null,
        confidence: null,
      }),
  };
}

/** So many changes that wait for one approval each; their identifiers. */
export async function fill(world: World, count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  let begun = 0;
  const filler = async (): Promise<void> => {
    while (begun < count) {
      begun += 1;
      ids.push((await world.create('basic', {}, true)).id);
    }
  };
  await Promise.all(Array.from({ length: 256 }, filler));
  return ids;
}
