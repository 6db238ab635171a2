import { Record, conditionType, intern, listOf } from '../data/values.ts';
import type { Value } from '../data/values.ts';

/** What goes wrong in a program at the machine's own hands. Codes are for ever: programs may test for them. */
export type ConditionKind =
  | 'wrong-type'
  | 'wrong-arguments'
  | 'not-a-procedure'
  | 'undefined-variable'
  | 'out-of-range'
  | 'divide-by-zero'
  | 'frozen'
  | 'missing-field'
  | 'missing-fact'
  | 'unknown-roles'
  | 'bad-duration'
  | 'bad-instant'
  | 'not-data'
  | 'effect-in-pure-code'
  | 'waits-in-thunk'
  | 'foreign-continuation'
  | 'nursery-ended'
  | 'too-large';

/** Thrown by primitives; the loop turns it into a call of the program's own error handling at the failing call. */
export class Signal extends Error {
  readonly condition: Value;
  /** Whether it was a call that failed, so that the program can be suspended there. */
  readonly atCall: boolean;
  constructor(condition: Value, atCall = true) {
    super('a condition on its way to the program');
    this.condition = condition;
    this.atCall = atCall;
  }
}

export const condition = (
  kind: ConditionKind,
  message: string,
  ...irritants: readonly Value[]
): Record => new Record(conditionType, [intern(kind), message, listOf(irritants)]);

/** Raises a condition in the program. */
export function fail(kind: ConditionKind, message: string, ...irritants: readonly Value[]): never {
  throw new Signal(condition(kind, message, ...irritants));
}

/** Raises `wrong-type`: what the procedure takes, and what it was given. */
export function wrongType(procedure: string, expected: string, given: Value): never {
  return fail('wrong-type', `${procedure}: expected ${expected}, but got`, given);
}

/** Ends the step: more than its budget. Not a condition; no program can catch it. */
export class Exhausted extends Error {
  readonly what: 'steps' | 'cells' | 'fibers';
  constructor(what: 'steps' | 'cells' | 'fibers') {
    super(`the budget of ${what} is used up`);
    this.what = what;
  }
}
