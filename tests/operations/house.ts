import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Principal } from '../../src/access/principal.ts';
import { defaultBudget } from '../../src/engine/budget.ts';
import { createEngine } from '../../src/engine/engine.ts';
import { createPolicies } from '../../src/engine/policies/policies.ts';
import { createPermissions } from '../../src/engine/questions/permissions.ts';
import {
  simulatedClock,
  volatileMarks,
  type SimulatedClock,
} from '../../src/engine/policies/simulated.ts';
import type { JournalRecord, Store } from '../../src/engine/ports.ts';
import { createGate, type Gate } from '../../src/operations/gate.ts';
import { createInvoke, type Invoke } from '../../src/operations/invoke.ts';
import type { Outcome } from '../../src/operations/operation.ts';
import { operations } from '../../src/operations/registry.ts';
import type { Services } from '../../src/operations/services.ts';
import { assemble } from '../../src/policy/assemble.ts';
import { readLibrary } from '../../src/policy/library.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { packageDirectory } from '../../src/version.ts';

/** The operations over the real engine, the shipped policy or another one, and a simulated clock. */
export interface House {
  readonly clock: SimulatedClock;
  readonly services: Services;
  readonly store: Store;
  /** The door, with every answer held against the schema that its operation promises. */
  readonly invoke: Invoke;
  /** The same for someone of the demo, by name. */
  readonly as: (person: string) => (operation: string, input?: unknown) => Promise<Outcome>;
  readonly principal: (person: string) => Principal;
  readonly records: () => Promise<readonly JournalRecord[]>;
  readonly close: () => Promise<void>;
}

const demo = JSON.parse(
  await readFile(join(packageDirectory, 'demo', 'principals.json'), 'utf8'),
) as { principals: { id: string; name: string; roles: string[] }[] };

const library = await readLibrary();

export async function openHouse(
  start = '2026-03-02T09:00:00Z',
  gate: Gate = createGate(1_000),
  directory = packageDirectory,
): Promise<House> {
  const clock = simulatedClock(Date.parse(start));
  const store = memoryStore();
  const policies = createPolicies(store);
  const members = demo.principals.map((each) => ({ ...each, kind: 'person' as const }));
  const roster = { members: () => Promise.resolve(members) };
  const engine = await createEngine({
    store,
    policies,
    clock,
    roster,
    marks: volatileMarks(),
    outbox: { name: 'none', deliver: () => Promise.resolve() },
    timeZone: 'UTC',
    report: (fault) => {
      throw fault;
    },
  });
  const activated = await engine.activate(directory, {
    id: 'server',
    kind: 'system',
    roles: [],
  });
  if (!activated.ok) throw new Error(JSON.stringify(activated.error));
  const services: Services = {
    engine,
    gate,
    version: '0.0.0',
    project: 'house',
    now: () => clock.now(),
    loadPolicy: (actor) => engine.activate(directory, actor),
    access: createPermissions({ policies, roster, budget: defaultBudget, clock }),
    approvals: () => Promise.resolve([]),
    checkPolicy: async (files) => assemble(files, { commit: null, dirty: false }, library),
    languageGuide: () => Promise.resolve('# The language'),
  };
  const invoke = holdingToSchemas(createInvoke(services));
  const principal = (person: string): Principal => {
    const found = members.find(({ id }) => id === person);
    if (found === undefined) throw new Error(`nobody is called ${person}`);
    return { ...found, tenant: 'default' };
  };
  return {
    clock,
    services,
    store,
    invoke,
    principal,
    as:
      (person) =>
      (operation, input = {}) =>
        invoke(principal(person), operation, input),
    async records() {
      const all: JournalRecord[] = [];
      for await (const record of store.records('default', {})) all.push(record);
      return all;
    },
    async close() {
      await engine.close();
      await store.close();
    },
  };
}

/** Every value answered must parse as its operation's output and lose nothing by it. */
function holdingToSchemas(invoke: Invoke): Invoke {
  const byName = new Map(operations.map((operation) => [operation.name, operation]));
  return async (principal, name, input) => {
    const outcome = await invoke(principal, name, input);
    if (!outcome.ok || outcome.value.kind !== 'value') return outcome;
    const parsed = byName.get(name)?.output.safeParse(outcome.value.value);
    if (parsed?.success !== true) {
      throw new Error(
        `${name} answers what its schema does not say: ${parsed?.error.message ?? ''}`,
      );
    }
    const told = JSON.stringify(outcome.value.value);
    if (JSON.stringify(sorted(parsed.data)) !== JSON.stringify(sorted(JSON.parse(told)))) {
      throw new Error(`${name} answers members that its schema does not have: ${told}`);
    }
    return outcome;
  };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, sorted(item)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The value of an outcome that must be one. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller says what it expects
export function valueOf<T = { readonly [name: string]: unknown }>(outcome: Outcome): T {
  if (!outcome.ok) throw new Error(`${outcome.error.code}: ${outcome.error.message}`);
  if (outcome.value.kind !== 'value') throw new Error(`a value, not ${outcome.value.kind}`);
  return outcome.value.value as T;
}

/** The refusal of an outcome that must be one. */
export function refusalOf(outcome: Outcome): { readonly code: string; readonly message: string } {
  if (outcome.ok) throw new Error(`refused, not ${JSON.stringify(outcome.value)}`);
  return outcome.error;
}

export const codeOf = (outcome: Outcome): string => refusalOf(outcome).code;
