import { refuse, type Refusal } from '../core/refusal.ts';
import { accepted } from './accepts.ts';
import { whoText } from './clauses.ts';
import type { Command } from './commands.ts';
import { decisionOf } from './evolve.ts';
import { digestOf } from './fields.ts';
import type { Actor, ApprovalRequest, ChangeState, Decided, Vote } from './model.ts';
import { decisionDatum } from './opening.ts';
import { escalatedTo, personOf, standsFor, tally } from './quorum.ts';
import { awaited, deliver, findSignal } from './signal.ts';
import { clockwork, type Transition } from './transition.ts';
import type { Context } from './context.ts';

type Decide = Extract<Command, { kind: 'decide' }>;

/** Casts a vote in an approval, or delivers the signal of that name where no approval is open. */
export function decideApproval(transition: Transition, command: Decide): Refusal | null {
  const { state, context } = transition;
  if (command.expected_digest !== null && command.expected_digest !== digestOf(state))
    return refuse(
      'digest-mismatch',
      `the content of ${state.id} has changed since you read it: read it again, then decide`,
      { details: { digest: digestOf(state) } },
    );
  const found = findApproval(state, command, context.actor);
  if (found.kind === 'late') return recordLate(transition, found.request, command);
  if (found.kind === 'refused') return found.refusal;
  if (found.kind === 'none') {
    const signal = findSignal(state, command.decision, context.actor);
    return signal === undefined
      ? notAwaited(state)
      : deliver(transition, signal, { reason: command.reason });
  }
  return vote(transition, found.request, command);
}

type Found =
  | { readonly kind: 'open'; readonly request: ApprovalRequest }
  | { readonly kind: 'late'; readonly request: ChangeState['decided'][number] }
  | { readonly kind: 'none' }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

const notAwaited = (state: ChangeState): Refusal =>
  refuse('not-awaited', `${state.id} awaits no decision now; ${awaited(state)}`, {
    details: { awaited: state.requests.map(({ request }) => request) },
  });

function findApproval(state: ChangeState, { request: name }: Decide, actor: Actor): Found {
  const open = state.requests.filter((one): one is ApprovalRequest => one.kind === 'approval');
  if (name !== null) {
    const named = open.filter((one) => one.request === name || one.name === name);
    const mine = named.filter((one) => places(one, actor).length > 0);
    const choice =
      named.find((one) => one.request === name) ?? (mine.length > 0 ? mine[0] : named[0]);
    if (
      choice !== undefined &&
      (named.length === 1 || choice.request === name || mine.length === 1)
    )
      return { kind: 'open', request: choice };
    if (named.length > 1) return { kind: 'refused', refusal: ambiguous(state, named) };
    const late = state.decided.findLast((one) => one.request === name);
    if (late !== undefined) return { kind: 'late', request: late };
    return { kind: 'refused', refusal: notAwaited(state) };
  }
  if (state.status !== 'open')
    return {
      kind: 'refused',
      refusal: refuse(
        'closed',
        `${state.id} is ${state.status}: name the request to add a late vote`,
      ),
    };
  if (open.length === 0) return { kind: 'none' };
  const mine = open.filter((one) => places(one, actor).length > 0);
  if (mine.length > 1) return { kind: 'refused', refusal: ambiguous(state, mine) };
  return { kind: 'open', request: mine[0] ?? open[0]! };
}

const ambiguous = (state: ChangeState, requests: readonly ApprovalRequest[]): Refusal =>
  refuse(
    'invalid-input',
    `${state.id} awaits several decisions of you: name one of ${requests.map(({ request }) => request).join(', ')}`,
    {
      errors: [
        {
          path: '/request',
          message: `one of ${requests.map(({ request }) => request).join(', ')}`,
        },
      ],
    },
  );

const places = (request: ApprovalRequest, actor: Actor): readonly number[] =>
  standsFor(request.by, escalatedTo(request), { id: personOf(actor), roles: actor.roles });

function vote(transition: Transition, request: ApprovalRequest, command: Decide): Refusal | null {
  const { state, context } = transition;
  const refusal =
    mayVote(state, request, command, context) ??
    accepted(transition, request, ['y', command.decision]);
  if (refusal !== null) return refusal;
  const cast = voteOf(request, command, context);
  transition.emit({
    type: 'voted',
    data: { id: request.id, request: request.request, vote: cast },
  });
  const after = transition.state.requests.find(
    (one): one is ApprovalRequest => one.id === request.id && one.kind === 'approval',
  )!;
  const result = tally(after);
  if (result.kind === 'open') return null;
  const decision = decisionOf(after, {
    outcome: result.outcome,
    how: 'voted',
    by: result.by,
    at: context.now,
  });
  return transition.advance(
    { type: 'decided', data: { decision } },
    {
      event: { kind: 'answer', request: request.id, value: decisionDatum(decision) },
      payload: null,
    },
    clockwork,
  );
}

/** Separation of duties first, since no role lifts it. */
function mayVote(
  state: ChangeState,
  request: ApprovalRequest,
  command: Decide,
  context: Context,
): Refusal | null {
  const { actor } = context;
  const person = personOf(actor);
  if (person === state.author && !request.allow_author)
    return refuse(
      'separation-of-duties',
      `${person} is the author of ${state.id} and cannot decide on it: ask ${request.by.map(whoText).join(', ')}`,
      {
        reasons: [
          {
            holds: false,
            text: `the decider of ${request.request} is not the author of the change`,
          },
        ],
      },
    );
  if (standsFor(request.exclude, [], { id: person, roles: actor.roles }).length > 0)
    return refuse(
      'separation-of-duties',
      `${person} is excluded from ${request.request}: ask ${request.by.map(whoText).join(', ')}`,
    );
  if (places(request, actor).length === 0)
    return refuse(
      'not-eligible',
      `${request.request} asks ${request.by.map(whoText).join(', ')}; ${person} is none of these`,
      {
        reasons: [
          { holds: false, text: `${person} holds one of: ${request.by.map(whoText).join(', ')}` },
        ],
      },
    );
  if (command.decision === 'revise' && !request.revise)
    return refuse(
      'not-accepted',
      `${request.request} offers no revision: approve, reject or abstain`,
    );
  if (request.reason && command.decision === 'approve' && (command.reason ?? '').trim() === '')
    return refuse('invalid-input', `${request.request} wants a reason with a yes`, {
      errors: [{ path: '/reason', message: 'a reason is required here' }],
    });
  if (hasVoted(state, request, person))
    return refuse(
      'already-voted',
      `${person} has voted in ${request.request}${request.distinct === null ? '' : ' or in a request that wants another person'}: one person, one vote`,
    );
  return null;
}

function hasVoted(state: ChangeState, request: ApprovalRequest, person: string): boolean {
  const voted = (votes: readonly Vote[]): boolean =>
    votes.some((one) => one.standing === 'counted' && (one.for ?? one.by) === person);
  if (voted(request.votes)) return true;
  if (request.distinct === null) return false;
  const others = [
    ...state.requests.filter((one): one is ApprovalRequest => one.kind === 'approval'),
    ...state.decided.filter((one) => !one.void && one.outcome !== 'withdrawn'),
  ];
  return others.some(
    (one) => one.id !== request.id && one.distinct === request.distinct && voted(one.votes),
  );
}

function voteOf(request: ApprovalRequest, command: Decide, { actor, now }: Context): Vote {
  return {
    by: actor.id,
    kind: actor.kind,
    ...(actor.for === undefined ? {} : { for: actor.for }),
    decision: command.decision,
    standing: actor.kind === 'agent' ? 'advice' : 'counted',
    who: places(request, actor).map((at) => request.by[at]!),
    at: now,
    reason: command.reason,
    conditions: command.conditions,
    confidence: command.confidence,
  };
}

/** A vote after the deciding one is kept, and decides nothing. */
function recordLate(
  transition: Transition,
  decided: ChangeState['decided'][number],
  command: Decide,
): Refusal | null {
  const { actor, now } = transition.context;
  const person = personOf(actor);
  const refusal = mayAddLate(transition.state, decided, actor);
  if (refusal !== null) return refusal;
  if (decided.votes.some((one) => (one.for ?? one.by) === person))
    return refuse(
      'already-voted',
      `${person} has voted in ${decided.request}, which is decided: ${decided.outcome}`,
    );
  const late: Vote = {
    by: actor.id,
    kind: actor.kind,
    ...(actor.for === undefined ? {} : { for: actor.for }),
    decision: command.decision,
    standing: 'late',
    who: [],
    at: now,
    reason: command.reason,
    conditions: command.conditions,
    confidence: command.confidence,
  };
  transition.emit({
    type: 'voted',
    data: { id: decided.id, request: decided.request, vote: late },
  });
  return null;
}

/** Only those who were asked can be late. */
function mayAddLate(state: ChangeState, { request, asked }: Decided, actor: Actor): Refusal | null {
  const person = personOf(actor);
  if (person === state.author)
    return refuse(
      'separation-of-duties',
      `${person} is the author of ${state.id} and has no vote in ${request}`,
    );
  if (standsFor(asked, [], { id: person, roles: actor.roles }).length > 0) return null;
  return refuse(
    'not-eligible',
    `${request} asked ${asked.map(whoText).join(', ')}; ${person} is none of these, and it is decided`,
  );
}
