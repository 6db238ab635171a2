import type { Diagnostic } from '../core/diagnostic.ts';
import type { Span } from '../core/span.ts';
import type { Outcome } from '../operations/operation.ts';
import type { PolicyCheck } from '../policy/definitions.ts';

/** A server that runs in this process. */
export interface Serving {
  readonly url: string | null;
  readonly socket: string;
  readonly policy: { readonly id: string; readonly diagnostics: readonly Diagnostic[] };
  readonly close: () => Promise<void>;
}

/** Flags as the command line took them; environment and file come behind them. */
export type Flags = { readonly [name: string]: unknown };

/** The configuration as the command line needs it; the rest is the server’s. */
export interface Config {
  readonly data: string;
  readonly policy: string;
  readonly demo: boolean;
}

export interface TestReport {
  readonly name: string;
  readonly span: Span;
  readonly checks: number;
  readonly failures: readonly string[];
}

export interface Workshop {
  readonly check: PolicyCheck;
  /** Runs the tests of the policy; hears after each how many of how many are done. */
  readonly test: (done?: (tests: number, of: number) => void) => Promise<readonly TestReport[]>;
  /** Which approvals these people cannot give. */
  readonly approvals: (members: readonly Member[]) => readonly Diagnostic[];
}

/** Someone of a roster, with the roles that the roster gives. */
export interface Member {
  readonly id: string;
  readonly kind: 'person' | 'agent' | 'system';
  readonly roles: readonly string[];
}

export interface NewToken {
  readonly id: string;
  readonly kind: 'person' | 'agent' | 'system';
  readonly roles: readonly string[];
  readonly for?: string;
}

/** What the command line is given, since it may not reach for it: the engine behind two doors, and its helpers. */
export interface Parts {
  readonly version: string;
  readonly resolveConfig: (flags: Flags) => Config;
  readonly serve: (flags: Flags, socketOnly?: boolean) => Promise<Serving>;
  readonly workshop: (directory: string) => Promise<Workshop>;
  readonly rebuild: (flags: Flags) => Promise<{ readonly changes: number }>;
  readonly addToken: (
    flags: Flags,
    principal: NewToken,
    expiresAt: string | null,
  ) => Promise<string>;
  readonly mcpOverStdio: (door: {
    readonly version: string;
    readonly call: (
      operation: string,
      input: { readonly [name: string]: unknown },
    ) => Promise<Outcome>;
  }) => Promise<void>;
}
