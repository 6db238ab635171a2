import { looksAtChange, permitted } from '../../access/permitted.ts';
import type { Permission, Principal } from '../../access/principal.ts';
import { effectiveRoles } from '../../access/roles.ts';
import { fieldData } from '../../change/aggregate/fields.ts';
import type { Actor, ChangeState, Fields } from '../../change/aggregate/model.ts';
import type { Context } from '../../change/context.ts';
import { viewOf } from '../../change/transition.ts';
import type { Reason, Refusal } from '../../core/refusal.ts';
import type { Result } from '../../core/result.ts';
import type { View } from '../../machine/view.ts';
import type { Parts } from '../parts.ts';
import type { Clock } from '../ports.ts';
import { rolesFor } from '../roles.ts';

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
  ) => Promise<Result<Reason, Refusal>>;
  /** Whether what a principal may depends on the change. */
  readonly looksAtChange: (principal: Principal, permission: Permission) => boolean;
}

export function createPermissions(
  parts: Pick<Parts, 'policies' | 'roster' | 'budget'> & { readonly clock: Pick<Clock, 'now'> },
): Permissions {
  const { policies, budget, clock } = parts;
  return {
    async permits(principal, permission, subject) {
      const running = policies.current();
      const { policy, program } = running;
      const { definitions } = policy;
      const rules = { definitions, program, budget, principal, ...permission };
      if (subject.kind === 'later') return permitted(rules);
      const actor = actorOf(principal, effectiveRoles(definitions, principal.roles));
      const now = new Date(clock.now()).toISOString();
      const roles = await rolesFor(parts, principal.tenant, [running]);
      return permitted({ ...rules, view: viewFor(subject, { now, actor, roles }) });
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

function viewFor(
  subject: Exclude<Subject, { kind: 'later' }>,
  seen: Pick<Context, 'now' | 'actor' | 'roles'>,
): View {
  if (subject.kind === 'change') return viewOf(subject.change, seen, null);
  const { now, actor } = seen;
  const author = actor.for ?? actor.id;
  const nothing = { ...seen, payload: null, author, fields: {}, facts: {}, artifacts: {} };
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
