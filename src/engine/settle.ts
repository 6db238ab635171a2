import type { Command } from '../change/commands.ts';
import type { Answer, Ask, Context, Decision } from '../change/context.ts';
import { decide, resume } from '../change/decide.ts';
import type { ChangeState } from '../change/aggregate/model.ts';
import { clockwork } from '../change/transition.ts';
import { refuse, type Refusal } from '../core/refusal.ts';
import { err, ok, type Result } from '../core/result.ts';
import { answer } from './asks/answers.ts';
import { contextOf } from './context.ts';
import type { Flight } from './flight.ts';
import type { Parts } from './parts.ts';
import { prepare } from './prepare.ts';

type Settled = Exclude<Decision, { kind: 'ask' }>;

/** Answers the change's questions until it has none left. */
export async function settle(
  parts: Parts,
  first: Decision,
  context: Context,
  flight: Flight,
): Promise<Settled> {
  let decision = first;
  while (decision.kind === 'ask') {
    const state = decision.progress.state!;
    flight.put(state);
    const { ask } = decision;
    const answered =
      ask.kind === 'open-change'
        ? await openChange(parts, state, ask, context, flight)
        : await answer(parts, state, ask, context, flight);
    if (!answered.ok) return { kind: 'refused', refusal: answered.error };
    decision = resume(decision.progress, answered.value, context);
  }
  return decision;
}

/** Changes that one command may open, those that they open themselves included. */
const BORN_MAX = 100;

type Opened = Extract<Answer, { kind: 'open-change' }>;

/**
 * Makes another change for its opener's author, under the policy in force; it is written in the same commit. Whatever
 * stands against it is said, and nothing of it is left; changes that open changes without end are refused altogether.
 */
export async function openChange(
  parts: Parts,
  state: ChangeState,
  ask: Extract<Ask, { kind: 'open-change' }>,
  { tenant, now }: Context,
  flight: Flight,
): Promise<Result<Opened, Refusal>> {
  const not = (why: string): Result<Opened, Refusal> =>
    ok({ kind: 'open-change', change: null, why, seen: null });
  flight.begun += 1;
  if (flight.begun > BORN_MAX)
    return err(
      refuse('over-budget', `one step may open ${BORN_MAX} changes, and this would be one more`),
    );
  const running = parts.policies.current();
  const { workflows } = running.policy.definitions;
  const taker = workflows.find(({ name }) => name === ask.workflow);
  const command: Extract<Command, { kind: 'create' }> = {
    kind: 'create',
    fields: ask.fields,
    declared_type: ask.type ?? taker?.appliesTo.types?.[0] ?? state.change_type,
    workflow: ask.workflow,
    depends_on: [],
    submit: false,
  };
  const actor = { ...clockwork, for: state.author };
  const context = { ...(await contextOf(parts, running, { tenant, actor })), now };
  const prepared = await prepare(parts, command, context, flight);
  if (!prepared.ok) return not(prepared.error.message);
  const born = flight.born.length;
  const decision = await settle(
    parts,
    decide(null, [{ kind: 'create', command, prepared: prepared.value }], context),
    context,
    flight,
  );
  if (decision.kind === 'refused') {
    if (decision.refusal.code === 'over-budget') return err(decision.refusal);
    flight.forget(prepared.value.id, born);
    return not(decision.refusal.message);
  }
  const taken = await takenBy(decision.state, flight);
  if (taken !== null) {
    flight.forget(prepared.value.id, born);
    return not(taken);
  }
  flight.born.push({ context, state: decision.state, events: decision.events });
  const { id, workflow } = decision.state;
  const seen = { change: id, workflow };
  return ok({ kind: 'open-change', change: id, why: 'it is opened', seen });
}

/**
 * Who has the place that the new change would have, as a sentence, or null. A lock that someone took meanwhile is found
 * by the commit: then all of it is tried again, and the new change waits for the lock.
 */
async function takenBy(state: ChangeState, flight: Flight): Promise<string | null> {
  const { active_claim: claim } = state;
  if (claim !== null) {
    flight.put({ ...state, active_claim: null });
    const holder = await flight.holder(claim);
    if (holder !== null) return `${holder} holds ${claim}: finish or cancel it first`;
  }
  flight.put(state);
  return null;
}
