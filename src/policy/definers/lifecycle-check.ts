import { nearest } from '../../core/nearest.ts';
import type { Stx } from '../../language/syntax.ts';
import type { Lifecycle } from '../definitions.ts';
import { clauseOf } from '../forms/clauses.ts';
import type { Making } from './definition.ts';
import type { State, Transition } from './lifecycle.ts';

interface Parts {
  readonly initial: Stx | undefined;
  readonly states: readonly State[];
  readonly transitions: readonly Transition[];
}

/** Reports what is wrong with a lifecycle as drawn; true where it can be built. */
export function checkLifecycle(drawn: Lifecycle, parts: Parts, making: Making): boolean {
  const { context, stx } = making;
  // What is said of all parts together would follow from one that could not be read.
  if (context.failed) return false;
  if (parts.initial === undefined || parts.states.length === 0) {
    context.error('missing-clause', stx, 'a lifecycle needs (initial STATE) and its states');
    return false;
  }
  // A name that was meant for another part is missing there, too.
  if (!namesOnce(parts, making)) return false;
  const named = [
    namesExist(parts, making),
    everyOneMoves(parts, making),
    begins(drawn, parts, making),
  ];
  if (named.includes(false)) return false;
  reachable(drawn, parts, making);
  return true;
}

function namesOnce({ states, transitions }: Parts, making: Making): boolean {
  let sound = true;
  const seen = new Set<string>();
  for (const state of states) {
    if (seen.has(state.data.name)) {
      sound = false;
      const message = `the lifecycle has the state \`${state.data.name}\` already`;
      making.context.error('defined-twice', state.stx, message);
    }
    seen.add(state.data.name);
  }
  const leaving = new Set<string>();
  for (const { data, stx, clauses } of transitions) {
    if (clauseOf(clauses, 'after') !== undefined) continue;
    for (const from of data.from) {
      const key = `${from} ${data.name}`;
      if (leaving.has(key)) {
        sound = false;
        const message = `two transitions \`${data.name}\` leave \`${from}\`; which one is meant cannot be told`;
        making.context.error(
          'duplicate-request',
          stx,
          message,
          'give one of them another name, or let one lead from all of the states',
        );
      }
      leaving.add(key);
    }
  }
  return sound;
}

function namesExist({ initial, states, transitions }: Parts, making: Making): boolean {
  const { context } = making;
  const known = new Set(states.map(({ data }) => data.name));
  const named = [
    ...(initial === undefined ? [] : [initial]),
    ...transitions.flatMap(({ clauses }) =>
      ['from', 'to'].flatMap((word) => clauseOf(clauses, word)?.operands ?? []),
    ),
  ];
  let sound = true;
  for (const stx of named) {
    const name = context.word(stx);
    if (name !== undefined && known.has(name)) continue;
    sound = false;
    const meant = name === undefined ? undefined : nearest(name, known);
    const help =
      meant === undefined ? `states: ${[...known].join(', ')}` : `did you mean \`${meant}\`?`;
    context.error('unknown-state', stx, `the lifecycle has no state \`${name ?? '…'}\``, help);
  }
  return sound;
}

function everyOneMoves({ states, transitions }: Parts, making: Making): boolean {
  const { context } = making;
  let sound = true;
  const finals = new Set(
    states.filter(({ data }) => data.final !== null).map(({ data }) => data.name),
  );
  for (const { data, clauses, stx } of transitions) {
    const [by, after] = [clauseOf(clauses, 'by'), clauseOf(clauses, 'after')];
    if ((by === undefined) === (after === undefined)) {
      sound = false;
      const message = `the transition \`${data.name}\` needs (by WHO …) or (after DURATION), one of them`;
      context.error('missing-clause', stx, message);
    }
    const ended = data.from.find((state) => finals.has(state));
    if (ended !== undefined) {
      sound = false;
      context.error('bad-clause', stx, `\`${ended}\` is final: nothing leaves it`);
    }
  }
  return sound;
}

/** Of a lifecycle whose first state is its last there is nothing more to say. */
function begins({ initial }: Lifecycle, parts: Parts, { context }: Making): boolean {
  const first = parts.states.find(({ data }) => data.name === initial);
  if (first === undefined || first.data.final === null) return true;
  const message = `\`${initial}\` is final: a change would end as soon as it begins`;
  context.error(
    'bad-clause',
    parts.initial ?? first.stx,
    message,
    'begin in a state that waits for something',
  );
  return false;
}

/** Every state can be reached from the first, and from every state an end can be. */
function reachable(drawn: Lifecycle, { states }: Parts, making: Making): void {
  const forward = closure([drawn.initial], ({ from, to }, state) =>
    from.includes(state) ? [to] : [],
  );
  const finals = drawn.states.filter(({ final }) => final !== null).map(({ name }) => name);
  const backward = closure(finals, ({ from, to }, state) => (to === state ? from : []));
  const lost = new Set(states.flatMap(({ data }) => (forward.has(data.name) ? [] : [data.name])));
  for (const { data, stx } of states) {
    if (!forward.has(data.name)) {
      if (followsFrom(data.name, lost)) continue;
      const message = `no transition leads to the state \`${data.name}\` from \`${drawn.initial}\``;
      making.context.error(
        'unreachable',
        stx,
        message,
        `let a transition lead to it, (to ${data.name}), or leave the state out`,
      );
    } else if (!backward.has(data.name)) {
      const message = `from the state \`${data.name}\` no path leads to a final state`;
      making.context.error(
        'no-way-out',
        stx,
        message,
        'add a transition out of it, or (final OUTCOME)',
      );
    }
  }

  /** Whether a state that is out of reach would be reached from another such one, which is told. */
  function followsFrom(state: string, among: ReadonlySet<string>): boolean {
    const before = closure([state], ({ from, to }, reached) => (to === reached ? from : []));
    const order = states.map(({ data }) => data.name);
    const others = [...before].filter((name) => name !== state && among.has(name));
    const after = closure([state], ({ from, to }, reached) => (from.includes(reached) ? [to] : []));
    // Of states that lead to each other the first is told.
    return others.some((name) => !after.has(name) || order.indexOf(name) < order.indexOf(state));
  }

  function closure(
    start: readonly string[],
    step: (transition: Lifecycle['transitions'][number], state: string) => readonly string[],
  ): ReadonlySet<string> {
    const found = new Set(start);
    for (const state of found) {
      for (const transition of drawn.transitions) {
        for (const next of step(transition, state)) found.add(next);
      }
    }
    return found;
  }
}
