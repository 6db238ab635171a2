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
  readonly members: readonly Member[];
  readonly roles: RolesByPerson;
}

/** Worked out once for each state of a roster, which may give a new list then or change the one that it gave. */
const worked = new WeakMap<readonly Member[], Known>();

function rolesOfAll(
  definitions: Pick<Definitions, 'roles'>,
  members: readonly Member[],
): RolesByPerson {
  const known = worked.get(members);
  if (known?.definitions === definitions && isSame(known.members, members)) return known.roles;
  // Of two entries with one id the first counts.
  const entries = members
    .toReversed()
    .map(({ id, roles }) => [id, effectiveRoles(definitions, roles)] as const);
  const roles = Object.fromEntries(entries);
  worked.set(members, { definitions, members: [...members], roles });
  return roles;
}

const isSame = (before: readonly Member[], now: readonly Member[]): boolean =>
  before.length === now.length && before.every((member, at) => member === now[at]);
