import { effectiveRoles } from '../../access/roles.ts';
import { voteTold } from '../../change/aggregate/told.ts';
import { whoText } from '../../change/requests/clauses.ts';
import type { ApprovalRequest, ChangeState, Request, Who } from '../../change/aggregate/model.ts';
import { barTo } from '../../change/requests/eligibility.ts';
import { escalatedTo, needed, standsFor } from '../../change/requests/quorum.ts';
import { waitsForItself } from '../../change/requests/locks.ts';
import { warningsOf } from '../../change/warnings.ts';
import { positionOf } from '../../core/span.ts';
import type { Reason } from '../../core/refusal.ts';
import { unreachable } from '../../core/unreachable.ts';
import type { Policy } from '../../policy/definitions.ts';
import type { Explanation } from '../api.ts';
import { effectOf } from './inbox.ts';
import type { Parts } from '../parts.ts';
import type { Member } from '../ports.ts';

/** Why a change waits, as the tree of its open requests; who could act; and the shortest way on. */
export async function explainChange(
  parts: Parts,
  tenant: string,
  change: ChangeState,
): Promise<Explanation> {
  const { policy } = await parts.policies.pinned(change.workflow.policy);
  const { definitions } = parts.policies.current().policy;
  const members = (await parts.roster.members(tenant)).map((member) => ({
    ...member,
    roles: effectiveRoles(definitions, member.roles),
  }));
  const waiting = change.requests.map((request) => ({
    request: request.request,
    kind: request.kind,
    reason: reasonOf(request),
    who: whoCouldAct(change, request, members),
    source: sourceOf(policy, change, request),
    next: waitsForItself(change) ? NOTHING_MOVES : nextStep(request),
  }));
  return {
    change: change.id,
    summary: summaryOf(change),
    waiting,
    shortest_way: shortestWay(change, members),
    votes: votesSoFar(change),
    warnings: warningsOf(change).map(({ text }) => text),
  };
}

/** Of each request the votes of its newest round, ended rounds first: why it was sent back, what a yes depends on. */
function votesSoFar({ decided, sent = [], requests }: ChangeState): Explanation['votes'] {
  const ended = new Map([...decided, ...sent].map((one) => [one.request, one]));
  const open = requests.flatMap((one) =>
    'votes' in one ? [{ request: one.request, votes: one.votes ?? [] }] : [],
  );
  return [...ended.values(), ...open].flatMap(({ request, votes }) =>
    votes.map((vote) => ({ request, ...voteTold(vote) })),
  );
}

function summaryOf(change: ChangeState): string {
  if (change.failure !== null)
    return `The workflow failed: ${change.failure.message}. Retry delivers the same event again.`;
  if (change.status !== 'open')
    return `${change.id} is ${change.status}${change.outcome === null || change.outcome === change.status ? '' : ` (${change.outcome})`} and waits for nothing.`;
  const phase = change.phases.at(-1);
  const names = change.requests.map(({ request }) => request).join(', ');
  return `${change.id} ${phase === undefined ? '' : `is in “${phase.label}” and `}waits for ${names}.${waitsForItself(change) ? ` It waits for itself: ${NOTHING_MOVES}.` : ''}`;
}

const NOTHING_MOVES =
  'its branches wait for each other, and nothing can move them: cancel the change';

/** What must hold before the request ends, and what holds by now. */
function reasonOf(request: Request): Reason {
  switch (request.kind) {
    case 'approval': {
      const counted = request.votes.filter(({ standing }) => standing === 'counted');
      const yes = counted.filter(({ decision }) => decision === 'approve');
      const given = approvers(request).length;
      return {
        holds: false,
        text: `${given} of ${needed(request)} approvals given`,
        because: request.by.map((who) => {
          const by = yes.filter((vote) =>
            vote.who.some((one) => one.kind === who.kind && whoText(one) === whoText(who)),
          );
          return {
            holds: by.length > 0,
            text:
              by.length > 0
                ? `${whoText(who)}: ${by.map((vote) => vote.by).join(', ')} approved`
                : `${whoText(who)}: nobody has approved yet`,
          };
        }),
      };
    }
    case 'event':
      return { holds: false, text: `${request.request} has not come since ${request.opened_at}` };
    case 'signal':
    case 'task':
      return {
        holds: false,
        text: `${request.request} waits for ${request.by.map(whoText).join(', ')} since ${request.opened_at}`,
      };
    case 'timer':
      return { holds: false, text: `waits until ${request.until ?? 'an instant'}` };
    case 'phase':
      return {
        holds: false,
        text: `waits for the phase ${request.phase} to be ${request.becomes}`,
      };
    case 'window':
    case 'dependency':
    case 'lock':
    case 'change':
      return { holds: false, text: request.why ?? 'waits for the world' };
    case 'never':
      return { holds: false, text: 'waits for something beside it to end' };
    default:
      return unreachable(request);
  }
}

function whoCouldAct(
  change: ChangeState,
  request: Request,
  members: readonly Member[],
): Explanation['waiting'][number]['who'] {
  if (!('by' in request)) return [];
  const escalated = escalatedTo(request);
  const barred = (member: Member): boolean =>
    request.kind === 'approval' && barTo(change, request, member) !== null;
  return members
    .filter((member) => member.kind === 'person' && !barred(member))
    .flatMap((member) => {
      const at = standsFor(request.by, escalated, member)[0];
      return at === undefined
        ? []
        : [{ id: member.id, for: whoText(request.by[at] ?? escalated[0]!) }];
    });
}

/**
 * The line of the policy that asked, in the files that the change is pinned to. A wait has no name of its own: where
 * the workflow waits so in several places, all of them.
 */
function sourceOf(policy: Policy, change: ChangeState, request: Request): string | null {
  const workflow = policy.definitions.workflows.find(({ name }) => name === change.workflow.name);
  if (workflow === undefined) return null;
  const asked = workflow.requests.find(({ name }) => name === request.name);
  const waits = (workflow.waits ?? []).filter(({ kind }) => kind === request.kind);
  const spans = asked === undefined ? waits.map(({ span }) => span) : [asked.span];
  const places = (spans.length === 0 ? [workflow.span] : spans).flatMap(({ file, start }) => {
    const text = policy.files.find(({ path }) => path === file)?.text;
    return text === undefined ? [] : [`${file}:${positionOf(text, start).line}`];
  });
  return places.length === 0 ? null : [...new Set(places)].join(' or ');
}

const nextStep = (request: Request): string =>
  'by' in request ? effectOf(request) : 'nothing to do: time or the world moves it';

/**
 * Steps that lead on, one for each person needed, nobody twice; says so where nobody can. Where approvals are open
 * they are the way, else tasks, else signals: what stands beside an approval leads elsewhere or says more.
 */
function shortestWay(change: ChangeState, members: readonly Member[]): readonly string[] {
  const kind = (['approval', 'task', 'signal', 'event'] as const).find((one) =>
    change.requests.some((request) => request.kind === one),
  );
  return change.requests.flatMap((request) =>
    'by' in request && request.kind === kind ? stepsOf(change, request, members) : [],
  );
}

function stepsOf(
  change: ChangeState,
  request: Extract<Request, { by: readonly Who[] }>,
  members: readonly Member[],
): readonly string[] {
  if (request.kind === 'event' && request.by.length === 0)
    return [`${request.request} comes from outside`];
  const able = whoCouldAct(change, request, members);
  const asked = request.by.map(whoText).join(' or ');
  if (request.kind !== 'approval') {
    const [first] = able;
    return [
      first === undefined
        ? `${request.request}: nobody holds ${asked}`
        : `${first.id} does ${request.request}`,
    ];
  }
  const missing = needed(request) - approvers(request).length;
  if (able.length >= missing)
    return spread(able, missing).map(
      ({ id, for: role }) => `${id} approves ${request.request} as ${role}`,
    );
  const few = able.length === 0 ? 'nobody could' : `${able.length} could`;
  return [`${request.request}: ${missing} more needed and ${few}; give someone ${asked}`];
}

/** One of each role first, then whoever is left. */
function spread(
  able: Explanation['waiting'][number]['who'],
  count: number,
): Explanation['waiting'][number]['who'] {
  const firsts = able.filter((one, at) => able.findIndex((other) => other.for === one.for) === at);
  return [...firsts, ...able.filter((one) => !firsts.includes(one))].slice(0, count);
}

/** The people whose yes counts by now. */
export const approvers = (request: ApprovalRequest): readonly string[] => [
  ...new Set(
    request.votes
      .filter(({ standing, decision }) => standing === 'counted' && decision === 'approve')
      .map((vote) => vote.for ?? vote.by),
  ),
];
