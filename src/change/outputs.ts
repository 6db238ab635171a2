import type { Datum } from '../core/datum.ts';
import { listItems, symbolName } from '../core/datum.ts';
import { jsonOfDatum, writeDatum } from '../core/datum-json.ts';
import type { Refusal } from '../core/refusal.ts';
import { unreachable } from '../core/unreachable.ts';
import type { Output } from '../machine/machine.ts';
import { openRequests } from '../machine/state/state.ts';
import { askToOpen, refusedBy } from './requests/asking.ts';
import { ClauseError, whoOf } from './requests/clauses.ts';
import type { Answer, Ask, Decision, Progress } from './context.ts';
import { setField } from './aggregate/fields.ts';
import { recordFailedDependencies, recordOutlook } from './inquiries.ts';
import { settleLock, unlock } from './requests/locks.ts';
import { openRequest } from './requests/opening.ts';
import { settleChange, settleOpenedChange } from './requests/other-changes.ts';
import { phaseChanged } from './aggregate/phases.ts';
import type { Opened } from './requests/request-base.ts';
import { deliverKept } from './requests/signal.ts';
import { clockwork, type Transition } from './transition.ts';
import { conditionDatum, settleDependencies, settleWindow } from './requests/waits.ts';

/** Turns one output of the machine into events, or into a question to the engine. */
export function perform(transition: Transition, output: Output): Decision | null {
  switch (output.kind) {
    case 'withdraw': {
      const request = transition.state.requests.find(({ id }) => id === output.id);
      if (request !== undefined)
        transition.emit(
          { type: 'withdrawn', data: { id: request.id, request: request.request } },
          clockwork,
        );
      return null;
    }
    case 'effect':
      return refusedBy(effect(transition, output.name, output.data));
    case 'open':
      // What was asked for before may have been answered at once, and the answer may have withdrawn this.
      return isOpen(transition, output) ? opens(transition, output) : null;
    default:
      return unreachable(output);
  }
}

const isOpen = ({ state: { machine } }: Transition, { id }: Opened): boolean =>
  machine !== null && openRequests(machine).includes(id);

function effect(transition: Transition, name: string, data: Datum): Refusal | null {
  const items = listItems(data) ?? [];
  const word = (at: number): string => symbolName(items[at] ?? null) ?? text(items[at] ?? null);
  switch (name) {
    case 'phase-entered': {
      transition.emit({ type: 'entered', data: { name: word(0), label: word(1) } }, clockwork);
      return phaseChanged(transition, word(0));
    }
    case 'phase-left': {
      transition.emit({ type: 'left', data: { name: word(0) } }, clockwork);
      return phaseChanged(transition, word(0));
    }
    case 'unlocked': {
      unlock(transition, data);
      return null;
    }
    case 'sent-back': {
      transition.emit({ type: 'sent-back', data: { scope: scopeOf(items[0]) } }, clockwork);
      return null;
    }
    case 'notify': {
      transition.emit(
        { type: 'notified', data: { to: whoOf(items[0] ?? null), text: text(items[1] ?? null) } },
        clockwork,
      );
      return null;
    }
    case 'comment': {
      transition.emit({ type: 'commented', data: { text: text(items[0] ?? data) } }, clockwork);
      return null;
    }
    case 'emit': {
      transition.emit(
        { type: 'emitted', data: { name: word(0), data: jsonOfDatum(items[1] ?? null) } },
        clockwork,
      );
      return null;
    }
    case 'set-field': {
      const field = word(0);
      transition.emit(
        {
          type: 'field-set',
          data: { name: field, fields: setField(transition.state.fields, field, items[1] ?? null) },
        },
        clockwork,
      );
      return null;
    }
    default:
      throw new Error(`the machine asked for an effect that no change has: ${name}`);
  }
}

function scopeOf(datum: Datum | undefined): number {
  if (typeof datum !== 'number') throw new Error('a round is sent back by its number');
  return datum;
}

const text = (datum: Datum): string => (typeof datum === 'string' ? datum : writeDatum(datum));

/** A clause that cannot mean what it says raises in the workflow, at the form. */
function opens(transition: Transition, output: Opened): Decision | null {
  try {
    return askToOpen(transition, output);
  } catch (error) {
    if (!(error instanceof ClauseError)) throw error;
    const refusal = transition.advance(
      {
        type: 'elapsed',
        data: { id: output.id, request: output.name, why: error.message, seen: null },
      },
      {
        event: {
          kind: 'raise',
          request: output.id,
          value: conditionDatum(error.kind, error.message),
        },
        payload: null,
      },
      clockwork,
    );
    return refusedBy(refusal);
  }
}

/** Takes the engine's answer to the question that the transition waits for. */
export function answered(
  transition: Transition,
  asked: Progress['asked'],
  answer: Answer,
): Refusal | null {
  if (asked?.ask.kind !== answer.kind) throw new Error('the answer is not to the question');
  if (answer.kind === 'outlook') return recordOutlook(transition, answer);
  if (answer.kind === 'failed-dependencies') return recordFailedDependencies(transition, answer);
  if (!('request' in asked.ask)) throw new Error('the answer is not to the question');
  const request = asked.ask.request;
  switch (answer.kind) {
    case 'opening':
      openRequest(transition, asked.output as Opened, answer);
      return deliverKept(transition, request);
    case 'risk':
      return transition.advance(
        {
          type: 'assessed',
          data: {
            id: request,
            assessment: answer.assessment,
            inputs: answer.inputs,
            seen: answer.seen,
          },
        },
        { event: { kind: 'answer', request, value: answer.value }, payload: null },
        clockwork,
      );
    case 'window':
      return settleWindow(transition, request, asked.output as Opened | null, answer);
    case 'dependencies':
      return settleDependencies(transition, request, asked.output as Opened | null, answer);
    case 'lock':
    case 'change':
    case 'open-change':
      return settle(transition, asked.ask, asked.output as Opened | null, answer);
    default:
      return unreachable(answer);
  }
}

/** Takes the answer to a question that has more to it than its request. */
function settle(
  transition: Transition,
  ask: Ask,
  output: Opened | null,
  answer: Answer,
): Refusal | null {
  if (ask.kind === 'lock' && answer.kind === 'lock')
    return settleLock(transition, ask.names, ask.request, output, answer);
  if (ask.kind === 'change' && answer.kind === 'change')
    return settleChange(transition, ask.change, ask.request, output, answer);
  if (ask.kind === 'open-change' && answer.kind === 'open-change')
    return settleOpenedChange(transition, ask, output, answer);
  throw new Error('the answer is not to the question');
}
