import { unspecified } from './values.ts';
import type { Continue, Dynamic, Next, Value } from './values.ts';
import type { Workflow } from './branches.ts';

/** A branch: below it run those of the form in which it waits. */
export class Branch {
  readonly workflow: Workflow;
  /** The form of which it is a branch; another once it has outlived the one that started it. */
  fork: Fork;
  readonly slot: number;
  /** Which was started after which. */
  readonly started: number;
  /** The form whose branches it waits for. */
  waitsFor: Fork | null = null;
  request: Request | null = null;
  /** Where it stands while it does not run. */
  dynamic: Dynamic;
  /** What it did before it was cancelled cannot be gone back to. */
  cancelled = false;

  constructor(
    workflow: Workflow,
    fork: Fork,
    slot: number,
    started: number,
    parameters: Dynamic['parameters'],
  ) {
    this.workflow = workflow;
    this.fork = fork;
    this.slot = slot;
    this.started = started;
    this.dynamic = { branch: this, inThunk: false, handlers: null, parameters, winds: null };
  }

  /** A condition that nothing in the branch handles. */
  fail(object: Value, dynamic: Dynamic): Next {
    this.dynamic = dynamic;
    this.workflow.uncaught(this, object);
    return null;
  }
}

interface Request {
  readonly id: number;
  readonly k: Continue;
}

/** After how many a form may end, or a procedure that tells from the values so far; and what then happens to the rest. */
export interface Enough {
  readonly until: Value;
  readonly restFinishes: boolean;
}

/** A form that runs branches; the workflow itself is one, a nursery whose own work is the program. */
export interface Fork {
  /** The branch that waits for it; null of the workflow. */
  readonly parent: Branch | null;
  /** Without it the form ends when all have. */
  readonly enough: Enough | undefined;
  /** The branch of a nursery's own work, whose value is told apart from those of what it spawned. */
  own: Branch | null;
  ownValue: Value;
  ended: boolean;
  readonly live: Branch[];
  /** In order of completion. */
  readonly done: Ending[];
  readonly k: (done: readonly Ending[], ownValue: Value) => Next;
}
export interface Ending {
  readonly slot: number;
  readonly value: Value;
}
export type Computation = (dynamic: Dynamic, k: Continue) => Next;

export const forkOf = (parent: Branch | null, enough: Enough | undefined, k: Fork['k']): Fork => ({
  parent,
  enough,
  own: null,
  ownValue: unspecified,
  ended: false,
  live: [],
  done: [],
  k,
});

export const isNursery = (fork: Fork): boolean => fork.own !== null;

/** The forms around a branch, the innermost first. */
export function around(branch: Branch): Fork[] {
  const forks: Fork[] = [];
  for (let at: Branch | null = branch; at !== null; at = at.fork.parent) forks.push(at.fork);
  return forks;
}
