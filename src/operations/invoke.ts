import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import { StoreFault } from '../engine/ports.ts';
import { nearest } from '../core/nearest.ts';
import { refuse, type Refusal } from '../core/refusal.ts';
import { err } from '../core/result.ts';
import type { Operation, Outcome } from './operation.ts';
import { flawOf } from './plain.ts';
import { RETRY_AFTER_S } from './gate.ts';
import { operations } from './registry.ts';
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
    const flaw = flawOf(input);
    if (flaw !== null) return err(invalid([flaw]));
    const accepted = operation.accept(input);
    if (!accepted.ok) return err(wrongInput(operation, accepted.error));
    const caller = admit(services, operation, principal);
    if ('code' in caller) return refused(operation, input, principal, caller);
    const call = { principal: caller, services, permission: operation.permission };
    const work = () => available(() => accepted.value(call));
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

function admit(
  services: Services,
  operation: Operation,
  principal: Principal | null,
): Principal | Refusal {
  if (operation.permission === null) return principal ?? nobody;
  if (principal === null) {
    return refuse('unauthenticated', 'Send a credential: `Authorization: Bearer TOKEN`.');
  }
  const answer = services.permit(principal, operation.permission);
  return answer.ok ? principal : answer.error;
}

function wrongInput(operation: Operation, error: z.ZodError): Refusal {
  const known = Object.keys(operation.input.shape);
  const unknown = error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : [],
  );
  if (unknown.length === 0) return invalid(error.issues.map(flawOfIssue));
  const errors = unknown.map((name) => ({ path: `/${name}`, message: unknownText(name, known) }));
  return refuse('unknown-parameter', errors.map(({ message }) => message).join(' '), { errors });
}

function unknownText(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  const hint = near === undefined ? `It takes ${known.join(', ')}.` : `Did you mean \`${near}\`?`;
  return `There is no parameter \`${name}\`. ${hint}`;
}

const flawOfIssue = (issue: z.core.$ZodIssue): { path: string; message: string } => ({
  path: issue.path.map((step) => `/${String(step)}`).join(''),
  message: issue.message,
});

const invalid = (errors: readonly { path: string; message: string }[]): Refusal =>
  refuse('invalid-input', errors.map(sentence).join(' '), { errors });

const sentence = ({ path, message }: { path: string; message: string }): string =>
  `${path === '' ? 'The input' : path}: ${message}.`;
