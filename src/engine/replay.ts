import { entryOf } from '../change/aggregate/entry.ts';
import type { ChangeEvent, Step } from '../change/aggregate/events.ts';
import { evolve } from '../change/aggregate/evolve.ts';
import { clockwork, takeStep } from '../change/transition.ts';
import type { ChangeState } from '../change/aggregate/model.ts';
import type { Budget } from '../machine/machine.ts';
import { canRead } from '../machine/state/state.ts';
import { Expectations } from './asks/expectations.ts';
import type { Policies, Running } from './policies/policies.ts';
import type { JournalRecord, Recompute } from './ports.ts';

export interface ReplayFinding {
  readonly seq: number;
  readonly message: string;
}

/** Makes a change anew from its records alone: the policy it was pinned to, its events, and each step of its machine. */
export function createRecompute(policies: Policies, budget: Budget): Recompute {
  return {
    async document(records) {
      const { state } = await replay(policies, budget, records);
      return { change: state.id, document: state, entry: entryOf(state) };
    },
    reads: ({ machine }) => machine === null || canRead(machine),
    entry: entryOf,
  };
}

/** Also compares what each step asked for with what was recorded after it. */
export async function replay(
  policies: Policies,
  budget: Budget,
  records: readonly JournalRecord[],
): Promise<{ readonly state: ChangeState; readonly findings: readonly ReplayFinding[] }> {
  let state: ChangeState | null = null;
  let running: Running | undefined;
  const expected = new Expectations();
  const findings: ReplayFinding[] = [];
  for (const record of records) {
    const event = { type: record.type, data: record.data } as unknown as ChangeEvent;
    const actor = record.actor ?? clockwork;
    for (const message of expected.meet(event, actor.id))
      findings.push({ seq: record.seq, message });
    state = evolve(state, event, { time: record.time, by: actor.id }, record.tenant);
    const step = stepOf(event);
    if (step === null) continue;
    running =
      running !== undefined && running.policy.id === state.workflow.policy
        ? running
        : await policies.pinned(state.workflow.policy);
    const taken = stepped(state, step, actor, {
      program: running.program,
      now: record.time,
      roles: step.roles ?? {},
      budget,
    });
    if (taken.kind === 'stepped') {
      state = taken.state;
      expected.expect(taken.outputs);
    } else
      findings.push({
        seq: record.seq,
        message:
          taken.kind === 'failed'
            ? `the step fails on replay: ${taken.message}`
            : taken.refusal.message,
      });
  }
  if (state === null) throw new Error('a change without records');
  const last = records.at(-1)!.seq;
  for (const message of expected.rest()) findings.push({ seq: last, message });
  return { state, findings };
}

const stepOf = (event: ChangeEvent): Step | null => ('step' in event.data ? event.data.step : null);

/** A step that the machine cannot even be asked for: what made it waitable is missing. */
function stepped(...asked: Parameters<typeof takeStep>): ReturnType<typeof takeStep> {
  try {
    return takeStep(...asked);
  } catch (fault) {
    return { kind: 'failed', message: String(fault), condition: null };
  }
}
