import type { Express } from 'express';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { RETRY_AFTER_S, type Gate } from '../operations/gate.ts';
import { overloaded } from '../operations/invoke.ts';
import { problemOf } from '../operations/problem.ts';

/**
 * Turns requests away before anything is done for them while the gate is full: saying no has to cost a fraction of
 * doing the work, or saying no takes all the time there is. Other protocols and the server's health go on to the app;
 * the former hear the same no from the operation, in their own words.
 */
export function sheddingUnder(
  gate: Gate,
  app: Express,
): (request: IncomingMessage, response: ServerResponse) => void {
  const problem = problemOf(overloaded(gate.max));
  const body = JSON.stringify(problem);
  const headers = {
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'Retry-After': RETRY_AFTER_S,
  };
  return (request, response) => {
    if (!gate.isFull() || request.url?.startsWith('/api/') !== true) {
      app(request as Parameters<Express>[0], response as Parameters<Express>[1]);
      return;
    }
    gate.turnAway();
    response.writeHead(problem.status, headers).end(body);
  };
}
