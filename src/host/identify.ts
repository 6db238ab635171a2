import type { Principal } from '../access/principal.ts';
import { refuse, type Refusal } from '../core/refusal.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Presented } from '../http/door.ts';
import type { RosterFile } from './roster.ts';

/**
 * Who a request is from, by its credential alone. Without one this machine vouches for the owner of the data directory
 * over the owner's socket, and in the demo over loopback; a protocol of agents makes that an agent acting for them.
 * The scheme `Agent` asks for the same: it names nobody and can only lower what the caller may.
 */
export function identify(
  roster: RosterFile,
  demo: boolean,
  now: () => number,
): (presented: Presented) => Promise<Result<Principal | null, Refusal>> {
  return async ({ authorization, reach, face }) => {
    if (authorization !== undefined && !/^agent$/i.test(authorization)) {
      const token = /^Bearer ([^\s]+)$/i.exec(authorization)?.[1];
      const holder = token === undefined ? null : roster.holder(token, now());
      return holder === null ? err(unknownToken) : ok(holder);
    }
    if (reach !== 'socket' && !(demo && reach === 'loopback')) return ok(null);
    const { person, agent } = roster.vouched();
    return ok(authorization !== undefined || face === 'mcp' ? agent : person);
  };
}

const unknownToken = refuse(
  'unauthenticated',
  'The token is unknown, mistyped or expired. Send `Authorization: Bearer TOKEN` with a valid one.',
);
