import { refuse, type Reason, type Refusal } from '../../core/refusal.ts';
import { unreachable } from '../../core/unreachable.ts';
import { accepted } from './accepts.ts';
import { whoText } from './clauses.ts';
import type { Command } from '../commands.ts';
import { rolesAsked } from '../aggregate/events.ts';
import { decisionOf } from '../aggregate/evolve.ts';
import { digestOf } from '../aggregate/fields.ts';
import type { Actor, ApprovalRequest, ChangeState, Decided, Vote } from '../aggregate/model.ts';
import type { JsonObject } from '../../core/json.ts';
import { decisionDatum } from './decision-datum.ts';
import { barTo, candidateOf, placesOf, votedBeside, type Bar } from './eligibility.ts';
import { escalatedTo, personOf, standsFor, tally, type Tally } from './quorum.ts';
import { findDecidable } from './decidable.ts';
import { deliver, mayAct, type Signalled } from './signal.ts';
import { clockwork, type Transition } from '../transition.ts';
import type { Context } from '../context.ts';

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
  const found = findDecidable(state, command, context.actor);
  switch (found.kind) {
    case 'open':
      return vote(transition, found.request, command);
    case 'late':
      return recordLate(transition, found.request, command);
    case 'signal':
      return context.actor.kind === 'agent'
        ? advise(transition, found.request, command)
        : deliver(transition, found.request, saidIn(command));
    case 'refused':
      return found.refusal;
    default:
      return unreachable(found);
  }
}

/** What a decision carries to whatever waits for it as a signal. */
const saidIn = ({ reason, conditions, confidence }: Decide): JsonObject => ({
  reason,
  conditions,
  confidence,
});

/** A signal that decides is for people to send: what an agent says is kept beside the request, and decides nothing. */
function advise(transition: Transition, request: Signalled, command: Decide): Refusal | null {
  const refusal = mayAct(transition, request, saidIn(command));
  if (refusal !== null) return refusal;
  const { actor } = transition.context;
  const who = standsFor(request.by, escalatedTo(request), candidateOf(actor));
  const advice = voteOf(command, transition.context, {
    standing: 'advice',
    who: who.map((at) => request.by[at]!),
  });
  transition.emit({
    type: 'voted',
    data: {
      id: request.id,
      request: request.request,
      vote: advice,
      ...rolesAsked(transition.takeRoles()),
    },
  });
  return null;
}

function vote(transition: Transition, request: ApprovalRequest, command: Decide): Refusal | null {
  const { state, context } = transition;
  const refusal =
    mayVote(state, request, command, context) ??
    accepted(transition, request, ['y', command.decision]);
  if (refusal !== null) return refusal;
  const cast = voteOf(command, context, {
    standing: context.actor.kind === 'agent' ? 'advice' : 'counted',
    who: placesOf(request, candidateOf(context.actor)).map((at) => request.by[at]!),
  });
  transition.emit({
    type: 'voted',
    data: {
      id: request.id,
      request: request.request,
      vote: cast,
      ...rolesAsked(transition.takeRoles()),
    },
  });
  return null;
}

/** The first open approval that its votes have decided, or that votes elsewhere have put out of reach. */
export function decidedByVotes({ state }: Transition): ByVotes | null {
  if (state.status !== 'open') return null;
  for (const request of state.requests) {
    if (request.kind !== 'approval') continue;
    const result = tally(request, (person) => votedBeside(state, request, person));
    if (result.kind === 'decided') return { request, result };
  }
  return null;
}

interface ByVotes {
  readonly request: ApprovalRequest;
  readonly result: Extract<Tally, { kind: 'decided' }>;
}

/** Ends an approval as its votes say, and lets the program go on with the decision. */
export function endByVotes(
  transition: Transition,
  { request, result: { outcome, by } }: ByVotes,
): Refusal | null {
  const at = transition.context.now;
  const decision = decisionOf(request, { outcome, how: 'voted', by, at });
  return transition.advance(
    { type: 'decided', data: { decision } },
    {
      event: { kind: 'answer', request: request.id, value: decisionDatum(decision) },
      payload: null,
    },
    clockwork,
  );
}

function mayVote(
  state: ChangeState,
  request: ApprovalRequest,
  command: Decide,
  { actor }: Context,
): Refusal | null {
  const candidate = candidateOf(actor);
  const bar = barTo(state, request, candidate);
  // Whoever has voted hears of other mistakes first: they may be about to ask for something else.
  if (bar !== null && bar !== 'voted') return barred(state, request, candidate.id, bar);
  if (command.decision === 'revise' && !request.revise)
    return refuse(
      'not-accepted',
      `${request.request} offers no revision: approve, reject or abstain`,
    );
  if (request.reason && command.decision === 'approve' && (command.reason ?? '').trim() === '')
    return refuse('invalid-input', `${request.request} wants a reason with a yes`, {
      errors: [{ path: '/reason', message: 'a reason is required here' }],
    });
  return bar === null ? null : barred(state, request, candidate.id, bar);
}

function barred({ id }: ChangeState, request: ApprovalRequest, person: string, bar: Bar): Refusal {
  const name = request.request;
  const asked = request.by.map(whoText).join(', ');
  const because = (text: string): { reasons: Reason[] } => ({ reasons: [{ holds: false, text }] });
  switch (bar) {
    case 'author':
      return refuse(
        'separation-of-duties',
        `${person} is the author of ${id} and cannot decide on it: ask ${asked}`,
        because(`the decider of ${name} is not the author of the change`),
      );
    case 'excluded':
      return refuse('separation-of-duties', `${person} is excluded from ${name}: ask ${asked}`);
    case 'not-asked':
      return refuse(
        'not-eligible',
        `${name} asks ${asked}; ${person} is none of these`,
        because(`${person} holds one of: ${asked}`),
      );
    case 'voted':
      return refuse(
        'already-voted',
        `${person} has voted in ${name}${request.distinct === null ? '' : ' or in a request that wants another person'}: one person, one vote`,
      );
    default:
      return unreachable(bar);
  }
}

const voteOf = (
  command: Decide,
  { actor, now }: Context,
  counts: Pick<Vote, 'standing' | 'who'>,
): Vote => ({
  by: actor.id,
  kind: actor.kind,
  ...(actor.for === undefined ? {} : { for: actor.for }),
  decision: command.decision,
  ...counts,
  at: now,
  reason: command.reason,
  conditions: command.conditions,
  confidence: command.confidence,
});

/** A vote after the deciding one is kept, and decides nothing. */
function recordLate(
  transition: Transition,
  decided: ChangeState['decided'][number],
  command: Decide,
): Refusal | null {
  const { actor } = transition.context;
  const person = personOf(actor);
  const refusal = mayAddLate(transition.state, decided, actor);
  if (refusal !== null) return refusal;
  if (decided.votes.some((one) => (one.for ?? one.by) === person))
    return refuse(
      'already-voted',
      `${person} has voted in ${decided.request}, which is decided: ${decided.outcome}`,
    );
  const late = voteOf(command, transition.context, { standing: 'late', who: [] });
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
