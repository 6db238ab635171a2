import { entryOf } from '../change/entry.ts';
import type { ChangeEvent, Step } from '../change/events.ts';
import { evolve } from '../change/evolve.ts';
import { clockwork, takeStep } from '../change/transition.ts';
import type { ChangeState } from '../change/model.ts';
import type { Budget, Output } from '../machine/machine.ts';
import type { Policies, Running } from './policies.ts';
import type { JournalRecord, Recompute } from './ports.ts';

export interface ReplayFinding {
  readonly seq: number;
  readonly message: string;
}

/** Makes a change anew from its records alone: the policy it was pinned to, its events, and each step of its machine. */
export function createRecompute(policies: Policies, budget: Budget): Recompute {
  return async (records) => {
    const { state } = await replay(policies, budget, records);
    return { change: state.id, document: state, entry: entryOf(state) };
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
  let expected: Output[] = [];
  const findings: ReplayFinding[] = [];
  for (const record of records) {
    const event = { type: record.type, data: record.data } as unknown as ChangeEvent;
    const actor = record.actor ?? clockwork;
    const match = matches(event);
    if (match !== null && expected.length > 0) {
      const at = expected.findIndex(match);
      if (at === -1)
        findings.push({
          seq: record.seq,
          message: `${record.type} was recorded, and replay asks for no such thing`,
        });
      else expected.splice(at, 1);
    }
    state = evolve(state, event, { time: record.time, by: actor.id }, record.tenant);
    const step = stepOf(event);
    if (step === null) continue;
    running =
      running !== undefined && running.policy.id === state.workflow.policy
        ? running
        : await policies.pinned(state.workflow.policy);
    const taken = takeStep(state, step, actor, {
      program: running.program,
      now: record.time,
      budget,
    });
    if (taken.kind === 'stepped') {
      state = taken.state;
      expected = [...expected, ...taken.outputs];
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
  for (const output of expected.filter(leavesTrace))
    findings.push({
      seq: records.at(-1)!.seq,
      message: `replay asks for ${describe(output)}, and nothing of it was recorded`,
    });
  return { state, findings };
}

const stepOf = (event: ChangeEvent): Step | null => ('step' in event.data ? event.data.step : null);

/** Which output of the machine a record came from, or null for records that come from elsewhere. */
function matches(event: ChangeEvent): ((output: Output) => boolean) | null {
  switch (event.type) {
    case 'opened':
      return (output) => output.kind === 'open' && output.id === event.data.request.id;
    case 'decided':
      return event.data.decision.how === 'skipped'
        ? (output) => output.kind === 'open' && output.id === event.data.decision.id
        : null;
    case 'withdrawn':
      return (output) => output.kind === 'withdraw' && output.id === event.data.id;
    case 'entered':
      return (output) => output.kind === 'effect' && output.name === 'phase-entered';
    case 'left':
      return (output) => output.kind === 'effect' && output.name === 'phase-left';
    default:
      return null;
  }
}

/** Outputs that always leave a record of their own kind. */
const leavesTrace = (output: Output): boolean =>
  output.kind === 'effect' && output.name.startsWith('phase-');

const describe = (output: Output): string =>
  output.kind === 'effect' ? output.name : `${output.kind} ${output.id}`;
