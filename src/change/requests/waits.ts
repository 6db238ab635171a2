import { symbolName, type Datum } from '../../core/datum.ts';
import { alist } from '../../core/datum-json.ts';
import type { Json } from '../../core/json.ts';
import type { Refusal } from '../../core/refusal.ts';
import type { Answer, Decision, Input, World } from '../context.ts';
import { sameWho, whoOf } from './clauses.ts';
import { recordOutlook } from '../inquiries.ts';
import type { Request, Who, WorldRequest } from '../aggregate/model.ts';
import { plain, type Opened } from './request-base.ts';
import { clockwork, type Transition } from '../transition.ts';

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
    return park(transition, id, output, answer, (base) => windowOf(base, output, answer));
  if (answer.open) recordOutlook(transition, { freezes: [], next_slot: null, seen: null });
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

type Base = Omit<Request, 'kind'> & { readonly name: string };

function windowOf(
  base: Base,
  output: Opened | null,
  { until, look, why }: Extract<Answer, { kind: 'window' }>,
): Request {
  const calendar = symbolName(alist(output?.clauses ?? null)['calendar'] ?? null);
  const asked = output === null ? [] : whoOf(askedIn(output));
  return {
    ...base,
    kind: 'window',
    until,
    why,
    look,
    ...(calendar === undefined ? {} : { calendar }),
    ...(asked.length === 0 ? {} : { asked }),
  };
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
    case 'cycle':
      return refuseWait(transition, id, output, answer);
    case 'waiting':
      return park(transition, id, output, answer, (base) => ({
        ...base,
        kind: 'dependency',
        until: null,
        why: answer.why,
      }));
  }
}

/** What the world said, and what of it was seen. */
interface Settled {
  readonly why: string;
  readonly until?: string | null;
  readonly look?: string | null;
  readonly seen: Json;
}

/** The kind of condition that a wait raises which would close a circle of changes that wait for each other. */
const WAIT_CYCLE = 'wait-cycle';

export const isWaitCycle = (value: Datum): boolean =>
  Array.isArray(value) && value[1] === 'condition' && symbolName(value[2] as Datum) === WAIT_CYCLE;

/** Raises in the program that it would wait for ever, with the path. */
export const refuseWait = (
  transition: Transition,
  id: number,
  output: Opened | null,
  answer: Settled,
): Refusal | null =>
  goOn(transition, id, output, answer, {
    kind: 'raise',
    request: id,
    value: conditionDatum(WAIT_CYCLE, answer.why),
  });

export function goOn(
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

/** Waits: opened where it is new, as `make` makes it, put off where it has waited already. */
export function park(
  transition: Transition,
  id: number,
  output: Opened | null,
  answer: Settled,
  make: (base: Base) => Request,
): null {
  const until = answer.until ?? null;
  const look = answer.look === undefined ? {} : { look: answer.look };
  if (output === null) {
    if (isParkedSo(transition, id, { until, ...look, why: answer.why })) return null;
    transition.emit(
      { type: 'deferred', data: { id, until, ...look, why: answer.why, seen: answer.seen } },
      clockwork,
    );
  } else {
    const request = make(plain(transition, output));
    transition.emit({ type: 'opened', data: { request, seen: answer.seen } }, clockwork);
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
  if (request === undefined || !('why' in request) || request.why !== why) return false;
  if (!('until' in request)) return true;
  return (
    request.until === until &&
    (request.look ?? null) === look &&
    (look === null || look > transition.context.now)
  );
}

/** In which way a request waits for the world, or null where it does not. */
export function worldOf({ kind }: Request): World | null {
  switch (kind) {
    case 'window':
    case 'lock':
      return kind;
    case 'dependency':
    case 'change':
      return 'dependency';
    default:
      return null;
  }
}

/** The looks at the world that a change's requests need when it may have moved in one way. */
export const looksFor = (requests: readonly Request[], world: World): readonly Input[] =>
  requests
    .filter((request) => worldOf(request) === world)
    .map(({ id }) => ({ kind: 'look', request: id }));

/** The question that tells whether a request for the world may go on now; null where it waits for nothing there. */
export function lookFor(transition: Transition, request: Request): Decision | null {
  const { id } = request;
  switch (request.kind) {
    case 'dependency':
      return transition.ask({ kind: 'dependencies', request: id }, null);
    case 'window':
      return transition.ask({ kind: 'window', request: id, calendar: calendarOf(request) }, null);
    case 'lock': {
      const { names, ticket } = request;
      return transition.ask({ kind: 'lock', request: id, names, ticket }, null);
    }
    case 'change':
      return transition.ask({ kind: 'change', request: id, change: request.change }, null);
    default:
      return null;
  }
}

const calendarOf = (request: Request): string | null =>
  request.kind === 'window' ? (request.calendar ?? null) : null;
