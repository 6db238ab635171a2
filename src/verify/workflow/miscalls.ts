import type { Core } from '../../machine/code.ts';

/** A call that cannot be made: of what is no procedure, or with other operands than the procedure takes. */
export interface Miscall {
  readonly node: Core;
  readonly code: 'not-a-procedure' | 'wrong-arguments' | 'wrong-type';
  readonly message: string;
  readonly help?: string;
}

/**
 * Calls as they were read. One that fails in every reading fails whenever it is reached; of others it may be that only what
 * is known of values, and not the program, brings them together.
 */
export class Miscalls {
  private readonly failing = new Map<Core, Miscall>();
  private readonly made = new Set<Core>();
  /** Calls of which the operands were all right; what such a call calls in turn may stand at the same node. */
  private readonly fitting = new Set<Core>();

  fails(call: Miscall): void {
    if (!this.failing.has(call.node)) this.failing.set(call.node, call);
  }

  succeeds(node: Core): void {
    this.made.add(node);
  }

  fits(node: Core): void {
    this.fitting.add(node);
  }

  get all(): readonly Miscall[] {
    return [...this.failing.values()].filter(
      ({ node, code }) => !(code === 'wrong-type' ? this.fitting : this.made).has(node),
    );
  }
}
