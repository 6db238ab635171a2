import type { Datum } from '../core/datum.ts';
import type { Budget, Output } from '../machine/machine.ts';
import type { Program } from '../machine/program.ts';
import type { RolesByPerson } from '../machine/view.ts';
import type { Permission } from '../access/principal.ts';
import type { Definitions, WorkflowDefinition } from '../policy/definitions.ts';
import type { Length } from './requests/clauses.ts';
import type { Command } from './commands.ts';
import type { Vocabulary } from './field-flaws.ts';
import type { ChangeEvent } from './aggregate/events.ts';
import type { Actor, ChangeState, Fields, SeenFreeze, Slot, Who } from './aggregate/model.ts';
import type { Json, JsonObject } from '../core/json.ts';
import type { Refusal } from '../core/refusal.ts';

/** All that `decide` may know besides the change and the input. `program` and `workflows` are of the policy it is pinned to. */
export interface Context {
  readonly tenant: string;
  readonly program: Program;
  readonly workflows: readonly WorkflowDefinition[];
  readonly policy: { readonly id: string; readonly commit: string | null };
  /** RFC 3339, UTC, milliseconds: when the engine took the command from its queue. */
  readonly now: string;
  readonly vocabulary: Vocabulary;
  readonly actor: Actor;
  /** Of everybody, by the roster and the policy in force; null where no program that is asked wants any but the actor's. */
  readonly roles: RolesByPerson | null;
  readonly budget: Budget;
  /** Who may: the policy in force, and what the command needs of it; null where nobody has to be asked. */
  readonly access: {
    readonly definitions: Pick<Definitions, 'access' | 'roles'>;
    readonly program: Program;
    readonly permission: Permission;
    /** What the caller's credential allows at most; absent: no limit of its own. */
    readonly ceiling?: readonly Permission[];
  } | null;
}

/** What the engine found out for a change that is to be created. */
export interface Prepared {
  readonly id: string;
  readonly change_type: string;
  readonly recommended_type: string | null;
  readonly workflow: ChangeState['workflow'];
  readonly active_claim: string | null;
  readonly assessment: {
    readonly assessment: JsonObject;
    readonly inputs: string;
    readonly seen: Json;
  } | null;
}

/** What a change is asked to do: a command, a look at the clock and the world, or the creation that was prepared. */
export type Input =
  | { readonly kind: 'command'; readonly command: Exclude<Command, { kind: 'create' }> }
  | {
      readonly kind: 'create';
      readonly command: Extract<Command, { kind: 'create' }>;
      readonly prepared: Prepared;
    }
  /** Deliver what is due, and look again at what the world may have changed. */
  | { readonly kind: 'wake'; readonly look: World | null }
  /** Look again for one request, where it still waits. */
  | { readonly kind: 'look'; readonly request: number }
  /** Find out what concerns the change though nothing in it waits for that. */
  | { readonly kind: 'inquire'; readonly about: 'freezes' | 'dependencies' };

/** The ways in which a change waits for the world, by what may have moved there. */
export type World = 'dependency' | 'window' | 'lock';

/** A question to the engine, as data. */
export type Ask =
  RequestAsk | { readonly kind: 'outlook' } | { readonly kind: 'failed-dependencies' };

/** `request` is the number of the request it is for. */
export type RequestAsk =
  | {
      readonly kind: 'opening';
      readonly request: number;
      readonly who: readonly Who[];
      readonly lengths: readonly Length[];
    }
  | { readonly kind: 'risk'; readonly request: number; readonly model: string }
  | { readonly kind: 'window'; readonly request: number; readonly calendar: string | null }
  | { readonly kind: 'dependencies'; readonly request: number }
  /** `ticket`: the place in the queue that the request has; null: it is new. */
  | {
      readonly kind: 'lock';
      readonly request: number;
      readonly names: readonly string[];
      readonly ticket: number | null;
    }
  | { readonly kind: 'change'; readonly request: number; readonly change: string }
  | {
      readonly kind: 'open-change';
      readonly request: number;
      readonly workflow: string;
      readonly type: string | null;
      readonly fields: Fields;
    };

/** An answer, with what was seen to find it; both are recorded. */
export type Answer =
  /** The freezes that are in the way before the change may first go ahead, and when that is. */
  | {
      readonly kind: 'outlook';
      readonly freezes: readonly SeenFreeze[];
      readonly next_slot: Slot | null;
      readonly seen: Json;
    }
  /** The dependencies that ended without being carried out, and how. */
  | {
      readonly kind: 'failed-dependencies';
      readonly failed: readonly { readonly id: string; readonly ended: string }[];
    }
  | {
      readonly kind: 'opening';
      readonly people: readonly Pick<Actor, 'id' | 'kind' | 'roles'>[];
      readonly instants: readonly string[];
      readonly seen: Json;
    }
  | {
      readonly kind: 'risk';
      readonly assessment: JsonObject;
      readonly reads: readonly string[];
      readonly value: Datum;
      readonly inputs: string;
      readonly seen: Json;
    }
  | {
      readonly kind: 'window';
      readonly open: boolean;
      /** When it opens, by the calendars in force. */
      readonly until: string | null;
      /** When to look again: `until`, or before that, when others may let it go ahead or may no more. */
      readonly look: string | null;
      readonly why: string;
      readonly override: readonly Who[];
      readonly seen: Json;
    }
  | {
      readonly kind: 'dependencies';
      readonly state: 'ready' | 'waiting' | 'failed' | 'cycle';
      readonly why: string;
      readonly seen: Json;
    }
  | {
      readonly kind: 'lock';
      readonly state: 'granted' | 'waiting' | 'cycle';
      readonly ticket: number;
      readonly why: string;
      readonly seen: Json;
    }
  | {
      readonly kind: 'change';
      readonly state: 'ended' | 'waiting' | 'missing' | 'cycle';
      readonly outcome: string | null;
      readonly why: string;
      readonly seen: Json;
    }
  /** `change`: the one that is opened in the same commit; null where it could not be, and `why` says so. */
  | {
      readonly kind: 'open-change';
      readonly change: string | null;
      readonly why: string;
      readonly seen: Json;
    };

/** A transition under way: plain data between two answers. */
export interface Progress {
  readonly state: ChangeState | null;
  readonly events: readonly Caused[];
  /** Outputs of the machine not yet turned into events. */
  readonly pending: readonly Output[];
  readonly ending: Ending | null;
  readonly todo: readonly Input[];
  /** The question the transition waits for, with the output that raised it. */
  readonly asked: { readonly ask: Ask; readonly output: Output | null } | null;
}

export interface Caused {
  readonly event: ChangeEvent;
  readonly actor: Actor;
}

/** How the program ended: fell off its end, closed, became another, or raised a decision that nothing catches. */
export type Ending =
  | { readonly kind: 'close'; readonly outcome: string }
  | { readonly kind: 'become'; readonly workflow: string };

export type Decision =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'ask'; readonly ask: Ask; readonly progress: Progress }
  | { readonly kind: 'done'; readonly state: ChangeState; readonly events: readonly Caused[] };
