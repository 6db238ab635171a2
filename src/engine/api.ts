import type { Permission } from '../access/principal.ts';
import type { Command, Remembered } from '../change/commands.ts';
import type { Actor, ChangeState, Fields, Vote } from '../change/aggregate/model.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { Json, JsonObject } from '../core/json.ts';
import type { Reason, Refusal } from '../core/refusal.ts';
import type { Result } from '../core/result.ts';
import type { Policy, PolicyCheck, WorkflowDefinition } from '../policy/definitions.ts';
import type {
  IndexEntry,
  JournalRecord,
  ListQuery,
  Page,
  RecordQuery,
  StoreHealth,
} from './ports.ts';

export interface CommandOptions {
  readonly tenant: string;
  readonly actor: Actor;
  /** What the command needs of the policy's access rules, asked once the change is loaded; null: nothing. */
  readonly permission?: Permission | null;
  /** What the caller's credential allows at most; absent: no limit of its own. */
  readonly ceiling?: readonly Permission[];
  /**
   * The caller's idempotency key and the operation it is for. `body` is what the caller sent, where the command depends on
   * more than that, such as on what is open just now; without it, it is the command that tells a repetition from another.
   */
  readonly key?: { readonly operation: string; readonly key: string; readonly body?: JsonObject };
  /** Refuses with `stale` when the change has another version. */
  readonly expectedVersion?: number;
}

/** The change as it is after the command, and the records that the command wrote (none when a key was repeated). */
export interface Receipt {
  readonly change: ChangeState;
  readonly records: readonly JournalRecord[];
  readonly repeated: boolean;
}

/** A policy as a directory had it, with what is said of it. */
export interface ReadPolicy {
  readonly policy: Policy;
  readonly directory: string | null;
  /** What the newest read of the directory said, where that was refused and the last good policy stayed in force. */
  readonly diagnostics: readonly Diagnostic[];
  /** The texts that the diagnostics speak of, where the read was refused: they are not those of the policy. */
  readonly texts?: Policy['files'];
}

/** What was wrong with a directory that was read as a policy, and the texts that it had. */
export type RefusedPolicy = Pick<PolicyCheck, 'diagnostics' | 'files'>;

export interface ActivePolicy extends ReadPolicy {
  readonly activated_at: string;
}

export interface Slot {
  readonly from: string;
  readonly to: string | null;
}

export interface FreezeAnswer {
  readonly frozen: boolean;
  readonly periods: readonly {
    readonly name: string;
    readonly label: string;
    readonly kind: 'full' | 'partial';
    readonly from: string | null;
    readonly to: string | null;
    readonly time_zone: string;
    readonly override: readonly string[];
    readonly source: string;
  }[];
  readonly windows: readonly {
    readonly name: string;
    readonly label: string;
    readonly from: string | null;
    readonly to: string | null;
    readonly time_zone: string;
    readonly source: string;
  }[];
  /** Advice, never a bar: for each calendar with business hours, whether it is open then, and from when on it is. */
  readonly business_hours: readonly {
    readonly calendar: string;
    readonly time_zone: string;
    readonly open: boolean;
    readonly open_from: string | null;
  }[];
  /** The earliest legal slot, or null where none is within two years. */
  readonly next_slot: Slot | null;
}

export interface RiskQuestion {
  readonly fields: Fields;
  readonly declared_type: string | null;
  /** Id of the person who would create the change. */
  readonly author: string;
}

/** The shape of `POST /api/risk/assess` (interfaces.md), plus what was read. */
export interface RiskAnswer {
  readonly risk_score: number;
  readonly risk_level: string;
  readonly declared_type: string | null;
  readonly effective_type: string;
  readonly recommended_type: string;
  readonly risk_factors: readonly {
    readonly factor: string;
    readonly label: string;
    readonly weight: number;
    readonly value: string;
    readonly points: number;
    readonly reason: string;
    readonly source: string;
  }[];
  readonly rules: readonly JsonObject[];
  readonly required_approvers: readonly string[];
  /** Words of the question that the policy does not know. */
  readonly warnings: readonly string[];
  readonly policy: string;
}

/** A node of the answer to "why does it wait": the request, who could act, and what a yes would do. */
export interface Explanation {
  readonly change: string;
  readonly summary: string;
  readonly waiting: readonly {
    readonly request: string;
    readonly kind: string;
    readonly reason: Reason;
    readonly who: readonly { readonly id: string; readonly for: string }[];
    readonly source: string | null;
    readonly next: string;
  }[];
  readonly shortest_way: readonly string[];
  /** What people and agents have said so far: of each request the votes of its newest round. */
  readonly votes: readonly (Omit<Vote, 'who'> & { readonly request: string })[];
  /** What is in its way and does not stop it by itself, a sentence each. */
  readonly warnings: readonly string[];
}

/** What a command did that came with a key, for those who send it again. */
export interface FirstAnswer {
  readonly change: ChangeState | null;
  readonly remembered: Remembered | null;
}

/** A topic of the tenant's memory: its key, and what it is called there. */
export interface Topic {
  readonly counter: string;
  readonly topic_key: string;
  readonly name: string;
}

/** One thing that waits for a caller. */
export interface InboxItem {
  readonly change: IndexEntry;
  readonly request: string;
  /** `notice`: nothing is asked; `effect` is what was told. */
  readonly kind: 'approval' | 'signal' | 'event' | 'task' | 'notice';
  /** Why the caller is asked: a role, or `you`. */
  readonly role: string;
  readonly since: string;
  readonly due: string | null;
  /** A sentence: what a yes would do. */
  readonly effect: string;
}

export interface Engine {
  create(
    command: Command & { kind: 'create' },
    options: CommandOptions,
  ): Promise<Result<Receipt, Refusal>>;
  act(
    change: string,
    command: Exclude<Command, { kind: 'create' }>,
    options: CommandOptions,
  ): Promise<Result<Receipt, Refusal>>;
  /** Delivers what is due in a tenant now; the number of changes that moved. Runs by itself; tests call it. */
  tick(tenant: string): Promise<number>;
  /** Resolves when what earlier commands set going in other changes is done, as far as it needs no time. */
  settled(): Promise<void>;
  get(tenant: string, change: string): Promise<ChangeState | null>;
  list(tenant: string, query: ListQuery): Promise<Page<IndexEntry>>;
  records(tenant: string, query: RecordQuery): AsyncIterable<JournalRecord>;
  inbox(
    tenant: string,
    actor: Actor,
    page: { limit: number; cursor?: string },
    /** Leaves out the changes for which it says no. */
    mayRead: (change: ChangeState) => boolean | Promise<boolean>,
  ): Promise<Page<InboxItem>>;
  explain(tenant: string, change: ChangeState): Promise<Explanation>;
  assess(tenant: string, question: RiskQuestion): Promise<Result<RiskAnswer, Refusal>>;
  freezes(
    tenant: string,
    question: {
      from: string;
      to: string;
      systems: readonly string[];
      environment: string | null;
      type: string | null;
    },
  ): FreezeAnswer;
  /**
   * What was answered first to the key of the options, which says its `body`: the change as it was then, and what was
   * remembered with it, if anything. Refuses `key-reused`; null where the key is new, or none.
   */
  answered(options: CommandOptions): Promise<Result<FirstAnswer, Refusal> | null>;
  /** A record of the tenant itself (exports, refusals): durable when it resolves. */
  note(
    tenant: string,
    type: 'exported' | 'refused',
    actor: Actor,
    data: Json & JsonObject,
  ): Promise<JournalRecord>;
  /** What was last remembered of a topic, or null: what `remember` or a command that links a decision said of it. */
  remembered(tenant: string, topic: string): Promise<Remembered | null>;
  /** Replaces what the tenant remembers of a topic. A repeated key changes nothing; another body with it is `key-reused`. */
  remember(options: CommandOptions, what: Remembered): Promise<Result<null, Refusal>>;
  /**
   * The number of a topic under its counter: given once, from 1, and the same for all who ask for the topic by that name,
   * at the same moment too. Null where another name has the topic.
   */
  numberOf(options: CommandOptions, topic: Topic): Promise<number | null>;
  /** Who holds a claim such as the one active change, or null. */
  holder(tenant: string, claim: string): Promise<string | null>;
  /** The workflow of a change in the policy that the change is pinned to. */
  workflowOf(change: ChangeState): Promise<WorkflowDefinition | null>;
  policy(): ActivePolicy;
  /**
   * Reads a directory; a policy with errors is refused with its diagnostics and the one in force stays. One that is in
   * force already stays so, since when it was.
   */
  activate(directory: string, actor: Actor): Promise<Result<ActivePolicy, RefusedPolicy>>;
  health(): StoreHealth;
  /** Replays a change from its records and compares every request asked for; findings are empty where all agree. */
  verifyReplay(
    tenant: string,
    change: string,
  ): Promise<readonly { readonly seq: number; readonly message: string }[]>;
  close(): Promise<void>;
}
