import type { Datum } from '../../core/datum.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { MachineState } from '../../machine/state/state.ts';
import type { Step } from './events.ts';

/** Who caused something: always taken from a credential, never from an argument. `for`: the person an agent acts for. */
export interface Actor {
  readonly id: string;
  readonly kind: 'person' | 'agent' | 'system';
  readonly roles: readonly string[];
  readonly for?: string;
}

/** A person or role asked to act, in the words of the policy. */
export type Who =
  | { readonly kind: 'role'; readonly role: string }
  | { readonly kind: 'person'; readonly person: string };

/** What people say of a change; snake_case as answered. Absent means: has no value. */
export interface Fields {
  readonly title: string;
  readonly description: string;
  readonly systems?: readonly string[];
  readonly environment?: string;
  readonly priority?: string;
  readonly urgency?: string;
  readonly size?: string;
  readonly labels?: readonly string[];
  readonly implementation_plan?: string;
  readonly rollback_plan?: string;
  readonly test_plan?: string;
  readonly planned_start?: string;
  readonly planned_end?: string;
  readonly justification?: string;
  readonly custom?: { readonly [name: string]: Json };
}

export interface Vote {
  readonly by: string;
  readonly kind: Actor['kind'];
  /** The person an agent or delegate acted for. */
  readonly for?: string;
  readonly decision: 'approve' | 'reject' | 'revise' | 'abstain';
  /** Where the vote counts: a ballot, a recommendation of an agent, a vote that an edit made stale, one after the decision. */
  readonly standing: 'counted' | 'advice' | 'stale' | 'late';
  readonly who: readonly Who[];
  readonly at: string;
  readonly reason: string | null;
  readonly conditions: readonly string[];
  readonly confidence: number | null;
}

export type Escalation = {
  readonly at: string;
  readonly who: readonly Who[];
  /** Of an approval: those of `who` that could decide when it opened. */
  readonly eligible?: readonly string[];
  readonly done: boolean;
};

interface RequestBase {
  /** The machine's number, unique within the change. */
  readonly id: number;
  /** NAME or NAME:KEY. */
  readonly request: string;
  readonly name: string;
  readonly key: string | null;
  readonly opened_at: string;
  readonly scopes: readonly number[];
  /** Fields that the request is bound to: `systems`, `custom.NAME`, … */
  readonly bound: readonly string[];
  /** What it should take; reminders at 80 %, escalation at 100 %, administrators at 200 %. */
  readonly due: string | null;
  /** Then it ends, expired. */
  readonly expires: string | null;
  readonly reminders: {
    /** Seconds; null: none but the one before it is due. */
    readonly every: number | null;
    readonly next: string | null;
    readonly warned: boolean;
    readonly alarmed: boolean;
  };
  readonly escalations: readonly Escalation[];
}

export interface ApprovalRequest extends RequestBase {
  readonly kind: 'approval';
  readonly by: readonly Who[];
  /** Number of distinct people needed, or one from each of `by`. */
  readonly quorum:
    | { readonly kind: 'count'; readonly needed: number }
    | { readonly kind: 'each'; readonly at_least: number };
  readonly quorum_text: string;
  readonly rejects_when: 'any' | 'unreachable';
  /** People who could decide when it opened, and for what. */
  readonly eligible: readonly {
    readonly id: string;
    readonly kind: Actor['kind'];
    readonly who: readonly number[];
  }[];
  readonly exclude: readonly Who[];
  readonly allow_author: boolean;
  readonly distinct: string | null;
  readonly revise: boolean;
  readonly accepts: boolean;
  /** Whether a yes must say why. */
  readonly reason: boolean;
  readonly message: string | null;
  readonly votes: readonly Vote[];
}

export interface SignalRequest extends RequestBase {
  readonly kind: 'signal';
  readonly by: readonly Who[];
  /** The policy's clause `by` names nobody; without the clause, and this, anyone may act. */
  readonly nobody?: true;
  readonly accepts: boolean;
  /** What agents advise, where the signal is a decision; nothing of it counts. */
  readonly votes?: readonly Vote[];
}

/** What comes from outside the house, sent as a signal is. */
export interface EventRequest extends Omit<SignalRequest, 'kind'> {
  readonly kind: 'event';
}

export interface TaskRequest extends RequestBase {
  readonly kind: 'task';
  readonly by: readonly Who[];
  /** The policy's clause `by` names nobody; without the clause, and this, anyone may act. */
  readonly nobody?: true;
  readonly accepts: boolean;
  /** The file that the text handed in is kept as. */
  readonly artifact: string;
  readonly instructions: string | null;
}

/** A wait for the world: a timer, an open window, dependencies, or nothing that ever comes. */
export interface WorldRequest extends RequestBase {
  readonly kind: 'timer' | 'window' | 'dependency' | 'never';
  readonly until: string | null;
  readonly why: string | null;
  /** Of a window: the only calendar whose windows count; absent: any. */
  readonly calendar?: string;
  /** Of a window: when to look again, at `until` or before. */
  readonly look?: string | null;
  /** Of a window: those who are asked meanwhile whether it may go ahead all the same. */
  readonly asked?: readonly Who[];
}

/** A wait for names that one branch in the tenant holds at a time. */
export interface LockRequest extends RequestBase {
  readonly kind: 'lock';
  readonly names: readonly string[];
  /** Its place in the queue: lower comes first. */
  readonly ticket: number;
  readonly why: string | null;
}

/** A wait for another change to end. */
export interface ChangeRequest extends RequestBase {
  readonly kind: 'change';
  readonly change: string;
  readonly why: string | null;
}

/** A wait for a phase of this change to open, or to close. */
export interface PhaseRequest extends RequestBase {
  readonly kind: 'phase';
  readonly phase: string;
  readonly becomes: 'open' | 'closed';
}

export type Request =
  | ApprovalRequest
  | SignalRequest
  | EventRequest
  | TaskRequest
  | WorldRequest
  | LockRequest
  | ChangeRequest
  | PhaseRequest;

/** Names that a branch of the change holds. */
export interface Lock {
  readonly ticket: number;
  readonly names: readonly string[];
  readonly since: string;
}

/** An approval that has ended, kept with every vote. */
export interface Decided {
  readonly id: number;
  readonly request: string;
  /** Who was asked, those to whom time had escalated included. */
  readonly asked: readonly Who[];
  readonly outcome: 'approved' | 'rejected' | 'revise' | 'expired' | 'stale' | 'withdrawn';
  readonly how: 'voted' | 'skipped' | null;
  readonly by: readonly string[];
  readonly reason: string | null;
  readonly conditions: readonly string[];
  readonly votes: readonly Vote[];
  readonly at: string;
  readonly scopes: readonly number[];
  readonly bound: readonly string[];
  readonly distinct: string | null;
  /** Its round was left by a revision, or its workflow for another, so it binds nothing any more. */
  readonly void: boolean;
}

export type Status = 'open' | 'completed' | 'rejected' | 'cancelled' | 'failed' | 'archived';

export interface Artifact {
  /** File name, such as `plan.md`. */
  readonly name: string;
  readonly title: string | null;
  readonly content: string;
  readonly by: string;
  readonly at: string;
}

export interface Comment {
  readonly by: string;
  readonly at: string;
  readonly text: string;
}

/** A signal or event that came before it was awaited: the latest of each NAME or NAME:KEY. */
export interface Kept {
  readonly request: string;
  readonly payload: JsonObject | null;
  readonly by: Actor;
  readonly at: string;
}

/** What people were told; to nobody in particular means: to those who may administer the tenant. */
export interface Notice {
  readonly to: readonly Who[];
  readonly text: string;
  readonly at: string;
  /** It says why a round was sent back, and is done with once people are asked again. */
  readonly round?: true;
}

/** A word in a field that the policy does not know there, and the one that it was most likely meant to be. */
export interface UnknownWord {
  readonly field: 'systems' | 'environment' | 'priority' | 'urgency' | 'size' | 'labels';
  readonly word: string;
  readonly nearest: string | null;
}

/** A freeze that was seen to hold a change; RFC 3339, null: no begin or end known. */
export interface SeenFreeze {
  readonly name: string;
  readonly label: string;
  readonly kind: 'full' | 'partial';
  readonly from: string | null;
  readonly to: string | null;
  readonly time_zone: string;
  /** Roles that may let it go ahead all the same. */
  readonly override: readonly string[];
}

/** A stretch in which a change may go ahead; `to` null: no end known. */
export interface Slot {
  readonly from: string;
  readonly to: string | null;
}

/** One change, whole: what people see and the machine's state. Plain JSON; the store's document. */
export interface ChangeState {
  readonly v: 1;
  readonly id: string;
  readonly tenant: string;
  /** Number of records of this change; the version that commands expect. */
  readonly version: number;
  readonly fields: Fields;
  readonly author: string;
  readonly declared_type: string | null;
  readonly change_type: string;
  readonly recommended_type: string | null;
  readonly status: Status;
  readonly outcome: string | null;
  readonly workflow: {
    readonly name: string;
    readonly policy: string;
    readonly commit: string | null;
  };
  readonly phases: readonly {
    readonly name: string;
    readonly label: string;
    readonly since: string;
  }[];
  readonly requests: readonly Request[];
  readonly decided: readonly Decided[];
  /** Decisions that were sent as signals; they are told, and bind nothing. */
  readonly sent?: readonly Decided[];
  /** Assessments as the risk service answered, newest last is current. */
  readonly risk: JsonObject | null;
  readonly artifacts: readonly Artifact[];
  readonly comments: readonly Comment[];
  readonly notices: readonly Notice[];
  readonly kept: readonly Kept[];
  readonly locks: readonly Lock[];
  /** Changes that its workflow opened, oldest first. */
  readonly opened_changes: readonly string[];
  readonly adrs: readonly string[];
  readonly dependencies: readonly {
    readonly id: string;
    readonly policy: 'block' | 'warn' | 'allow';
    /** That it ended and was not carried out, or not to the end; and when that was seen. */
    readonly failed?: { readonly as: string; readonly at: string };
  }[];
  /** The freezes that were in its way when it was last submitted; null once it could go ahead. */
  readonly outlook?: {
    readonly freezes: readonly SeenFreeze[];
    readonly next_slot: Slot | null;
  } | null;
  /** What its fields say in words that the policy does not know; absent: nothing. */
  readonly unknown_words?: readonly UnknownWord[];
  /** The claim that keeps other changes of its kind from being active, while this one is. */
  readonly active_claim: string | null;
  readonly failure: {
    readonly message: string;
    readonly condition: Datum;
    readonly step: Step;
    readonly at: string;
  } | null;
  readonly created_at: string;
  readonly updated_at: string;
  /** When it ended; absent while it goes on, and of what ended before this was kept. */
  readonly closed_at?: string;
  readonly machine: MachineState | null;
}
