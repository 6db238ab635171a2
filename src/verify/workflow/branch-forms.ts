import { listItems, symbolName } from '../../core/datum.ts';
import { chainInside, type Arrival, type Context } from './context.ts';
import type { Region } from './draft.ts';
import type { FormReader } from './forms.ts';
import { datumOf, fewItems } from './pure-calls.ts';
import type { Call, Translation } from './translation.ts';
import * as values from './value.ts';
import type { Value } from './value.ts';

/** The branches of a form: what one of them raises withdraws the others and is raised where the form stands. */
interface Fork {
  readonly region: Region;
  readonly cx: Context;
}

function forkOf(
  { cx, node }: Call,
  t: Translation,
  kind: Partial<Context> = {},
  all = false,
): Fork {
  const region: Region = { around: cx.region, all };
  const inside: Context = {
    ...cx,
    ...kind,
    region,
    raise(value, place) {
      const out = t.draft.place(cx.region);
      t.draft.step([place], [out], { node, label: null }, [region]);
      cx.raise(value, out);
    },
  };
  return { region, cx: inside };
}

/** Starts branches together; answers how each may end. */
function start(
  call: Call,
  t: Translation,
  { cx, region }: Fork,
  thunks: readonly Value[],
): readonly (readonly Arrival[])[] {
  const entries = thunks.map(() => t.draft.place(region));
  t.draft.step([call.place], entries, { node: call.node, label: null });
  return thunks.map((thunk, index) => {
    const inner = { ...cx, chain: chainInside(call.cx.chain) };
    return t.callInside(thunk, [], entries[index]!, inner, call.node);
  });
}

/** The procedures of a list that is written out; undefined where it is not known which they are. */
const thunksIn = (value: Value | undefined): readonly Value[] | undefined => {
  if (value?.kind === 'list') return value.items;
  return value?.kind === 'constant' && value.datum === null ? [] : undefined;
};

function unknownBranches(call: Call, t: Translation): readonly Arrival[] {
  t.remarks.unverifiable(call.node, 'which branches run here cannot be told');
  return [{ value: values.any, place: call.place }];
}

/** Runs heads until the first is done; answers which one won, and with what. */
function firstOf(
  call: Call,
  t: Translation,
  heads: readonly Value[],
): readonly { readonly index: number; readonly value: Value; readonly place: number }[] {
  const withdrawable = call.cx.withdrawable || heads.length > 1;
  const fork = forkOf(call, t, { withdrawable });
  return start(call, t, fork, heads).flatMap((ends, index) =>
    t.settle(ends, fork.cx, call.node).map(({ value, place }) => {
      const out = t.draft.place(call.cx.region);
      t.draft.step([place], [out], { node: call.node, label: null }, [fork.region]);
      return { index, value, place: out };
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

const within: FormReader = (call, t) => {
  const [duration, body = values.any, otherwise = values.no] = call.args;
  const fork = forkOf(call, t, { withdrawable: true });
  const timer = t.draft.place(fork.region);
  const entry = t.draft.place(fork.region);
  const { cx, node, tail } = call;
  t.draft.step([call.place], [entry, timer], { node, label: null });
  const inner = { ...fork.cx, chain: chainInside(cx.chain) };
  const ends = t.settle(t.callInside(body, [], entry, inner, node), inner, node);
  const done = ends.map(({ value, place }) => {
    const out = t.draft.place(cx.region);
    t.draft.step([place], [out], { node, label: null }, [fork.region]);
    return { value, place: out };
  });
  const length = datumOf(duration);
  const label = typeof length === 'string' ? `${length} pass` : 'the time passes';
  const late = t.draft.place(cx.region);
  t.draft.step([timer], [late], { node, label }, [fork.region]);
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
  const fork = forkOf(call, t, { withdrawable: true });
  const entry = t.draft.place(fork.region);
  const open = t.draft.place(fork.region);
  t.draft.step([begun], [entry, open], { node, label: null });
  const inner = { ...fork.cx, chain: chainInside(cx.chain) };
  const ends = t.settle(t.callInside(body, [], entry, inner, node), inner, node);
  const done = ends.map(({ value, place }) => {
    const out = t.draft.place(cx.region);
    t.draft.step([place], [out], { node, label: null }, [fork.region]);
    return { value, place: out };
  });
  const late = t.draft.place(cx.region);
  const closed = { does: 'closed', name: phase } as const;
  t.draft.step([open], [late], { node, label: `${phase} closes`, phase: closed }, [fork.region]);
  const after =
    otherwise.kind === 'constant'
      ? [{ value: values.data, place: late }]
      : t.apply(otherwise, { node, operands: [], args: [], place: late, cx, tail });
  return t.settle([...done, ...after], cx, node);
};

/** How the branches of a form join: all of them, or so many that it is enough. */
function join(
  call: Call,
  t: Translation,
  { region, cx: inner }: Fork,
  branches: readonly (readonly Arrival[])[],
  until: Value,
): readonly Arrival[] {
  const { cx, node } = call;
  const out = t.draft.place(cx.region);
  const ends = branches.map((arrivals) => t.gather(arrivals));
  const never = (): number => t.draft.place(region);
  if (until.kind === 'constant' && until.datum === false) {
    t.draft.step(
      ends.map((end) => end ?? never()),
      [out],
      { node, label: null },
    );
    return [{ value: values.any, place: out }];
  }
  const done = t.draft.place(inner.region);
  for (const end of ends) if (end !== undefined) t.draft.step([end], [done], { node, label: null });
  const wanted = until.kind === 'constant' && typeof until.datum === 'number' ? until.datum : 1;
  const needed = Math.min(wanted, branches.length);
  const enough = Array.from({ length: needed }, () => done);
  t.draft.step(enough, [out], { node, label: null }, [region]);
  return [{ value: values.any, place: out }];
}

const parallel: FormReader = (call, t) => {
  const [list, until = values.no] = call.args;
  const thunks = thunksIn(list);
  if (thunks === undefined) return unknownBranches(call, t);
  if (thunks.length === 0) return [{ value: values.constant(null), place: call.place }];
  const fork = forkOf(call, t, {}, until.key === values.no.key);
  return join(call, t, fork, start(call, t, fork, thunks), until);
};

/** One instance stands for all branches, since branches meet only where the form ends; there may be none. */
const parallelFor: FormReader = (call, t) => {
  const [items, body = values.any] = call.args;
  const { cx, node } = call;
  const each = t.consent === null ? undefined : fewItems(items);
  if (each !== undefined) return branchOfEach(call, t, each);
  const known = items?.kind === 'constant' && items.datum !== null;
  const none = known ? [] : [{ value: values.any, place: t.split(call.place, cx, node) }];
  const fork = forkOf(call, t, repeated(call), true);
  const inner = { ...fork.cx, chain: chainInside(cx.chain), keyedBy: fork.region };
  const branches = branchesOfOne(call, t, inner, atMost(items)).map((own) => {
    const entry = t.draft.place(fork.region);
    return { entry, ends: t.callInside(body, [values.any], entry, own, node) };
  });
  if (branches.length === 1) {
    const { entry, ends } = branches[0]!;
    t.draft.step([call.place], [entry], { node, label: null });
    return t.settle([...none, ...join(call, t, fork, [ends], values.no)], cx, node);
  }
  // One branch or more, or as many as the list has; those that are not there count as done.
  const done = branches.map(({ ends }) => {
    const end = t.gather(ends);
    return end === undefined ? t.draft.place(fork.region) : t.split(end, fork.cx, node);
  });
  const least = branches.length === atMost(items) ? branches.length : 1;
  for (let count = least; count <= branches.length; count += 1) {
    const begun = branches.map(({ entry }, at) => (at < count ? entry : done[at]!));
    t.draft.step([call.place], begun, { node, label: null });
  }
  const ends = done.map((place) => [{ value: values.any, place }]);
  return t.settle([...none, ...join(call, t, fork, ends, values.no)], cx, node);
};

/** A branch for each item. */
function branchOfEach(call: Call, t: Translation, items: readonly Value[]): readonly Arrival[] {
  if (items.length === 0) return [{ value: values.constant(null), place: call.place }];
  const { cx, node, args } = call;
  const [, body = values.any, until = values.no] = args;
  const fork = forkOf(call, t, {}, until.key === values.no.key);
  const entries = items.map(() => t.draft.place(fork.region));
  t.draft.step([call.place], entries, { node, label: null });
  const branches = items.map((item, at) => {
    const inner = { ...fork.cx, chain: chainInside(cx.chain), keyedBy: fork.region };
    return t.callInside(body, [item], entries[at]!, inner, node);
  });
  return join(call, t, fork, branches, until);
}

/** Of what is inside several branches of one text may run. */
const repeated = ({ cx, node }: Call): Partial<Context> => ({ repeats: [...cx.repeats, node] });

const atMost = (items: Value | undefined): number =>
  items?.kind === 'constant' ? (listItems(items.datum)?.length ?? Infinity) : Infinity;

/**
 * Surroundings of each branch of one text that is told apart: one alone, unless branches may keep each other waiting by
 * locks. Requests of branches of one text are no more at odds than those of a branch that stands for all.
 */
function branchesOfOne(
  { node, cx: { region } }: Call,
  t: Translation,
  inner: Context,
  most: number,
): readonly Context[] {
  const count = Math.min(most, t.branchesOf(node));
  if (count < 2) return [inner];
  return Array.from({ length: count }, () => ({
    ...inner,
    chain: chainInside(inner.chain.around),
    keyedBy: { ...region, around: region },
  }));
}

/**
 * What `spawn` starts runs beside the body. One instance stands for all branches of one text: while it runs, starting
 * another changes nothing.
 */
const nursery: FormReader = (call, t) => {
  const [body = values.any, until = values.no] = call.args;
  const { cx, node } = call;
  const fork = forkOf(call, t, repeated(call));
  const started = new Set<string>();
  /** Each has a token while a branch does not run. */
  const idle: number[] = [];
  const spawn: Extract<Value, { kind: 'spawner' }>['spawn'] = (spawned) => {
    const [thunk = values.any] = spawned.args;
    const out = t.draft.place(spawned.cx.region);
    t.draft.step([spawned.place], [out], { node: spawned.node, label: null });
    if (!started.has(thunk.key)) {
      started.add(thunk.key);
      const inner = { ...fork.cx, chain: chainInside(cx.chain) };
      for (const own of branchesOfOne(call, t, inner, Infinity)) {
        const rest = t.draft.place(fork.region);
        idle.push(rest);
        const entry = t.draft.place(fork.region);
        t.draft.step([spawned.place, rest], [out, entry], { node: spawned.node, label: null });
        const back = t.gather(t.callInside(thunk, [], entry, own, spawned.node));
        if (back !== undefined) t.draft.step([back], [rest], { node, label: null });
      }
    }
    return [{ value: values.nothing, place: out }];
  };
  const spawner: Value = { kind: 'spawner', spawn, key: `s${t.code.idOf(node)}` };
  const entry = t.draft.place(fork.region);
  const inner = { ...fork.cx, chain: chainInside(cx.chain), repeats: cx.repeats };
  const end = t.gather(t.callInside(body, [spawner], entry, inner, node));
  t.draft.step([call.place], [entry, ...idle], { node, label: null });
  const out = t.draft.place(cx.region);
  const done = end === undefined ? [] : [end];
  if (end !== undefined || until.kind !== 'constant' || until.datum !== false) {
    const all = until.kind === 'constant' && until.datum === false;
    const inputs = all ? [...done, ...idle] : done;
    t.draft.step(inputs, [out], { node, label: null }, all ? [] : [fork.region]);
    return [{ value: values.any, place: out }];
  }
  return [];
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
