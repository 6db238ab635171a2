import { datumOfJson } from '../../core/datum-json.ts';
import type { JsonObject } from '../../core/json.ts';
import { refuse, type Refusal } from '../../core/refusal.ts';
import { accepted } from './accepts.ts';
import { whoText } from './clauses.ts';
import type { Command } from '../commands.ts';
import type {
  Actor,
  Artifact,
  ChangeState,
  EventRequest,
  Request,
  SignalRequest,
  TaskRequest,
} from '../aggregate/model.ts';
import { isDecision } from '../permissions.ts';
import { escalatedTo, personOf, standsFor } from './quorum.ts';
import type { Transition } from '../transition.ts';

/** What a name means to someone: `several` where it leaves open which of those that ask them is meant. */
export type Named<R> =
  | { readonly kind: 'one'; readonly request: R }
  | { readonly kind: 'several'; readonly requests: readonly R[] }
  | { readonly kind: 'none' };

/** The open request for a signal, by NAME:KEY or NAME; of several of a name the only one that asks who acts. */
export const findSignal = (state: ChangeState, name: string, actor: Actor): Named<Signalled> =>
  named(state.requests.filter(isSignalled), name, actor);

export type Signalled = SignalRequest | EventRequest;

export const isSignalled = (request: Request): request is Signalled =>
  request.kind === 'signal' || request.kind === 'event';

function named<R extends Signalled | TaskRequest>(
  open: readonly R[],
  name: string,
  actor: Actor,
): Named<R> {
  const known = open.filter((one) => one.name === name);
  const mine = known.filter((one) => asks(one, actor));
  const request = open.find((one) => one.request === name) ?? mine[0] ?? known[0];
  if (request === undefined) return { kind: 'none' };
  return mine.length > 1 && request.request !== name
    ? { kind: 'several', requests: mine }
    : { kind: 'one', request };
}

/** Refuses a bare name where the actor may answer more than one request of it. */
export function ambiguous(
  { id }: ChangeState,
  requests: readonly { readonly request: string }[],
): Refusal {
  const candidates = requests.map(({ request }) => request);
  return refuse(
    'ambiguous-request',
    `${id} asks several things of you that this could answer: name one of ${candidates.join(', ')}`,
    { details: { candidates } },
  );
}

/** Whether a request is for someone: anyone where it has no clause `by`, nobody where that names nobody. */
function asks(request: Signalled | TaskRequest, actor: Actor): boolean {
  if (request.by.length === 0 && request.nobody !== true) return true;
  const who = [...request.by, ...escalatedTo(request)];
  return standsFor(who, [], { id: personOf(actor), roles: actor.roles }).length > 0;
}

/** What a change waits for, as a sentence. */
export function awaited(state: ChangeState): string {
  const names = state.requests.map(({ request, kind }) => `${request} (${kind})`);
  return names.length === 0 ? 'it awaits nothing' : `it awaits ${names.join(', ')}`;
}

export function sendSignal(
  transition: Transition,
  name: string,
  payload: JsonObject | null,
): Refusal | null {
  const { state } = transition;
  const { actor } = transition.context;
  const found = findSignal(state, name, actor);
  if (
    actor.kind === 'agent' &&
    isDecision(name) &&
    (found.kind !== 'none' || isKept(transition, name))
  )
    return refuse(
      'agent-advises',
      `${name} is a decision, and what an agent decides is advice: send it as a decision, not as a signal, and it is kept for the people who decide`,
    );
  if (found.kind === 'one') return deliver(transition, found.request, payload);
  if (found.kind === 'several') return ambiguous(state, found.requests);
  if (isKept(transition, name)) return keep(transition, name, payload);
  return name === 'cancel'
    ? refuse('not-awaited', `${state.id} does not await cancel: use the operation cancel`)
    : refuse('not-awaited', `${state.id} does not await ${name}; ${awaited(state)}`, {
        details: { awaited: state.requests.map((one) => one.request) },
      });
}

/** Delivers a signal to the request that waits for it, if its clauses take it from this actor. */
export function deliver(
  transition: Transition,
  request: Signalled,
  payload: JsonObject | null,
): Refusal | null {
  const refusal = mayAct(transition, request, payload);
  if (refusal !== null) return refusal;
  const datum = payload === null ? null : datumOfJson(payload);
  return transition.advance(
    { type: 'signalled', data: { id: request.id, name: request.request, payload } },
    { event: { kind: 'answer', request: request.id, value: datum }, payload: datum },
  );
}

/** Whether the workflow keeps signals of a name, given as NAME or NAME:KEY, that come before they are awaited. */
function isKept({ state, context }: Transition, name: string): boolean {
  const workflow = context.workflows.find((one) => one.name === state.workflow.name);
  const [bare] = name.split(':');
  return workflow?.requests.some((one) => one.persistent && one.name === bare) ?? false;
}

function keep(transition: Transition, name: string, payload: JsonObject | null): null {
  const { actor } = transition.context;
  transition.emit({ type: 'kept', data: { request: name, payload, by: actor } });
  return null;
}

/**
 * Delivers to a request that has just opened what came for it before, as if its sender sent it now; what its clauses do
 * not take stays kept.
 */
export function deliverKept(transition: Transition, id: number): Refusal | null {
  const { state } = transition;
  const request = state.requests.find((one) => one.id === id);
  if (request === undefined || !isSignalled(request)) return null;
  const found =
    state.kept.find((one) => one.request === request.request) ??
    state.kept.find((one) => one.request === request.name);
  if (found === undefined || !asks(request, found.by)) return null;
  const payload = found.payload === null ? null : datumOfJson(found.payload);
  if (accepted(transition, request, payload, found.by) !== null) return null;
  return transition.advance(
    {
      type: 'signalled',
      data: { id, name: request.request, payload: found.payload, kept: found.request },
    },
    { event: { kind: 'answer', request: id, value: payload }, payload },
    found.by,
  );
}

/** What keeps someone from answering a request, by whom it asks and what it accepts. */
export function mayAct(
  transition: Transition,
  request: Signalled | TaskRequest,
  payload: JsonObject | null,
): Refusal | null {
  const { context } = transition;
  const person = personOf(context.actor);
  const asked = request.by.length === 0 ? 'nobody' : request.by.map(whoText).join(', ');
  if (!asks(request, context.actor))
    return refuse(
      'not-eligible',
      `${request.request} is for ${asked}; ${person} is none of these`,
      { reasons: [{ holds: false, text: `${person} is one of: ${asked}` }] },
    );
  return accepted(transition, request, payload === null ? null : datumOfJson(payload));
}

/** Hands in what a task asks for; text is kept as its artifact. */
export function completeTask(
  transition: Transition,
  command: Extract<Command, { kind: 'task' }>,
): Refusal | null {
  const { state, context } = transition;
  const found = named(
    state.requests.filter((one) => one.kind === 'task'),
    command.name,
    context.actor,
  );
  if (found.kind === 'several') return ambiguous(state, found.requests);
  if (found.kind === 'none')
    return refuse(
      'not-awaited',
      `${state.id} has no open task ${command.name}; ${awaited(state)}`,
      { details: { awaited: state.requests.map((one) => one.request) } },
    );
  const { request } = found;
  const refusal = mayAct(transition, request, command.payload);
  if (refusal !== null) return refusal;
  const artifact: Artifact | null =
    command.content === null
      ? null
      : {
          name: request.artifact,
          title: command.title,
          content: command.content,
          by: context.actor.id,
          at: context.now,
        };
  const payload = command.payload === null ? null : datumOfJson(command.payload);
  const value = command.content ?? payload;
  return transition.advance(
    {
      type: 'handed-in',
      data: { id: request.id, request: request.request, artifact, payload: command.payload },
    },
    { event: { kind: 'answer', request: request.id, value }, payload: value },
  );
}

/** The signal `cancel` where it is awaited, else the end of the change. */
export function cancel(transition: Transition, reason: string | null): Refusal | null {
  const { state } = transition;
  const payload = reason === null ? null : { reason };
  const found = findSignal(state, 'cancel', transition.context.actor);
  if (found.kind === 'several') return ambiguous(state, found.requests);
  if (found.kind === 'one' && state.status === 'open')
    return deliver(transition, found.request, payload);
  const event = { type: 'signalled', data: { id: null, name: 'cancel', payload } } as const;
  if (state.machine === null) transition.emit(event);
  else {
    const refusal = transition.advance(event, { event: { kind: 'cancel' }, payload: null });
    if (refusal !== null) return refusal;
  }
  transition.ending = { kind: 'close', outcome: 'cancelled' };
  return null;
}
