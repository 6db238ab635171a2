import { symbolName } from '../../core/datum.ts';
import { alist } from '../../core/datum-json.ts';
import type { Refusal } from '../../core/refusal.ts';
import { openRequests } from '../../machine/state/state.ts';
import type { ChangeState, PhaseRequest, Request } from './model.ts';
import { plain, type Opened } from '../requests/request-base.ts';
import { clockwork, type Transition } from '../transition.ts';

/** Waits until a phase is open, or until none of its name is: goes on at once where that is so. */
export function awaitPhase(transition: Transition, output: Opened): Refusal | null {
  const becomes = symbolName(alist(output.clauses)['becomes'] ?? null);
  const request: PhaseRequest = {
    ...plain(transition, output),
    kind: 'phase',
    phase: output.name,
    becomes: becomes === 'closed' ? 'closed' : 'open',
  };
  if (holds(transition.state, request)) return goOn(transition, request);
  transition.emit({ type: 'opened', data: { request, seen: null } }, clockwork);
  return null;
}

/** Lets go on what waits for the phase that has just opened or closed. */
export function phaseChanged(transition: Transition, phase: string): Refusal | null {
  const ready = transition.state.requests.filter(
    (request): request is PhaseRequest => request.kind === 'phase' && request.phase === phase,
  );
  for (const request of ready) {
    // What one of them did when it went on may have withdrawn another.
    const { machine } = transition.state;
    if (machine === null || !openRequests(machine).includes(request.id)) continue;
    if (!holds(transition.state, request)) continue;
    const refusal = goOn(transition, request);
    if (refusal !== null) return refusal;
  }
  return null;
}

/** Whether a wait only ends what stands beside it: nothing to show to people. */
export const isClosing = (request: Request): boolean =>
  request.kind === 'phase' && request.becomes === 'closed';

const holds = ({ phases }: ChangeState, { phase, becomes }: PhaseRequest): boolean =>
  phases.some(({ name }) => name === phase) === (becomes === 'open');

const goOn = (
  transition: Transition,
  { id, request, phase, becomes }: PhaseRequest,
): Refusal | null =>
  transition.advance(
    { type: 'elapsed', data: { id, request, why: `the phase ${phase} is ${becomes}`, seen: null } },
    { event: { kind: 'answer', request: id, value: true }, payload: null },
    clockwork,
  );
