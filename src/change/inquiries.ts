import type { Answer, Decision, Input } from './context.ts';
import { clockwork, type Transition } from './transition.ts';
import { dependencyText, freezeText } from './warnings.ts';

/** The question behind an inquiry; null where its answer could concern the change no more. */
export function inquire(
  transition: Transition,
  about: Extract<Input, { kind: 'inquire' }>['about'],
): Decision | null {
  const { state, context } = transition;
  if (state.status !== 'open' && state.status !== 'failed') return null;
  if (about === 'dependencies')
    return state.dependencies.some(({ failed }) => failed === undefined)
      ? transition.ask({ kind: 'failed-dependencies' }, null)
      : null;
  const workflow = context.workflows.find(({ name }) => name === state.workflow.name);
  return workflow?.awaitsWindow === true ? transition.ask({ kind: 'outlook' }, null) : null;
}

/** Records what is in the way, and that nothing is any more; else there is nothing to say. */
export function recordOutlook(
  transition: Transition,
  { freezes, next_slot, seen }: Omit<Extract<Answer, { kind: 'outlook' }>, 'kind'>,
): null {
  const before = transition.state.outlook?.freezes.length ?? 0;
  if (freezes.length === 0 && before === 0) return null;
  const told = freezes.map((freeze) => freezeText(freeze, next_slot)).join('; ');
  const text = told === '' ? 'no freeze is in the way any more' : told;
  transition.emit({ type: 'freeze-foreseen', data: { freezes, next_slot, text, seen } }, clockwork);
  return null;
}

/** Flags the dependencies that are newly seen to have failed, and tells the author. */
export function recordFailedDependencies(
  transition: Transition,
  { failed }: Extract<Answer, { kind: 'failed-dependencies' }>,
): null {
  const { author, dependencies } = transition.state;
  for (const { id, policy, failed: known } of dependencies) {
    const ended = failed.find((one) => one.id === id)?.ended;
    if (ended === undefined || known !== undefined) continue;
    const to = [{ kind: 'person', person: author }] as const;
    const data = { change: id, policy, ended, to, text: dependencyText(id, ended) };
    transition.emit({ type: 'dependency-failed', data }, clockwork);
  }
  return null;
}
