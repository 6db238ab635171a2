import { effectiveRoles } from '../../access/roles.ts';
import { barTo } from '../../change/requests/eligibility.ts';
import { ADMINISTRATORS, entryOf, noticeKey, waitKey } from '../../change/aggregate/entry.ts';
import type { Actor, ChangeState, Request, Who } from '../../change/aggregate/model.ts';
import { escalatedTo, needed, personOf, standsFor } from '../../change/requests/quorum.ts';
import { sameWho, whoText } from '../../change/requests/clauses.ts';
import type { InboxItem } from '../api.ts';
import type { Parts } from '../parts.ts';
import type { Page } from '../ports.ts';
import { createPermissions, type Subject } from './permissions.ts';

type Asking = Extract<Request, { by: readonly Who[] }>;

/** What waits for someone: requests that ask a role or the person and are not answered yet, and what they were told. Newest change first. */
export async function inboxOf(
  parts: Parts,
  tenant: string,
  actor: Actor,
  page: { readonly limit: number; readonly cursor?: string },
  mayRead: (change: ChangeState) => boolean | Promise<boolean>,
): Promise<Page<InboxItem>> {
  const roles = effectiveRoles(parts.policies.current().policy.definitions, actor.roles);
  const person = personOf(actor);
  const names: readonly Who[] = [
    ...roles.map((role) => ({ kind: 'role', role }) as const),
    { kind: 'person', person },
  ];
  const administers = administration(parts, tenant, actor);
  const keys = [
    ...names.map(waitKey),
    ...names.map(noticeKey),
    ...((await administers({ kind: 'later' })) ? [ADMINISTRATORS] : []),
  ];
  const query = { waiting_for: keys, status: 'open' };
  const items: InboxItem[] = [];
  let rest = page;
  for (let lookedAt = 0; ;) {
    const found = await parts.store.list(tenant, { ...query, ...rest });
    let left = rest.limit;
    for (const entry of found.items) {
      const change = await parts.store.load(tenant, entry.id);
      if (change === null || !(await mayRead(change))) continue;
      left -= 1;
      const told = noticesOf(change, names, await administers({ kind: 'change', change }));
      items.push(...itemsOf(change, { id: person, roles }), ...told);
    }
    lookedAt += found.items.length;
    const { next_cursor: cursor } = found;
    if (cursor === null || left === 0 || lookedAt >= LOOKED_AT_MAX)
      return { items, next_cursor: cursor };
    rest = { limit: left, cursor };
  }
}

/** Changes looked at for one page at most, where few of them may be read. */
const LOOKED_AT_MAX = 1_000;

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
function administration(
  parts: Parts,
  tenant: string,
  { for: actingFor, ...who }: Actor,
): (subject: Subject) => Promise<boolean> {
  const access = createPermissions(parts);
  const principal = {
    ...who,
    name: who.id,
    tenant,
    ...(actingFor === undefined ? {} : { actingFor }),
  };
  const asked = { action: 'administer', object: 'tenant' };
  return async (subject) => (await access.permits(principal, asked, subject)).ok;
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
