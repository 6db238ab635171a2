import type { Definitions } from '../policy/definitions.ts';
import { AGENT, MEMBER } from '../policy/standing-roles.ts';
import type { Principal } from './principal.ts';

/**
 * The roles given, those that they inherit, and `member`: each once, a role before those it inherits. Roles that the
 * policy does not define are kept; they inherit nothing.
 */
export function effectiveRoles(
  { roles: defined }: Pick<Definitions, 'roles'>,
  given: readonly string[],
): readonly string[] {
  const inherits = new Map(defined.map(({ name, inherits }) => [name, inherits]));
  const held = new Set<string>(given);
  // A set visits what is added while it is walked, so this ends when nothing new is inherited.
  for (const role of held) for (const inherited of inherits.get(role) ?? []) held.add(inherited);
  return [...held.add(MEMBER)];
}

/** All roles of a principal; an agent is also `agent`. */
export function rolesOf(
  definitions: Pick<Definitions, 'roles'>,
  { kind, roles }: Pick<Principal, 'kind' | 'roles'>,
): readonly string[] {
  const held = effectiveRoles(definitions, roles);
  return kind === 'agent' ? [...new Set([...held, AGENT])] : held;
}
