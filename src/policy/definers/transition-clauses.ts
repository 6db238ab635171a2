import type { Stx } from '../../language/syntax.ts';
import type { Clause, ClauseShapes } from '../forms/clauses.ts';
import { signalShapes } from '../forms/requests.ts';

const { due, remind, escalate, by, accepts, key } = signalShapes;

/**
 * What says who makes a transition, or when it makes itself. Not `within`: a signal that ran out would pass for one that
 * came; a transition after a time says so.
 */
export const transitionClauses: ClauseShapes = {
  by: { ...by!, required: false },
  after: { least: 1, most: 1, usage: '(after DURATION)' },
  accepts: accepts!,
  key: key!,
  due: due!,
  remind: remind!,
  escalate: escalate!,
};

/** A part of a drawing as read: its data and the clauses that become code. */
export interface Drawn<T> {
  readonly data: T;
  readonly clauses: readonly Clause[];
  readonly stx: Stx;
}
