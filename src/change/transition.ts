import type { Datum } from '../core/datum.ts';
import { symbolName } from '../core/datum.ts';
import { unpair } from '../core/datum-json.ts';
import { refuse, type Refusal } from '../core/refusal.ts';
import { step as runMachine, type StepFailure, type Outcome } from '../machine/run.ts';
import type { Output } from '../machine/machine.ts';
import type { RolesByPerson, View } from '../machine/view.ts';
import type { Caused, Context, Decision, Ending, Input, Progress, Ask } from './context.ts';
import { rolesAsked, type ChangeEvent, type Step } from './aggregate/events.ts';
import { evolve } from './aggregate/evolve.ts';
import { fieldData } from './aggregate/fields.ts';
import type { Actor, ChangeState } from './aggregate/model.ts';

/** Who acts when time passes. */
export const clockwork: Actor = { id: 'changeflow', kind: 'system', roles: [] };

/** No command makes more records than this; a workflow that wants more loops without waiting. */
const RECORDS_MAX = 10_000;

/**
 * One transition under way: the state as it grows, and the events that made it. Lives for one call of `decide` only;
 * between the answers of the engine it is the plain `Progress`.
 */
export class Transition {
  readonly context: Context;
  private current: ChangeState | null;
  private readonly events: Caused[];
  private outputs: Output[];
  /** What the clause that let the coming event through asked of the roster. */
  private asked: RolesByPerson = {};
  ending: Ending | null;
  readonly todo: Input[];

  constructor(progress: Progress, context: Context) {
    this.context = context;
    this.current = progress.state;
    this.events = [...progress.events];
    this.outputs = [...progress.pending];
    this.ending = progress.ending;
    this.todo = [...progress.todo];
  }

  get state(): ChangeState {
    if (this.current === null) throw new Error('the change is not created yet');
    return this.current;
  }

  get crowded(): boolean {
    return this.events.length > RECORDS_MAX;
  }

  nextOutput(): Output | undefined {
    return this.outputs.shift();
  }

  ask(ask: Ask, output: Output | null): Decision {
    return {
      kind: 'ask',
      ask,
      progress: {
        state: this.current,
        events: this.events,
        pending: this.outputs,
        ending: this.ending,
        todo: this.todo,
        asked: { ask, output },
      },
    };
  }

  done(): Decision {
    return { kind: 'done', state: this.state, events: this.events };
  }

  /** Keeps roles that were asked about for the record of what they led to. */
  noteRoles(roles: RolesByPerson): void {
    this.asked = roles;
  }

  takeRoles(): RolesByPerson {
    const roles = this.asked;
    this.asked = {};
    return roles;
  }

  emit(event: ChangeEvent, actor: Actor = this.context.actor): void {
    this.current = evolve(
      this.current,
      event,
      { time: this.context.now, by: actor.id },
      this.context.tenant,
    );
    this.events.push({ event, actor });
  }

  /**
   * Records an event and lets the machine take the step that it causes. A condition that nothing handles undoes the
   * step: the event is kept without it, and `failed` keeps the step for `retry`.
   */
  advance(event: ChangeEvent, step: Step, actor: Actor = this.context.actor): Refusal | null {
    const asked = this.takeRoles();
    const next = evolve(
      this.current,
      event,
      { time: this.context.now, by: actor.id },
      this.context.tenant,
    );
    const stepped = takeStep(next, step, actor, this.context);
    if (stepped.kind === 'refused') return stepped.refusal;
    if (stepped.kind === 'failed') {
      this.emit(event, actor);
      this.emit(
        {
          type: 'failed',
          data: { message: stepped.message, condition: stepped.condition, failed: step },
        },
        clockwork,
      );
      return null;
    }
    const taken = { ...step, ...rolesAsked({ ...asked, ...stepped.roles }) };
    const data = { ...event.data, step: taken };
    this.events.push({ event: { ...event, data } as ChangeEvent, actor });
    this.current = stepped.state;
    this.outputs.push(...stepped.outputs);
    this.ending = stepped.ending;
    return null;
  }
}

type Stepped =
  | {
      readonly kind: 'stepped';
      readonly state: ChangeState;
      readonly outputs: readonly Output[];
      readonly ending: Ending | null;
      readonly roles: RolesByPerson;
    }
  | { readonly kind: 'failed'; readonly message: string; readonly condition: Datum }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Lets the machine take one step; the same on replay, since everything it sees is in the change and the step. */
export function takeStep(
  state: ChangeState,
  step: Step,
  actor: Actor,
  context: Pick<Context, 'program' | 'now' | 'budget' | 'roles'>,
): Stepped {
  const result = runMachine(
    context.program,
    state.machine,
    step.event,
    viewOf(state, { ...context, actor }, step.payload),
    context.budget,
  );
  if (!result.ok) return notStepped(result.error);
  const { outcome, outputs, state: machine, roles } = result.value;
  const ending = endingOf(outcome);
  if (ending === 'failed') return failureOf(outcome);
  return { kind: 'stepped', state: { ...state, machine }, outputs, ending, roles };
}

/** Over budget is the program's fault; an event that nothing waits for, or a state that cannot be read, is ours. */
function notStepped(failure: StepFailure): Stepped {
  if (failure.kind !== 'over-budget') throw new Error(failure.message);
  const where = failure.backtrace.map(({ procedure }) => procedure);
  return {
    kind: 'refused',
    refusal: refuse('over-budget', failure.message, { details: { where } }),
  };
}

function failureOf(outcome: Outcome): Stepped {
  if (outcome.kind !== 'raised') throw new Error('only a raised condition fails a step');
  return { kind: 'failed', message: outcome.message, condition: outcome.value };
}

function endingOf(outcome: Outcome): Ending | 'failed' | null {
  switch (outcome.kind) {
    case 'waiting':
      return null;
    case 'returned':
      return { kind: 'close', outcome: 'completed' };
    case 'exited':
      return exitOf(outcome.value);
    case 'raised': {
      const decided = decisionOutcome(outcome.value);
      return decided === undefined ? 'failed' : { kind: 'close', outcome: decided };
    }
  }
}

function exitOf(value: Datum): Ending {
  if (Array.isArray(value) && value[0] === 'u') return { kind: 'close', outcome: 'cancelled' };
  const parts = unpair(value);
  const rest = parts === undefined ? undefined : (unpair(parts.rest)?.first ?? parts.rest);
  const name =
    rest === undefined
      ? undefined
      : (symbolName(rest) ?? (typeof rest === 'string' ? rest : undefined));
  if (parts === undefined || name === undefined)
    throw new Error('the machine was left with something that is no ending');
  return symbolName(parts.first) === 'become'
    ? { kind: 'become', workflow: name }
    : { kind: 'close', outcome: name };
}

/** The outcome of a decision record, or undefined for any other value. */
export function decisionOutcome(value: Datum): string | undefined {
  return Array.isArray(value) && value[0] === 'r' && value[1] === 'decision'
    ? symbolName(value[2] as Datum)
    : undefined;
}

/** What a program sees of the world at one event. */
export function viewOf(
  state: ChangeState,
  { now, actor, roles }: Pick<Context, 'now' | 'actor' | 'roles'>,
  payload: Datum,
): View {
  return {
    now,
    actor,
    payload,
    author: state.author,
    fields: fieldData(state),
    facts: {},
    artifacts: Object.fromEntries(state.artifacts.map(({ name, content }) => [name, content])),
    roles,
  };
}
