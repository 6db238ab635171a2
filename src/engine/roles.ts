import { effectiveRoles } from '../access/roles.ts';
import type { RolesByPerson } from '../machine/view.ts';
import type { Definitions } from '../policy/definitions.ts';
import type { Parts } from './parts.ts';
import type { Running } from './policies/policies.ts';
import type { Member } from './ports.ts';

/**
 * The roles of everybody in a tenant, by the roster of now and the policy in force, for programs that ask for those of
 * others than whoever acts; null where none of these does, and then nothing is looked up.
 */
export async function rolesFor(
  { roster, policies }: Pick<Parts, 'roster' | 'policies'>,
  tenant: string,
  asking: readonly Running[],
): Promise<RolesByPerson | null> {
  if (!asking.some(({ asksRoles }) => asksRoles)) return null;
  return rolesOfAll(policies.current().policy.definitions, await roster.members(tenant));
}

interface Known {
  readonly definitions: Pick<Definitions, 'roles'>;
  readonly roles: RolesByPerson;
}

/** Worked out once for each list of members that a roster gives: it gives another when somebody comes or goes. */
const worked = new WeakMap<readonly Member[], Known>();

function rolesOfAll(
  definitions: Pick<Definitions, 'roles'>,
  members: readonly Member[],
): RolesByPerson {
  const known = worked.get(members);
  if (known?.definitions === definitions) return known.roles;
  // Of two entries with one id the first counts.
  const entries = members
    .toReversed()
    .map(({ id, roles }) => [id, effectiveRoles(definitions, roles)]);
  const roles = Object.fromEntries(entries) as RolesByPerson;
  worked.set(members, { definitions, roles });
  return roles;
}
