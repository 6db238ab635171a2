/**
 * The machine's door: one step of a program, from a state and an event to a state and what is asked of the world.
 *
 * M1  Same program, state, event, view and budget: same step, byte for byte. No clock, no randomness, no host object.
 * M2  A state is plain JSON, and so is everything that a step answers.
 * M3  No frame of the host lies under a frame of the program: not in primitives, not in `apply`, not while cancelling.
 * M4  `decode(encode(s))` is `s`: sharing, cycles and identity of top-level objects are kept.
 * M5  A state depends on the expanded core of its units alone: bytecode may change with every release.
 * M6  Only `%request` and the forms that make branches suspend; only `%effect`, `%request` and `%exit` say anything.
 * M7  A branch never outlives its form: a fiber with branches below it waits for them or has them cancelled.
 * M8  Everything is counted against a budget; beyond it the step ends with `over-budget`, and the old state stands.
 * M9  What the top level made never changes.
 */
import type { Datum } from '../core/datum.ts';
import type { Result } from '../core/result.ts';
import { err, ok } from '../core/result.ts';
import { compute } from './compute.ts';
import { Exhausted, Signal } from './control/conditions.ts';
import { UnreadableState } from './state/decode-code.ts';
import { decodeState } from './state/decode-state.ts';
import { encodeState } from './state/encode-state.ts';
import { exhausted, raised } from './control/failure.ts';
import type { MachineFailure, OverBudget, Raised } from './control/failure.ts';
import { scopeRunIn } from './control/fibers.ts';
import type { Fiber } from './control/fibers.ts';
import { Machine } from './machine.ts';
import type { Budget, Output } from './machine.ts';
import type { Program } from './program.ts';
import { drive, end, interrupt, raiseIn } from './control/scheduler.ts';
import type { MachineState } from './state/state.ts';
import { unspecified } from './data/values.ts';
import type { Value } from './data/values.ts';
import type { RolesByPerson, View } from './view.ts';

export type { Budget, Output } from './machine.ts';
export type { View } from './view.ts';

export type MachineEvent =
  /** Calls a root of the program without operands. Only without a state; `next`: numbers begin there, as in a state. */
  | { readonly kind: 'start'; readonly workflow: string; readonly next?: MachineState['next'] }
  /** Lets a request return a value. */
  | { readonly kind: 'answer'; readonly request: number; readonly value: Datum }
  /** Raises a value where a request waits. */
  | { readonly kind: 'raise'; readonly request: number; readonly value: Datum }
  /** Raises a value where the branch waits that runs a scope, for the handlers around the scope; what waits is withdrawn. */
  | { readonly kind: 'interrupt'; readonly scope: number; readonly value: Datum }
  /** Ends the program as `%exit` would, with the unspecified value. */
  | { readonly kind: 'cancel' };

export type Outcome =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'returned'; readonly value: Datum }
  | { readonly kind: 'exited'; readonly value: Datum }
  | Raised;

export interface Step {
  readonly state: MachineState;
  readonly outputs: readonly Output[];
  /** What the program displayed. */
  readonly trace: string;
  readonly outcome: Outcome;
  /** Whom the program asked about besides the actor, and what they hold by the view. */
  readonly roles: RolesByPerson;
  readonly used: { readonly steps: number; readonly cells: number };
}

/** Why a step could not be made; nothing has changed. */
export type StepFailure =
  | OverBudget
  /** The event is for a request or scope that is not open. */
  | { readonly kind: 'not-open'; readonly message: string }
  /** The state is of a newer release, or of another program. */
  | { readonly kind: 'unreadable-state'; readonly message: string };

/** One step: the event is delivered, and the program runs until every branch waits or it ends. */
export function step(
  program: Program,
  state: MachineState | null,
  event: MachineEvent,
  view: View,
  budget: Budget,
): Result<Step, StepFailure> {
  return attempt<Step, StepFailure>(() => {
    const m = machineOf(program, state, view, budget);
    const missing = deliver(m, event);
    if (missing !== undefined) return err({ kind: 'not-open', message: missing });
    return settle(m);
  });
}

/** As `step`, but stops after so many calls; the state goes on with `resume`. For tests of suspension at any instant. */
export function stepUpTo(
  program: Program,
  state: MachineState | null,
  event: MachineEvent | null,
  view: View,
  calls: number,
): Result<Step, StepFailure> {
  return attempt<Step, StepFailure>(() => {
    const m = machineOf(program, state, view, { steps: calls, cells: 1 << 30, fibers: 1 << 20 });
    m.pausing = true;
    const missing = event === null ? undefined : deliver(m, event);
    if (missing !== undefined) return err({ kind: 'not-open', message: missing });
    return settle(m);
  });
}

/** The value of a thunk clause of an open request, by pure code; the state stays as it is. */
export function probe(
  program: Program,
  state: MachineState,
  request: number,
  clause: string,
  view: View,
  budget: Budget,
): Result<Answered, MachineFailure | StepFailure> {
  return attempt<Answered, MachineFailure | StepFailure>(() => {
    const m = machineOf(program, state, view, budget);
    const fiber = waitingFor(m, request);
    if (fiber?.state.kind !== 'request')
      return err({ kind: 'not-open', message: `request ${String(request)} is not open` });
    const thunk = fiber.state.thunks.get(clause);
    if (thunk === undefined)
      return err({
        kind: 'not-open',
        message: `request ${String(request)} has no procedure ${clause}`,
      });
    const own = new Machine(program, view, budget);
    const answer = answerOf(own, compute(own, thunk, [], fiber.dynamic.parameters));
    return answer.ok ? ok({ value: answer.value, roles: rolesAsked(own) }) : answer;
  });
}

/** What pure code answered, and the roles that it asked about on the way. */
export interface Answered {
  readonly value: Datum;
  /** Of people besides the actor, as the view has them. */
  readonly roles: RolesByPerson;
}

const rolesAsked = (m: Machine): RolesByPerson => Object.fromEntries(m.roles);

/** What a top-level procedure answers to arguments, by pure code: an effect in it raises `effect-in-pure-code`. */
export function call(
  program: Program,
  procedure: string,
  args: readonly Datum[],
  view: View,
  budget: Budget,
): Result<
  Answered & { readonly reads: readonly string[]; readonly trace: string },
  MachineFailure
> {
  const root = program.roots.get(procedure);
  if (root?.value === undefined) throw new Error(`the program has no root ${procedure}`);
  const m = new Machine(program, view, budget);
  const answer = answerOf(
    m,
    compute(
      m,
      root.value,
      args.map((arg) => m.fromDatum(arg)),
    ),
  );
  if (!answer.ok) return answer;
  const reads = [...m.root.dynamic.scope.reads].sort();
  return ok({ value: answer.value, roles: rolesAsked(m), reads, trace: m.trace });
}

function machineOf(
  program: Program,
  state: MachineState | null,
  view: View,
  budget: Budget,
): Machine {
  const m = new Machine(program, view, budget);
  if (state !== null) decodeState(m, state);
  return m;
}

function attempt<T, E>(
  body: () => Result<T, E>,
): Result<T, E | { readonly kind: 'unreadable-state'; readonly message: string }> {
  try {
    return body();
  } catch (thrown) {
    if (thrown instanceof UnreadableState)
      return err({ kind: 'unreadable-state', message: thrown.message });
    throw thrown;
  }
}

/** Makes ready what an event concerns; a sentence where nothing is. */
function deliver(m: Machine, event: MachineEvent): string | undefined {
  switch (event.kind) {
    case 'start': {
      const root = m.program.roots.get(event.workflow);
      if (root?.value === undefined) return `the program has no root ${event.workflow}`;
      if (event.next !== undefined) [m.nextId, m.nextRequest] = event.next;
      m.root.state = { kind: 'apply', procedure: root.value, operands: [] };
      m.ready.push(m.root);
      return undefined;
    }
    case 'answer':
    case 'raise': {
      const fiber = waitingFor(m, event.request);
      if (fiber === undefined) return `request ${String(event.request)} is not open`;
      const value = m.fromDatum(event.value);
      if (event.kind === 'answer') {
        fiber.state = { kind: 'return', value };
        m.ready.push(fiber);
      } else {
        fiber.state = { kind: 'return', value: unspecified };
        raiseIn(m, fiber, value);
      }
      return undefined;
    }
    case 'interrupt': {
      for (const fiber of m.allFibers()) {
        const scope = scopeRunIn(fiber, event.scope);
        if (scope === undefined) continue;
        interrupt(m, fiber, scope, m.fromDatum(event.value));
        return undefined;
      }
      return `scope ${String(event.scope)} is not running`;
    }
    case 'cancel':
      end(m, 'exited', unspecified);
      return undefined;
  }
}

const waitingFor = (m: Machine, request: number): Fiber | undefined =>
  m.allFibers().find(({ state }) => state.kind === 'request' && state.id === request);

function settle(m: Machine): Result<Step, OverBudget> {
  try {
    drive(m);
    const outcome = outcomeOf(m);
    const used = { steps: m.stepsAtStart - m.steps, cells: m.cellsAtStart - m.cells };
    if (outcome.kind !== 'waiting') m.clear();
    const roles = rolesAsked(m);
    return ok({ state: encodeState(m), outputs: m.outputs, trace: m.trace, outcome, roles, used });
  } catch (thrown) {
    if (thrown instanceof Exhausted) return err(exhausted(m, thrown));
    throw thrown;
  }
}

function outcomeOf(m: Machine): Outcome {
  const { ending } = m;
  if (ending === null) return { kind: 'waiting' };
  if (ending.kind === 'raised') return raised(m.program, ending);
  try {
    return { kind: ending.kind, value: m.toDatum(ending.value) };
  } catch (thrown) {
    // A program may end with a procedure or the like as its value: nobody can use it, so nothing is lost.
    if (thrown instanceof Signal) return { kind: ending.kind, value: ['u'] };
    throw thrown;
  }
}

/** A value that pure code answered, as data. */
function answerOf(
  m: Machine,
  computed: Result<Value, MachineFailure>,
): Result<Datum, MachineFailure> {
  if (!computed.ok) return computed;
  try {
    return ok(m.toDatum(computed.value));
  } catch (thrown) {
    if (thrown instanceof Exhausted) return err(exhausted(m, thrown));
    if (!(thrown instanceof Signal)) throw thrown;
    return err(raised(m.program, { kind: 'raised', value: thrown.condition, trace: [] }));
  }
}
