import { rolesOf } from '../../access/roles.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { TENANT } from '../engine.ts';
import type { Member, Roster } from '../ports.ts';
import type { Policy } from '../../policy/definitions.ts';
import { approvalFindings } from '../../verify/people/approvable.ts';

/**
 * Which approvals the people of a roster cannot give; agents and systems give none. Each principal's own roles are
 * given, and the policy says which of them bring others.
 */
export function approvalsBy(
  policy: Policy,
  members: readonly Pick<Member, 'id' | 'kind' | 'roles'>[],
): readonly Diagnostic[] {
  const people = members
    .filter(({ kind }) => kind === 'person')
    .map((member) => ({ id: member.id, roles: rolesOf(policy.definitions, member) }));
  return approvalFindings(policy, people);
}

/** The same for the policy and the roster of now, worked out anew when either has changed. */
export function standingApprovals(
  roster: Roster,
  current: () => Policy,
): () => Promise<readonly Diagnostic[]> {
  let known: { readonly key: string; readonly findings: readonly Diagnostic[] } | null = null;
  return async () => {
    const policy = current();
    const members = await roster.members(TENANT);
    const key = JSON.stringify([policy.id, members]);
    if (known?.key !== key) known = { key, findings: approvalsBy(policy, members) };
    return known.findings;
  };
}
