import type { Express } from 'express';
import { chmodSync } from 'node:fs';
import { createServer, IncomingMessage, ServerResponse, type Server } from 'node:http';
import { once } from 'node:events';
import type { Gate } from '../operations/gate.ts';
import { sheddingUnder } from './overload.ts';

const options = {
  headersTimeout: 5_000,
  requestTimeout: 15_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 16_384,
};

export interface Listening {
  /** Such as `http://127.0.0.1:8080`; null for a socket of the file system. */
  readonly url: string | null;
  /** Takes no new connection, lets what runs end, then closes what is idle. */
  readonly close: () => Promise<void>;
}

/**
 * Serves an app at an address or at a socket of the file system that only its owner can open; while the gate is full,
 * most requests do not even reach the app.
 */
export async function listen(
  app: Express,
  at: { readonly port: number; readonly host: string } | { readonly socket: string },
  gate: Gate,
): Promise<Listening> {
  const server = createServer({ ...options, ...bornFor(app) }, sheddingUnder(gate, app));
  if ('socket' in at) {
    server.listen(at.socket);
    await once(server, 'listening');
    chmodSync(at.socket, 0o600);
    return { url: null, close: () => closed(server) };
  }
  server.listen(at.port, at.host);
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : at.port;
  const host = at.host.includes(':') ? `[${at.host}]` : at.host;
  return { url: `http://${host}:${port}`, close: () => closed(server) };
}

/**
 * Express gives every request and response the prototypes of its app, and an object whose prototype is replaced is slow
 * ever after. These are born with those prototypes, so that nothing is left to replace.
 */
function bornFor(app: Express) {
  class Request extends IncomingMessage {}
  class Response extends ServerResponse<Request> {}
  Object.setPrototypeOf(Request.prototype, app.request);
  Object.setPrototypeOf(Response.prototype, app.response);
  app.request = Request.prototype as unknown as Express['request'];
  app.response = Response.prototype as unknown as Express['response'];
  return { IncomingMessage: Request, ServerResponse: Response };
}

async function closed(server: Server): Promise<void> {
  const ended = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  await ended;
}
