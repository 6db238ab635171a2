import { activeClaim } from './aggregate/active-claim.ts';
import { refuse, type Refusal } from '../core/refusal.ts';
import type { Status } from './aggregate/model.ts';
import { clockwork, type Transition } from './transition.ts';

/** The program ended: the change closes, or another workflow takes over. */
export function finish(transition: Transition): Refusal | null {
  const ending = transition.ending!;
  transition.ending = null;
  if (ending.kind === 'become') return become(transition, ending.workflow);
  for (const request of transition.state.requests)
    transition.emit(
      { type: 'withdrawn', data: { id: request.id, request: request.request } },
      clockwork,
    );
  for (const phase of transition.state.phases.toReversed())
    transition.emit({ type: 'left', data: { name: phase.name } }, clockwork);
  const status = statusOf(ending.outcome);
  // Where one change at a time is active, a completed one makes room for the next and is put away.
  const makesRoom = transition.state.active_claim !== null && status === 'completed';
  transition.emit({ type: 'closed', data: { status, outcome: ending.outcome } });
  if (makesRoom) transition.emit({ type: 'archived', data: { reason: ending.outcome } }, clockwork);
  return null;
}

/** How a change stands, or ended: putting it away says nothing of that. */
export const endedAs = ({
  status,
  outcome,
}: {
  readonly status: Status;
  readonly outcome: string | null;
}): Status => (status === 'archived' && outcome !== null ? statusOf(outcome) : status);

/** The language's own outcomes that say more than "it ended". */
function statusOf(outcome: string): Status {
  if (outcome === 'rejected' || outcome === 'expired') return 'rejected';
  return outcome === 'cancelled' ? 'cancelled' : 'completed';
}

function become(transition: Transition, name: string): Refusal | null {
  const { state, context } = transition;
  const workflow = context.workflows.find((one) => one.name === name);
  if (workflow === undefined)
    return refuse('program-failed', `no workflow is named ${name}: correct the policy`);
  const types = workflow.appliesTo.types;
  const type = types === null || types.includes(state.change_type) ? state.change_type : types[0]!;
  return transition.advance(
    {
      type: 'converted',
      data: {
        from: state.workflow.name,
        workflow: { name, policy: context.policy.id, commit: context.policy.commit },
        change_type: type,
        active_claim: activeClaim(workflow),
      },
    },
    // Numbers go on: those of the workflow before stand in the records, and votes may still come for them.
    {
      event: { kind: 'start', workflow: name, next: state.machine?.next ?? [1, 1] },
      payload: null,
    },
    clockwork,
  );
}
