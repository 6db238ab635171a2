import type { Outcome } from '../operations/operation.ts';

/** Operations as one caller reaches them, in this process or over REST. */
export interface McpDoor {
  readonly call: (
    operation: string,
    input: { readonly [name: string]: unknown },
  ) => Promise<Outcome>;
  readonly version: string;
}
