import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Refusal } from '../core/refusal.ts';
import type { Result } from '../core/result.ts';
import type { Caller } from '../operations/caller.ts';
import type { Invoke } from '../operations/invoke.ts';

/** How a request reached the server: over the owner's socket, from this machine, or from elsewhere. */
export type Reach = 'socket' | 'loopback' | 'network';

/** What a request says of its sender: the `Authorization` header, and where it came from. */
export interface Presented {
  readonly authorization: string | undefined;
  readonly reach: Reach;
  /** Without a credential a protocol of agents makes the sender an agent. */
  readonly face: 'rest' | 'mcp';
}

/** A request handler for another protocol below a path of its own. */
export interface Mount {
  readonly path: string;
  readonly handle: (
    request: IncomingMessage,
    response: ServerResponse,
    body: unknown,
    caller: Caller,
  ) => Promise<void>;
}

export interface Log {
  readonly fault: (id: string, fault: unknown) => void;
}

/** What the web needs of the rest; the composition root gives it. */
export interface Door {
  readonly invoke: Invoke;
  /** Null where there is no credential and nothing else vouches for the sender. */
  readonly identify: (presented: Presented) => Promise<Result<Caller | null, Refusal>>;
  readonly mounts: readonly Mount[];
  readonly version: string;
  /** Refuses what a browser could be tricked into sending: names of hosts other than these, foreign origins, proxies. */
  readonly guard: { readonly hosts: readonly string[]; readonly refuseForwarded: boolean } | null;
  readonly log: Log;
}
