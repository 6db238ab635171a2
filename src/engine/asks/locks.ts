import type { Answer, Ask, Context } from '../../change/context.ts';
import type { ChangeState } from '../../change/aggregate/model.ts';
import type { Flight } from '../flight.ts';
import { inTheWay, type InTheWay } from './lock-queue.ts';
import type { Parts } from '../parts.ts';
import { circleThrough } from './wait-graph.ts';

/**
 * Whether a request for a lock may have its names: nobody holds one of them, and nobody who wants one of them stands
 * before it in the tenant's queue, so that whoever wants several is not passed over for ever.
 */
export async function answerLock(
  parts: Parts,
  state: ChangeState,
  ask: Extract<Ask, { kind: 'lock' }>,
  context: Context,
  flight: Flight,
): Promise<Extract<Answer, { kind: 'lock' }>> {
  const ticket = ask.ticket ?? (await parts.store.reserve(context.tenant, 'lock'));
  const wanted = { names: ask.names, ticket };
  const [first] = await inTheWay(parts, context.tenant, wanted, flight);
  const seen = { ticket, held: first === undefined ? null : { ...first } };
  if (first === undefined)
    return { kind: 'lock', state: 'granted', ticket, why: 'nobody holds it', seen };
  const circle = await circleThrough(parts, context.tenant, state, flight, wanted);
  if (circle !== null) return { kind: 'lock', state: 'cycle', ticket, why: circle, seen };
  return { kind: 'lock', state: 'waiting', ticket, why: whyOf(first, state), seen };
}

/** Who is in the way; of the change itself that is another of its branches, which nothing outside of it can move. */
function whyOf({ change, name, how }: InTheWay, state: ChangeState): string {
  const who = change === state.id ? 'another branch of this change' : change;
  return how === 'holds' ? `${who} holds ${name}` : `${who} has asked for ${name} before`;
}
