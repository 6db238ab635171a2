import type { Principal } from '../access/principal.ts';
import type { Actor } from '../change/aggregate/model.ts';
import type { CommandOptions } from '../engine/api.ts';
import type { Call } from './operation.ts';

/** The caller as records name it. */
export const actorOf = (principal: Principal): Actor => ({
  id: principal.id,
  kind: principal.kind,
  roles: principal.roles,
  ...(principal.actingFor === undefined ? {} : { for: principal.actingFor }),
});

/** What every command may be sent with, beside what it is about. */
interface CommandInput {
  readonly idempotency_key?: string | undefined;
  readonly expected_version?: number | undefined;
}

/**
 * Options of a command: always the caller's own identity and tenant, never an argument. A key is for what the caller sent,
 * whatever version of the change was seen meanwhile.
 */
export function commandOptions(call: Call, operation: string, input: CommandInput): CommandOptions {
  const { idempotency_key: key, expected_version: expectedVersion, ...sent } = input;
  return {
    tenant: call.principal.tenant,
    actor: actorOf(call.principal),
    permission: call.permission,
    ...(call.principal.ceiling === undefined ? {} : { ceiling: call.principal.ceiling }),
    ...(key === undefined ? {} : { key: { operation, key, body: sent } }),
    ...(expectedVersion === undefined ? {} : { expectedVersion }),
  };
}
