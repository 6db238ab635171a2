import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { refuse } from '../core/refusal.ts';
import { err, ok } from '../core/result.ts';
import { accepted } from '../operations/accepted.ts';
import type { Operation, Outcome } from '../operations/operation.ts';
import { refusalOf } from '../operations/problem.ts';
import { operations } from '../operations/registry.ts';
import { toRequest, type Input, type RestRequest } from '../operations/rest.ts';

/** Where a server is: at a URL, or at a socket of this machine's file system. */
export type Place =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'socket'; readonly path: string };

export interface Client {
  /**
   * Calls an operation; a server that cannot be reached is the refusal `unavailable`, with `unreachable` in details.
   * Throws `ServerFailure` with what the server said where that is neither an answer nor a refusal.
   */
  readonly call: (operation: string, input: Input) => Promise<Outcome>;
}

/** The server was reached and failed. */
class ServerFailure extends Error {}

const TIMEOUT_MS = 120_000;

/** A client of the REST interface, for the command line and for MCP over stdio. */
export function createClient(place: Place, authorization: string | null): Client {
  const byName = new Map(operations.map((operation) => [operation.name, operation]));
  return {
    async call(name, input) {
      const operation = byName.get(name);
      if (operation === undefined) throw new Error(`there is no operation ${name}`);
      // What the operation would not take is told here: the request made of it could be another operation's.
      const taken = accepted(operation, input);
      if (!taken.ok) return taken;
      try {
        const request = toRequest(operation, input);
        return await answered(operation, await send(place, authorization, request));
      } catch (fault) {
        if (fault instanceof ServerFailure) throw fault;
        const why = fault instanceof Error ? fault.message : String(fault);
        const where = place.kind === 'url' ? place.url : 'the owner of the data directory';
        const message = `${where} cannot be reached (${why}). Start it with \`changeflow serve\`.`;
        return err(refuse('unavailable', message, { details: { unreachable: true } }));
      }
    },
  };
}

function send(
  place: Place,
  authorization: string | null,
  request: RestRequest,
): Promise<IncomingMessage> {
  const body = request.body === null ? null : JSON.stringify(request.body);
  const search = new URLSearchParams();
  for (const [name, value] of request.query) search.append(name, value);
  const path = search.size === 0 ? request.path : `${request.path}?${search.toString()}`;
  const options = {
    method: request.method,
    timeout: TIMEOUT_MS,
    headers: {
      accept: 'application/json',
      ...(authorization === null ? {} : { authorization }),
      ...(body === null
        ? {}
        : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      ...request.headers,
    },
  };
  return new Promise((resolve, reject) => {
    const sent =
      place.kind === 'socket'
        ? httpRequest({ ...options, socketPath: place.path, path, host: 'localhost' }, resolve)
        : secure(place.url)(place.url, { ...options, path }, resolve);
    sent.on('error', reject);
    sent.on('timeout', () => sent.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)));
    sent.end(body ?? undefined);
  });
}

const secure = (url: string) => (url.startsWith('https:') ? httpsRequest : httpRequest);

async function answered(operation: Operation, response: IncomingMessage): Promise<Outcome> {
  const status = response.statusCode ?? 0;
  const media = response.headers['content-type'] ?? '';
  if (status >= 200 && status < 300) {
    if (media.startsWith('application/x-ndjson')) {
      return ok({ kind: 'lines', media, lines: createInterface({ input: response }) });
    }
    const body = await text(response);
    if (!media.startsWith('application/json')) return ok({ kind: 'text', media, text: body });
    return ok({ kind: 'value', value: JSON.parse(body) as unknown, ...made(response) });
  }
  const body = await text(response);
  const problem = media.includes('json') ? (JSON.parse(body) as unknown) : null;
  const refusal = refusalOf(problem);
  if (refusal !== null) return err(refusal);
  const detail = typeof problem === 'object' && problem !== null && 'detail' in problem;
  const said = detail ? String(problem.detail) : body.slice(0, 300);
  throw new ServerFailure(`the server failed at ${operation.name} (status ${status}): ${said}`);
}

function made(response: IncomingMessage): { created?: string; version?: number } {
  const version = /^"(\d+)"$/.exec(response.headers.etag ?? '')?.[1];
  const { location } = response.headers;
  return {
    ...(location === undefined ? {} : { created: location }),
    ...(version === undefined ? {} : { version: Number(version) }),
  };
}
