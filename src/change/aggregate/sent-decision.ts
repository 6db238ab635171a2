import type { Json } from '../../core/json.ts';
import { escalatedTo } from '../requests/quorum.ts';
import type { Decided, EventRequest, SignalRequest, Vote } from './model.ts';

/** What the words that decide mean for a change whose workflow waits for them as signals. */
const outcomes: { readonly [word in Vote['decision']]?: Decided['outcome'] } = {
  approve: 'approved',
  reject: 'rejected',
  revise: 'revise',
};

export const outcomeOf = (signal: string): Decided['outcome'] | undefined =>
  Object.hasOwn(outcomes, signal) ? outcomes[signal as Vote['decision']] : undefined;

/**
 * A decision that was sent as a signal, as approvals are kept when they have ended: with who sent it, why, and under which
 * conditions. Null where the signal is no decision. It binds no field: what waits for a signal asks for no approval.
 */
export function sentDecision(
  request: SignalRequest | EventRequest,
  payload: Json,
  { by, time }: { readonly by: string; readonly time: string },
): Decided | null {
  const outcome = outcomeOf(request.name);
  if (outcome === undefined) return null;
  const { reason, conditions, confidence } = saidIn(payload);
  const vote: Vote = {
    ...{
      by,
      kind: 'person',
      decision: request.name as Vote['decision'],
      standing: 'counted',
      who: [],
      at: time,
    },
    ...{ reason, conditions, confidence },
  };
  return {
    id: request.id,
    request: request.request,
    asked: [...request.by, ...escalatedTo(request)],
    ...{ outcome, how: 'voted', by: [by], reason, conditions },
    votes: [...('votes' in request ? (request.votes ?? []) : []), vote],
    at: time,
    ...{ scopes: request.scopes, bound: [], distinct: null, void: false },
  };
}

/** What a payload says of a decision; one that people made up themselves may say anything. */
function saidIn(payload: Json): Pick<Vote, 'reason' | 'conditions' | 'confidence'> {
  const said = typeof payload === 'object' && payload !== null ? payload : {};
  const { reason, conditions, confidence } = said as { readonly [name: string]: Json | undefined };
  return {
    reason: typeof reason === 'string' ? reason : null,
    conditions: Array.isArray(conditions)
      ? conditions.filter((each): each is string => typeof each === 'string')
      : [],
    confidence: typeof confidence === 'number' ? confidence : null,
  };
}
