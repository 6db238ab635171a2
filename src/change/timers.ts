import type { Refusal } from '../core/refusal.ts';
import { whoText } from './requests/clauses.ts';
import type { Decision } from './context.ts';
import { decisionOf } from './aggregate/evolve.ts';
import type { ChangeState, Request, Who } from './aggregate/model.ts';
import { decisionDatum } from './requests/decision-datum.ts';
import { after, earliest } from './instants.ts';
import { escalatedTo } from './requests/quorum.ts';
import { clockwork, type Transition } from './transition.ts';
import { lookFor } from './requests/waits.ts';

/** Something that happens by itself at an instant. */
export interface Timer {
  readonly at: string;
  readonly request: Request;
  readonly kind: 'expire' | 'elapse' | 'look' | 'remind' | 'warn' | 'escalate' | 'alarm';
  /** Which escalation. */
  readonly index: number;
}

/** Part of `due` after which people are reminded, and the multiple after which administrators are told. */
const WARN_AT = 0.8;
const ALARM_AT = 2;

/** The earliest timer at or before an instant: by due time, then by opening, then ends before reminders. */
export function nextTimer(state: ChangeState, now: string): Timer | null {
  if (state.status !== 'open') return null;
  let first: Timer | null = null;
  for (const request of state.requests)
    for (const timer of timersOf(request))
      if (timer.at <= now && (first === null || timer.at < first.at)) first = timer;
  return first;
}

/** When something happens to the change by itself next, or null. */
export const dueOf = (state: ChangeState): string | null =>
  state.status === 'open'
    ? earliest(state.requests.flatMap((request) => timersOf(request).map(({ at }) => at)))
    : null;

function timersOf(request: Request): readonly Timer[] {
  const timers: Timer[] = [];
  const add = (at: string | null, kind: Timer['kind'], index = 0): void => {
    if (at !== null) timers.push({ at, request, kind, index });
  };
  if (request.kind === 'timer') add(request.until, 'elapse');
  if (request.kind === 'window') add(request.look ?? null, 'look');
  add(request.expires, 'expire');
  request.escalations.forEach((one, index) => add(one.done ? null : one.at, 'escalate', index));
  add(request.reminders.next, 'remind');
  if (request.due !== null && !request.reminders.warned) add(part(request, WARN_AT), 'warn');
  if (request.due !== null && !request.reminders.alarmed) add(part(request, ALARM_AT), 'alarm');
  return timers;
}

function part({ opened_at, due }: Request, share: number): string {
  const from = Date.parse(opened_at);
  return new Date(from + Math.round((Date.parse(due!) - from) * share)).toISOString();
}

export function fireTimer(transition: Transition, timer: Timer): Refusal | Decision | null {
  const { request } = timer;
  switch (timer.kind) {
    case 'elapse':
      return transition.advance(
        {
          type: 'elapsed',
          data: { id: request.id, request: request.request, why: 'the time has come', seen: null },
        },
        { event: { kind: 'answer', request: request.id, value: true }, payload: null },
        clockwork,
      );
    case 'look':
      return lookFor(transition, request);
    case 'expire':
      return expire(transition, request);
    case 'escalate':
      return escalate(transition, timer);
    case 'remind':
    case 'warn':
      return remind(transition, timer);
    case 'alarm':
      transition.emit(
        {
          type: 'overdue',
          data: {
            ...told(request, []),
            text: `${request.request} has waited twice as long as it should`,
          },
        },
        clockwork,
      );
      return null;
  }
}

function expire(transition: Transition, request: Request): Refusal | null {
  if (request.kind === 'approval') {
    const decision = decisionOf(request, {
      outcome: 'expired',
      how: null,
      by: [],
      at: transition.context.now,
    });
    return transition.advance(
      { type: 'decided', data: { decision } },
      {
        event: { kind: 'answer', request: request.id, value: decisionDatum(decision) },
        payload: null,
      },
      clockwork,
    );
  }
  const value = decisionDatum({
    ...expiredDecision,
    id: request.id,
    request: request.request,
    at: transition.context.now,
  });
  return transition.advance(
    { type: 'expired', data: { id: request.id, request: request.request } },
    { event: { kind: 'answer', request: request.id, value }, payload: null },
    clockwork,
  );
}

/** What a signal or task that ran out of time answers; the form raises it where it must. */
const expiredDecision = {
  asked: [],
  outcome: 'expired',
  how: null,
  by: [],
  reason: null,
  conditions: [],
  votes: [],
  scopes: [],
  bound: [],
  distinct: null,
  void: false,
} as const;

function escalate(transition: Transition, { request, index }: Timer): null {
  const { who } = request.escalations[index]!;
  const text = `${request.request} waits: ${who.map(whoText).join(', ')} may act now`;
  transition.emit({ type: 'escalated', data: { ...told(request, who), text, index } }, clockwork);
  return null;
}

function remind(transition: Transition, { request, kind, at }: Timer): null {
  const { reminders } = request;
  const { every } = reminders;
  const next =
    kind === 'remind' && every !== null
      ? skipPast(at, every, transition.context.now)
      : reminders.next;
  const asked = 'by' in request ? [...request.by, ...escalatedTo(request)] : [];
  const text = `${request.request} waits since ${request.opened_at}${request.due === null ? '' : `, due ${request.due}`}`;
  transition.emit(
    {
      type: 'reminded',
      data: { ...told(request, asked), text, next, warned: reminders.warned || kind === 'warn' },
    },
    clockwork,
  );
  return null;
}

/** After a long stop one reminder is enough. */
function skipPast(at: string, everySeconds: number, now: string): string {
  const missed = Math.floor((Date.parse(now) - Date.parse(at)) / (everySeconds * 1000));
  return after(at, (missed + 1) * everySeconds);
}

const told = (
  request: Request,
  to: readonly Who[],
): { id: number; request: string; to: readonly Who[] } => ({
  id: request.id,
  request: request.request,
  to,
});
