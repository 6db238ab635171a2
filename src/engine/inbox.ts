import { effectiveRoles } from '../access/roles.ts';
import { entryOf, waitKey } from '../change/entry.ts';
import type { Actor, ApprovalRequest, ChangeState, Request, Who } from '../change/model.ts';
import { escalatedTo, needed, personOf, standsFor } from '../change/quorum.ts';
import { whoText } from '../change/clauses.ts';
import type { InboxItem } from './api.ts';
import type { Parts } from './parts.ts';
import type { Page } from './ports.ts';

type Asking = Extract<Request, { by: readonly Who[] }>;

/** What waits for someone: requests that ask a role or the person, and that it has not answered yet. Newest change first. */
export async function inboxOf(
  parts: Parts,
  tenant: string,
  actor: Actor,
  page: { readonly limit: number; readonly cursor?: string },
): Promise<Page<InboxItem>> {
  const roles = effectiveRoles(parts.policies.current().policy.definitions, actor.roles);
  const person = personOf(actor);
  const keys = [
    ...roles.map((role) => waitKey({ kind: 'role', role })),
    waitKey({ kind: 'person', person }),
  ];
  const found = await parts.store.list(tenant, { waiting_for: keys, status: 'open', ...page });
  const items: InboxItem[] = [];
  for (const entry of found.items) {
    const state = await parts.store.load(tenant, entry.id);
    if (state !== null) items.push(...itemsOf(state, { id: person, roles }));
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
    if (at === undefined || (request.kind === 'approval' && !open(state, request, person.id)))
      return [];
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

const open = (state: ChangeState, request: ApprovalRequest, id: string): boolean =>
  (request.allow_author || state.author !== id) &&
  !request.votes.some((vote) => vote.standing === 'counted' && (vote.for ?? vote.by) === id);

/** What a yes, a signal or a hand-in would do, as a sentence. */
export function effectOf(request: Asking): string {
  if (request.kind === 'signal') return `sends ${request.name}`;
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
