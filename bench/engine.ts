import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultBudget } from '../src/engine/budget.ts';
import { createEngine, TENANT } from '../src/engine/engine.ts';
import type { Engine } from '../src/engine/api.ts';
import { createPolicies } from '../src/engine/policies.ts';
import { createRecompute } from '../src/engine/replay.ts';
import { volatileMarks } from '../src/engine/simulated.ts';
import type { Clock, Member, Store } from '../src/engine/ports.ts';
import { openFilesStore } from '../src/store/files/store.ts';
import { load, median, percentile, print } from './shared/harness.ts';

/**
 * The engine over the file store, fsync on: commands a second and their latencies at 1 to 256 callers, each creating a
 * change of a two-step lifecycle, submitting and approving it; with few and with many changes in the tenant; and the
 * bytes of suspended changes. One JSON line a case.
 *
 *   tsx bench/engine.ts [POLICY_DIRECTORY] [CHANGES] [SECONDS] [RUNS]
 */
const [directory = '.', changesText = '100000', secondsText = '2', runsText = '3'] =
  process.argv.slice(2);
const CHANGES = Number(changesText);
const MS = Number(secondsText) * 1000;
const RUNS = Number(runsText);
const FEW = 1000;

const clock: Clock = {
  now: Date.now,
  at(instantMs, wake) {
    const timer = setTimeout(wake, Math.min(Math.max(0, instantMs - Date.now()), 2 ** 31 - 1));
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Two people who hold every role of the policy. */
const roleNames = (engine: Engine): readonly string[] =>
  engine.policy().policy.definitions.roles.map(({ name }) => name);

async function openEngine(
  data: string,
  members: () => readonly Member[],
): Promise<{ engine: Engine; store: Store }> {
  const store = await openFilesStore({
    directory: data,
    clock,
    people: 'off',
    recompute: (records) => createRecompute(policies, defaultBudget)(records),
  });
  const policies = createPolicies(store);
  const engine = await createEngine({
    store,
    policies,
    clock,
    roster: { members: () => Promise.resolve(members()) },
    marks: volatileMarks(),
    outbox: { name: 'none', deliver: () => Promise.resolve() },
    timeZone: 'UTC',
    report(fault) {
      throw fault;
    },
  });
  const activated = await engine.activate(directory, { id: 'bench', kind: 'system', roles: [] });
  if (!activated.ok) throw new Error(activated.error.map(({ message }) => message).join('\n'));
  return { engine, store };
}

const data = mkdtempSync(join(tmpdir(), 'changeflow-bench-'));
let members: readonly Member[] = [];
const { engine, store } = await openEngine(data, () => members);
const roles = roleNames(engine);
members = ['ann', 'bob'].map((id) => ({ id, kind: 'person', name: id, roles }));
const as = (id: string) => ({ tenant: TENANT, actor: { id, kind: 'person', roles } as const });

let made = 0;
async function create(): Promise<string> {
  made += 1;
  const created = await engine.create(
    {
      kind: 'create',
      fields: { title: `Change ${made}`, description: `change ${made} of ${process.pid}` },
      declared_type: 'basic',
      workflow: null,
      depends_on: [],
      submit: false,
    },
    as('ann'),
  );
  if (!created.ok) throw new Error(created.error.message);
  return created.value.change.id;
}

async function act(
  id: string,
  person: string,
  command: Parameters<Engine['act']>[1],
): Promise<void> {
  const done = await engine.act(id, command, as(person));
  if (!done.ok) throw new Error(done.error.message);
}

const submit = (id: string): Promise<void> =>
  act(id, 'ann', { kind: 'signal', name: 'submit', payload: null });
const approve = (id: string): Promise<void> =>
  act(id, 'bob', {
    kind: 'decide',
    request: null,
    decision: 'approve',
    reason: null,
    conditions: [],
    expected_digest: null,
    confidence: null,
  });

/** A caller's next command: each change is created, submitted, approved. */
function caller(): () => Promise<void> {
  const steps: (() => Promise<void>)[] = [];
  let id = '';
  return () => {
    if (steps.length === 0) {
      steps.push(
        async () => {
          id = await create();
        },
        () => submit(id),
        () => approve(id),
      );
    }
    return steps.shift()!();
  };
}

async function measure(callers: number, label: string): Promise<number> {
  const rates: number[] = [];
  const latencies: number[] = [];
  for (let run = 0; run <= RUNS; run += 1) {
    const commands = Array.from({ length: callers }, caller);
    const result = await load(callers, MS, (at) => commands[at]!());
    if (run === 0) continue;
    rates.push(result.perSecond);
    latencies.push(...result.latenciesMs);
  }
  const rate = median(rates);
  print('engine', { name: `${label}, ${callers} callers`, value: rate, unit: 'commands/s' });
  for (const share of [0.5, 0.95, 0.99])
    print('engine', {
      name: `${label}, ${callers} callers, p${share * 100}`,
      value: percentile(latencies, share),
      unit: 'ms',
    });
  return rate;
}

async function fill(count: number): Promise<void> {
  const queue = Array.from({ length: count }, (_, at) => at);
  await Promise.all(
    Array.from({ length: 256 }, async () => {
      while (queue.pop() !== undefined) await create();
    }),
  );
}

await fill(FEW);
for (const callers of [1, 16, 256]) await measure(callers, `${FEW} changes`);
const few = await measure(64, `${FEW} changes`);
if (CHANGES > FEW) {
  await fill(CHANGES - made);
  const many = await measure(64, `${CHANGES} changes`);
  print('engine', {
    name: `${CHANGES} changes against ${FEW}, 64 callers`,
    value: many,
    unit: 'commands/s',
    limit: { name: `${FEW} changes`, value: few },
  });
}
const suspended = await create();
await submit(suspended);
const state = await engine.get(TENANT, suspended);
print('engine', {
  name: 'continuation of a change that waits for one decision',
  value: JSON.stringify(state?.machine).length,
  unit: 'bytes',
  limit: { name: 'bar', value: 600 },
});
print('engine', {
  name: 'document of the same change',
  value: JSON.stringify(state).length,
  unit: 'bytes',
});
await engine.close();
await store.close();
rmSync(data, { recursive: true });
