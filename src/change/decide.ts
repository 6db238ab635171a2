import { refuse } from '../core/refusal.ts';
import type { Refusal } from '../core/refusal.ts';
import { unreachable } from '../core/unreachable.ts';
import type { Answer, Context, Decision, Input, Progress } from './context.ts';
import { create } from './create.ts';
import { decideApproval, decidedByVotes, endByVotes } from './requests/vote.ts';
import { edit } from './edit.ts';
import { finish } from './ending.ts';
import { inquire } from './inquiries.ts';
import type { ChangeState } from './aggregate/model.ts';
import { answered, perform } from './outputs.ts';
import { cancel, completeTask, sendSignal } from './requests/signal.ts';
import { comment, linkAdr, archive, retry } from './notes.ts';
import { fireTimer, nextTimer } from './timers.ts';
import { isSubmission, notPermitted } from './permissions.ts';
import { Transition } from './transition.ts';
import { lookFor, looksFor } from './requests/waits.ts';

/**
 * What a change makes of an input: a refusal, a question to the engine, or the events and the state they make.
 * Synchronous and pure; nothing is written before it says `done`. Timers that are due come first.
 */
export function decide(
  state: ChangeState | null,
  inputs: readonly Input[],
  context: Context,
): Decision {
  return proceed(
    { state, events: [], pending: [], ending: null, todo: inputs, asked: null },
    context,
  );
}

/** Goes on with a transition when the engine has answered its question. */
export function resume(progress: Progress, answer: Answer, context: Context): Decision {
  const transition = new Transition(progress, context);
  const refusal = answered(transition, progress.asked, answer);
  return refusal === null ? run(transition) : { kind: 'refused', refusal };
}

const proceed = (progress: Progress, context: Context): Decision =>
  run(new Transition(progress, context));

/** First what the machine asked for, then what votes decide and time has brought, then the next input; until nothing is left. */
function run(transition: Transition): Decision {
  for (;;) {
    if (transition.crowded)
      return refused(
        refuse(
          'over-budget',
          'the workflow goes on without waiting: it made more than 10,000 records in one step',
        ),
      );
    const output = transition.nextOutput();
    if (output !== undefined) {
      const question = perform(transition, output);
      if (question !== null) return question;
      continue;
    }
    const refusal = transition.ending === null ? next(transition) : finish(transition);
    if (refusal === 'done') return transition.done();
    if (refusal !== null) return 'ask' in refusal ? refusal : refused(refusal as Refusal);
  }
}

const refused = (refusal: Refusal): Decision => ({ kind: 'refused', refusal });

function next(transition: Transition): Refusal | Decision | 'done' | null {
  const first = transition.todo[0];
  if (first?.kind !== 'create') {
    const decided = decidedByVotes(transition);
    if (decided !== null) return endByVotes(transition, decided);
    const timer = nextTimer(transition.state, transition.context.now);
    if (timer !== null) return fireTimer(transition, timer);
  }
  const input = transition.todo.shift();
  return input === undefined ? 'done' : handle(transition, input);
}

function handle(transition: Transition, input: Input): Refusal | Decision | null {
  switch (input.kind) {
    case 'create':
      if (input.command.depends_on.length > 0) transition.todo.unshift(aboutDependencies);
      return create(transition, input.command, input.prepared);
    case 'wake':
      if (input.look !== null)
        transition.todo.unshift(...looksFor(transition.state.requests, input.look));
      if (input.look === 'dependency') transition.todo.unshift(aboutDependencies);
      return null;
    case 'inquire':
      return inquire(transition, input.about);
    case 'look': {
      const request = transition.state.requests.find(({ id }) => id === input.request);
      return request === undefined ? null : lookFor(transition, request);
    }
    case 'command':
      return command(transition, input.command);
    default:
      return unreachable(input);
  }
}

const aboutDependencies: Input = { kind: 'inquire', about: 'dependencies' };

type ChangeCommand = Extract<Input, { kind: 'command' }>['command'];

/** What may still be said of a change that has ended, and of one whose program failed. */
const afterEnd: readonly ChangeCommand['kind'][] = ['comment', 'decide', 'link-adr', 'archive'];
const afterFailure: readonly ChangeCommand['kind'][] = [
  'comment',
  'retry',
  'cancel',
  'edit',
  'link-adr',
];

function command(transition: Transition, one: ChangeCommand): Refusal | null {
  const { state } = transition;
  const forbidden = notPermitted(transition, one);
  if (forbidden !== null) return forbidden;
  if (state.status === 'failed' && !afterFailure.includes(one.kind))
    return refuse(
      'program-failed',
      `the workflow of ${state.id} failed (${state.failure?.message ?? 'unknown'}): correct what it needs and use retry, or cancel the change`,
    );
  if (state.status !== 'open' && state.status !== 'failed' && !afterEnd.includes(one.kind))
    return refuse(
      'closed',
      `${state.id} is ${state.status}${state.outcome === null ? '' : ` (${state.outcome})`}: open another change instead`,
    );
  switch (one.kind) {
    case 'edit':
      return edit(transition, one);
    case 'decide':
      return decideApproval(transition, one);
    case 'signal': {
      const refusal = sendSignal(transition, one.name, one.payload);
      if (refusal === null && isSubmission(one.name))
        transition.todo.unshift({ kind: 'inquire', about: 'freezes' });
      return refusal;
    }
    case 'task':
      return completeTask(transition, one);
    case 'comment':
      return comment(transition, one.text);
    case 'cancel':
      return cancel(transition, one.reason);
    case 'retry':
      return retry(transition);
    case 'link-adr':
      return linkAdr(transition, one);
    case 'archive':
      return archive(transition);
    default:
      return unreachable(one);
  }
}
