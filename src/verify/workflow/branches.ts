import type { Core } from '../../machine/code.ts';
import { chainInside, type Arrival, type Context } from './context.ts';
import type { Region } from './draft.ts';
import type { Branch } from './forks.ts';
import type { Call, Translation } from './translation.ts';
import * as values from './value.ts';
import type { Value } from './value.ts';

/** Where the branches of a form run: what one of them raises withdraws the others and is raised where the form stands. */
export interface Surroundings {
  readonly region: Region;
  readonly cx: Context;
}

export function surroundingsOf(
  { cx, node }: Call,
  t: Translation,
  kind: Partial<Context> = {},
  all = false,
): Surroundings {
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

/** Branches that were started together. */
export interface Started {
  readonly starts: readonly number[];
  readonly branches: readonly Branch[];
  /** How each of them may end. */
  readonly arrivals: readonly (readonly Arrival[])[];
}

export function start(
  call: Call,
  t: Translation,
  { cx, region }: Surroundings,
  thunks: readonly Value[],
): Started {
  const entries = thunks.map(() => t.draft.place(region));
  const begun = t.draft.step([call.place], entries, { node: call.node, label: null });
  const arrivals = thunks.map((thunk, index) => {
    const inner = { ...cx, chain: chainInside(call.cx.chain) };
    return t.callInside(thunk, [], entries[index]!, inner, call.node);
  });
  const branches = thunks.map((thunk, index) => ({ entry: entries[index]!, part: partOf(thunk) }));
  return { starts: [begun], branches, arrivals };
}

/** What its author wrote of a branch. */
export const partOf = (thunk: Value): Core | null => (thunk.kind === 'closure' ? thunk.code : null);

/** The procedures of a list that is written out; undefined where it is not known which they are. */
export const thunksIn = (value: Value | undefined): readonly Value[] | undefined => {
  if (value?.kind === 'list') return value.items;
  return value?.kind === 'constant' && value.datum === null ? [] : undefined;
};

export function unknownBranches(call: Call, t: Translation): readonly Arrival[] {
  t.remarks.unverifiable(call.node, 'which branches run here cannot be told');
  return [{ value: values.any, place: call.place }];
}

/** Draws the way by which the first branch that is done ends the others; answers where control goes on. */
export function winning(
  { cx, node }: Call,
  t: Translation,
  { region }: Surroundings,
  { place, ends }: { readonly place: number; readonly ends: Set<number> },
): number {
  const out = t.draft.place(cx.region);
  ends.add(t.draft.step([place], [out], { node, label: null }, [region]));
  return out;
}
