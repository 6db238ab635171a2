import type { Context } from '../change/context.ts';
import { vocabularyOf } from '../change/field-flaws.ts';
import type { Actor } from '../change/aggregate/model.ts';
import type { Permission } from '../access/principal.ts';
import { effectiveRoles } from '../access/roles.ts';
import type { CommandOptions } from './api.ts';
import type { Parts } from './parts.ts';
import type { Running } from './policies/policies.ts';
import { rolesFor } from './roles.ts';

/** What `decide` may know at a command that is taken now. */
export async function contextOf(
  parts: Parts,
  running: Running,
  {
    tenant,
    actor,
    permission = null,
    ceiling,
  }: Pick<CommandOptions, 'tenant' | 'actor' | 'permission' | 'ceiling'>,
): Promise<Context> {
  const { policy, program } = running;
  const current = parts.policies.current();
  const asking = permission === null ? [running] : [running, current];
  return {
    tenant,
    program,
    workflows: policy.definitions.workflows,
    policy: { id: policy.id, commit: policy.provenance.commit },
    vocabulary: vocabularyOf(policy.definitions, current.policy.definitions),
    now: parts.stamps.now(tenant),
    actor: withInherited(parts, actor),
    roles: await rolesFor(parts, tenant, asking),
    budget: parts.budget,
    access: permission === null ? null : accessOf(parts, permission, ceiling),
  };
}

const accessOf = (
  parts: Parts,
  permission: Permission,
  ceiling: CommandOptions['ceiling'],
): Context['access'] => {
  const { policy, program } = parts.policies.current();
  const limit = ceiling === undefined ? {} : { ceiling };
  return { definitions: policy.definitions, program, permission, ...limit };
};

/** Roles are those of the policy in force, inherited ones included. */
const withInherited = (parts: Parts, actor: Actor): Actor => ({
  ...actor,
  roles: effectiveRoles(parts.policies.current().policy.definitions, actor.roles),
});
