import { failedIn, isAsking } from '../change/aggregate/entry.ts';
import type { z } from 'zod';
import { digestOf } from '../change/aggregate/fields.ts';
import { isClosing } from '../change/aggregate/phases.ts';
import type { ChangeState, Decided, Request, Vote, Who } from '../change/aggregate/model.ts';
import { voteTold } from '../change/aggregate/told.ts';
import { warningsOf } from '../change/warnings.ts';
import type { IndexEntry, JournalRecord } from '../engine/ports.ts';
import type { Answer } from './operation.ts';
import type { changeView, recordView, summaryView, waitingView } from './schemas.ts';

export type ChangeView = z.input<typeof changeView>;
type Waiting = z.input<typeof waitingView>;
type Summary = z.input<typeof summaryView>;
type RecordView = z.input<typeof recordView>;

/** What a change is answered with besides its own facts. */
export interface Includes {
  readonly artifacts?: boolean;
  readonly events?: ChangeView['events'];
  readonly explanation?: ChangeView['explanation'];
}

/** A change as every face answers it. The machine's state and the bookkeeping of requests stay inside. */
export function viewOf(change: ChangeState, includes: Includes = {}): ChangeView {
  const { title, description, systems, ...fields } = change.fields;
  return {
    id: change.id,
    title,
    description,
    declared_type: change.declared_type,
    change_type: change.change_type,
    recommended_type: change.recommended_type,
    status: change.status,
    outcome: change.outcome,
    phases: change.phases.map(({ name, label, since }) => ({ name, label, since })),
    waiting: change.requests.flatMap(waitingOf),
    decisions: [...change.decided, ...(change.sent ?? [])]
      .sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0))
      .map(decisionOf),
    risk: change.risk === null ? null : mutable(change.risk),
    workflow: change.workflow,
    author: change.author,
    fields: mutable({ ...(systems === undefined ? {} : { affected_systems: systems }), ...fields }),
    artifacts: change.artifacts.map(({ content, ...artifact }) =>
      includes.artifacts === true ? { ...artifact, content } : artifact,
    ),
    adrs: [...change.adrs],
    dependencies: change.dependencies.map(({ id, policy }) => ({ id, policy })),
    warnings: [...warningsOf(change)],
    digest: digestOf(change),
    version: change.version,
    created_at: change.created_at,
    updated_at: change.updated_at,
    ...(change.failure === null
      ? {}
      : { failure: { message: change.failure.message, at: change.failure.at } }),
    ...(includes.events === undefined ? {} : { events: includes.events }),
    ...(includes.explanation === undefined ? {} : { explanation: includes.explanation }),
  };
}

/** The answer of an operation that touched one change. */
export const answerChange = (change: ChangeState, includes: Includes = {}): Answer => ({
  kind: 'value',
  value: viewOf(change, includes),
  version: change.version,
});

/** Waits that end by themselves or by someone; one that nothing ends is nothing to show. */
function waitingOf(request: Request): readonly Waiting[] {
  if (request.kind === 'never' || isClosing(request)) return [];
  const approval = request.kind === 'approval' ? request : null;
  return [
    {
      request: request.request,
      // Another change that is waited for is a dependency, however it came to be one.
      kind: request.kind === 'change' ? 'dependency' : request.kind,
      roles: 'by' in request ? request.by.map(whoText) : [],
      quorum: approval?.quorum_text ?? null,
      votes: ('votes' in request ? (request.votes ?? []) : []).map(voteOf),
      due: request.due ?? ('until' in request ? request.until : null),
      escalated_to: request.escalations
        .filter((escalation) => escalation.done)
        .flatMap((escalation) => escalation.who.map(whoText)),
      key: request.key,
    },
  ];
}

/** A role by its name, a person as `person:ID`. */
export const whoText = (who: Who): string =>
  who.kind === 'role' ? who.role : `person:${who.person}`;

const voteOf = (vote: Vote): Waiting['votes'][number] => ({
  ...voteTold(vote),
  conditions: [...vote.conditions],
});

const decisionOf = (decided: Decided): ChangeView['decisions'][number] => ({
  request: decided.request,
  asked: decided.asked.map(whoText),
  outcome: decided.outcome,
  how: decided.how,
  by: [...decided.by],
  reason: decided.reason,
  conditions: [...decided.conditions],
  votes: decided.votes.map(voteOf),
  at: decided.at,
  void: decided.void,
});

export const summaryOf = (entry: IndexEntry): Summary => ({
  id: entry.id,
  title: entry.title,
  status: entry.status,
  outcome: entry.outcome,
  phases: [...entry.phases],
  change_type: entry.type,
  workflow: entry.workflow,
  affected_systems: [...entry.systems],
  labels: [...entry.labels],
  author: entry.author,
  waiting_for: entry.waiting_for.filter(isAsking),
  failed_dependencies: [...failedIn(entry.waiting_for)],
  risk_score: entry.score,
  due: entry.due,
  created_at: entry.created_at,
  updated_at: entry.updated_at,
});

export const recordOf = (record: JournalRecord): RecordView => ({
  seq: record.seq,
  time: record.time,
  change: record.change,
  version: record.version,
  type: record.type,
  actor:
    record.actor === null
      ? null
      : {
          id: record.actor.id,
          kind: record.actor.kind,
          ...(record.actor.for === undefined ? {} : { for: record.actor.for }),
        },
  data: mutable(record.data),
  policy: record.policy,
  rule: record.rule,
  hash: record.hash,
});

type Plain = ChangeView['fields'];

/** The same data, typed as the schemas have it; what is stored is plain JSON by contract. */
const mutable = (data: object): Plain => data as Plain;
