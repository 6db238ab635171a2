import { Explorer } from '../../policy/conditions/explore.ts';
import { World } from '../../policy/conditions/world.ts';
import type { CodeBase } from '../workflow/code-base.ts';
import type { Asked } from '../workflow/remarks.ts';
import type { Value } from '../workflow/value.ts';
import { demandOf, type Demand } from './demand.ts';

/** The signal as which a yes is delivered where no approval is open. */
const YES = 'approve';

export const isYes = ({ kind, name }: Asked): boolean => kind === 'signal' && name === YES;

/** The demand of a signal that is a yes: one of those whom it names must send it, and may unless it is accepted of others only. */
export function signalDemand(asked: Asked, code: CodeBase): Demand {
  return {
    ...demandOf(asked),
    quorum: { kind: 'count', count: 1 },
    allowsAuthor: !refusesAuthor(asked.clauses.get('accepts'), code),
  };
}

/** How `(author? (actor))` is known where a condition is followed. */
const ACTS_AS_AUTHOR = '(author? (actor))';

/** Whether a condition holds only where the author is not the one who acts. */
function refusesAuthor(accepts: Value | undefined, code: CodeBase): boolean {
  if (accepts?.kind !== 'closure' || accepts.code[0] !== 'lambda') return false;
  const explorer = new Explorer(code.meaning);
  const env = { definition: code.definitionOf(accepts.code), locals: new Map() };
  const { yes } = explorer.truths(accepts.code[3], env, [World.any]);
  return (
    !explorer.undecided &&
    yes.every(({ examples }) =>
      examples.some(({ subject, value }) => subject.key === ACTS_AS_AUTHOR && value === false),
    )
  );
}
