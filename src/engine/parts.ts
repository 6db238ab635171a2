import type { Budget } from '../machine/machine.ts';
import type { ComingIds } from './coming-ids.ts';
import type { Policies } from './policies/policies.ts';
import type { Clock, JournalRecord, Roster, Store } from './ports.ts';
import type { Stamps } from './time.ts';

/** What the verbs of the engine share. Built once, by `createEngine`. */
export interface Parts {
  readonly store: Store;
  readonly clock: Clock;
  readonly roster: Roster;
  readonly policies: Policies;
  readonly stamps: Stamps;
  readonly budget: Budget;
  readonly coming: ComingIds;
  /** IANA zone of the tenant's days, for identifiers. */
  readonly timeZone: string;
  /** Called after each commit, never before, with what was written and the names of locks whose queues have moved. */
  readonly committed: (
    tenant: string,
    records: readonly JournalRecord[],
    movedLocks: readonly string[],
  ) => void;
}
