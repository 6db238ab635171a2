import type { Datum } from '../../core/datum.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { MachineEvent } from '../../machine/run.ts';
import type { RolesByPerson } from '../../machine/view.ts';
import type {
  Actor,
  Artifact,
  Decided,
  Fields,
  Notice,
  Request,
  SeenFreeze,
  Slot,
  Status,
  UnknownWord,
  Vote,
  Who,
  ChangeState,
} from './model.ts';

/** What made the machine step, recorded so that replay needs nothing else; the rest of the view is the change itself. */
export interface Step {
  readonly event: MachineEvent;
  /** What the event carried, as `(payload)` gives it. */
  readonly payload: Datum;
  /** Whom the program, or the clause that let the event through, asked about besides the actor; absent: nobody. */
  readonly roles?: RolesByPerson;
}

/** Roles that were asked about, as a record has them. */
export const rolesAsked = (roles: RolesByPerson): Pick<Step, 'roles'> =>
  Object.keys(roles).length === 0 ? {} : { roles };

/** Present exactly on the records after which the machine stepped. */
interface Stepping {
  readonly step?: Step;
}

/** Every record a change has: its type and what it says. Times and actors stand on the record itself. */
export type ChangeEvent =
  | { readonly type: 'created'; readonly data: CreatedData }
  | { readonly type: 'started'; readonly data: Stepping }
  | {
      readonly type: 'edited';
      readonly data: {
        readonly fields: Fields;
        readonly edited: readonly string[];
        readonly stale_votes: readonly number[];
        readonly stale_decisions: readonly number[];
        readonly unknown_words?: readonly UnknownWord[];
      } & Stepping;
    }
  | { readonly type: 'entered'; readonly data: { readonly name: string; readonly label: string } }
  | { readonly type: 'left'; readonly data: { readonly name: string } }
  /** A round of a `revisable` ended in a revision: what it decided binds no more. */
  | { readonly type: 'sent-back'; readonly data: { readonly scope: number } }
  | { readonly type: 'opened'; readonly data: { readonly request: Request; readonly seen: Json } }
  | {
      readonly type: 'voted';
      readonly data: {
        readonly id: number;
        readonly request: string;
        readonly vote: Vote;
        /** Whom the clause `accepts` asked about besides the voter; absent: nobody. */
        readonly roles?: RolesByPerson;
      };
    }
  | { readonly type: 'decided'; readonly data: { readonly decision: Decided } & Stepping }
  | {
      readonly type: 'signalled';
      readonly data: {
        readonly id: number | null;
        readonly name: string;
        readonly payload: Json;
        /** As what it had been kept, where it came before it was awaited. */
        readonly kept?: string;
      } & Stepping;
    }
  | {
      readonly type: 'kept';
      readonly data: {
        readonly request: string;
        readonly payload: JsonObject | null;
        readonly by: Actor;
      };
    }
  | {
      readonly type: 'handed-in';
      readonly data: {
        readonly id: number;
        readonly request: string;
        readonly artifact: Artifact | null;
        readonly payload: Json;
      } & Stepping;
    }
  | {
      readonly type: 'elapsed';
      readonly data: {
        readonly id: number;
        readonly request: string;
        readonly why: string;
        readonly seen: Json;
      } & Stepping;
    }
  | {
      readonly type: 'deferred';
      readonly data: {
        readonly id: number;
        readonly until: string | null;
        readonly look?: string | null;
        readonly why: string;
        readonly seen: Json;
      };
    }
  | {
      readonly type: 'locked';
      readonly data: {
        readonly id: number;
        readonly request: string;
        readonly names: readonly string[];
        readonly ticket: number;
        readonly seen: Json;
      } & Stepping;
    }
  | {
      readonly type: 'unlocked';
      readonly data: { readonly ticket: number; readonly names: readonly string[] };
    }
  | {
      readonly type: 'change-opened';
      readonly data: {
        readonly id: number;
        readonly change: string;
        readonly workflow: string;
        readonly seen: Json;
      } & Stepping;
    }
  | {
      readonly type: 'expired';
      readonly data: { readonly id: number; readonly request: string } & Stepping;
    }
  | { readonly type: 'withdrawn'; readonly data: { readonly id: number; readonly request: string } }
  | {
      readonly type: 'reminded';
      readonly data: Told & { readonly next: string | null; readonly warned: boolean };
    }
  | { readonly type: 'escalated'; readonly data: Told & { readonly index: number } }
  | { readonly type: 'overdue'; readonly data: Told }
  | {
      readonly type: 'assessed';
      readonly data: {
        readonly id: number | null;
        readonly assessment: JsonObject;
        readonly inputs: string;
        readonly seen: Json;
      } & Stepping;
    }
  | {
      readonly type: 'field-set';
      readonly data: { readonly name: string; readonly fields: Fields };
    }
  | {
      readonly type: 'notified';
      readonly data: { readonly to: readonly Who[]; readonly text: string };
    }
  /** What was foreseen when it was submitted; no freezes: what had been foreseen is in the way no more. */
  | {
      readonly type: 'freeze-foreseen';
      readonly data: {
        readonly freezes: readonly SeenFreeze[];
        readonly next_slot: Slot | null;
        readonly text: string;
        readonly seen: Json;
      };
    }
  /** Another change, which this one depends on, ended without being carried out. */
  | {
      readonly type: 'dependency-failed';
      readonly data: {
        readonly change: string;
        readonly policy: 'block' | 'warn' | 'allow';
        readonly ended: string;
        readonly to: readonly Who[];
        readonly text: string;
      };
    }
  | { readonly type: 'emitted'; readonly data: { readonly name: string; readonly data: Json } }
  | { readonly type: 'commented'; readonly data: { readonly text: string } }
  | {
      readonly type: 'converted';
      readonly data: {
        readonly from: string;
        readonly workflow: ChangeState['workflow'];
        readonly change_type: string;
        readonly active_claim: string | null;
      } & Stepping;
    }
  | {
      readonly type: 'closed';
      readonly data: { readonly status: Status; readonly outcome: string };
    }
  | {
      readonly type: 'failed';
      readonly data: { readonly message: string; readonly condition: Datum; readonly failed: Step };
    }
  | { readonly type: 'retried'; readonly data: Stepping }
  | {
      readonly type: 'adr-linked';
      readonly data: {
        readonly adr: string;
        readonly artifact: Artifact;
        /** As `link-adr` brings it; records of before its time have none. */
        readonly memory?: JsonObject;
      };
    }
  | { readonly type: 'archived'; readonly data: { readonly reason: string } };

export type EventType = ChangeEvent['type'];

export interface CreatedData {
  readonly id: string;
  readonly fields: Fields;
  readonly author: string;
  readonly declared_type: string | null;
  readonly change_type: string;
  readonly recommended_type: string | null;
  readonly workflow: ChangeState['workflow'];
  readonly dependencies: ChangeState['dependencies'];
  readonly active_claim: string | null;
  readonly unknown_words?: readonly UnknownWord[];
}

/** People told of a request because time passed. */
interface Told {
  readonly id: number;
  readonly request: string;
  readonly to: readonly Who[];
  readonly text: string;
}

/** Who caused a record and when, as the journal keeps it. */
export interface Happened {
  readonly time: string;
  readonly by: string;
}

export const noticeOf = (told: Pick<Told, 'to' | 'text'>, time: string): Notice => ({
  to: told.to,
  text: told.text,
  at: time,
});
