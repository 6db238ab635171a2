import type { Principal } from '../access/principal.ts';
import { StoreFault } from '../engine/ports.ts';
import { refuse, type Refusal } from '../core/refusal.ts';
import { err } from '../core/result.ts';
import { accepted } from './accepted.ts';
import type { Operation, Outcome } from './operation.ts';
import { RETRY_AFTER_S } from './gate.ts';
import { operations } from './registry.ts';
import { readingFor } from './reading.ts';
import { createTally } from './tally.ts';
import type { Services } from './services.ts';

/** The only way in: input is validated, the permission asked, the handler run. Faults of the host are thrown. */
export type Invoke = (
  principal: Principal | null,
  operation: string,
  input: unknown,
) => Promise<Outcome>;

export function createInvoke(services: Services): Invoke {
  const byName = new Map(operations.map((operation) => [operation.name, operation]));
  const tally = createTally(services);
  return async (principal, name, input) => {
    const operation = byName.get(name);
    if (operation === undefined) return err(refuse('not-found', `There is no operation ${name}.`));
    const taken = accepted(operation, input);
    if (!taken.ok) return taken;
    const caller = await admit(services, operation, principal);
    if ('code' in caller) return refused(operation, input, principal, caller);
    const { permission } = operation;
    const changes = readingFor(services, caller, operation);
    const call = { principal: caller, services, permission, changes };
    const work = () => available(() => taken.value(call));
    // Whether the server is well must be told all the more when it has much to do.
    const outcome = await (operation.permission === null ? work() : services.gate.enter(work));
    if (outcome === null) return err(overloaded(services.gate.max));
    return outcome.ok ? outcome : refused(operation, input, caller, outcome.error);
  };

  async function refused(
    operation: Operation,
    input: unknown,
    principal: Principal | null,
    refusal: Refusal,
  ): Promise<Outcome> {
    if (principal !== null) await tally(principal, operation, input, refusal);
    return err(refusal);
  }
}

/** What is heard by whom the gate turns away; nothing was begun, so trying again is always safe. */
export const overloaded = (max: number): Refusal =>
  refuse(
    'too-many-requests',
    `The server has ${max} requests at work, as many as it takes at once. Nothing was begun: try again in ${RETRY_AFTER_S} s.`,
    { details: { retry_after_seconds: RETRY_AFTER_S } },
  );

/** Whoever reaches the server may ask what needs no permission; that caller has no name and no role. */
const nobody: Principal = {
  id: 'nobody',
  kind: 'system',
  name: 'nobody',
  roles: [],
  tenant: 'default',
};

/** A store that fails is a refusal to whoever calls: what was not acknowledged may be sent again. */
async function available(run: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await run();
  } catch (fault) {
    if (!(fault instanceof StoreFault)) throw fault;
    return err(refuse('unavailable', `The store takes no commands now: ${fault.message}`));
  }
}

async function admit(
  services: Services,
  operation: Operation,
  principal: Principal | null,
): Promise<Principal | Refusal> {
  if (operation.permission === null) return principal ?? nobody;
  if (principal === null) {
    return refuse('unauthenticated', 'Send a credential: `Authorization: Bearer TOKEN`.');
  }
  const subject = { kind: operation.changeless === true ? 'nothing' : 'later' } as const;
  const answer = await services.access.permits(principal, operation.permission, subject);
  return answer.ok ? principal : answer.error;
}
