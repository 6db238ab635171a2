import { mkdtemp, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CommandOptions, Engine, Receipt } from '../../src/engine/api.ts';
import type { Command } from '../../src/change/commands.ts';
import type { Fields } from '../../src/change/aggregate/model.ts';
import { createEngine, TENANT } from '../../src/engine/engine.ts';
import { createPolicies } from '../../src/engine/policies/policies.ts';
import type { JournalRecord, Member, Store } from '../../src/engine/ports.ts';
import {
  simulatedClock,
  volatileMarks,
  type SimulatedClock,
} from '../../src/engine/policies/simulated.ts';
import type { Refusal } from '../../src/core/refusal.ts';
import type { Result } from '../../src/core/result.ts';
import { memoryStore } from '../../src/store/memory.ts';

/** The real engine in simulated time, with people, over a policy given as text. */
export interface World {
  readonly engine: Engine;
  readonly clock: SimulatedClock;
  readonly store: Store;
  readonly told: readonly JournalRecord[];
  /** How often the roster has been read. */
  rosterReads(): number;
  as(person: string): CommandOptions;
  create(person: string, type: string, fields?: Partial<Fields>): Promise<string>;
  act(
    change: string,
    person: string,
    command: Exclude<Command, { kind: 'create' }>,
  ): Promise<Result<Receipt, Refusal>>;
  decide(
    change: string,
    person: string,
    decision: 'approve' | 'reject' | 'revise' | 'abstain',
    request?: string,
  ): Promise<Result<Receipt, Refusal>>;
  signal(change: string, person: string, name: string): Promise<Result<Receipt, Refusal>>;
  /** Moves time on and delivers what has come due. */
  pass(hours: number): Promise<void>;
  open(change: string): Promise<readonly string[]>;
}

export const start = Date.parse('2026-03-02T09:00:00Z');

/** Writes the files of a policy into a fresh directory. */
export async function policyDirectory(files: { readonly [path: string]: string }): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'changeflow-policy-'));
  for (const path of ['workflows', 'rules'])
    await mkdir(join(directory, path), { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
  return directory;
}

export async function createWorld(
  directory: string,
  people: { readonly [id: string]: readonly string[] },
  store: Store = memoryStore(),
  startMs = start,
): Promise<World> {
  const clock = simulatedClock(startMs);
  let rosterReads = 0;
  // One list, brought up to date whenever it is asked for: people come and go while changes wait.
  const list: Member[] = [];
  const members = (): readonly Member[] => {
    rosterReads += 1;
    list.length = 0;
    for (const [id, roles] of Object.entries(people))
      list.push({ id, kind: 'person', name: id, roles });
    return list;
  };
  const policies = createPolicies(store);
  const told: JournalRecord[] = [];
  const engine = await createEngine({
    store,
    policies,
    clock,
    roster: { members: () => Promise.resolve(members()) },
    marks: volatileMarks(),
    outbox: {
      name: 'test',
      deliver(record) {
        told.push(record);
        return Promise.resolve();
      },
    },
    timeZone: 'UTC',
    report(fault) {
      throw fault;
    },
  });
  const activated = await engine.activate(directory, { id: 'test', kind: 'system', roles: [] });
  if (!activated.ok)
    throw new Error(
      activated.error.diagnostics
        .map(({ code, message, span }) => `${span.file}:${span.start} ${code}: ${message}`)
        .join('\n'),
    );
  const as = (person: string): CommandOptions => ({
    tenant: TENANT,
    actor: { id: person, kind: 'person', roles: people[person] ?? [] },
  });
  const act: World['act'] = (change, person, command) => engine.act(change, command, as(person));
  return {
    engine,
    clock,
    store,
    told,
    rosterReads: () => rosterReads,
    as,
    act,
    async create(person, type, fields = {}) {
      const created = await engine.create(
        {
          kind: 'create',
          fields: { title: 'A change', description: 'What it does', ...fields },
          declared_type: type,
          workflow: null,
          depends_on: [],
          submit: false,
        },
        as(person),
      );
      if (!created.ok) throw new Error(`${created.error.code}: ${created.error.message}`);
      return created.value.change.id;
    },
    decide: (change, person, decision, request) =>
      act(change, person, {
        kind: 'decide',
        request: request ?? null,
        decision,
        reason: 'because',
        conditions: [],
        expected_digest: null,
        confidence: null,
      }),
    signal: (change, person, name) => act(change, person, { kind: 'signal', name, payload: null }),
    async pass(hours) {
      clock.advance(hours * 3_600_000);
      await engine.tick(TENANT);
    },
    async open(change) {
      return (await engine.get(TENANT, change))?.requests.map(({ request }) => request) ?? [];
    },
  };
}
