import { effectiveRoles } from '../../access/roles.ts';
import { permitted } from '../../access/permitted.ts';
import { barTo } from '../../change/requests/eligibility.ts';
import { ADMINISTRATORS, entryOf, noticeKey, waitKey } from '../../change/aggregate/entry.ts';
import type { Actor, ChangeState, Request, Who } from '../../change/aggregate/model.ts';
import { escalatedTo, needed, personOf, standsFor } from '../../change/requests/quorum.ts';
import { sameWho, whoText } from '../../change/requests/clauses.ts';
import type { InboxItem } from '../api.ts';
import type { Parts } from '../parts.ts';
import type { Page } from '../ports.ts';

type Asking = Extract<Request, { by: readonly Who[] }>;

/** What waits for someone: requests that ask a role or the person and are not answered yet, and what they were told. Newest change first. */
export async function inboxOf(
  parts: Parts,
  tenant: string,
  actor: Actor,
  page: { readonly limit: number; readonly cursor?: string },
): Promise<Page<InboxItem>> {
  const roles = effectiveRoles(parts.policies.current().policy.definitions, actor.roles);
  const person = personOf(actor);
  const names: readonly Who[] = [
    ...roles.map((role) => ({ kind: 'role', role }) as const),
    { kind: 'person', person },
  ];
  const administers = mayAdminister(parts, tenant, actor);
  const keys = [
    ...names.map(waitKey),
    ...names.map(noticeKey),
    ...(administers ? [ADMINISTRATORS] : []),
  ];
  const found = await parts.store.list(tenant, { waiting_for: keys, status: 'open', ...page });
  const items: InboxItem[] = [];
  for (const entry of found.items) {
    const state = await parts.store.load(tenant, entry.id);
    if (state !== null)
      items.push(...itemsOf(state, { id: person, roles }), ...noticesOf(state, names, administers));
  }
  return { items, next_cursor: found.next_cursor };
}

function itemsOf(
  state: ChangeState,
  person: { readonly id: string; readonly roles: readonly string[] },
): readonly InboxItem[] {
  const asking = state.requests.filter((request): request is Asking => 'by' in request);
  return asking.flatMap((request) => {
    const at = standsFor(request.by, escalatedTo(request), person)[0];
    const barred = request.kind === 'approval' && barTo(state, request, person) !== null;
    if (at === undefined || barred) return [];
    const who = request.by[at]!;
    return [
      {
        change: entryOf(state),
        request: request.request,
        kind: request.kind,
        role: who.kind === 'role' ? who.role : 'you',
        since: request.opened_at,
        due: request.due,
        effect: effectOf(request),
      },
    ];
  });
}

/** Whether the policy lets someone hear what concerns administrators: `administer tenant`. */
function mayAdminister(parts: Parts, tenant: string, { for: actingFor, ...who }: Actor): boolean {
  const { policy, program } = parts.policies.current();
  const principal = {
    ...who,
    name: who.id,
    tenant,
    ...(actingFor === undefined ? {} : { actingFor }),
  };
  const { definitions } = policy;
  const asked = { action: 'administer', object: 'tenant' };
  return permitted({ definitions, program, budget: parts.budget, principal, ...asked }).ok;
}

/** What the workflow told someone, newest first; a text told twice is shown once. */
function noticesOf(
  state: ChangeState,
  names: readonly Who[],
  administers: boolean,
): readonly InboxItem[] {
  const mine = state.notices.toReversed().flatMap(({ to, text, at }) => {
    const who = names.find((name) => to.some((one) => sameWho(one, name)));
    if (who !== undefined) return [{ role: who.kind === 'role' ? who.role : 'you', text, at }];
    return administers && to.length === 0 ? [{ role: 'you', text, at }] : [];
  });
  const newest = mine.filter(({ text }, at) => mine.findIndex((one) => one.text === text) === at);
  return newest.map(({ role, text, at }) => ({
    change: entryOf(state),
    request: 'notice',
    kind: 'notice',
    role,
    since: at,
    due: null,
    effect: text,
  }));
}

/** What a yes, a signal or a hand-in would do, as a sentence. */
export function effectOf(request: Asking): string {
  if (request.kind === 'signal' || request.kind === 'event') return `sends ${request.name}`;
  if (request.kind === 'task') return request.instructions ?? `hands in ${request.artifact}`;
  const given = new Set(
    request.votes
      .filter(({ standing, decision }) => standing === 'counted' && decision === 'approve')
      .map((vote) => vote.for ?? vote.by),
  ).size;
  const missing = needed(request) - given;
  if (missing <= 1) return request.message ?? 'a yes completes this approval';
  const rest = request.by.map(whoText).join(', ');
  return `${request.message === null ? '' : `${request.message}: `}one of ${missing} more approvals needed from ${rest}`;
}
