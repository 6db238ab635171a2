import type { Datum } from '../../src/core/datum.ts';
import { symbol } from '../../src/core/datum.ts';
import type { ApprovalRequest, Decided, Vote } from '../../src/change/aggregate/model.ts';
import { decodeClauses } from '../../src/change/requests/clauses.ts';
import { barTo, placesOf, votedBeside } from '../../src/change/requests/eligibility.ts';
import { quorumAt, tally } from '../../src/change/requests/quorum.ts';
import { step, type MachineEvent } from '../../src/machine/run.ts';
import type { Output } from '../../src/machine/machine.ts';
import type { Program } from '../../src/machine/program.ts';
import type { MachineState } from '../../src/machine/state/state.ts';
import { emptyView, type View } from '../../src/machine/view.ts';
import type { Voter } from './random-approvals.ts';

/** Every way in which people may vote on a change, tried with the machine and the code that counts votes. */

const budget = { steps: 1_000_000, cells: 1_000_000, fibers: 100 };

/** What a way of voting came to. */
export interface Ended {
  readonly votes: readonly Cast[];
  /** The approvals that were decided by votes, as `NAME OUTCOME`. */
  readonly decided: readonly string[];
}

export interface Cast {
  readonly person: string;
  readonly request: string;
  readonly decision: 'approve' | 'reject' | 'abstain';
}

interface Standing {
  readonly machine: MachineState;
  readonly requests: readonly ApprovalRequest[];
  readonly decided: readonly Decided[];
  readonly votes: readonly Cast[];
  readonly outcome: 'waiting' | 'completed' | 'refused';
}

/** What a change is decided in. */
interface Trial {
  readonly program: Program;
  readonly view: View;
  readonly people: readonly Voter[];
}

/** So many standings are looked at for one change. */
const STANDINGS_MAX = 6000;

/** The ways of voting that let the change of an author end well, one for each set of decisions; null where they are many. */
export function waysToEnd(
  program: Program,
  people: readonly Voter[],
  author: string,
  fields: View['fields'],
  standingsMax = STANDINGS_MAX,
): readonly Ended[] | null {
  const trial: Trial = { program, view: { ...emptyView, author, fields }, people };
  const seen = new Set<string>();
  const found = new Map<string, Ended>();
  const pending = [
    advance(trial, { requests: [], decided: [], votes: [] }, null, {
      kind: 'start',
      workflow: 'sample',
    }),
  ];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const key = JSON.stringify([at.machine, at.requests, at.decided.map(brief)]);
    if (seen.has(key) || at.outcome === 'refused') continue;
    if (seen.size >= standingsMax) return null;
    seen.add(key);
    if (at.outcome === 'completed') {
      const decided = at.decided.flatMap(({ request, outcome, how }) =>
        how === 'voted' ? [`${request.split(':')[0]!} ${outcome}`] : [],
      );
      found.set(decided.toSorted().join(), { votes: at.votes, decided });
    } else pending.push(...nexts(trial, at));
  }
  return [...found.values()];
}

const brief = ({ request, outcome, votes, distinct }: Decided): unknown => [
  request,
  outcome,
  votes.map(({ by }) => by).sort(),
  distinct,
];

function nexts(trial: Trial, at: Standing): readonly Standing[] {
  const { view, people } = trial;
  return at.requests.flatMap((request) =>
    people.flatMap((person) => {
      const around = { author: view.author, requests: at.requests, decided: at.decided };
      if (barTo(around, request, person) !== null) return [];
      const decisions = request.revise
        ? (['approve', 'reject', 'abstain'] as const)
        : (['approve', 'abstain'] as const);
      return decisions.map((decision) => voted(trial, at, request, { person, decision }));
    }),
  );
}

function voted(
  trial: Trial,
  at: Standing,
  request: ApprovalRequest,
  { person, decision }: { readonly person: Voter; readonly decision: Cast['decision'] },
): Standing {
  const cast: Vote = {
    ...{ by: person.id, kind: 'person', decision, standing: 'counted' },
    who: placesOf(request, person).map((place) => request.by[place]!),
    ...{ at: '', reason: null, conditions: [], confidence: null },
  };
  const after = { ...request, votes: [...request.votes, cast].toSorted(byPerson) };
  const votes = [...at.votes, { person: person.id, request: request.request, decision }];
  const requests = at.requests.map((one) => (one === request ? after : one));
  const stands = tally(after, (one) => votedBeside({ requests, decided: at.decided }, after, one));
  if (stands.kind === 'open') return { ...at, requests, votes };
  const { outcome } = stands;
  const one = decidedAs(after, outcome, 'voted');
  const left = requests.filter(({ id }) => id !== request.id);
  const answered = { requests: left, decided: [...at.decided, one], votes };
  const value = answer(outcome, stands.by);
  return advance(trial, answered, at.machine, {
    kind: 'answer',
    request: request.id,
    value,
  });
}

const byPerson = (one: Vote, other: Vote): number => (one.by < other.by ? -1 : 1);

const answer = (outcome: string, by: readonly string[]): Datum => [
  'r',
  'decision',
  symbol(outcome),
  symbol('voted'),
  by.length === 0 ? null : ['l', ...by],
  false,
  null,
  null,
];

const decidedAs = (
  request: ApprovalRequest,
  outcome: Decided['outcome'],
  how: Decided['how'],
): Decided => {
  const { id, distinct, votes, by } = request;
  return {
    ...{ id, request: request.request, distinct, votes, asked: by },
    ...{ outcome, how, by: [], reason: null, conditions: [], at: '', scopes: [], bound: [] },
    void: false,
  };
};

/** Lets the program run until it waits for people. */
function advance(
  trial: Trial,
  before: Pick<Standing, 'requests' | 'decided' | 'votes'>,
  machine: MachineState | null,
  event: MachineEvent,
): Standing {
  const made = step(trial.program, machine, event, trial.view, budget);
  if (!made.ok) throw new Error(made.error.message);
  const { state, outputs, outcome } = made.value;
  let standing: Standing = { ...before, machine: state, outcome: 'waiting' };
  if (outcome.kind !== 'waiting')
    return {
      ...standing,
      requests: [],
      outcome: outcome.kind === 'raised' ? 'refused' : 'completed',
    };
  for (const output of outputs) standing = taken(standing, output, trial);
  const skipped = standing.requests.find(({ message }) => message === SKIPPED);
  if (skipped === undefined) return standing;
  const left = {
    ...standing,
    requests: standing.requests.filter(({ id }) => id !== skipped.id),
    decided: [...standing.decided, decidedAs(skipped, 'approved', 'skipped')],
  };
  return advance(trial, left, state, {
    kind: 'answer',
    request: skipped.id,
    value: answer('approved', []),
  });
}

const SKIPPED = 'skipped';

function taken(standing: Standing, output: Output, { view, people }: Trial): Standing {
  if (output.kind === 'withdraw')
    return { ...standing, requests: standing.requests.filter(({ id }) => id !== output.id) };
  if (output.kind !== 'open') return standing;
  const { id, name, clauses: datum } = output;
  const clauses = decodeClauses(datum);
  const request: ApprovalRequest = {
    ...{ id, name, key: clauses.key, opened_at: '', scopes: [], bound: [], due: null },
    request: clauses.key === null ? name : `${name}:${clauses.key}`,
    ...{ expires: null, reminders: { every: null, next: null, warned: false, alarmed: false } },
    ...{ escalations: [], kind: 'approval', by: clauses.by, quorum: { kind: 'each', at_least: 1 } },
    ...{ quorum_text: '', rejects_when: clauses.rejectsWhen, eligible: [] },
    ...{ exclude: clauses.exclude, allow_author: clauses.allowAuthor, distinct: clauses.distinct },
    ...{ revise: clauses.revise, accepts: false, reason: false, votes: [] },
    message: clauses.skipped ? SKIPPED : null,
  };
  const { requests, decided } = standing;
  const around = { author: view.author, requests, decided };
  const able = people.filter((person) => barTo(around, request, person) === null).length;
  const quorum = quorumAt(clauses.quorum, clauses.atLeast, able);
  return { ...standing, requests: [...requests, { ...request, quorum }] };
}
