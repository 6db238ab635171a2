import type { JsonObject } from '../core/json.ts';
import { numberIn, objectIn, objectsIn, textIn, textsIn } from './read-data.ts';
import type { AuditRecord } from './record.ts';

/** One request for approval: who was asked, who answered what, and how it ended. */
export interface Approval {
  readonly request: string;
  readonly asked: readonly string[];
  readonly needed: string | null;
  readonly opened_at: string;
  readonly votes: readonly {
    readonly by: string | null;
    readonly acting_for: string | null;
    readonly decision: string | null;
    readonly standing: string | null;
    readonly at: string;
    readonly reason: string | null;
    readonly conditions: readonly string[];
  }[];
  readonly outcome: string | null;
  readonly how: string | null;
  readonly decided_at: string | null;
  readonly reason: string | null;
  readonly conditions: readonly string[];
}

export interface ApprovalTeller {
  /** The next record of the change. */
  take(record: AuditRecord): void;
  /** In the order in which they were asked for. */
  told(): readonly Approval[];
}

/** The signals by which a decision is given where no request for approval asks for it, and what each decides. */
const decisions: { readonly [signal: string]: string } = {
  approve: 'approved',
  reject: 'rejected',
  revise: 'revise',
};

/** Tells the approvals of one change from its records: requests that ended or are open, and decisions sent as signals. */
export function tellApprovals(): ApprovalTeller {
  const approvals = new Map<string, Approval>();
  /** Signals that would decide and are awaited now. */
  const awaited = new Map<string, Approval>();
  return {
    take(record) {
      takeApproval(approvals, record);
      takeSignal(approvals, awaited, record);
    },
    told: () => [
      ...approvals.values(),
      ...[...awaited.values()].filter(({ votes }) => votes.length > 0),
    ],
  };
}

/**
 * Of signals that are awaited together, such as one to approve and one to reject, the one that comes decides; what agents
 * advised on any of them belongs to that decision.
 */
function takeSignal(
  approvals: Map<string, Approval>,
  awaited: Map<string, Approval>,
  { type, time, data, actor, seq }: AuditRecord,
): void {
  if (type === 'opened') {
    const request = objectIn(data, 'request');
    const decides = Object.hasOwn(decisions, textIn(request, 'name') ?? '');
    if (request['kind'] === 'signal' && decides)
      awaited.set(String(numberIn(request, 'id')), asked(request, time));
    return;
  }
  const id = String(numberIn(data, 'id'));
  const request = awaited.get(id);
  if (request === undefined) return;
  if (type === 'withdrawn' || type === 'expired') awaited.delete(id);
  if (type === 'voted') awaited.set(id, withVote(request, data, time));
  if (type !== 'signalled') return;
  const word = /^[^:]*/.exec(request.request)?.[0] ?? '';
  const said = objectIn(data, 'payload');
  const cast = {
    by: actor?.id ?? null,
    acting_for: actor?.for ?? null,
    decision: word,
    standing: 'counted',
    at: time,
    reason: textIn(said, 'reason'),
    conditions: textsIn(said, 'conditions'),
  };
  const beside = [...awaited.values()].filter(({ opened_at: at }) => at === request.opened_at);
  approvals.set(`signal ${seq}`, {
    ...request,
    votes: [...beside.flatMap(({ votes }) => votes), cast],
    outcome: decisions[word] ?? null,
    how: 'voted',
    decided_at: time,
    reason: cast.reason,
    conditions: cast.conditions,
  });
  awaited.delete(id);
  for (const [other, { votes, ...rest }] of awaited)
    if (votes.length > 0 && rest.opened_at === request.opened_at)
      awaited.set(other, { ...rest, votes: [] });
}

const asked = (request: JsonObject, time: string): Approval => ({
  request: textIn(request, 'request') ?? '',
  asked: objectsIn(request, 'by').map(whoText),
  needed: textIn(request, 'quorum_text'),
  opened_at: time,
  votes: [],
  ...{ outcome: null, how: null, decided_at: null, reason: null, conditions: [] },
});

function withVote(approval: Approval, data: JsonObject, time: string): Approval {
  const vote = objectIn(data, 'vote');
  const cast = {
    by: textIn(vote, 'by'),
    acting_for: textIn(vote, 'for'),
    decision: textIn(vote, 'decision'),
    standing: textIn(vote, 'standing'),
    at: time,
    reason: textIn(vote, 'reason'),
    conditions: textsIn(vote, 'conditions'),
  };
  return { ...approval, votes: [...approval.votes, cast] };
}

function takeApproval(approvals: Map<string, Approval>, { type, time, data }: AuditRecord): void {
  if (type === 'opened') {
    const request = objectIn(data, 'request');
    if (request['kind'] !== 'approval') return;
    approvals.set(String(numberIn(request, 'id')), asked(request, time));
  } else if (type === 'voted') {
    const approval = approvals.get(String(numberIn(data, 'id')));
    if (approval === undefined) return;
    approvals.set(String(numberIn(data, 'id')), withVote(approval, data, time));
  } else if (type === 'decided' || type === 'expired' || type === 'withdrawn') {
    endApproval(approvals, type, time, data);
  }
}

function endApproval(
  approvals: Map<string, Approval>,
  type: string,
  time: string,
  data: JsonObject,
): void {
  const decision = type === 'decided' ? objectIn(data, 'decision') : data;
  const id = String(numberIn(decision, 'id'));
  const approval = approvals.get(id) ?? skipped(type, time, decision);
  if (approval === undefined) return;
  approvals.set(id, {
    ...approval,
    outcome: type === 'decided' ? textIn(decision, 'outcome') : type,
    how: textIn(decision, 'how'),
    decided_at: time,
    reason: textIn(decision, 'reason'),
    conditions: textsIn(decision, 'conditions'),
  });
}

/** An approval that the policy decided without asking anyone was never opened; it counts all the same. */
function skipped(type: string, time: string, decision: JsonObject): Approval | undefined {
  if (type !== 'decided') return undefined;
  const nobody = { asked: [], needed: null, votes: [], outcome: null, how: null };
  const request = textIn(decision, 'request') ?? '';
  return { ...nobody, request, opened_at: time, decided_at: time, reason: null, conditions: [] };
}

const whoText = (who: JsonObject): string => textIn(who, 'role') ?? textIn(who, 'person') ?? '';
