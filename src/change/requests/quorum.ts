import { unreachable } from '../../core/unreachable.ts';
import { sameWho, type Quorum } from './clauses.ts';
import type { Actor, ApprovalRequest, Vote, Who } from '../aggregate/model.ts';

/** Where an approval stands after its votes. */
export type Tally =
  | { readonly kind: 'open'; readonly given: number; readonly needed: number }
  | {
      readonly kind: 'decided';
      readonly outcome: 'approved' | 'rejected' | 'revise';
      readonly by: readonly string[];
    };

/** The number that a quorum becomes when its request opens, from those eligible then: rounded up, at least 1. */
export function quorumAt(
  quorum: Quorum,
  atLeast: number,
  eligible: number,
): ApprovalRequest['quorum'] {
  switch (quorum.kind) {
    case 'each':
      return atLeast > 1 ? { kind: 'each', at_least: atLeast } : { kind: 'each', at_least: 1 };
    case 'count':
      return { kind: 'count', needed: Math.max(quorum.count, atLeast) };
    case 'all':
      return { kind: 'count', needed: Math.max(eligible, atLeast, 1) };
    case 'majority':
      return { kind: 'count', needed: Math.max(Math.floor(eligible / 2) + 1, atLeast) };
    case 'percent':
      return {
        kind: 'count',
        needed: Math.max(Math.ceil((eligible * quorum.percent) / 100), atLeast, 1),
      };
    default:
      return unreachable(quorum);
  }
}

/** Which of `by` a voter can stand for; escalated people stand for any. */
export function standsFor(
  by: readonly Who[],
  escalated: readonly Who[],
  person: { readonly id: string; readonly roles: readonly string[] },
): readonly number[] {
  const is = (who: Who): boolean =>
    who.kind === 'role' ? person.roles.includes(who.role) : who.person === person.id;
  if (escalated.some(is)) return by.map((_, at) => at);
  return by.flatMap((who, at) => (is(who) ? [at] : []));
}

/** Everyone asked now: those of the clause, and those to whom time has escalated. */
export const escalatedTo = (request: {
  readonly escalations: ApprovalRequest['escalations'];
}): readonly Who[] => request.escalations.flatMap(({ done, who }) => (done ? who : []));

/** The person whose vote it is: an agent's counts as its person's. */
export const personOf = (actor: Pick<Actor, 'id' | 'for'>): string => actor.for ?? actor.id;

/**
 * Counts distinct people among the votes that count; one revise decides, and so does one reject unless stated otherwise.
 * `isSpent` tells who can bring no further vote, having voted in a request that wants other people.
 */
export function tally(request: ApprovalRequest, isSpent: (person: string) => boolean): Tally {
  const counted = request.votes.filter((vote) => vote.standing === 'counted');
  const by = (decision: Vote['decision']): readonly Vote[] =>
    counted.filter((vote) => vote.decision === decision);
  const people = (votes: readonly Vote[]): readonly string[] => [
    ...new Set(votes.map((vote) => vote.for ?? vote.by)),
  ];
  if (by('revise').length > 0)
    return { kind: 'decided', outcome: 'revise', by: people(by('revise')) };
  const approvals = by('approve');
  if (
    satisfied(
      request,
      approvals.map(({ who }) => indexesOf(request, who)),
    )
  )
    return { kind: 'decided', outcome: 'approved', by: people(approvals) };
  const rejections = by('reject');
  const lost =
    request.rejects_when === 'any'
      ? rejections.length > 0
      : counted.length > approvals.length && !reachable(request, counted, approvals, isSpent);
  if (lost) return { kind: 'decided', outcome: 'rejected', by: people(rejections) };
  return { kind: 'open', given: people(approvals).length, needed: needed(request) };
}

export const needed = (request: ApprovalRequest): number =>
  request.quorum.kind === 'count'
    ? request.quorum.needed
    : Math.max(request.by.length, request.quorum.at_least);

const indexesOf = (request: ApprovalRequest, who: readonly Who[]): readonly number[] =>
  request.by.flatMap((asked, at) => (who.some((other) => sameWho(asked, other)) ? [at] : []));

/** `voters`: for each distinct voter, the places of `by` it can stand for. */
function satisfied(request: ApprovalRequest, voters: readonly (readonly number[])[]): boolean {
  if (voters.length < needed(request) || request.by.length === 0) return false;
  return (
    request.quorum.kind === 'count' || matching(request.by.length, voters) === request.by.length
  );
}

/** Whether those who have not voted could still bring the quorum about. */
function reachable(
  request: ApprovalRequest,
  counted: readonly Vote[],
  approvals: readonly Vote[],
  isSpent: (person: string) => boolean,
): boolean {
  const voted = new Set(counted.map((vote) => vote.for ?? vote.by));
  const any = request.by.map((_, at) => at);
  const escalated = request.escalations
    .filter(({ done }) => done)
    .flatMap(({ eligible = [] }) => eligible.map((id) => ({ id, who: any })));
  const could = new Map([...request.eligible, ...escalated].map(({ id, who }) => [id, who]));
  const rest = [...could].filter(([id]) => !voted.has(id) && !isSpent(id)).map(([, who]) => who);
  return satisfied(request, [...approvals.map(({ who }) => indexesOf(request, who)), ...rest]);
}

/** Size of the largest assignment of distinct voters to places (augmenting paths). */
function matching(places: number, voters: readonly (readonly number[])[]): number {
  const holder = new Array<number>(places).fill(-1);
  const place = (voter: number, tried: Set<number>): boolean =>
    voters[voter]!.some((at) => {
      if (tried.has(at)) return false;
      tried.add(at);
      if (holder[at] !== -1 && !place(holder[at]!, tried)) return false;
      holder[at] = voter;
      return true;
    });
  return voters.filter((_, voter) => place(voter, new Set())).length;
}
