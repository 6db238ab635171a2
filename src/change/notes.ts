import { refuse, type Refusal } from '../core/refusal.ts';
import type { Command } from './commands.ts';
import type { Step } from './aggregate/events.ts';
import type { Transition } from './transition.ts';
import { isWaitCycle } from './requests/waits.ts';

export function comment(transition: Transition, text: string): Refusal | null {
  transition.emit({ type: 'commented', data: { text } });
  return null;
}

/** Delivers again what made the program fail. */
export function retry(transition: Transition): Refusal | null {
  const failure = transition.state.failure;
  if (failure === null)
    return refuse(
      'not-awaited',
      `${transition.state.id} has not failed: there is nothing to retry`,
    );
  return transition.advance({ type: 'retried', data: {} }, again(failure.step));
}

/** A wait that was refused asks anew: what stood in its way may be gone. */
function again(step: Step): Step {
  const { event } = step;
  if (event.kind !== 'raise' || !isWaitCycle(event.value)) return step;
  return {
    event: { kind: 'answer', request: event.request, value: ['y', 'again'] },
    payload: null,
  };
}

export function linkAdr(
  transition: Transition,
  { adr, content, title, memory }: Extract<Command, { kind: 'link-adr' }>,
): null {
  const { actor, now } = transition.context;
  const artifact = { name: `adrs/${adr}.md`, title, content, by: actor.id, at: now };
  transition.emit({ type: 'adr-linked', data: { adr, artifact, memory } });
  return null;
}

export function archive(transition: Transition): Refusal | null {
  const { state } = transition;
  if (state.status === 'archived') return null;
  if (state.status === 'open')
    return refuse('not-awaited', `${state.id} is still open: only a closed change is archived`);
  transition.emit({ type: 'archived', data: { reason: 'closed' } });
  return null;
}
