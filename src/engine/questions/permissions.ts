import { looksAtChange, permitted } from '../../access/permitted.ts';
import type { Permission, Principal } from '../../access/principal.ts';
import { effectiveRoles } from '../../access/roles.ts';
import { fieldData } from '../../change/aggregate/fields.ts';
import type { Actor, ChangeState, Fields } from '../../change/aggregate/model.ts';
import { viewOf } from '../../change/transition.ts';
import type { Reason, Refusal } from '../../core/refusal.ts';
import type { Result } from '../../core/result.ts';
import type { Budget } from '../../machine/machine.ts';
import type { View } from '../../machine/view.ts';
import type { Policies } from '../policies/policies.ts';

/** What the conditions of access rules look at. */
export type Subject =
  /** Not known yet: the answer is whether the principal may try, and has to be asked again. */
  | { readonly kind: 'later' }
  | { readonly kind: 'change'; readonly change: ChangeState }
  /** A change that does not exist yet. */
  | { readonly kind: 'proposed'; readonly fields: Fields; readonly type: string | null }
  /** No change at all: conditions see who asks, and no field has a value. */
  | { readonly kind: 'nothing' };

/** The access rules of the policy in force, for whoever answers questions. Commands ask them in `change.decide`. */
export interface Permissions {
  readonly permits: (
    principal: Principal,
    permission: Permission,
    subject: Subject,
  ) => Result<Reason, Refusal>;
  /** Whether what a principal may depends on the change. */
  readonly looksAtChange: (principal: Principal, permission: Permission) => boolean;
}

/** `now` in milliseconds since the epoch. */
export function createPermissions(
  policies: Pick<Policies, 'current'>,
  budget: Budget,
  now: () => number,
): Permissions {
  return {
    permits(principal, permission, subject) {
      const { policy, program } = policies.current();
      const { definitions } = policy;
      const rules = { definitions, program, budget, principal, ...permission };
      if (subject.kind === 'later') return permitted(rules);
      const roles = effectiveRoles(definitions, principal.roles);
      const view = viewFor(subject, actorOf(principal, roles), new Date(now()).toISOString());
      return permitted({ ...rules, view });
    },
    looksAtChange(principal, permission) {
      const { definitions } = policies.current().policy;
      return looksAtChange({ definitions, principal, ...permission });
    },
  };
}

const actorOf = ({ id, kind, actingFor }: Principal, roles: readonly string[]): Actor => ({
  id,
  kind,
  roles,
  ...(actingFor === undefined ? {} : { for: actingFor }),
});

function viewFor(subject: Exclude<Subject, { kind: 'later' }>, actor: Actor, now: string): View {
  if (subject.kind === 'change') return viewOf(subject.change, actor, now, null);
  const author = actor.for ?? actor.id;
  const nothing = { now, actor, payload: null, author, fields: {}, facts: {}, artifacts: {} };
  if (subject.kind === 'nothing') return nothing;
  const { fields, type } = subject;
  const data = fieldData({
    id: '',
    fields,
    author,
    change_type: type ?? '',
    created_at: now,
  });
  const given = Object.entries(data).filter(([name]) => name !== 'type' || type !== null);
  return { ...nothing, fields: Object.fromEntries(given) };
}
