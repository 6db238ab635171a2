import type { Result } from '../core/result.ts';
import type { ActivePolicy, Engine, RefusedPolicy } from '../engine/api.ts';
import type { Permissions } from '../engine/questions/permissions.ts';
import type { Actor } from '../change/aggregate/model.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { PolicyCheck } from '../policy/definitions.ts';
import type { Gate } from './gate.ts';

/** What operations answer from; built once by the composition root. */
export interface Services {
  readonly engine: Engine;
  /** How much is taken at once. */
  readonly gate: Gate;
  /** The product's version. */
  readonly version: string;
  /** The project that decision records and slugs belong to. */
  readonly project: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Reads the server’s policy directory again; with errors the one in force stays. */
  readonly loadPolicy: (actor: Actor) => Promise<Result<ActivePolicy, RefusedPolicy>>;
  /** Which approvals of the policy in force the people of the roster cannot give. */
  readonly approvals: () => Promise<readonly Diagnostic[]>;
  /** Reads a policy given as texts, without activating it. */
  readonly checkPolicy: (files: readonly PolicyText[]) => Promise<PolicyCheck>;
  /** What the policy in force permits. */
  readonly access: Permissions;
  /** The language's reference, as Markdown. */
  readonly languageGuide: () => Promise<string>;
}

export interface PolicyText {
  readonly path: string;
  readonly text: string;
}
