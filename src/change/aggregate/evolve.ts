import { unreachable } from '../../core/unreachable.ts';
import type { ChangeEvent, CreatedData, Happened } from './events.ts';
import { noticeOf } from './events.ts';
import { outcomeOf, sentDecision } from './sent-decision.ts';
import { toldToAuthor } from './told.ts';
import type { ApprovalRequest, ChangeState, Decided, Request, WorldRequest } from './model.ts';
import { escalatedTo } from '../requests/quorum.ts';

/**
 * The change after an event. Total and pure; the machine's state is not touched here (see `step.ts`). The version
 * counts the records.
 */
export function evolve(
  state: ChangeState | null,
  event: ChangeEvent,
  happened: Happened,
  tenant: string,
): ChangeState {
  if (event.type === 'created') return created(event.data, happened, tenant);
  if (state === null) throw new Error(`a change begins with 'created', not '${event.type}'`);
  return {
    ...state,
    ...changed(state, event, happened),
    version: state.version + 1,
    updated_at: happened.time,
  };
}

function created(data: CreatedData, { time }: Happened, tenant: string): ChangeState {
  return {
    v: 1,
    id: data.id,
    tenant,
    version: 1,
    fields: data.fields,
    author: data.author,
    declared_type: data.declared_type,
    change_type: data.change_type,
    recommended_type: data.recommended_type,
    status: 'open',
    outcome: null,
    workflow: data.workflow,
    phases: [],
    requests: [],
    decided: [],
    risk: null,
    artifacts: [],
    comments: [],
    notices: [],
    kept: [],
    locks: [],
    opened_changes: [],
    adrs: [],
    dependencies: data.dependencies,
    ...(data.unknown_words === undefined ? {} : { unknown_words: data.unknown_words }),
    active_claim: data.active_claim,
    failure: null,
    created_at: time,
    updated_at: time,
    machine: null,
  };
}

function changed(
  state: ChangeState,
  event: Exclude<ChangeEvent, { type: 'created' }>,
  { time, by }: Happened,
): Partial<ChangeState> {
  switch (event.type) {
    case 'started':
      return {};
    case 'edited':
      return edited(state, event.data);
    case 'entered':
      return {
        phases: [...state.phases, { name: event.data.name, label: event.data.label, since: time }],
      };
    case 'left': {
      const at = state.phases.findLastIndex(({ name }) => name === event.data.name);
      return { phases: state.phases.filter((_, index) => index !== at) };
    }
    case 'sent-back':
      return {
        decided: state.decided.map((one) =>
          one.scopes.includes(event.data.scope) ? { ...one, void: true } : one,
        ),
      };
    case 'opened':
      return opened(state, event.data.request);
    case 'voted':
      return voted(state, event.data);
    case 'decided':
      return {
        requests: without(state, event.data.decision.id),
        decided: [...state.decided, event.data.decision],
        notices: [...state.notices, ...toldToAuthor(state, event.data.decision, time)],
      };
    case 'signalled':
      return event.data.id === null
        ? {}
        : {
            requests: without(state, event.data.id),
            kept: state.kept.filter(({ request }) => request !== event.data.kept),
            ...sent(state, event.data, { time, by }),
          };
    case 'kept': {
      const others = state.kept.filter(({ request }) => request !== event.data.request);
      return { kept: [...others, { ...event.data, at: time }] };
    }
    case 'handed-in': {
      const { artifact } = event.data;
      const kept = state.artifacts.filter(({ name }) => name !== artifact?.name);
      return {
        requests: without(state, event.data.id),
        artifacts: artifact === null ? state.artifacts : [...kept, artifact],
      };
    }
    case 'elapsed':
    case 'expired':
      return { requests: without(state, event.data.id) };
    case 'deferred':
      return {
        requests: patch(state, event.data.id, (request) =>
          'why' in request
            ? {
                ...request,
                ...('until' in request ? deferred(event.data) : {}),
                why: event.data.why,
              }
            : request,
        ),
      };
    case 'locked': {
      const { id, ticket, names } = event.data;
      return {
        requests: without(state, id),
        locks: [...state.locks, { ticket, names, since: time }],
      };
    }
    case 'unlocked':
      return { locks: state.locks.filter(({ ticket }) => ticket !== event.data.ticket) };
    case 'change-opened':
      return { opened_changes: [...state.opened_changes, event.data.change] };
    case 'withdrawn':
      return withdrawn(state, event.data.id, time);
    case 'reminded':
      return {
        requests: patch(state, event.data.id, (request) => ({
          ...request,
          reminders: { ...request.reminders, next: event.data.next, warned: event.data.warned },
        })),
        notices: [...state.notices, noticeOf(event.data, time)],
      };
    case 'escalated':
      return {
        requests: patch(state, event.data.id, (request) => ({
          ...request,
          escalations: request.escalations.map((one, at) =>
            at === event.data.index ? { ...one, done: true } : one,
          ),
        })),
        notices: [...state.notices, noticeOf(event.data, time)],
      };
    case 'overdue':
      return {
        requests: patch(state, event.data.id, (request) => ({
          ...request,
          reminders: { ...request.reminders, alarmed: true },
        })),
        notices: [...state.notices, noticeOf(event.data, time)],
      };
    case 'assessed':
      return { risk: { ...event.data.assessment, inputs: event.data.inputs } };
    case 'field-set':
      return { fields: event.data.fields };
    case 'notified':
      return {
        notices: [...state.notices, { to: event.data.to, text: event.data.text, at: time }],
      };
    case 'freeze-foreseen': {
      const { freezes, next_slot } = event.data;
      return { outlook: { freezes, next_slot } };
    }
    case 'dependency-failed': {
      const { change, ended } = event.data;
      return {
        dependencies: state.dependencies.map((one) =>
          one.id === change ? { ...one, failed: { as: ended, at: time } } : one,
        ),
        notices: [...state.notices, noticeOf(event.data, time)],
      };
    }
    case 'emitted':
      return {};
    case 'commented':
      return { comments: [...state.comments, { by, at: time, text: event.data.text }] };
    case 'converted':
      return {
        workflow: event.data.workflow,
        change_type: event.data.change_type,
        active_claim: event.data.active_claim,
        machine: null,
        requests: [],
        phases: [],
        kept: [],
        locks: [],
        // The workflow that asked has ended: what it was told binds the next one to nothing.
        decided: state.decided.map((one) => ({ ...one, void: true })),
      };
    case 'closed':
      return {
        status: event.data.status,
        outcome: event.data.outcome,
        closed_at: time,
        machine: null,
        requests: [],
        kept: [],
        locks: [],
        active_claim: null,
      };
    case 'failed':
      return {
        status: 'failed',
        failure: {
          message: event.data.message,
          condition: event.data.condition,
          step: event.data.failed,
          at: time,
        },
      };
    case 'retried':
      return { status: 'open', failure: null };
    case 'adr-linked': {
      const { adr, artifact } = event.data;
      const others = state.artifacts.filter(({ name }) => name !== artifact.name);
      return { adrs: [...new Set([...state.adrs, adr])], artifacts: [...others, artifact] };
    }
    case 'archived':
      return { status: 'archived' };
    default:
      return unreachable(event);
  }
}

function sent(
  state: ChangeState,
  { id, payload }: Extract<ChangeEvent, { type: 'signalled' }>['data'],
  happened: Happened,
): Partial<ChangeState> {
  const request = state.requests.find((one) => one.id === id);
  if (request?.kind !== 'signal' && request?.kind !== 'event') return {};
  const decision = sentDecision(request, payload, happened);
  if (decision === null) return {};
  return {
    sent: [...(state.sent ?? []), decision],
    notices: [...state.notices, ...toldToAuthor(state, decision, happened.time)],
  };
}

function opened(state: ChangeState, request: Request): Partial<ChangeState> {
  const requests = [...state.requests, request];
  return request.kind === 'approval' || outcomeOf(request.name) !== undefined
    ? { requests, notices: state.notices.filter(({ round }) => round !== true) }
    : { requests };
}

const deferred = ({
  until,
  why,
  look,
}: Extract<ChangeEvent, { type: 'deferred' }>['data']): Pick<
  WorldRequest,
  'until' | 'why' | 'look'
> => ({ until, why, ...(look === undefined ? {} : { look }) });

const without = (state: ChangeState, id: number): readonly Request[] =>
  state.requests.filter((request) => request.id !== id);

const patch = (
  state: ChangeState,
  id: number,
  change: (request: Request) => Request,
): readonly Request[] =>
  state.requests.map((request) => (request.id === id ? change(request) : request));

function edited(
  state: ChangeState,
  data: Extract<ChangeEvent, { type: 'edited' }>['data'],
): Partial<ChangeState> {
  const requests = state.requests.map((request) =>
    request.kind === 'approval' && data.stale_votes.includes(request.id)
      ? {
          ...request,
          votes: request.votes.map((vote) =>
            vote.standing === 'counted' ? { ...vote, standing: 'stale' as const } : vote,
          ),
        }
      : request,
  );
  const decided = state.decided.map((one) =>
    data.stale_decisions.includes(one.id) ? { ...one, outcome: 'stale' as const, void: true } : one,
  );
  return { fields: data.fields, requests, decided, ...unknownAfter(state, data) };
}

/** Words that the policy does not know: those of before in fields that the edit left alone, and those that it brought. */
function unknownAfter(
  { unknown_words: before = [] }: ChangeState,
  { edited, unknown_words: brought = [] }: Extract<ChangeEvent, { type: 'edited' }>['data'],
): Pick<ChangeState, 'unknown_words'> {
  if (before.length + brought.length === 0) return {};
  const kept = before.filter(({ field }) => !edited.includes(field));
  return { unknown_words: [...kept, ...brought] };
}

function voted(
  state: ChangeState,
  { id, vote }: Extract<ChangeEvent, { type: 'voted' }>['data'],
): Partial<ChangeState> {
  if (vote.standing === 'late')
    return {
      decided: state.decided.map((one) =>
        one.id === id ? { ...one, votes: [...one.votes, vote] } : one,
      ),
    };
  return {
    requests: patch(state, id, (request) =>
      request.kind === 'approval' || request.kind === 'signal' || request.kind === 'event'
        ? { ...request, votes: [...(request.votes ?? []), vote] }
        : request,
    ),
  };
}

/** A withdrawn approval keeps its votes among the decided ones. */
function withdrawn(state: ChangeState, id: number, time: string): Partial<ChangeState> {
  const request = state.requests.find((one) => one.id === id);
  // A wait for a window that is no more, as when a freeze was overridden, has nothing in its way.
  if (request?.kind === 'window') return { requests: without(state, id), outlook: null };
  if (request?.kind !== 'approval') return { requests: without(state, id) };
  return {
    requests: without(state, id),
    decided: [
      ...state.decided,
      decisionOf(request, { outcome: 'withdrawn', how: null, by: [], at: time }),
    ],
  };
}

/** The record of how an approval ended. */
export function decisionOf(
  request: ApprovalRequest,
  end: Pick<Decided, 'outcome' | 'how' | 'by' | 'at'>,
): Decided {
  const deciding = request.votes.filter(
    (vote) => vote.standing === 'counted' && end.by.includes(vote.for ?? vote.by),
  );
  return {
    id: request.id,
    request: request.request,
    asked: [...request.by, ...escalatedTo(request)],
    ...end,
    reason: deciding.findLast(({ reason }) => reason !== null)?.reason ?? null,
    conditions: deciding.flatMap(({ conditions }) => conditions),
    votes: request.votes,
    scopes: request.scopes,
    bound: request.bound,
    distinct: request.distinct,
    void: false,
  };
}
