import type { Datum } from '../../core/datum.ts';
import { refuse, type Refusal } from '../../core/refusal.ts';
import { probe } from '../../machine/run.ts';
import type { Actor, Request } from '../aggregate/model.ts';
import { viewOf, type Transition } from '../transition.ts';

/** Asks the clause `accepts` of a request, where it has one, about an attempt and what it carries. */
export function accepted(
  transition: Transition,
  request: Extract<Request, { accepts: boolean }>,
  payload: Datum,
  actor: Actor = transition.context.actor,
): Refusal | null {
  const { state, context } = transition;
  if (!request.accepts || state.machine === null) return null;
  const answer = probe(
    context.program,
    state.machine,
    request.id,
    'accepts',
    viewOf(state, { ...context, actor }, payload),
    context.budget,
  );
  if (!answer.ok)
    return refuse(
      'not-accepted',
      answer.error.kind === 'raised'
        ? `${request.request} does not accept this: ${answer.error.message}`
        : `${request.request} could not be checked: ${answer.error.message}`,
    );
  if (answer.value.value === false)
    return refuse(
      'not-accepted',
      `${request.request} does not accept this from ${actor.id} now: its clause accepts says no`,
    );
  transition.noteRoles(answer.value.roles);
  return null;
}
