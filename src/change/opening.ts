import type { Datum } from '../core/datum.ts';
import { symbolName } from '../core/datum.ts';
import { alist } from '../core/datum-json.ts';
import { artifactFile } from './artifact-file.ts';
import { ClauseError, decodeClauses, lengthOf, type Clauses, type Length } from './clauses.ts';
import type { Answer, Decision } from './context.ts';
import { decisionDatum } from './decision-datum.ts';
import { barTo, placesOf, type Surroundings } from './eligibility.ts';
import type { ApprovalRequest, Decided, Request } from './model.ts';
import { quorumAt, standsFor } from './quorum.ts';
import { base, boundTo, plain, requestName, type Opened } from './request-base.ts';
import { clockwork, type Transition } from './transition.ts';

type OpeningAnswer = Extract<Answer, { kind: 'opening' }>;

/** The question that must be answered before a request can open; a skipped approval needs none. */
export function askToOpen(transition: Transition, output: Opened): Decision | null {
  const id = output.id;
  switch (output.request) {
    case 'approval': {
      const clauses = decodeClauses(output.clauses);
      if (clauses.skipped) return skip(transition, output, clauses);
      return transition.ask(
        {
          kind: 'opening',
          request: id,
          who: [...clauses.by, ...clauses.exclude, ...clauses.escalate.flatMap(({ who }) => who)],
          lengths: lengthsOf(clauses),
        },
        output,
      );
    }
    case 'signal':
    case 'event':
    case 'task': {
      const clauses = decodeClauses(output.clauses);
      if (output.request === 'task') refuseSharedFile(transition, taskOf(output, clauses));
      return transition.ask(
        { kind: 'opening', request: id, who: [], lengths: lengthsOf(clauses) },
        output,
      );
    }
    case 'sleep':
      return transition.ask(
        {
          kind: 'opening',
          request: id,
          who: [],
          lengths: [lengthOf(alist(output.clauses)['duration'] ?? null, 'sleep')],
        },
        output,
      );
    case 'until':
    case 'never':
      openRequest(transition, output, { kind: 'opening', people: [], instants: [], seen: null });
      return null;
    case 'window':
      return transition.ask(
        {
          kind: 'window',
          request: id,
          calendar: symbolName(alist(output.clauses)['calendar'] ?? null) ?? null,
        },
        output,
      );
    case 'dependencies':
      return transition.ask({ kind: 'dependencies', request: id }, output);
    case 'risk':
      return transition.ask({ kind: 'risk', request: id, model: output.name }, output);
    default:
      throw new Error(`the machine opened a request that no change has: ${output.request}`);
  }
}

const taskOf = (
  { name }: Opened,
  { key, artifact }: Clauses,
): { readonly request: string; readonly artifact: string } => ({
  request: requestName(name, key),
  artifact: artifactFile({ name, key, artifact }),
});

/** Two open tasks that write one file would lose one of the texts. */
function refuseSharedFile(
  { state }: Transition,
  { request, artifact }: { readonly request: string; readonly artifact: string },
): void {
  const other = state.requests.find((one) => one.kind === 'task' && one.artifact === artifact);
  if (other === undefined) return;
  throw new ClauseError(
    `the task ${request} would write ${artifact}, and so does the open task ${other.request}: give one of them another file or key`,
  );
}

const lengthsOf = (clauses: Clauses): readonly Length[] =>
  [clauses.due, clauses.within, ...clauses.escalate.map(({ after }) => after)].filter(
    (length) => length !== null,
  );

function skip(transition: Transition, output: Opened, clauses: Clauses): Decision | null {
  const decision: Decided = {
    id: output.id,
    request: requestName(output.name, clauses.key),
    asked: clauses.by,
    outcome: 'approved',
    how: 'skipped',
    by: [],
    reason: null,
    conditions: [],
    votes: [],
    at: transition.context.now,
    scopes: output.scopes,
    // What let it be skipped is what an edit may not quietly take back.
    bound: boundTo(output, clauses),
    distinct: clauses.distinct,
    void: false,
  };
  const refusal = transition.advance(
    { type: 'decided', data: { decision } },
    {
      event: { kind: 'answer', request: output.id, value: decisionDatum(decision) },
      payload: null,
    },
    clockwork,
  );
  return refusal === null ? null : { kind: 'refused', refusal };
}

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
