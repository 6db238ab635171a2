import type { Actor, ApprovalRequest, ChangeState, Vote } from '../aggregate/model.ts';
import { escalatedTo, personOf, standsFor } from './quorum.ts';

/** Someone who may be asked, with all roles held, inherited ones included. */
export interface Candidate {
  readonly id: string;
  readonly roles: readonly string[];
}

/** Whoever acts, as someone who may be asked: an agent is its person. */
export const candidateOf = (actor: Actor): Candidate => ({
  id: personOf(actor),
  roles: actor.roles,
});

/** Why someone may not decide in an approval now. */
export type Bar = 'author' | 'excluded' | 'not-asked' | 'voted';

/** What eligibility depends on beside the request. */
export type Surroundings = Pick<ChangeState, 'author' | 'requests' | 'decided'>;

/**
 * What keeps someone from deciding in an approval, or null: the one answer for votes, quorums, inboxes and explanations.
 * Separation of duties first, since no role lifts it.
 */
export function barTo(
  around: Surroundings,
  request: ApprovalRequest,
  candidate: Candidate,
): Bar | null {
  if (candidate.id === around.author && !request.allow_author) return 'author';
  if (standsFor(request.exclude, [], candidate).length > 0) return 'excluded';
  if (placesOf(request, candidate).length === 0) return 'not-asked';
  const spent =
    hasCounted(request.votes, candidate.id) || votedBeside(around, request, candidate.id);
  return spent ? 'voted' : null;
}

/** The places of `by` that someone can stand for at this moment. */
export const placesOf = (request: ApprovalRequest, candidate: Candidate): readonly number[] =>
  standsFor(request.by, escalatedTo(request), candidate);

/** Whether someone has voted in another request that wants other people than this one. */
export function votedBeside(
  { requests, decided }: Pick<Surroundings, 'requests' | 'decided'>,
  request: Pick<ApprovalRequest, 'id' | 'distinct'>,
  person: string,
): boolean {
  if (request.distinct === null) return false;
  const others = [
    ...requests.filter((one): one is ApprovalRequest => one.kind === 'approval'),
    ...decided.filter((one) => !one.void && one.outcome !== 'withdrawn'),
  ];
  return others.some(
    ({ id, distinct, votes }) =>
      id !== request.id && distinct === request.distinct && hasCounted(votes, person),
  );
}

const hasCounted = (votes: readonly Vote[], person: string): boolean =>
  votes.some((one) => one.standing === 'counted' && (one.for ?? one.by) === person);
