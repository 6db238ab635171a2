import { listItems, symbolName } from '../../core/datum.ts';
import { chainInside, type Context } from './context.ts';
import type { FormReader } from './forms.ts';
import { lockNames, type HeldLock } from './locks.ts';
import { datumOf } from './pure-calls.ts';
import * as values from './value.ts';
import type { Value } from './value.ts';

/** Calls one of the operands, a thunk, in the place of the form. */
const thunkAt =
  (index: number): FormReader =>
  (call, t) =>
    t.apply(call.args[index] ?? values.any, { ...call, args: [], tail: false });

/** What is done before and after stands on every way in and out; what is withdrawn does the latter, too. */
const wind: FormReader = (call, t) => {
  const { cx, node } = call;
  const [before = values.any, body = values.any, after = values.any] = call.args;
  const thunk: Context = { ...cx, thunkOf: node };
  const entry = t.gather(t.callInside(before, [], call.place, thunk, node));
  if (entry === undefined) return [];
  t.visit(after, thunk, node);
  const left = (place: number): number | undefined =>
    t.gather(t.callInside(after, [], place, { ...thunk, region: t.draft.regionOf(place) }, node));
  const inner: Context = {
    ...cx,
    chain: chainInside(cx.chain),
    raise: (value, place) => {
      const out = left(place);
      if (out !== undefined) cx.raise(value, out);
    },
    exit: (place, at) => {
      const out = left(place);
      if (out !== undefined) cx.exit(out, at);
    },
  };
  return t.settle(t.callInside(body, [], entry, inner, node), cx, node).flatMap((end) => {
    const out = left(end.place);
    return out === undefined ? [] : [{ value: end.value, place: out }];
  });
};

/** A phase is open from its entry to each way out of it; that is drawn only where something asks whether it is. */
const phase: FormReader = (call, t) => {
  const { cx, node } = call;
  const name = symbolName(datumOf(call.args[0]) ?? null) ?? '';
  if (!t.drawsPhase(name)) return thunkAt(2)(call, t);
  const open = t.draft.place(cx.region);
  const entry = t.draft.place(cx.region);
  const opened = { name, place: open, node, around: cx.phase };
  t.milestones.opens(opened);
  const enters = { does: 'enters', phase: opened } as const;
  t.draft.step([call.place], [entry, open], { node, label: null, phase: enters });
  const left = (place: number): number => {
    const out = t.draft.place(t.draft.regionOf(place));
    const leaves = { does: 'leaves', phase: opened } as const;
    t.draft.step([place, open], [out], { node, label: null, phase: leaves });
    return out;
  };
  const inner: Context = { ...cx, chain: chainInside(cx.chain), phase: opened };
  const body = call.args[2] ?? values.any;
  const ends = t.callInside(body, [], entry, leaving(inner, cx, left), node);
  return t.settle(ends, cx, node).map(({ value, place }) => ({ value, place: left(place) }));
};

/**
 * What runs while a lock is held. Where no branch that has one waits for another branch, to take one is a wait that ends,
 * since all holders let go; else the net shows who has it.
 */
const lock: FormReader = (call, t) => {
  const { cx, node } = call;
  const { region, repeats } = cx;
  const held: HeldLock = { node, names: lockNames(call.args[0]), region, repeats };
  t.remarks.locks.take(held, cx.lock);
  const shown = t.showsLock(held.names);
  const place = t.draft.place(region);
  const inner: Context = { ...cx, lock: held, chain: chainInside(cx.chain) };
  const body = call.args[1] ?? values.any;
  if (!shown) {
    t.draft.step([call.place], [place], { node, label: null, waits: true });
    return t.callInside(body, [], place, inner, node);
  }
  const asking = t.draft.place(region, node, null, { wants: held });
  t.draft.step([call.place], [asking], {
    node,
    label: null,
    lock: { does: 'asks', lock: held },
  });
  const label = ['lock', ...(held.names ?? [])].join(' ');
  const takes = { does: 'takes', lock: held } as const;
  t.draft.step([asking], [place], { node, label, waits: true, lock: takes });
  const left = (from: number): number => {
    const out = t.draft.place(t.draft.regionOf(from));
    t.draft.step([from], [out], { node, label: null, lock: { does: 'leaves', lock: held } });
    return out;
  };
  const ends = t.callInside(body, [], place, leaving(inner, cx, left), node);
  return t.settle(ends, cx, node).map((end) => ({ value: end.value, place: left(end.place) }));
};

/** Surroundings that whatever leaves them otherwise than by a value leaves by a step. */
const leaving = (inner: Context, cx: Context, left: (place: number) => number): Context => ({
  ...inner,
  raise: (value, place) => {
    cx.raise(value, left(place));
  },
  exit: (place, at) => {
    cx.exit(left(place), at);
  },
});

/** Rounds: what is sent back is submitted again and starts anew. */
const revisable: FormReader = (call, t) => {
  const { cx, node } = call;
  const entry = t.draft.place(cx.region);
  t.draft.step([call.place], [entry], { node, label: null });
  let sentBack: number | undefined;
  const back = (place: number): void => {
    sentBack = sentBack === undefined ? place : t.draft.merge(sentBack, place);
  };
  const inner: Context = {
    ...cx,
    chain: chainInside(cx.chain),
    revisable: true,
    raise(value, place) {
      if (value.kind === 'decision' && (value.outcome === 'revise' || value.outcome === 'stale'))
        back(place);
      else if (value.kind === 'any') {
        back(t.split(place, cx, node));
        cx.raise(value, t.split(place, cx, node));
      } else cx.raise(value, place);
    },
  };
  const ends = t.settle(t.callInside(call.args[0] ?? values.any, [], entry, inner, node), cx, node);
  if (sentBack !== undefined && t.consent !== null) t.giveUp(sentBack);
  else if (sentBack !== undefined) {
    t.draft.step([sentBack], [entry], { node, label: 'resubmit' });
    t.remarks.loop({ form: node, back: node, place: entry });
  }
  return ends;
};

/** Its clauses choose before the extent is left; what no clause wants passes on. */
const guard: FormReader = (call, t) => {
  const { cx, node, tail } = call;
  const [choose = values.any, body = values.any] = call.args;
  const raised: { value: Value; place: number }[] = [];
  const failing = t.split(call.place, cx, node);
  const entry = t.split(call.place, cx, node);
  const inner: Context = {
    ...cx,
    chain: chainInside(cx.chain),
    raise: (value, place) => raised.push({ value, place }),
  };
  const ends = t.callInside(body, [], entry, inner, node);
  // Anything that computes may fail; which clause takes that is followed like every other condition.
  raised.push({ value: values.condition(null), place: failing });
  const handled = t.settle(raised, cx, node).flatMap(({ value, place }) => {
    const chosen = t.callInside(choose, [value], place, cx, node);
    return t.settle(chosen, cx, node).flatMap((choice) => {
      if (choice.value.kind !== 'closure') {
        cx.raise(value, choice.place);
        return [];
      }
      return t.apply(choice.value, { node, operands: [], args: [], place: choice.place, cx, tail });
    });
  });
  return t.settle([...ends, ...handled], cx, node);
};

const raise: FormReader = ({ args, place, cx }) => {
  cx.raise(args[0] ?? values.any, place);
  return [];
};

const fail: FormReader = ({ place, cx }) => {
  cx.raise(values.condition('error'), place);
  return [];
};

/** The outcomes of a change that nobody has agreed to. */
const refusing: ReadonlySet<string> = new Set(['rejected', 'expired', 'cancelled']);

const exit: FormReader = ({ args, place, cx, node }, t) => {
  const [word, name] = listItems(datumOf(args[0]) ?? null) ?? [];
  const next = symbolName(word ?? null) === 'become' ? symbolName(name ?? null) : undefined;
  if (next !== undefined) t.remarks.locks.becomes.add(next);
  const outcome = next === undefined ? symbolName(name ?? null) : undefined;
  if (t.consent !== null && outcome !== undefined && refusing.has(outcome)) t.giveUp(place);
  else cx.exit(place, node);
  return [];
};

const callWithValues: FormReader = (call, t) => {
  const { cx, node, tail } = call;
  const [producer = values.any, consumer = values.any] = call.args;
  const produced = t.settle(t.callInside(producer, [], call.place, cx, node), cx, node);
  return produced.flatMap(({ value, place }) => {
    const args = value.kind === 'values' ? value.items : [value];
    return t.apply(consumer, { node, operands: [], args, place, cx, tail });
  });
};

const several: FormReader = ({ args, place }) => [
  { value: args.length === 1 ? args[0]! : values.valuesOf(args), place },
];

/** A list whose length is not known gives every parameter something. */
const apply: FormReader = (call, t) => {
  const [procedure = values.any, ...rest] = call.args;
  const last = rest.at(-1);
  const known = last?.kind === 'list' ? last.items : undefined;
  const given = rest.slice(0, -1);
  const args = known === undefined ? t.padded(procedure, given) : [...given, ...known];
  return t.apply(procedure, { ...call, args });
};

/** Continuations and handlers of the author's own are followed nowhere: what acts may not depend on them. */
const untracked =
  (what: string, thunk: number): FormReader =>
  (call, t) => {
    const acting = call.args.some((value) => t.holdsActing(value));
    if (acting) t.remarks.unverifiable(call.node, `${what} around effects cannot be followed`);
    const args = thunk === 0 ? [values.any] : [];
    const ends = t.callInside(call.args[thunk] ?? values.any, args, call.place, call.cx, call.node);
    const place = t.gather(ends);
    return place === undefined ? [] : [{ value: values.any, place }];
  };

export const controlForms: readonly (readonly [string, FormReader])[] = [
  ['%phase', phase],
  ['%lock', lock],
  ['%revisable', revisable],
  ['%guard', guard],
  ['raise', raise],
  ['raise-continuable', raise],
  ['error', fail],
  ['%exit', exit],
  ['close', exit],
  ['call-with-values', callWithValues],
  ['values', several],
  ['apply', apply],
  ['dynamic-wind', wind],
  ['%parameterize', thunkAt(1)],
  ['call-with-current-continuation', untracked('call/cc', 0)],
  ['call/cc', untracked('call/cc', 0)],
  ['with-exception-handler', untracked('with-exception-handler', 1)],
];
