import { symbolName } from '../../core/datum.ts';
import { alist } from '../../core/datum-json.ts';
import type { Refusal } from '../../core/refusal.ts';
import { ClauseError, decodeClauses, lengthOf, type Clauses, type Length } from './clauses.ts';
import type { Decision } from '../context.ts';
import { askForLock } from './locks.ts';
import type { Decided } from '../aggregate/model.ts';
import { decisionDatum } from './decision-datum.ts';
import { openRequest, taskOf } from './opening.ts';
import { askForChange, askToOpenChange } from './other-changes.ts';
import { awaitPhase } from '../aggregate/phases.ts';
import { boundTo, requestName, type Opened } from './request-base.ts';
import { clockwork, type Transition } from '../transition.ts';

/** The question that must be answered before a request can open; a skipped approval needs none. */
export function askToOpen(transition: Transition, output: Opened): Decision | null {
  const id = output.id;
  switch (output.request) {
    case 'approval': {
      const clauses = decodeClauses(output.clauses);
      if (clauses.skipped) return skip(transition, output, clauses);
      refuseSameName(transition, output, clauses);
      return transition.ask(
        {
          kind: 'opening',
          request: id,
          who: [...clauses.by, ...clauses.exclude, ...clauses.escalate.flatMap(({ who }) => who)],
          lengths: lengthsOf(clauses),
        },
        output,
      );
    }
    case 'signal':
    case 'event':
    case 'task': {
      const clauses = decodeClauses(output.clauses);
      refuseSameName(transition, output, clauses);
      if (output.request === 'task') refuseSharedFile(transition, taskOf(output, clauses));
      return transition.ask(
        { kind: 'opening', request: id, who: [], lengths: lengthsOf(clauses) },
        output,
      );
    }
    case 'sleep':
      return transition.ask(
        {
          kind: 'opening',
          request: id,
          who: [],
          lengths: [lengthOf(alist(output.clauses)['duration'] ?? null, 'sleep')],
        },
        output,
      );
    case 'until':
    case 'never':
      openRequest(transition, output, { kind: 'opening', people: [], instants: [], seen: null });
      return null;
    case 'window':
      return transition.ask(
        {
          kind: 'window',
          request: id,
          calendar: symbolName(alist(output.clauses)['calendar'] ?? null) ?? null,
        },
        output,
      );
    case 'dependencies':
      return transition.ask({ kind: 'dependencies', request: id }, output);
    case 'phase':
      return refusedBy(awaitPhase(transition, output));
    case 'lock':
      return askForLock(transition, output);
    case 'change':
      return askForChange(transition, output);
    case 'open-change':
      return askToOpenChange(transition, output);
    case 'risk':
      return transition.ask({ kind: 'risk', request: id, model: output.name }, output);
    default:
      throw new Error(`the machine opened a request that no change has: ${output.request}`);
  }
}

const NAMED = new Set<string>(['approval', 'signal', 'event', 'task']);

/** Of two open requests of one name nobody could say which is meant; what forms ask for themselves goes in turn. */
function refuseSameName({ state }: Transition, { name }: Opened, { key, inTurn }: Clauses): void {
  const request = requestName(name, key);
  if (inTurn || !state.requests.some((one) => one.request === request && NAMED.has(one.kind)))
    return;
  throw new ClauseError(
    `${request} is open already: give one of the two another name, or a key that tells them apart`,
    'duplicate-request',
  );
}

/** Two open tasks that write one file would lose one of the texts. */
function refuseSharedFile(
  { state }: Transition,
  { request, artifact }: { readonly request: string; readonly artifact: string },
): void {
  const other = state.requests.find((one) => one.kind === 'task' && one.artifact === artifact);
  if (other === undefined) return;
  throw new ClauseError(
    `the task ${request} would write ${artifact}, and so does the open task ${other.request}: give one of them another file or key`,
  );
}

const lengthsOf = (clauses: Clauses): readonly Length[] =>
  [clauses.due, clauses.within, ...clauses.escalate.map(({ after }) => after)].filter(
    (length) => length !== null,
  );

function skip(transition: Transition, output: Opened, clauses: Clauses): Decision | null {
  const decision: Decided = {
    id: output.id,
    request: requestName(output.name, clauses.key),
    asked: clauses.by,
    outcome: 'approved',
    how: 'skipped',
    by: [],
    reason: null,
    conditions: [],
    votes: [],
    at: transition.context.now,
    scopes: output.scopes,
    // What let it be skipped is what an edit may not quietly take back.
    bound: boundTo(output, clauses),
    distinct: clauses.distinct,
    void: false,
  };
  const refusal = transition.advance(
    { type: 'decided', data: { decision } },
    {
      event: { kind: 'answer', request: output.id, value: decisionDatum(decision) },
      payload: null,
    },
    clockwork,
  );
  return refusedBy(refusal);
}

export const refusedBy = (refusal: Refusal | null): Decision | null =>
  refusal === null ? null : { kind: 'refused', refusal };
