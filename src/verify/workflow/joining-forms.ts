import { listItems, symbolName } from '../../core/datum.ts';
import {
  start,
  surroundingsOf,
  thunksIn,
  unknownBranches,
  type Started,
  type Surroundings,
} from './branches.ts';
import { chainInside, type Arrival, type Context } from './context.ts';
import type { Enough } from './forks.ts';
import type { FormReader } from './forms.ts';
import { datumOf, fewItems } from './pure-calls.ts';
import type { Call, Translation } from './translation.ts';
import * as values from './value.ts';
import type { Value } from './value.ts';

/** What a form says of how many of its branches are enough, and of the others. */
interface Joining {
  /** A number, a procedure of the values so far, or #f: all of them. */
  readonly until: Value;
  readonly rest: Value | undefined;
  /** Where the others go on once there are enough: it has a token until then. */
  readonly undecided?: number | null;
}

/** How the branches of a form join: all of them, or so many that it is enough. */
function join(
  call: Call,
  t: Translation,
  { region }: Surroundings,
  { starts, branches, arrivals }: Started,
  { until, rest, undecided = null }: Joining,
): readonly Arrival[] {
  const { cx, node } = call;
  const out = t.draft.place(cx.region);
  const last = arrivals.map((ways) => t.gather(ways));
  const ends = new Set<number>();
  const enough = enoughOf(until, call, t);
  t.forks.all.push({
    ...{ node, kind: 'branches', region, starts, branches, ends, joined: out, enough },
    finishes: isFinish(rest),
    spawns: null,
  });
  const back = last.filter((place) => place !== undefined);
  const needed = Math.min(enough.least, branches.length);
  if (isAll(until) && back.length === needed) {
    ends.add(t.draft.step(back, [out], { node, label: null }));
    return [{ value: values.any, place: out }];
  }
  const done = t.draft.place(region);
  for (const place of back) ends.add(t.draft.step([place], [done], { node, label: null }));
  // Too few of them ever come to their ends.
  if (back.length < needed) return [];
  const taken = Array.from({ length: needed }, () => done);
  if (undecided === null) t.draft.step(taken, [out], { node, label: null }, [region]);
  else {
    t.draft.step([...taken, undecided], [out], { node, label: null }, [region]);
    const left = t.draft.place(region, node, unfinished);
    t.draft.step([...taken, undecided], [left], { node, label: null });
    const others = Array.from({ length: branches.length - needed }, () => done);
    t.draft.step([left, ...others], [out], { node, label: null });
  }
  return [{ value: values.any, place: out }];
}

/**
 * Where something waits for branches that go on. They stand beside whatever follows and depend on none of it, as long as
 * they wait for no phases or locks: the form either goes on without them, or ends when all of them have, so that each
 * must be able to.
 */
export const unfinished = {
  message: 'what goes on here by (rest finish) never comes to its end, and the end waits for it',
  help: 'put an event, a time or a phase around what goes on, or leave (rest finish) out, so that it is withdrawn',
};

/** Whether branches that are not needed, of what these procedures start, are seen to come to their ends. */
export const followsRest = (
  { until, rest }: Pick<Joining, 'until' | 'rest'>,
  started: readonly Value[],
  { code }: Translation,
): boolean =>
  isFinish(rest) &&
  !isAll(until) &&
  !started.flatMap(values.proceduresIn).some((held) => {
    if (held.kind === 'spawner') return false;
    return code.waitsForOthers(held.kind === 'global' ? ['global', held.name] : held.code);
  });

export const isAll = (until: Value): boolean => until.key === values.no.key;

export const isFinish = (rest: Value | undefined): boolean =>
  symbolName(datumOf(rest) ?? null) === 'finish';

/** How many values are enough. What a procedure says of any values that there may be is known where it is a constant. */
export function enoughOf(until: Value, { cx, node }: Call, t: Translation): Enough {
  if (isAll(until)) return { least: Infinity, most: Infinity };
  const count = datumOf(until);
  if (typeof count === 'number') return { least: count, most: count };
  if (until.kind !== 'closure' && until.kind !== 'global') return { least: 1, most: Infinity };
  const some = values.pairOf(values.any, values.any);
  const said = t.answersOf(until, [some], cx, node).map(values.truthOf);
  return {
    least: said.some(({ then }) => then) ? 1 : Infinity,
    most: said.some(({ otherwise }) => otherwise) ? Infinity : 1,
  };
}

export const parallel: FormReader = (call, t) => {
  const [list, until = values.no, rest] = call.args;
  const thunks = thunksIn(list);
  if (thunks === undefined) return unknownBranches(call, t);
  if (thunks.length === 0) return [{ value: values.constant(null), place: call.place }];
  const around = surroundingsOf(call, t, {}, isAll(until));
  if (!followsRest({ until, rest }, thunks, t))
    return join(call, t, around, start(call, t, around, thunks), { until, rest });
  const [place, undecided] = [t.draft.place(around.region), t.draft.place(around.region)];
  t.draft.step([call.place], [place, undecided], { node: call.node, label: null });
  const started = start({ ...call, place }, t, around, thunks);
  return join(call, t, around, started, { until, rest, undecided });
};

/** One instance stands for all branches, since branches meet only where the form ends; there may be none. */
export const parallelFor: FormReader = (call, t) => {
  const [items, body = values.any, , rest] = call.args;
  const { cx, node } = call;
  if (isEmpty(items)) return [{ value: values.constant(null), place: call.place }];
  const each = t.consent === null ? undefined : fewItems(items);
  if (each !== undefined) return branchOfEach(call, t, each);
  const known = items?.kind === 'constant';
  const none = known ? [] : [{ value: values.any, place: t.split(call.place, cx, node) }];
  const around = surroundingsOf(call, t, repeated(call), true);
  const inner = { ...around.cx, chain: chainInside(cx.chain), keyedBy: around.region };
  const read = branchesOfOne(call, t, inner, atMost(items)).map((own) => {
    const entry = t.draft.place(around.region);
    return { entry, ends: t.callInside(body, [values.any], entry, own, node) };
  });
  const branches = read.map(({ entry }) => ({ entry, part: null }));
  const all = { until: values.no, rest };
  if (read.length === 1) {
    const { entry, ends } = read[0]!;
    const starts = [t.draft.step([call.place], [entry], { node, label: null })];
    const joined = join(call, t, around, { starts, branches, arrivals: [ends] }, all);
    return t.settle([...none, ...joined], cx, node);
  }
  // One branch or more, or as many as the list has; those that are not there count as done.
  const done = read.map(({ ends }) => {
    const end = t.gather(ends);
    return end === undefined ? t.draft.place(around.region) : t.split(end, around.cx, node);
  });
  const least = read.length === atMost(items) ? read.length : 1;
  const starts: number[] = [];
  for (let count = least; count <= read.length; count += 1) {
    const begun = read.map(({ entry }, at) => (at < count ? entry : done[at]!));
    starts.push(t.draft.step([call.place], begun, { node, label: null }));
  }
  const arrivals = done.map((place) => [{ value: values.any, place }]);
  const joined = join(call, t, around, { starts, branches, arrivals }, all);
  return t.settle([...none, ...joined], cx, node);
};

const isEmpty = (items: Value | undefined): boolean =>
  items?.kind === 'constant' && items.datum === null;

/** A branch for each item. */
function branchOfEach(call: Call, t: Translation, items: readonly Value[]): readonly Arrival[] {
  const { cx, node, args } = call;
  const [, body = values.any, until = values.no, rest] = args;
  const around = surroundingsOf(call, t, {}, isAll(until));
  const entries = items.map(() => t.draft.place(around.region));
  const starts = [t.draft.step([call.place], entries, { node, label: null })];
  const arrivals = items.map((item, at) => {
    const inner = { ...around.cx, chain: chainInside(cx.chain), keyedBy: around.region };
    return t.callInside(body, [item], entries[at]!, inner, node);
  });
  const branches = entries.map((entry) => ({ entry, part: null }));
  return join(call, t, around, { starts, branches, arrivals }, { until, rest });
}

/** Of what is inside several branches of one text may run. */
export const repeated = ({ cx, node }: Call): Partial<Context> => ({
  repeats: [...cx.repeats, node],
});

const atMost = (items: Value | undefined): number =>
  items?.kind === 'constant' ? (listItems(items.datum)?.length ?? Infinity) : Infinity;

/**
 * Surroundings of each branch of one text that is told apart: one alone, unless branches may keep each other waiting by
 * locks. Requests of branches of one text are no more at odds than those of a branch that stands for all.
 */
export function branchesOfOne(
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
