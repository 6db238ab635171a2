import { symbolName, type Datum } from '../core/datum.ts';
import { alist } from '../core/datum-json.ts';
import type { Refusal } from '../core/refusal.ts';
import type { Answer, Decision, Look } from './context.ts';
import { sameWho, whoOf } from './clauses.ts';
import type { Request, Who, WorldRequest } from './model.ts';
import { plain, type Opened } from './request-base.ts';
import { clockwork, type Transition } from './transition.ts';

/** A condition of the language, as a program can catch it. */
export const conditionDatum = (kind: string, message: string): Datum => [
  'r',
  'condition',
  ['y', kind],
  message,
  null,
];

/**
 * A window request goes on when nothing freezes the change and a window is open, and whenever others than the program
 * says (`asked`) may let it go ahead all the same: some or nobody, as freezes come and go.
 */
export function settleWindow(
  transition: Transition,
  id: number,
  output: Opened | null,
  answer: Extract<Answer, { kind: 'window' }>,
): Refusal | null {
  const asked = output === null ? askedBy(transition, id) : whoOf(askedIn(output));
  if (!answer.open && sameAsked(asked, answer.override))
    return park(transition, id, output, 'window', answer);
  const value: Datum = answer.open
    ? ['y', 'open']
    : [
        'l',
        ['y', 'override'],
        ...answer.override.map((who): Datum =>
          who.kind === 'role' ? ['y', who.role] : ['l', ['y', 'person'], who.person],
        ),
      ];
  return goOn(transition, id, output, answer, { kind: 'answer', request: id, value });
}

const askedIn = (output: Opened): Datum => alist(output.clauses)['asked'] ?? null;

function askedBy({ state }: Transition, id: number): readonly Who[] {
  const request = state.requests.find((one) => one.id === id);
  return request?.kind === 'window' ? (request.asked ?? []) : [];
}

const sameAsked = (one: readonly Who[], other: readonly Who[]): boolean =>
  one.length === other.length && one.every((who) => other.some((also) => sameWho(who, also)));

export function settleDependencies(
  transition: Transition,
  id: number,
  output: Opened | null,
  answer: Extract<Answer, { kind: 'dependencies' }>,
): Refusal | null {
  switch (answer.state) {
    case 'ready':
      return goOn(transition, id, output, answer, { kind: 'answer', request: id, value: true });
    case 'failed':
      return goOn(transition, id, output, answer, {
        kind: 'raise',
        request: id,
        value: conditionDatum('dependency-failed', answer.why),
      });
    case 'waiting':
      return park(transition, id, output, 'dependency', { ...answer, until: null });
  }
}

type Settled = {
  readonly why: string;
  readonly until?: string | null;
  readonly look?: string | null;
  readonly seen: Extract<Answer, { kind: 'window' }>['seen'];
};

function goOn(
  transition: Transition,
  id: number,
  output: Opened | null,
  answer: Settled,
  event: { kind: 'answer' | 'raise'; request: number; value: Datum },
): Refusal | null {
  const request =
    output?.name ?? transition.state.requests.find((one) => one.id === id)?.request ?? '';
  return transition.advance(
    { type: 'elapsed', data: { id, request, why: answer.why, seen: answer.seen } },
    { event, payload: null },
    clockwork,
  );
}

/** Waits: opened where it is new, put off where it has waited already. */
function park(
  transition: Transition,
  id: number,
  output: Opened | null,
  kind: WorldRequest['kind'],
  answer: Settled,
): Refusal | null {
  const until = answer.until ?? null;
  const look = answer.look === undefined ? {} : { look: answer.look };
  if (output === null) {
    if (isParkedSo(transition, id, { until, ...look, why: answer.why })) return null;
    transition.emit(
      { type: 'deferred', data: { id, until, ...look, why: answer.why, seen: answer.seen } },
      clockwork,
    );
  } else {
    const calendar = symbolName(alist(output.clauses)['calendar'] ?? null);
    const asked = whoOf(askedIn(output));
    transition.emit(
      {
        type: 'opened',
        data: {
          request: {
            ...plain(transition, output),
            kind,
            until,
            why: answer.why,
            ...look,
            ...(calendar === undefined ? {} : { calendar }),
            ...(asked.length === 0 ? {} : { asked }),
          },
          seen: answer.seen,
        },
      },
      clockwork,
    );
  }
  return null;
}

/** Whether a request waits already for the same, at an instant still to come: then nothing has happened. */
function isParkedSo(
  transition: Transition,
  id: number,
  { until, why, look = null }: Pick<WorldRequest, 'until' | 'why' | 'look'>,
): boolean {
  const request = transition.state.requests.find((one) => one.id === id);
  if (request?.kind !== 'window' && request?.kind !== 'dependency') return false;
  return (
    request.until === until &&
    request.why === why &&
    (request.look ?? null) === look &&
    (look === null || look > transition.context.now)
  );
}

/** Looks again at the world for every request that waits for it in this way, one after another. */
export function lookAgain(transition: Transition, { kind, after = -1 }: Look): Decision | null {
  const waiting = transition.state.requests.filter((one) => one.kind === kind && one.id > after);
  const [first] = waiting;
  if (first === undefined) return null;
  if (waiting.length > 1)
    transition.todo.unshift({ kind: 'wake', look: { kind, after: first.id } });
  return lookFor(transition, first);
}

/** The question that tells whether a request for the world may go on now. */
export const lookFor = (transition: Transition, request: Request): Decision =>
  request.kind === 'dependency'
    ? transition.ask({ kind: 'dependencies', request: request.id }, null)
    : transition.ask({ kind: 'window', request: request.id, calendar: calendarOf(request) }, null);

const calendarOf = (request: Request): string | null =>
  request.kind === 'window' ? (request.calendar ?? null) : null;
