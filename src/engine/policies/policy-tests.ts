import type { Datum } from '../../core/datum.ts';
import { list, listItems, symbol, symbolName } from '../../core/datum.ts';
import { alist, jsonOfDatum, writeDatum } from '../../core/datum-json.ts';
import { durationSeconds } from '../../core/duration.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Refusal } from '../../core/refusal.ts';
import type { Result } from '../../core/result.ts';
import type { Span } from '../../core/span.ts';
import { fieldsOfDatum } from '../../change/aggregate/fields.ts';
import type { Command } from '../../change/commands.ts';
import type { Actor, ChangeState } from '../../change/aggregate/model.ts';
import { isClosing } from '../../change/aggregate/phases.ts';
import { conditionDatum } from '../../change/requests/waits.ts';
import { step, type MachineEvent } from '../../machine/run.ts';
import type { MachineState } from '../../machine/state/state.ts';
import type { Output } from '../../machine/machine.ts';
import { emptyView, type View } from '../../machine/view.ts';
import type { Policy, TestDefinition } from '../../policy/definitions.ts';
import { policyProgram } from '../../policy/program.ts';
import type { CommandOptions, Engine, Receipt } from '../api.ts';
import { defaultBudget } from '../budget.ts';
import { createEngine, TENANT } from '../engine.ts';
import { createPolicies } from './policies.ts';
import type { Store } from '../ports.ts';
import { rolesFor } from '../roles.ts';
import { growingRoster, simulatedClock, volatileMarks, type SimulatedClock } from './simulated.ts';

/** How one test of a policy went; `failures` is empty where every check held. */
export interface TestReport {
  readonly name: string;
  readonly span: Span;
  readonly checks: number;
  readonly failures: readonly string[];
}

const DEFAULT_START = '2026-01-05T09:00:00Z';

/**
 * Runs the tests of a policy, each in a world of its own: the real engine, a fresh store, simulated time. `done` hears
 * after each how many of how many there are.
 */
export async function runPolicyTests(
  policy: Policy,
  freshStore: () => Store,
  done: (tests: number, of: number) => void = () => undefined,
): Promise<readonly TestReport[]> {
  const reports: TestReport[] = [];
  const { tests } = policy.definitions;
  for (const test of tests) {
    reports.push(await runTest(policy, test, freshStore()));
    done(reports.length, tests.length);
  }
  return reports;
}

async function runTest(policy: Policy, test: TestDefinition, store: Store): Promise<TestReport> {
  const world = await createWorld(policy, store, Date.parse(test.at ?? DEFAULT_START));
  const program = policyProgram(policy);
  const failures: string[] = [];
  let checks = 0;
  let state: MachineState | null = null;
  let event: MachineEvent | null = { kind: 'start', workflow: test.body };
  try {
    while (event !== null) {
      const stepped = step(program, state, event, await world.view(), defaultBudget);
      if (!stepped.ok)
        return {
          name: test.name,
          span: test.span,
          checks,
          failures: [...failures, stepped.error.message],
        };
      ({ state } = stepped.value);
      for (const output of stepped.value.outputs) {
        if (output.kind !== 'effect' || output.name !== 'checked') continue;
        checks += 1;
        const [held, text, actual] = listItems(output.data) ?? [];
        if (held !== true) failures.push(`${String(text)}: it is ${writeDatum(actual ?? null)}`);
      }
      if (stepped.value.outcome.kind === 'raised') failures.push(stepped.value.outcome.message);
      const asked = stepped.value.outputs.find((output) => output.kind === 'open');
      event = asked === undefined ? null : await world.answer(asked);
    }
  } finally {
    await world.close();
  }
  return { name: test.name, span: test.span, checks, failures };
}

interface World {
  view(): Promise<View>;
  answer(asked: Extract<Output, { kind: 'open' }>): Promise<MachineEvent>;
  close(): Promise<void>;
}

async function createWorld(policy: Policy, store: Store, startMs: number): Promise<World> {
  const clock = simulatedClock(startMs);
  const roster = growingRoster();
  const policies = createPolicies(store);
  await store.savePolicy(policy);
  policies.put({
    policy,
    directory: null,
    activated_at: new Date(startMs).toISOString(),
    diagnostics: [],
  });
  const faults: unknown[] = [];
  const engine = await createEngine({
    store,
    policies,
    clock,
    roster,
    marks: volatileMarks(),
    outbox: { name: 'none', deliver: () => Promise.resolve() },
    timeZone: policy.definitions.calendars[0]?.timeZone ?? 'UTC',
    report: (fault) => faults.push(fault),
  });
  const acting = (by: Datum): Actor => {
    const [id, ...roles] = listItems(by) ?? [];
    const who = typeof by === 'string' ? by : typeof id === 'string' ? id : 'someone';
    const given = roles.flatMap((role) => symbolName(role) ?? []);
    const known = roster.meet({ id: who, kind: 'person', name: who, roles: given });
    // Who is named without a role, as an author is, acts with all that the test has given by then.
    return { id: who, kind: 'person', roles: given.length === 0 ? known.roles : given };
  };
  return {
    view: async () => ({
      ...emptyView,
      now: new Date(clock.now()).toISOString(),
      roles: await rolesFor({ roster, policies }, TENANT, [policies.current()]),
    }),
    async answer({ id, name, clauses }) {
      const deed = alist(clauses);
      if (name === 'people') {
        for (const person of listItems(deed['people'] ?? null) ?? []) acting(person);
        return { kind: 'answer', request: id, value: true };
      }
      const done = await perform({ engine, clock, policy }, name, deed, {
        tenant: TENANT,
        actor: acting(deed['by'] ?? false),
      });
      await engine.settled();
      if (faults.length > 0) throw faults[0];
      return done.ok
        ? { kind: 'answer', request: id, value: done.value }
        : {
            kind: 'raise',
            request: id,
            value: conditionDatum('refused', `${done.error.code}: ${done.error.message}`),
          };
    },
    close: () => engine.close(),
  };
}

type Deed = { readonly [word: string]: Datum };

interface Stage {
  readonly engine: Engine;
  readonly clock: SimulatedClock;
  readonly policy: Policy;
}

async function perform(
  { engine, clock, policy }: Stage,
  name: string,
  deed: Deed,
  options: CommandOptions,
): Promise<Result<Datum, Refusal>> {
  if (name === 'new-change')
    return changed(await engine.create(creation(deed, policy), options), ({ change }) => change.id);
  if (name === 'advance') {
    clock.advance((durationSeconds(deed['duration'] as string) ?? 0) * 1000);
    await engine.tick(TENANT);
    return { ok: true, value: true };
  }
  const id = String(deed['change']);
  const question = questions[name];
  if (question === undefined)
    return changed(await engine.act(id, command(name, deed), options), () => true);
  const change = await engine.get(TENANT, id);
  if (change === null) throw new Error(`there is no change ${id}`);
  return { ok: true, value: question(change) };
}

const changed = (
  result: Result<Receipt, Refusal>,
  value: (receipt: Receipt) => Datum,
): Result<Datum, Refusal> => (result.ok ? { ok: true, value: value(result.value) } : result);

/** A request keeps its key as text; a test reads what its author would write. */
const keyDatum = (key: string): Datum =>
  /^(?:0|-?[1-9]\d{0,14})$/.test(key) ? Number(key) : symbol(key);

const questions: { readonly [name: string]: (change: ChangeState) => Datum } = {
  'open-requests': (change) =>
    list(
      ...change.requests
        .filter((request) => !isClosing(request))
        .map(({ name, key }) => (key === null ? symbol(name) : list(symbol(name), keyDatum(key)))),
    ),
  'phases-of': (change) => list(...change.phases.map(({ name }) => symbol(name))),
  'outcome-of': (change) => (change.outcome === null ? false : symbol(change.outcome)),
  'changes-opened-by': (change) => list(...change.opened_changes),
  'risk-of': (change) =>
    typeof change.risk?.['score'] === 'number' ? change.risk['score'] : false,
};

/** A change of a named workflow is of the first type that this takes, unless the test says which. */
function creation(deed: Deed, { definitions }: Policy): Extract<Command, { kind: 'create' }> {
  const workflow = symbolName(deed['workflow'] ?? null) ?? null;
  const taker = definitions.workflows.find(({ name }) => name === workflow);
  const { type = taker?.appliesTo.types?.[0], ...fields } = fieldsOfDatum(deed['fields'] ?? null);
  return {
    kind: 'create',
    fields: { title: 'A change', description: '', ...fields },
    declared_type: typeof type === 'string' ? type : null,
    workflow,
    depends_on: [],
    submit: false,
  };
}

function command(name: string, deed: Deed): Exclude<Command, { kind: 'create' }> {
  switch (name) {
    case 'approve':
    case 'reject':
    case 'revise':
      return {
        kind: 'decide',
        request: requestText(deed['request'] ?? null),
        decision: name,
        reason: 'tested',
        conditions: [],
        expected_digest: null,
        confidence: null,
      };
    case 'signal':
      return {
        kind: 'signal',
        name: requestText(deed['name'] ?? null) ?? '',
        payload: payloadOf(deed['payload'] ?? null),
      };
    case 'complete':
      return {
        kind: 'task',
        name: requestText(deed['name'] ?? null) ?? '',
        content: typeof deed['content'] === 'string' ? deed['content'] : null,
        title: null,
        payload: payloadOf(deed['content'] ?? null),
      };
    case 'edit':
      return { kind: 'edit', fields: fieldsOfDatum(deed['fields'] ?? null) };
    default:
      throw new Error(`tests have no deed ${name}`);
  }
}

/** An association list as the object that callers send; anything else is no payload. */
function payloadOf(datum: Datum): JsonObject | null {
  const json = jsonOfDatum(datum);
  return json !== null && typeof json === 'object' && !Array.isArray(json)
    ? (json as JsonObject)
    : null;
}

/** `NAME` or `(NAME KEY)`. */
function requestText(datum: Datum): string | null {
  const name = symbolName(datum) ?? (typeof datum === 'string' ? datum : undefined);
  if (name !== undefined) return name;
  const items = (listItems(datum) ?? []).map(
    (item) => symbolName(item) ?? (typeof item === 'string' ? item : writeDatum(item)),
  );
  return items.length === 0 ? null : items.join(':');
}
