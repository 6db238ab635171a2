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

/** Options of a command: always the caller's own identity and tenant, never an argument. */
export function commandOptions(
  call: Call,
  operation: string,
  input: {
    readonly idempotency_key?: string | undefined;
    readonly expected_version?: number | undefined;
  },
): CommandOptions {
  return {
    tenant: call.principal.tenant,
    actor: actorOf(call.principal),
    permission: call.permission,
    ...(input.idempotency_key === undefined
      ? {}
      : { key: { operation, key: input.idempotency_key } }),
    ...(input.expected_version === undefined ? {} : { expectedVersion: input.expected_version }),
  };
}
