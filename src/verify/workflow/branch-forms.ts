import { symbolName } from '../../core/datum.ts';
import { partOf, start, surroundingsOf, thunksIn, unknownBranches, winning } from './branches.ts';
import type { Surroundings } from './branches.ts';
import { chainInside, type Arrival } from './context.ts';
import type { Branch, Fork } from './forks.ts';
import type { FormReader } from './forms.ts';
import { parallel, parallelFor } from './joining-forms.ts';
import { nursery } from './nursery-form.ts';
import { datumOf } from './pure-calls.ts';
import type { Call, Translation } from './translation.ts';
import * as values from './value.ts';
import type { Value } from './value.ts';

/** Remembers a form that the first of its branches to be done ends. */
function remember(
  t: Translation,
  { node }: Call,
  fork: Pick<Fork, 'kind' | 'region' | 'starts' | 'branches' | 'ends'>,
): void {
  const enough = { least: 1, most: 1 };
  t.forks.all.push({ ...fork, node, joined: null, enough, finishes: false, spawns: null });
}

/** Runs heads until the first is done; answers which one won, and with what. */
function firstOf(
  call: Call,
  t: Translation,
  heads: readonly Value[],
): readonly { readonly index: number; readonly value: Value; readonly place: number }[] {
  const withdrawable = call.cx.withdrawable || heads.length > 1;
  const around = surroundingsOf(call, t, { withdrawable });
  const { starts, branches, arrivals } = start(call, t, around, heads);
  const ends = new Set<number>();
  remember(t, call, { kind: 'branches', region: around.region, starts, branches, ends });
  return arrivals.flatMap((ways, index) =>
    t.settle(ways, around.cx, call.node).map(({ value, place }) => {
      return { index, value, place: winning(call, t, around, { place, ends }) };
    }),
  );
}

const first: FormReader = (call, t) => {
  const heads = thunksIn(call.args[0]);
  if (heads === undefined) return unknownBranches(call, t);
  return firstOf(call, t, heads).map(({ index, value, place }) => ({
    value: values.pairOf(values.constant(index), value),
    place,
  }));
};

/** The next of several procedures, by which head won. */
const next: FormReader = ({ args: [won, ...targets], place }) => {
  const index = won?.kind === 'pair' ? datumOf(won.head) : undefined;
  return [{ value: (typeof index === 'number' && targets[index]) || values.any, place }];
};

const race: FormReader = (call, t) => {
  const heads = thunksIn(call.args[0]);
  const thens = thunksIn(call.args[1]);
  if (heads === undefined || thens === undefined) return unknownBranches(call, t);
  return firstOf(call, t, heads).flatMap(({ index, value, place }) => {
    const then = thens[index] ?? values.no;
    const { cx, node, tail } = call;
    if (then.kind === 'constant') return [{ value, place }];
    if (then.kind !== 'pair')
      return t.apply(then, { node, operands: [], args: [], place, cx, tail });
    const receivers = t.callInside(then.tail, [], place, cx, node);
    return t.settle(receivers, cx, node).flatMap((receiver) =>
      t.apply(receiver.value, {
        node,
        operands: [],
        args: [value],
        place: receiver.place,
        cx,
        tail,
      }),
    );
  });
};

/** What runs until it is done, or until something else ends it. */
interface Limited {
  readonly body: Value;
  /** Where control stands before. */
  readonly place: number;
  readonly other: Branch;
  readonly kind: 'time' | 'phase';
}

/** Starts both; answers how the body may end by itself. */
function limited(
  call: Call,
  t: Translation,
  around: Surroundings,
  { body, place: from, other, kind }: Limited,
): readonly Arrival[] {
  const { cx, node } = call;
  const entry = t.draft.place(around.region);
  const begun = t.draft.step([from], [entry, other.entry], { node, label: null });
  const ends = new Set<number>();
  const branches = [{ entry, part: null }, other];
  remember(t, call, { kind, region: around.region, starts: [begun], branches, ends });
  const inner = { ...around.cx, chain: chainInside(cx.chain) };
  return t
    .settle(t.callInside(body, [], entry, inner, node), inner, node)
    .map(({ value, place }) => ({ value, place: winning(call, t, around, { place, ends }) }));
}

const within: FormReader = (call, t) => {
  const [duration, body = values.any, otherwise = values.no] = call.args;
  const around = surroundingsOf(call, t, { withdrawable: true });
  const { cx, node, tail } = call;
  const timer = t.draft.place(around.region);
  const other = { entry: timer, part: partOf(otherwise) };
  const done = limited(call, t, around, { body, place: call.place, other, kind: 'time' });
  const length = datumOf(duration);
  const label = typeof length === 'string' ? `${length} pass` : 'the time passes';
  const late = t.draft.place(cx.region);
  t.draft.step([timer], [late], { node, label, later: true }, [around.region]);
  if (otherwise.kind !== 'constant')
    return [
      ...done,
      ...t.apply(otherwise, { node, operands: [], args: [], place: late, cx, tail }),
    ];
  cx.raise(values.decision('expired', node, t.code.idOf(node)), late);
  return done;
};

/** Waits until a phase is open, then runs while it is. */
const whileIn: FormReader = (call, t) => {
  const [name, body = values.any, otherwise = values.no] = call.args;
  const phase = symbolName(datumOf(name) ?? null) ?? '';
  const { cx, node, tail } = call;
  const stuck = {
    message: `this waits for phase \`${phase}\`, which the path never opens`,
    help: `open \`${phase}\` on every path, or put an event beside it with \`race\``,
    closed: {
      phase,
      message: `this waits for phase \`${phase}\`, which the path has left and opens no more`,
      help: `wait for it in a branch that starts with the phase, (parallel (phase ${phase} …) (while-in ${phase} …)), or put an event beside it with \`race\``,
    },
  };
  if (cx.lock !== null) t.remarks.locks.waitedUnder.add(cx.lock);
  const under = cx.lock === null ? {} : { under: cx.lock };
  const waiting = t.draft.place(cx.region, node, stuck, under);
  t.draft.step([call.place], [waiting], { node, label: null });
  const begun = t.draft.place(cx.region);
  t.milestones.waits({ phase, place: waiting, entry: begun, node });
  t.forks.passing.set(waiting, { node, to: begun });
  const around = surroundingsOf(call, t, { withdrawable: true });
  const open = t.draft.place(around.region);
  const other = { entry: open, part: partOf(otherwise) };
  const done = limited(call, t, around, { body, place: begun, other, kind: 'phase' });
  const late = t.draft.place(cx.region);
  const closed = { does: 'closed', name: phase } as const;
  const label = `${phase} closes`;
  t.draft.step([open], [late], { node, label, phase: closed }, [around.region]);
  const after =
    otherwise.kind === 'constant'
      ? [{ value: values.data, place: late }]
      : t.apply(otherwise, { node, operands: [], args: [], place: late, cx, tail });
  return t.settle([...done, ...after], cx, node);
};

export const branchForms: readonly (readonly [string, FormReader])[] = [
  ['%first', first],
  ['%next', next],
  ['%race', race],
  ['%within', within],
  ['%while-in', whileIn],
  ['%together', parallel],
  ['%parallel-for', parallelFor],
  ['%spawning', nursery],
];
