import type { Datum } from '../core/datum.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { Span } from '../core/span.ts';
import type { Positions, Unit } from '../machine/code.ts';

/**
 * What a policy says, as data. Where an author wrote an expression there stands the name of a generated top-level
 * procedure without parameters (`Procedure`), which the machine calls with a view.
 */
type Procedure = string;

interface Defined {
  readonly name: string;
  readonly doc: string | null;
  readonly span: Span;
}

/** Where a reader meets something: what a helper has stands where the helper is called. */
interface Placed {
  readonly span: Span;
  /** Phases and requests are counted together. */
  readonly order: number;
  /** How many phases are around it. */
  readonly depth: number;
}

/** Its name is also the top-level procedure, without parameters, that runs it. */
export interface WorkflowDefinition extends Defined {
  /**
   * `types`: the change types it takes; `when`: a predicate; both must hold where both are given. Where neither is
   * given the workflow is never chosen by itself, only when it is asked for by name.
   */
  readonly appliesTo: { readonly types: readonly string[] | null; readonly when: Procedure | null };
  /** `slug`, or a template such as "CH-{date}-{n:3}". */
  readonly identifier: string;
  readonly oneActive: 'project' | null;
  /** Why it may run although it cannot be verified; null where it must be. */
  readonly unverified: string | null;
  /** The phases and requests that its text has, for messages and pages. */
  readonly phases: readonly (Placed & { readonly name: string; readonly label: string })[];
  readonly requests: readonly (Placed & {
    readonly name: string;
    readonly kind: string;
    /** Whether it is kept when it comes before it is awaited. */
    readonly persistent: boolean;
  })[];
  /** Where its text waits for what no request of a name is for; policies of earlier builds do not say. */
  readonly waits?: readonly { readonly kind: string; readonly span: Span }[];
  /** Whether its text waits for a window somewhere, so that freezes may hold it. */
  readonly awaitsWindow: boolean;
  /** How a lifecycle was drawn, where the workflow is one. */
  readonly lifecycle: Lifecycle | null;
  /** The net as it was drawn, where the workflow is one. */
  readonly net: NetDefinition | null;
}

/** A Petri net with weighted arcs and reset arcs; `final` is the outcome of a token in the place. */
export interface NetDefinition {
  readonly places: readonly {
    readonly name: string;
    readonly label: string;
    readonly tokens: number;
    readonly final: string | null;
    readonly span: Span;
  }[];
  readonly transitions: readonly {
    readonly name: string;
    readonly in: readonly NetArc[];
    readonly out: readonly NetArc[];
    readonly resets: readonly string[];
    readonly span: Span;
  }[];
}

export interface NetArc {
  readonly place: string;
  readonly weight: number;
}

export interface Lifecycle {
  readonly initial: string;
  readonly states: readonly {
    readonly name: string;
    readonly label: string;
    readonly final: string | null;
    readonly span: Span;
  }[];
  readonly transitions: readonly {
    readonly name: string;
    readonly from: readonly string[];
    readonly to: string;
    readonly span: Span;
  }[];
}

/**
 * A condition as the author wrote it, for json-rules-engine: boolean structure, comparisons of a field or fact with a
 * constant, and any other pure expression by its procedure.
 */
export type Condition =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[]; readonly span: Span }
  | { readonly kind: 'not'; readonly of: Condition; readonly span: Span }
  | {
      readonly kind: 'compare';
      readonly subject: 'field' | 'fact';
      readonly name: string;
      readonly default?: Datum;
      readonly operator: Operator;
      readonly value: Datum;
      readonly span: Span;
    }
  | {
      readonly kind: 'computed';
      readonly procedure: Procedure;
      readonly source: string;
      readonly span: Span;
    };

/** member: the value is one of the constants; contains: the list value has the constant; intersects: the two lists meet. */
export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'member' | 'contains' | 'intersects';

export interface Bound {
  /** `below` excludes the number, `up-to` includes it; null takes the rest. */
  readonly kind: 'below' | 'up-to' | null;
  readonly value: number;
}

export interface RiskModelDefinition extends Defined {
  readonly factors: readonly {
    readonly name: string;
    readonly label: string;
    /** Exact: an integer, or a rational datum. */
    readonly weight: Datum;
    readonly grade: Procedure;
    /** Text that explains the grade, where the author gave `(because EXPR)`. */
    readonly because: Procedure | null;
    readonly source: string;
    readonly span: Span;
  }[];
  readonly levels: readonly {
    readonly name: string;
    readonly label: string;
    readonly bound: Bound;
  }[];
  /** `otherwise`: what a declared type becomes when the score leaves its bound; null: it stays what it is. */
  readonly types: readonly {
    readonly name: string;
    readonly bound: Bound;
    readonly otherwise: string | null;
  }[];
  /** Called with the facts `score`, `level` and `type` (of this assessment) added to the view; answers WHO values. */
  readonly approvers: Procedure | null;
}

export interface RuleDefinition extends Defined {
  readonly when: Condition;
  /** Answers WHO values, flattened: role symbols and `(person ID)`. */
  readonly require: Procedure | null;
  /** Answers an exact number. */
  readonly addRisk: Procedure | null;
  readonly tags: readonly string[];
  readonly because: string | null;
}

export type Cell =
  | { readonly kind: 'any' }
  | { readonly kind: 'datum'; readonly value: Datum }
  | { readonly kind: 'compare'; readonly operator: '<' | '<=' | '>' | '>='; readonly value: Datum }
  | { readonly kind: 'range'; readonly low: Datum; readonly high: Datum }
  | { readonly kind: 'one-of'; readonly values: readonly Datum[] }
  | { readonly kind: 'not'; readonly cell: Cell };

/** Its name is also a top-level procedure of the input columns. */
export interface TableDefinition extends Defined {
  readonly hit: 'unique' | 'first' | 'collect';
  readonly inputs: readonly { readonly name: string; readonly type: string }[];
  readonly outputs: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly { readonly cells: readonly Cell[]; readonly span: Span }[];
}

export interface CalendarDefinition extends Defined {
  readonly timeZone: string;
  readonly hours: readonly {
    readonly days: readonly string[];
    readonly from: string;
    readonly to: string;
  }[];
  readonly holidays: readonly { readonly date: string; readonly label: string }[];
}

/** Either a stretch of whole days (the last one included) or instants, or a recurrence; `at`/`length` narrow a day. */
export interface Extent {
  readonly from: string | null;
  readonly to: string | null;
  readonly recurs: string | null;
  readonly at: string | null;
  readonly length: string | null;
  readonly calendar: string | null;
}

export interface Coverage {
  /** null: every one. */
  readonly systems: readonly string[] | null;
  readonly environments: readonly string[] | null;
  readonly types: readonly string[] | null;
}

export interface FreezeDefinition extends Defined {
  readonly extent: Extent;
  readonly covers: Coverage;
  /**
   * full: every type that `covers` has; partial: where `covers` names no types, all but those that each risk model
   * keeps for the highest scores.
   */
  readonly freeze: 'full' | 'partial';
  readonly override: readonly string[];
}

export interface WindowDefinition extends Defined {
  readonly extent: Extent;
  readonly covers: Coverage;
}

export interface SystemDefinition extends Defined {
  readonly criticality: number | null;
  readonly owner: string | null;
  readonly environment: string | null;
  readonly dependsOn: readonly string[];
}

export interface RoleDefinition extends Defined {
  readonly inherits: readonly string[];
}

/** The words that a field may have, and no others; its name is the field's. */
export interface FieldDefinition extends Defined {
  readonly words: readonly string[];
}

export interface AccessRule {
  readonly effect: 'permit' | 'forbid';
  /** Verb and object, such as "read change" or "decide approval"; `*` matches all. */
  readonly action: string;
  readonly object: string;
  readonly by: readonly string[];
  readonly when: Procedure | null;
  readonly span: Span;
}

export interface TestDefinition {
  readonly name: string;
  readonly span: Span;
  readonly at: string | null;
  readonly body: Procedure;
}

export interface Definitions {
  readonly workflows: readonly WorkflowDefinition[];
  readonly riskModels: readonly RiskModelDefinition[];
  readonly rules: readonly RuleDefinition[];
  readonly tables: readonly TableDefinition[];
  readonly calendars: readonly CalendarDefinition[];
  readonly freezes: readonly FreezeDefinition[];
  readonly windows: readonly WindowDefinition[];
  readonly systems: readonly SystemDefinition[];
  readonly roles: readonly RoleDefinition[];
  readonly access: readonly AccessRule[];
  /** Absent, as `spoken`, in policies that earlier releases kept. */
  readonly fields?: readonly FieldDefinition[];
  /** Of each field the words that the policy compares it with. */
  readonly spoken?: { readonly [field: string]: readonly string[] };
  readonly tests: readonly TestDefinition[];
}

/**
 * A policy as it is kept: plain JSON, enough to run every change that started under it after its files are gone.
 * `id` is the SHA-256 of a first line with the library's hash and then `path NUL sha256(bytes) LF` lines by path.
 */
export interface Policy {
  readonly v: 1;
  readonly id: string;
  readonly library: string;
  readonly provenance: { readonly commit: string | null; readonly dirty: boolean };
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly definitions: Definitions;
  /** Units by hash, the library's included, and the unit of each top-level name. */
  readonly units: { readonly [hash: string]: Unit };
  readonly roots: { readonly [name: string]: string };
  readonly positions: { readonly [name: string]: Positions };
}

/** What can be read of a policy, whatever is wrong with it: of the workflows that it has it is known what they do. */
export interface Readable {
  readonly policy: Policy;
  /** Whether that is all of it: no definition is left out because it, or what it speaks of, could not be read. */
  readonly whole: boolean;
}

/** A directory read: the policy where it has no error, and everything there is to say about it. */
export interface PolicyCheck {
  readonly policy: Policy | null;
  readonly read: Readable;
  readonly diagnostics: readonly Diagnostic[];
  readonly files: readonly { readonly path: string; readonly text: string }[];
}
