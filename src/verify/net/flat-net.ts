import type { Arc, Net } from './net.ts';

/** Lists of numbers one behind the other: those of `i` stand in `items` from `start[i]` up to `start[i + 1]`. */
export interface Lists {
  readonly start: Int32Array;
  readonly items: Int32Array;
}

/** A net as flat arrays, for loops that run over it many times. Arcs of a transition and a place are merged. */
export interface FlatNet {
  readonly places: number;
  readonly transitions: number;
  /** Places by transition, with weights beside. */
  readonly inputs: Lists;
  readonly inputWeights: Int32Array;
  readonly outputs: Lists;
  readonly outputWeights: Int32Array;
  readonly resets: Lists;
  /** Transitions by place. */
  readonly consumers: Lists;
  readonly producers: Lists;
  readonly resetters: Lists;
  readonly initial: Int32Array;
  readonly final: Int32Array;
}

export function flatten(net: Net): FlatNet {
  const inputs = net.transitions.map((each) => merged(each.inputs));
  const outputs = net.transitions.map((each) => merged(each.outputs));
  const placesOf = (arcs: readonly Arc[]): number[] => arcs.map(({ place }) => place);
  const inputLists = lists(inputs.map(placesOf));
  const outputLists = lists(outputs.map(placesOf));
  const resets = lists(net.transitions.map((each) => distinct(each.resets)));
  const places = net.places.length;
  return {
    places,
    transitions: net.transitions.length,
    inputs: inputLists,
    inputWeights: weightsOf(inputs),
    outputs: outputLists,
    outputWeights: weightsOf(outputs),
    resets,
    consumers: inverted(inputLists, places),
    producers: inverted(outputLists, places),
    resetters: inverted(resets, places),
    initial: Int32Array.from(net.places, ({ tokens }) => tokens),
    final: Int32Array.from(new Set(net.final)),
  };
}

function merged(arcs: readonly Arc[]): readonly Arc[] {
  if (arcs.length < 2) return arcs;
  const weights = new Map<number, number>();
  for (const { place, weight } of arcs) weights.set(place, (weights.get(place) ?? 0) + weight);
  if (weights.size === arcs.length) return arcs;
  return Array.from(weights, ([place, weight]) => ({ place, weight }));
}

function weightsOf(all: readonly (readonly Arc[])[]): Int32Array {
  const found: number[] = [];
  for (const arcs of all) for (const { weight } of arcs) found.push(weight);
  return Int32Array.from(found);
}

const distinct = (places: readonly number[]): readonly number[] =>
  places.length < 2 ? places : [...new Set(places)];

export function lists(of: readonly ArrayLike<number>[]): Lists {
  const start = new Int32Array(of.length + 1);
  for (let i = 0; i < of.length; i++) start[i + 1] = start[i]! + of[i]!.length;
  const items = new Int32Array(start[of.length]!);
  for (let i = 0, to = 0; i < of.length; i++) {
    const list = of[i]!;
    for (let at = 0; at < list.length; at++) items[to++] = list[at]!;
  }
  return { start, items };
}

/** One of the lists, as a view of the items. */
export const listOf = ({ start, items }: Lists, index: number): Int32Array =>
  items.subarray(start[index], start[index + 1]);

/** For each of `count` items the lists that hold it, in their order. */
export function inverted({ start, items }: Lists, count: number): Lists {
  const begin = new Int32Array(count + 1);
  for (const item of items) begin[item + 1]! += 1;
  for (let i = 0; i < count; i++) begin[i + 1]! += begin[i]!;
  const holders = new Int32Array(items.length);
  const next = begin.slice(0, count);
  for (let list = 0; list + 1 < start.length; list++) {
    for (let at = start[list]!; at < start[list + 1]!; at++) holders[next[items[at]!]!++] = list;
  }
  return { start: begin, items: holders };
}
