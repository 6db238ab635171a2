import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from '../operations/caller.ts';
import type { Invoke } from '../operations/invoke.ts';
import { createMcpServer } from './server.ts';

export interface McpOverHttp {
  readonly handle: (
    request: IncomingMessage,
    response: ServerResponse,
    body: unknown,
    caller: Caller,
  ) => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * MCP over Streamable HTTP, without sessions: any server answers any request, of the stateless protocol and of the
 * earlier ones. Who calls was told from the credential before.
 */
export function mcpOverHttp(invoke: Invoke, version: string): McpOverHttp {
  const callers = new WeakMap<object, Caller>();
  const handler = createMcpHandler(({ authInfo }) => {
    const caller = authInfo === undefined ? undefined : callers.get(authInfo);
    if (caller === undefined) throw new Error('a request of nobody');
    const call = (operation: string, input: unknown) => invoke(caller, operation, input);
    return createMcpServer({ call, version });
  });
  const node = toNodeHandler(handler);
  return {
    async handle(request, response, body, caller) {
      const auth = { token: '', clientId: caller.id, scopes: [] };
      callers.set(auth, caller);
      const { method = 'GET', url = '/', headers } = request;
      const like = {
        method,
        url,
        headers,
        auth,
        [Symbol.asyncIterator]: () => request[Symbol.asyncIterator](),
      };
      await node(like, response, body);
    },
    close: () => handler.close(),
  };
}
