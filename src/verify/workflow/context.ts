import type { Core } from '../../machine/code.ts';
import type { Region } from './draft.ts';
import type { HeldLock } from './locks.ts';
import type { OpenPhase } from './milestones.ts';
import type { Value } from './value.ts';

/** Control at a place, with what is known of the value it brings. */
export interface Arrival {
  readonly value: Value;
  readonly place: number;
}

/**
 * Calls that go on to one and the same place: a procedure, what is known of its arguments, and where it was entered. A
 * tail call of one that is there already is a loop.
 */
export interface Chain {
  readonly entered: Map<string, number>;
  readonly around: Chain | null;
}

/** What surrounds an expression while it runs. */
export interface Context {
  readonly region: Region;
  readonly chain: Chain;
  /** Whether a round may be sent back: approvals inside may end `revise`, and edits may make them stale. */
  readonly revisable: boolean;
  /** The branches of one text, each with a key of its own, that this is one of. */
  readonly keyedBy: Region | null;
  /** The forms around of which several branches of one text may run. */
  readonly repeats: readonly Core[];
  /** The lock that is held. */
  readonly lock: HeldLock | null;
  /** The innermost phase around, of those that have a place in the net. */
  readonly phase: OpenPhase | null;
  /** The `dynamic-wind` of whose first or last thunk this is part; these may not wait. */
  readonly thunkOf: Core | null;
  /** Whether something beside it may withdraw what waits here. */
  readonly withdrawable: boolean;
  raise(value: Value, place: number): void;
  exit(place: number, node: Core): void;
}

export const chainInside = (around: Chain | null): Chain => ({ entered: new Map(), around });
