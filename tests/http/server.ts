import type { Express } from 'express';
import { ok } from '../../src/core/result.ts';
import { createApp } from '../../src/http/app.ts';
import type { Door } from '../../src/http/door.ts';
import { mcpOverHttp } from '../../src/mcp/http.ts';
import { refuse } from '../../src/core/refusal.ts';
import type { House } from '../operations/house.ts';

/** The web face over a house; a bearer token is a name here, since telling tokens apart is another part's matter. */
export function appOf(house: House, more: Partial<Door> = {}): Express {
  return createApp({
    invoke: house.invoke,
    identify: async ({ authorization }) => {
      const name = /^Bearer (\w+)$/.exec(authorization ?? '')?.[1];
      if (authorization !== undefined && name === undefined) {
        return { ok: false, error: refuse('unauthenticated', 'no such token') };
      }
      return ok(name === undefined ? null : house.principal(name));
    },
    mounts: [{ path: '/mcp', handle: mcpOverHttp(house.invoke, '0.0.0').handle }],
    version: '0.0.0',
    guard: null,
    log: {
      fault: (_id, fault) => {
        throw fault;
      },
    },
    ...more,
  });
}
