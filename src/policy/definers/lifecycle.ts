import type { Definer } from '../../language/forms.ts';
import { spanOf, type Stx } from '../../language/syntax.ts';
import type { Core } from '../../machine/code.ts';
import type { Lifecycle } from '../definitions.ts';
import { clauseOf, readClauses, type ClauseShapes } from '../forms/clauses.ts';
import { call, constant, global, listOf, symbolConstant } from '../forms/core.ts';
import { clauseEntries, signalShapes } from '../forms/requests.ts';
import { headless, itemsOf, textOf } from '../forms/shape.ts';
import { labelOf } from '../forms/structure.ts';
import { durationCore, wordOf } from '../forms/values.ts';
import { namedDefiner, type Making } from './definition.ts';
import { checkLifecycle } from './lifecycle-check.ts';
import { transitionClauses, type Drawn } from './transition-clauses.ts';
import { isOption, workflowData } from './workflow.ts';

const { due, remind, escalate } = signalShapes;

const stateShapes: ClauseShapes = {
  final: { least: 1, most: 1, usage: '(final OUTCOME)' },
  due: due!,
  remind: remind!,
  escalate: escalate!,
};

const transitionShapes: ClauseShapes = {
  from: { least: 1, most: null, required: true, usage: '(from STATE …)' },
  to: { least: 1, most: 1, required: true, usage: '(to STATE)' },
  ...transitionClauses,
};

export type State = Drawn<Lifecycle['states'][number]>;
export type Transition = Drawn<Lifecycle['transitions'][number]>;

/** The parts of a lifecycle by the word that each starts with. */
interface Parts {
  readonly initial: Stx | undefined;
  readonly states: readonly State[];
  readonly transitions: readonly Transition[];
}

/** `(define-lifecycle NAME ["…"] option … (initial STATE) (state …) … (transition …) …)` */
export const lifecycle: Definer = namedDefiner((header, making) => {
  const options = header.rest.filter((item) => isOption(item, making));
  const parts = partsOf(
    header.rest.filter((item) => !isOption(item, making)),
    making,
  );
  const initial = parts.initial === undefined ? undefined : making.context.word(parts.initial);
  const drawn: Lifecycle = {
    initial: initial ?? parts.states[0]?.data.name ?? '',
    states: parts.states.map(({ data }) => data),
    transitions: parts.transitions.map(({ data }) => data),
  };
  const sound = checkLifecycle(drawn, parts, making);
  if (sound) for (const state of parts.states) addState(state, parts.transitions, making);
  const value = workflowData(header, options, drawn, making);
  const start: Core = sound ? ['call', global(stateName(drawn.initial, making))] : constant(false);
  return { core: ['lambda', [], null, start], definition: { kind: 'workflow', value } };
});

function partsOf(stxs: readonly Stx[], making: Making): Parts {
  const { context } = making;
  let initial: Stx | undefined;
  const states: State[] = [];
  const transitions: Transition[] = [];
  for (const stx of stxs) {
    const [head, first] = itemsOf(stx) ?? [];
    const word = head === undefined ? undefined : context.word(head);
    if (word === 'initial' && first !== undefined) {
      if (initial === undefined) initial = first;
      else context.error('repeated-clause', stx, '`initial` may stand once only');
    } else if (word === 'state') states.push(...stateOf(stx, making));
    else if (word === 'transition') transitions.push(...transitionOf(stx, making));
    else {
      const help = 'a lifecycle has (initial STATE), (state NAME …) and (transition NAME …)';
      context.error('unknown-clause', head ?? stx, 'no part of a lifecycle starts like this', help);
    }
  }
  return { initial, states, transitions };
}

function stateOf(stx: Stx, making: Making): readonly State[] {
  const { context } = making;
  const [nameStx, ...rest] = headless(stx);
  const name = nameStx === undefined ? undefined : wordOf(nameStx, 'the name of a state', context);
  if (name === undefined) return [];
  const label = rest[0] === undefined ? undefined : textOf(rest[0]);
  const clauseStxs = label === undefined ? rest : rest.slice(1);
  const clauses = readClauses(clauseStxs, stateShapes, { name: 'state', stx }, context);
  const outcome = clauseOf(clauses, 'final')?.operands[0];
  const final = outcome === undefined ? null : (wordOf(outcome, 'an outcome', context) ?? null);
  return [
    { data: { name, label: label ?? labelOf(name), final, span: spanOf(stx) }, clauses, stx },
  ];
}

function transitionOf(stx: Stx, making: Making): readonly Transition[] {
  const { context } = making;
  const [nameStx, ...rest] = headless(stx);
  const name = nameStx === undefined ? undefined : wordOf(nameStx, 'a transition', context);
  if (name === undefined) return [];
  const clauses = readClauses(rest, transitionShapes, { name: 'transition', stx }, context);
  const states = (word: string): readonly string[] =>
    (clauseOf(clauses, word)?.operands ?? []).flatMap((state) => context.word(state) ?? []);
  const [to] = states('to');
  if (to === undefined) return [];
  return [{ data: { name, from: states('from'), to, span: spanOf(stx) }, clauses, stx }];
}

const stateName = (state: string, making: Making): string => `%${making.name}:${state}`;

/** Adds the procedure of a state, as the library's page on lifecycles shows it. */
function addState(state: State, transitions: readonly Transition[], making: Making): void {
  const { name, label, final } = state.data;
  const leaving = transitions.filter(({ data }) => data.from.includes(name));
  const inside =
    final === null ? moves(state, leaving, making) : call('close', symbolConstant(final));
  const body: Core = ['lambda', [], null, inside];
  const entered = call('%phase', symbolConstant(name), constant(label), body);
  const phase = making.context.placed(entered, state.stx);
  const core: Core = ['lambda', [], null, final === null ? ['call', phase] : phase];
  making.procedure(name, core, state.stx);
}

/** Waits for the first transition out of a state and answers the procedure of the state that it leads to. */
function moves(state: State, leaving: readonly Transition[], making: Making): Core {
  const waits = leaving.map((transition) => waitFor(transition, state, making));
  const targets = leaving.map(({ data }) => global(stateName(data.to, making)));
  if (waits.length === 1) return ['seq', waits[0]!, targets[0]!];
  const thunks = waits.map((wait): Core => ['lambda', [], null, wait]);
  return call('%next', call('%first', listOf(thunks)), ...targets);
}

/** Waits for a transition: for its time, or for its signal with what the state says of signals. */
function waitFor(transition: Transition, state: State, making: Making): Core {
  const { context } = making;
  const after = clauseOf(transition.clauses, 'after')?.operands[0];
  if (after !== undefined) {
    return context.placed(call('%sleep', durationCore(after, context)), transition.stx);
  }
  const own = transition.clauses.filter(({ word }) => word !== 'from' && word !== 'to');
  const inherited = state.clauses.filter(
    ({ word }) => word !== 'final' && !own.some((clause) => clause.word === word),
  );
  const entries = clauseEntries([...own, ...inherited], context);
  const wait = call('%await-signal', symbolConstant(transition.data.name), listOf(entries));
  return context.placed(wait, transition.stx);
}
