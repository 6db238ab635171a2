import type { Entry } from '../change/aggregate/entry.ts';
import type { EventType } from '../change/aggregate/events.ts';
import type { Actor, ChangeState } from '../change/aggregate/model.ts';
import type { Json, JsonObject } from '../core/json.ts';
import type { Result } from '../core/result.ts';
import type { Policy } from '../policy/definitions.ts';

/** Types of records that belong to the tenant and to no change. */
export type TenantEventType =
  | 'policy-activated'
  | 'refused'
  | 'memory-saved'
  | 'numbered'
  | 'tail-cut'
  | 'exported'
  | 'principal-added'
  | 'principal-changed';

/** A record as the engine hands it over; the store numbers, chains and hashes it. */
export interface RecordDraft {
  readonly time: string;
  readonly change: string | null;
  /** The change's version with this record, from 1; null for records of the tenant. */
  readonly version: number | null;
  readonly type: EventType | TenantEventType;
  readonly actor: Actor | null;
  readonly data: JsonObject;
  /** The policy in force for the record, and the definition that caused it. */
  readonly policy: string | null;
  readonly rule: string | null;
}

/** A record as stored: `hash` is SHA-256 over the RFC 8785 text of all other members; `prev` the hash before it. */
export interface JournalRecord extends RecordDraft {
  readonly v: 1;
  readonly seq: number;
  readonly tenant: string;
  readonly prev: string;
  readonly hash: string;
  /** On the last record of a commit, so that the hash covers it: what the commit did besides its records, if anything. */
  readonly commit?: CommitFacts;
}

/** `counters`: the numbers given out since the commit before. */
export interface CommitFacts {
  readonly key?: IdempotencyKey;
  readonly claims?: Pick<Commit, 'take' | 'release'>;
  readonly counters?: { readonly [counter: string]: number };
}

/** What a store keeps in its index of each change. */
export type IndexEntry = Entry;

export interface DocumentWrite {
  readonly change: string;
  readonly document: ChangeState;
  readonly entry: IndexEntry;
}

/**
 * One command's effect, all or nothing, of one record at least. `expects` gives, for each change touched, its version before (0: must not
 * exist). Claims are names that one change holds at a time.
 */
export interface Commit {
  readonly tenant: string;
  readonly records: readonly RecordDraft[];
  readonly expects: readonly { readonly change: string; readonly version: number }[];
  readonly take: readonly { readonly claim: string; readonly holder: string }[];
  readonly release: readonly { readonly claim: string; readonly holder: string }[];
  readonly documents: readonly DocumentWrite[];
  readonly key: IdempotencyKey | null;
}

/** `id` is made of principal, operation and the caller's key; `body` is the hash of the input; kept 24 h from `time`. */
export interface IdempotencyKey {
  readonly id: string;
  readonly body: string;
  readonly time: string;
  /** What to answer when the key comes again: the change and its version, or any small data. */
  readonly answer: Json;
}

/** Why nothing was written. `version`: load again and retry; `claim`: someone holds it; `key`: answer what was answered. */
export type Conflict =
  | { readonly kind: 'version'; readonly change: string; readonly found: number }
  | { readonly kind: 'claim'; readonly claim: string; readonly holder: string }
  | { readonly kind: 'key'; readonly body: string; readonly answer: Json };

export interface ListQuery {
  readonly status?: string;
  readonly phase?: string;
  readonly type?: string;
  readonly system?: string;
  readonly author?: string;
  readonly label?: string;
  readonly workflow?: string;
  /** Words that title or description has, case ignored. */
  readonly q?: string;
  /** Any of these of `waiting_for`. */
  readonly waiting_for?: readonly string[];
  readonly limit: number;
  readonly cursor?: string;
}

/** Changes of any of some systems, each counted once: those that have not ended, and of the others how they ended. */
export interface SystemTally {
  readonly open: number;
  readonly ended: readonly {
    readonly status: IndexEntry['status'];
    readonly outcome: string | null;
    readonly count: number;
    /** When the last of them ended; RFC 3339. */
    readonly latest: string;
  }[];
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next_cursor: string | null;
}

export interface RecordQuery {
  readonly change?: string;
  readonly types?: readonly string[];
  readonly after_seq?: number;
  readonly from?: string;
  readonly to?: string;
}

/** What the store found at its start and since. Red means: commands are stopped. */
export interface StoreHealth {
  readonly ready: boolean;
  readonly findings: readonly {
    readonly code: 'torn-tail' | 'damaged' | 'behind' | 'write-failed' | 'made-anew';
    readonly message: string;
    readonly file?: string;
    readonly offset?: number;
    readonly seq?: number;
  }[];
  /** Documents for people not yet written. */
  readonly documents_behind: number;
  readonly head: { readonly seq: number; readonly hash: string };
}

/**
 * The one place where things are kept. Every kind passes one contract suite. All methods may throw `StoreFault`
 * (the disk failed, the store is closed); nothing else. `commit` is atomic and durable when it resolves; retrying after
 * a fault is safe with the same key. Lists are newest first and are consistent with every commit acknowledged before.
 */
export interface Store {
  commit(commit: Commit): Promise<Result<readonly JournalRecord[], Conflict>>;
  load(tenant: string, change: string): Promise<ChangeState | null>;
  /** Whether there is a change of that id, by the index alone. */
  has(tenant: string, change: string): Promise<boolean>;
  answered(
    tenant: string,
    key: string,
  ): Promise<{ readonly body: string; readonly answer: Json } | null>;
  /**
   * The next number of a counter, from 1, above all that commits carried; there may be gaps. A number that a killed
   * process gave out and no commit carried may come again.
   */
  reserve(tenant: string, counter: string): Promise<number>;
  holder(tenant: string, claim: string): Promise<string | null>;
  list(tenant: string, query: ListQuery): Promise<Page<IndexEntry>>;
  /** Of those that ended, the ones that did at `since` or later. Costs no more however many there have been. */
  tally(
    tenant: string,
    query: { readonly systems: readonly string[]; readonly since: string },
  ): Promise<SystemTally>;
  records(tenant: string, query: RecordQuery): AsyncIterable<JournalRecord>;
  /** Changes with `due` at or before the instant, earliest first. */
  due(
    tenant: string,
    before: string,
    limit: number,
  ): Promise<readonly { readonly change: string; readonly due: string }[]>;
  /** The earliest `due` of all, or null. */
  nextDue(tenant: string): Promise<string | null>;
  tenants(): Promise<readonly string[]>;
  savePolicy(policy: Policy): Promise<void>;
  policy(id: string): Promise<Policy | null>;
  health(): StoreHealth;
  close(): Promise<void>;
}

export class StoreFault extends Error {
  override readonly name = 'StoreFault';
}

/** Makes anew what is derived from the journal; the engine's, handed to stores that must rebuild. */
export interface Recompute {
  /** A change's newest document, from its records. */
  readonly document: (records: readonly JournalRecord[]) => Promise<DocumentWrite>;
  /** Whether a document as it was stored can be gone on with; one that cannot, of another release, is made anew. */
  readonly reads: (document: ChangeState) => boolean;
  /** What the index shows of a document. */
  readonly entry: (document: ChangeState) => IndexEntry;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once at or after the instant (ms); the returned function cancels. */
  at(instantMs: number, wake: () => void): () => void;
}

/** Someone who may act: a person, an agent, or a system, with the roles that were given (not those inherited). */
export interface Member {
  readonly id: string;
  readonly kind: Actor['kind'];
  readonly name: string;
  readonly roles: readonly string[];
}

/** Who there is in a tenant. Kept apart from changes: people come and go while changes wait. */
export interface Roster {
  members(tenant: string): Promise<readonly Member[]>;
}

/** How far each reader of the journal has come; forgetting repeats deliveries, and loses none. */
export interface Marks {
  get(tenant: string, reader: string): Promise<number>;
  set(tenant: string, reader: string, seq: number): Promise<void>;
}

/** Where told things go: one target a kind. Throwing means: try again later. */
export interface OutboxTarget {
  readonly name: string;
  deliver(record: JournalRecord): Promise<void>;
}
