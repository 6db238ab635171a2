import { refuse, type Refusal } from '../core/refusal.ts';
import { openRequests, runningScopes, type MachineState } from '../machine/state/state.ts';
import type { Command } from './commands.ts';
import type { ChangeEvent, Step } from './aggregate/events.ts';
import { editedFields } from './aggregate/fields.ts';
import type { ApprovalRequest, ChangeState, Decided, Fields } from './aggregate/model.ts';
import { refuseFields, unknownWords } from './field-flaws.ts';
import { decisionDatum } from './requests/decision-datum.ts';
import { clockwork, type Transition } from './transition.ts';

/**
 * Changes fields. What is bound to one of them loses its force: votes of open requests become stale; a decision that
 * was given raises `stale` in the innermost running `revisable` around it, and where none runs the edit is refused.
 */
export function edit(
  transition: Transition,
  { fields }: Extract<Command, { kind: 'edit' }>,
): Refusal | null {
  const { state } = transition;
  const next = merged(state.fields, fields);
  const edited = editedFields(state.fields, next);
  if (edited.length === 0) return null;
  const { vocabulary } = transition.context;
  const wrong = refuseFields(fields, next, vocabulary);
  if (wrong !== null) return wrong;
  const unknown = unknownWords(fields, vocabulary);
  const touches = (bound: readonly string[]): boolean =>
    bound.some((field) => edited.includes(field));
  const decisions = state.decided.filter(
    (one) => !one.void && one.outcome === 'approved' && touches(one.bound),
  );
  const scopes = decisions.map((one) => innermostRunning(state, one));
  const late = decisions.find((_, at) => scopes[at] === undefined);
  if (late !== undefined)
    return refuse(
      'too-late',
      `${late.request} was approved for what ${edited.filter((field) => late.bound.includes(field)).join(', ')} said, and cannot be asked again: open another change`,
      {
        details: { request: late.request, fields: edited },
      },
    );
  const votes = state.requests.filter(
    (one): one is ApprovalRequest =>
      one.kind === 'approval' &&
      touches(one.bound) &&
      one.votes.some(({ standing }) => standing === 'counted'),
  );
  const event = {
    type: 'edited',
    data: {
      fields: next,
      edited,
      stale_votes: votes.map(({ id }) => id),
      stale_decisions: decisions.map(({ id }) => id),
      ...(unknown.length === 0 ? {} : { unknown_words: unknown }),
    },
  } as const;
  const [first, ...others] = [...new Set(scopes as number[])].sort((a, b) => a - b);
  if (first === undefined) {
    transition.emit(event);
    return null;
  }
  const raise = (scope: number): Step => ({
    event: {
      kind: 'interrupt',
      scope,
      value: decisionDatum({ ...decisions[scopes.indexOf(scope)]!, outcome: 'stale' }),
    },
    payload: null,
  });
  const refusal = transition.advance(event, raise(first));
  return (
    refusal ??
    sendBack(
      transition,
      state,
      { ...event.data, stale_votes: [], stale_decisions: [] },
      others,
      raise,
    ) ??
    leaveFailure(transition, state)
  );
}

type Edited = Extract<ChangeEvent, { type: 'edited' }>['data'];

/** Raises `stale` in the rounds beside the first, too: those that still run when the ones around them have been left. */
function sendBack(
  transition: Transition,
  { failure }: ChangeState,
  data: Edited,
  scopes: readonly number[],
  raise: (scope: number) => Step,
): Refusal | null {
  for (const scope of scopes) {
    const { machine, failure: latest } = transition.state;
    if (transition.ending !== null || latest !== failure) return null;
    if (machine === null || !runningScopes(machine).includes(scope)) continue;
    const refusal = transition.advance({ type: 'edited', data }, raise(scope));
    if (refusal !== null) return refusal;
  }
  return null;
}

/** A new round may leave what the program failed at: then there is nothing to retry, and the change goes on. */
function leaveFailure(transition: Transition, { failure }: ChangeState): null {
  const { machine, failure: latest } = transition.state;
  if (failure === null || latest !== failure || machine === null) return null;
  if (!awaits(machine, failure.step.event))
    transition.emit({ type: 'retried', data: {} }, clockwork);
  return null;
}

function awaits(machine: MachineState, event: Step['event']): boolean {
  if (event.kind === 'answer' || event.kind === 'raise')
    return openRequests(machine).includes(event.request);
  return event.kind !== 'interrupt' || runningScopes(machine).includes(event.scope);
}

function innermostRunning(state: ChangeState, { scopes }: Decided): number | undefined {
  const running = new Set(state.machine === null ? [] : runningScopes(state.machine));
  return scopes.findLast((scope) => running.has(scope));
}

/** `custom.NAME` names one of the further fields; those that are left out stay as they are. */
function merged(
  before: Fields,
  { clear = [], ...set }: Extract<Command, { kind: 'edit' }>['fields'],
): Fields {
  const without = new Set(clear);
  const custom = Object.entries({ ...before.custom, ...set.custom }).filter(
    ([name]) => !without.has(`custom.${name}`),
  );
  const given = { ...before, ...set, custom: Object.fromEntries(custom) };
  const kept = Object.entries(given).filter(
    ([name]) => !without.has(name) && (name !== 'custom' || custom.length > 0),
  );
  return Object.fromEntries(kept) as unknown as Fields;
}
