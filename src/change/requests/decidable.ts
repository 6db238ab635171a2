import { nearest } from '../../core/nearest.ts';
import { refuse, type Refusal } from '../../core/refusal.ts';
import type { Command } from '../commands.ts';
import { isDecision } from '../permissions.ts';
import type { Actor, ApprovalRequest, ChangeState, Decided, Request } from '../aggregate/model.ts';
import { barTo, candidateOf, type Bar } from './eligibility.ts';
import { standsFor } from './quorum.ts';
import { ambiguous, awaited, findSignal, isSignalled, type Signalled } from './signal.ts';

type Decide = Extract<Command, { kind: 'decide' }>;

/** What a decision is meant for: an open approval, one that is decided, or a signal that is a decision. */
type Decidable =
  | { readonly kind: 'open'; readonly request: ApprovalRequest }
  | { readonly kind: 'late'; readonly request: Decided }
  | { readonly kind: 'signal'; readonly request: Signalled }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** The request that a decision names, or the only one that it can mean. */
export const findDecidable = (state: ChangeState, command: Decide, actor: Actor): Decidable =>
  command.request === null
    ? unnamed(state, command, actor)
    : named(state, command.request, command, actor);

function named(state: ChangeState, name: string, { decision }: Decide, actor: Actor): Decidable {
  const open = approvalsIn(state);
  const exact = open.find((one) => one.request === name);
  if (exact !== undefined) return { kind: 'open', request: exact };
  const known = open.filter((one) => one.name === name);
  if (known.length > 0) return ofSeveral(state, known, actor);
  const late = state.decided.findLast((one) => one.request === name);
  if (late !== undefined) return { kind: 'late', request: late };
  const signal = state.requests.filter(isSignalled).find((one) => one.request === name);
  return signal?.name === decision
    ? { kind: 'signal', request: signal }
    : refused(notDecidable(state, name));
}

/** Where nothing open is meant, the vote came after the deciding one: it goes to the approval that asked whoever votes. */
function unnamed(state: ChangeState, command: Decide, actor: Actor): Decidable {
  const open = approvalsIn(state);
  const bars = open.map((one) => barTo(state, one, candidateOf(actor)));
  const isAsked = bars.some((bar) => bar !== 'not-asked');
  const signal = findSignal(state, command.decision, actor);
  if (isAsked) return ofSeveral(state, open, actor, bars);
  if (open.length === 0 && signal.kind === 'one')
    return { kind: 'signal', request: signal.request };
  if (open.length === 0 && signal.kind === 'several')
    return refused(ambiguous(state, signal.requests));
  return (
    lateOf(state, actor) ??
    (open.length > 0 ? ofSeveral(state, open, actor, bars) : refused(notDecidable(state, null)))
  );
}

const approvalsIn = (state: ChangeState): readonly ApprovalRequest[] =>
  state.requests.filter((one) => one.kind === 'approval');

const refused = (refusal: Refusal): Decidable => ({ kind: 'refused', refusal });

/** The only one that the actor may decide; where there is none, the one whose refusal says most. */
function ofSeveral(
  state: ChangeState,
  requests: readonly ApprovalRequest[],
  actor: Actor,
  bars: readonly (Bar | null)[] = requests.map((one) => barTo(state, one, candidateOf(actor))),
): Decidable {
  const mine = requests.filter((_, at) => bars[at] === null);
  if (mine.length > 1) return refused(ambiguous(state, mine));
  const barred = requests.find((_, at) => bars[at] !== 'not-asked');
  return { kind: 'open', request: mine[0] ?? barred ?? requests[0]! };
}

/**
 * The decided approval that a vote without a name is late for: of those of the current round that asked the actor, the
 * only one, or the only one without a vote of theirs. Null where none asked them.
 */
function lateOf(state: ChangeState, actor: Actor): Decidable | null {
  const candidate = candidateOf(actor);
  const asked = state.decided.filter(
    (one) => !one.void && one.how !== 'skipped' && standsFor(one.asked, [], candidate).length > 0,
  );
  const newest = [...new Map(asked.map((one) => [one.request, one])).values()];
  const silent = newest.filter(
    ({ votes }) => !votes.some((vote) => (vote.for ?? vote.by) === candidate.id),
  );
  const [only, second] = silent.length === 0 ? newest.slice(-1) : silent;
  if (only === undefined) return null;
  return second === undefined ? { kind: 'late', request: only } : refused(ambiguous(state, silent));
}

/** Says what could be decided on, and which of it a wrong name comes nearest to. */
function notDecidable(state: ChangeState, name: string | null): Refusal {
  const { id, status, outcome, requests } = state;
  if (status !== 'open' && name === null)
    return refuse(
      'closed',
      `${id} is ${status}${outcome === null ? '' : ` (${outcome})`}, and no approval of it asked you`,
    );
  const open = requests.filter(isDecidable).map(({ request }) => request);
  const near = name === null ? undefined : nearest(name, open);
  const refusal = [
    name === null ? `${id} awaits no decision now` : `${id} awaits no decision on ${name}`,
    open.length === 0 ? awaited(state) : `to be decided: ${open.join(', ')}`,
    ...(near === undefined ? [] : [`did you mean ${near}?`]),
  ].join('; ');
  return refuse('not-awaited', refusal, {
    details: { awaited: requests.map(({ request }) => request), decidable: open },
  });
}

const isDecidable = (request: Request): boolean =>
  request.kind === 'approval' || (isSignalled(request) && isDecision(request.name));
