import type { Datum } from '../../core/datum.ts';
import { alist } from '../../core/datum-json.ts';
import type { Refusal } from '../../core/refusal.ts';
import { ClauseError } from './clauses.ts';
import type { Answer, Ask, Decision } from '../context.ts';
import { fieldsOfDatum } from '../aggregate/fields.ts';
import type { Opened } from './request-base.ts';
import { clockwork, type Transition } from '../transition.ts';
import { conditionDatum, goOn, park, refuseWait } from './waits.ts';

export function askForChange(transition: Transition, output: Opened): Decision {
  const change = alist(output.clauses)['change'];
  if (typeof change !== 'string' || change === '')
    throw new ClauseError('await-change wants the id of a change, as text');
  return transition.ask({ kind: 'change', request: output.id, change }, output);
}

/** Goes on with the other change's outcome once it has ended. */
export function settleChange(
  transition: Transition,
  change: string,
  id: number,
  output: Opened | null,
  answer: Extract<Answer, { kind: 'change' }>,
): Refusal | null {
  const raise = (kind: string): Refusal | null =>
    goOn(transition, id, output, answer, {
      kind: 'raise',
      request: id,
      value: conditionDatum(kind, answer.why),
    });
  switch (answer.state) {
    case 'ended': {
      const value: Datum = ['y', answer.outcome ?? 'completed'];
      return goOn(transition, id, output, answer, { kind: 'answer', request: id, value });
    }
    case 'missing':
      return raise('no-such-change');
    case 'cycle':
      return refuseWait(transition, id, output, answer);
    case 'waiting':
      return park(transition, id, output, answer, (base) => ({
        ...base,
        request: change,
        key: change,
        kind: 'change',
        change,
        why: answer.why,
      }));
  }
}

/** The question that opens another change: its workflow is the request's name. */
export function askToOpenChange(transition: Transition, output: Opened): Decision {
  const { type = null, ...fields } = fieldsOfDatum(alist(output.clauses)['fields'] ?? null);
  return transition.ask(
    {
      kind: 'open-change',
      request: output.id,
      workflow: output.name,
      type: typeof type === 'string' ? type : null,
      fields: { title: transition.state.fields.title, description: '', ...fields },
    },
    output,
  );
}

/** Goes on with the id of the change that was opened, in the same commit as this. */
export function settleOpenedChange(
  transition: Transition,
  { request, workflow }: Extract<Ask, { kind: 'open-change' }>,
  output: Opened | null,
  answer: Extract<Answer, { kind: 'open-change' }>,
): Refusal | null {
  const { change, seen } = answer;
  if (change === null)
    return goOn(transition, request, output, answer, {
      kind: 'raise',
      request,
      value: conditionDatum('not-opened', answer.why),
    });
  return transition.advance(
    { type: 'change-opened', data: { id: request, change, workflow, seen } },
    { event: { kind: 'answer', request, value: change }, payload: null },
    clockwork,
  );
}
