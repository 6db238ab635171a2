import type { Datum } from '../../core/datum.ts';
import { alist } from '../../core/datum-json.ts';
import { artifactFile } from '../aggregate/artifact-file.ts';
import { decodeClauses, type Clauses } from './clauses.ts';
import type { Answer } from '../context.ts';
import { barTo, placesOf, type Surroundings } from './eligibility.ts';
import type { ApprovalRequest, Request } from '../aggregate/model.ts';
import { quorumAt, standsFor } from './quorum.ts';
import { base, plain, requestName, type Opened } from './request-base.ts';
import { clockwork, type Transition } from '../transition.ts';

type OpeningAnswer = Extract<Answer, { kind: 'opening' }>;

/** The name of a task's request, and the file that it writes. */
export const taskOf = (
  { name }: Opened,
  { key, artifact }: Clauses,
): { readonly request: string; readonly artifact: string } => ({
  request: requestName(name, key),
  artifact: artifactFile({ name, key, artifact }),
});

/** Opens a request with the people and instants that the engine found. */
export function openRequest(transition: Transition, output: Opened, answer: OpeningAnswer): void {
  transition.emit(
    { type: 'opened', data: { request: requestOf(transition, output, answer), seen: answer.seen } },
    clockwork,
  );
}

function requestOf(transition: Transition, output: Opened, answer: OpeningAnswer): Request {
  switch (output.request) {
    case 'approval':
      return approvalOf(transition, output, decodeClauses(output.clauses), answer);
    case 'signal':
    case 'event': {
      const clauses = decodeClauses(output.clauses);
      return {
        ...base(transition, output, clauses, answer.instants),
        kind: output.request,
        by: clauses.by,
        ...(clauses.nobody ? { nobody: true } : {}),
        accepts: clauses.accepts,
      };
    }
    case 'task': {
      const clauses = decodeClauses(output.clauses);
      return {
        ...base(transition, output, clauses, answer.instants),
        kind: 'task',
        by: clauses.by,
        ...(clauses.nobody ? { nobody: true } : {}),
        accepts: clauses.accepts,
        artifact: taskOf(output, clauses).artifact,
        instructions: clauses.instructions,
      };
    }
    case 'sleep':
      return { ...plain(transition, output), kind: 'timer', until: answer.instants[0]!, why: null };
    case 'until':
      return {
        ...plain(transition, output),
        kind: 'timer',
        until: instantOf(alist(output.clauses)['instant'] ?? null),
        why: null,
      };
    default:
      return { ...plain(transition, output), kind: 'never', until: null, why: null };
  }
}

function instantOf(datum: Datum): string {
  const time = typeof datum === 'string' ? Date.parse(datum) : Number.NaN;
  if (Number.isNaN(time)) throw new Error('wait-until wants an RFC 3339 instant');
  return new Date(time).toISOString();
}

function approvalOf(
  transition: Transition,
  output: Opened,
  clauses: Clauses,
  answer: OpeningAnswer,
): ApprovalRequest {
  const request: ApprovalRequest = {
    ...base(transition, output, clauses, answer.instants),
    kind: 'approval',
    by: clauses.by,
    quorum: quorumAt(clauses.quorum, clauses.atLeast, 0),
    quorum_text:
      clauses.quorum.kind === 'count' ? String(clauses.quorum.count) : clauses.quorum.kind,
    rejects_when: clauses.rejectsWhen,
    eligible: [],
    exclude: clauses.exclude,
    allow_author: clauses.allowAuthor,
    distinct: clauses.distinct,
    revise: clauses.revise,
    accepts: clauses.accepts,
    reason: clauses.reason,
    message: clauses.message,
    votes: [],
  };
  return withEligible(transition.state, request, clauses, answer.people);
}

/** Those who could decide when the request opens, now and once time escalates; the quorum is worked out from them. */
function withEligible(
  around: Surroundings,
  request: ApprovalRequest,
  { quorum, atLeast }: Clauses,
  answered: OpeningAnswer['people'],
): ApprovalRequest {
  const people = answered.filter(({ kind }) => kind === 'person');
  const eligible = people
    .filter((person) => barTo(around, request, person) === null)
    .map((person) => ({ id: person.id, kind: person.kind, who: placesOf(request, person) }));
  const escalations = request.escalations.map((one) => {
    const then = { ...request, escalations: [{ ...one, done: true }] };
    const able = people.filter(
      (person) => standsFor(one.who, [], person).length > 0 && barTo(around, then, person) === null,
    );
    return { ...one, eligible: able.map(({ id }) => id) };
  });
  return {
    ...request,
    quorum: quorumAt(quorum, atLeast, eligible.length),
    eligible,
    escalations,
  };
}
