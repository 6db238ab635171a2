import express, { type ErrorRequestHandler, type Express, type Request } from 'express';
import helmet from 'helmet';
import { randomUUID } from 'node:crypto';
import { refuse, type Refusal } from '../core/refusal.ts';
import { err, type Result } from '../core/result.ts';
import type { Caller } from '../operations/caller.ts';
import type { Operation } from '../operations/operation.ts';
import { operations } from '../operations/registry.ts';
import { serveDocs } from './docs.ts';
import type { Door, Presented, Reach } from './door.ts';
import { guardRefusal } from './guard.ts';
import { inputOf } from './request.ts';
import { respond, respondRefusal } from './respond.ts';

const BODY_MAX = 1_000_000;

type ListensAt = 'owner' | 'address';

/**
 * The web face: every operation at its path, errors as problems, nothing else. One for each place that is listened at:
 * `owner` for the socket of the file system that only the owner can open, `address` for all others.
 */
export function createApp(door: Door, listensAt: ListensAt = 'address'): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', false);
  app.use(headers());
  app.use((request, response, next) => {
    const refusal = door.guard === null ? null : guardRefusal(request, door.guard);
    if (refusal === null) next();
    else respondRefusal(response, refusal);
  });
  app.use(express.json({ limit: BODY_MAX, type: 'application/json', inflate: false }));
  for (const mount of door.mounts) {
    app.use(mount.path, async (request, response) => {
      const caller = await identified(door, listensAt, request, 'mcp');
      if (!caller.ok) respondRefusal(response, caller.error);
      else if (caller.value === null) respondRefusal(response, noCaller);
      else await mount.handle(request, response, request.body, caller.value);
    });
  }
  for (const operation of operations) route(app, door, listensAt, operation);
  serveDocs(app, door.version);
  app.use((request, response) => {
    respondRefusal(response, nowhere(request));
  });
  app.use(failure(door));
  return app;
}

/** Pages of the product load nothing from elsewhere. Plain HTTP on this machine must stay plain. */
const headers = () =>
  helmet({
    contentSecurityPolicy: { directives: { 'upgrade-insecure-requests': null } },
    strictTransportSecurity: false,
  });

function route(app: Express, door: Door, listensAt: ListensAt, operation: Operation): void {
  const { method, path } = operation.rest;
  const pattern = path.replaceAll(/\{(\w+)\}/g, ':$1');
  const verb = method === 'GET' ? 'get' : method === 'POST' ? 'post' : 'patch';
  app[verb](pattern, async (request, response) => {
    const caller = await identified(door, listensAt, request, 'rest');
    const input = caller.ok ? inputOf(operation, request) : caller;
    if (!caller.ok || !input.ok) {
      await respond(
        response,
        operation,
        caller.ok ? err(input.ok ? noCaller : input.error) : caller,
      );
      return;
    }
    await respond(
      response,
      operation,
      await door.invoke(caller.value, operation.name, input.value),
    );
  });
}

const noCaller = refuse('unauthenticated', 'Send a credential: `Authorization: Bearer TOKEN`.');

const identified = (
  door: Door,
  listensAt: ListensAt,
  request: Request,
  face: Presented['face'],
): Promise<Result<Caller | null, Refusal>> =>
  door.identify({
    authorization: request.get('authorization'),
    reach: listensAt === 'owner' ? 'socket' : reachOf(request),
    face,
  });

/** A peer whose address is gone already is nobody from this machine. */
function reachOf(request: Request): Reach {
  const address = request.socket.remoteAddress ?? '';
  return /^(127\.|::1$|::ffff:127\.)/.test(address) ? 'loopback' : 'network';
}

/** A path that exists for other methods, or none at all. */
function nowhere(request: Request): Refusal {
  const methods = operations
    .filter(({ rest }) =>
      new RegExp(`^${rest.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(request.path),
    )
    .map(({ rest }) => rest.method);
  const where = `${request.method} ${request.path.slice(0, 200)}`;
  return methods.length === 0
    ? refuse('not-found', `There is nothing at ${where}. See /openapi.json.`)
    : refuse('no-such-method', `${where} is no operation; the path takes ${methods.join(', ')}.`);
}

/** Faults are logged under an id and shown by that id alone; what the body parser refuses is the caller's mistake. */
function failure(door: Door): ErrorRequestHandler {
  return (fault: unknown, _request, response, next) => {
    const refusal = mistake(fault);
    if (refusal !== null && !response.headersSent) {
      respondRefusal(response, refusal);
      return;
    }
    const id = randomUUID();
    door.log.fault(id, fault);
    if (response.headersSent) {
      next(fault);
      return;
    }
    const detail = `Something failed here; the log knows it as ${id}. Nothing is known to have changed.`;
    const problem = {
      type: 'urn:changeflow:fault',
      title: 'a fault',
      status: 500,
      detail,
      code: 'fault',
    };
    response.status(500).type('application/problem+json').send(JSON.stringify(problem));
  };
}

function mistake(fault: unknown): Refusal | null {
  if (typeof fault !== 'object' || fault === null || !('status' in fault)) return null;
  if (fault.status === 413) return refuse('too-large', `A body has at most ${BODY_MAX} bytes.`);
  if (fault.status === 415) return refuse('wrong-media', 'Send plain JSON in UTF-8, not encoded.');
  if (fault.status === 400)
    return refuse(
      'invalid-input',
      'The request is not well-formed: its body is no JSON, or its path no UTF-8.',
    );
  return null;
}
