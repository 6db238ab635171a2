import type { Refusal } from '../core/refusal.ts';
import type { Command } from './commands.ts';
import type { Prepared } from './context.ts';
import { unknownWords } from './field-flaws.ts';
import { notPermitted } from './permissions.ts';
import type { Transition } from './transition.ts';

/** A change begins: its fields, then whether it may be made, then what its risk is, then its workflow starts. */
export function create(
  transition: Transition,
  command: Extract<Command, { kind: 'create' }>,
  prepared: Prepared,
): Refusal | null {
  const unknown = unknownWords(command.fields, transition.context.vocabulary);
  transition.emit({
    type: 'created',
    data: {
      id: prepared.id,
      fields: command.fields,
      author: transition.context.actor.for ?? transition.context.actor.id,
      declared_type: command.declared_type,
      change_type: prepared.change_type,
      recommended_type: prepared.recommended_type,
      workflow: prepared.workflow,
      dependencies: command.depends_on,
      active_claim: prepared.active_claim,
      ...(unknown.length === 0 ? {} : { unknown_words: unknown }),
    },
  });
  const forbidden = notPermitted(transition, command);
  if (forbidden !== null) return forbidden;
  if (prepared.assessment !== null)
    transition.emit({ type: 'assessed', data: { id: null, ...prepared.assessment } });
  return transition.advance(
    { type: 'started', data: {} },
    { event: { kind: 'start', workflow: prepared.workflow.name }, payload: null },
  );
}
