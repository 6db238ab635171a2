import { covers, dual, type Sides } from './components.ts';
import { inverted, lists, type FlatNet, type Lists } from './flat-net.ts';
import type { Meter } from './limits.ts';
import { rankOf } from './rank.ts';

/**
 * Soundness of a free-choice net in polynomial time, or null where the net is none, has weights, resets, several ends,
 * another start than one token, or the meter runs out.
 *
 * With a transition that leads from the end back to the start the net is sound exactly when it is live and bounded (W.
 * van der Aalst). A free-choice net can be both exactly when state components cover its places, task components its
 * transitions, and the rank of its incidence matrix is one less than its clusters (the rank theorem); it then is so from
 * the start exactly when every siphon holds a token there (J. Desel and J. Esparza, “Free Choice Petri Nets”, 1995).
 */
export function freeChoiceSoundness(net: FlatNet, meter: Meter): boolean | null {
  const start = startOf(net);
  if (start === null || net.final.length !== 1 || !isOrdinary(net)) return null;
  const circuit = shortCircuited(net, start, net.final[0]!);
  if (!isFreeChoice(circuit)) return null;
  if (hasUnmarkedSiphon(circuit, start)) return false;
  for (const sides of [circuit, dual(circuit)]) {
    const covered = covers(sides, meter);
    if (covered !== true) return covered;
  }
  const rank = rankOf(circuit, meter);
  return rank === null ? null : rank === clustersOf(circuit) - 1;
}

/** The one place that holds the one token, or null. */
function startOf({ initial }: FlatNet): number | null {
  let start: number | null = null;
  for (let place = 0; place < initial.length; place++) {
    if (initial[place] === 0) continue;
    if (start !== null || initial[place]! > 1) return null;
    start = place;
  }
  return start;
}

const isOrdinary = ({ inputWeights, outputWeights, resets }: FlatNet): boolean =>
  resets.items.length === 0 &&
  inputWeights.every((weight) => weight === 1) &&
  outputWeights.every((weight) => weight === 1);

function shortCircuited(net: FlatNet, start: number, end: number): Sides {
  const all = (of: Lists): Int32Array[] =>
    Array.from({ length: net.transitions }, (_, at) =>
      of.items.subarray(of.start[at], of.start[at + 1]),
    );
  const inputs = lists([...all(net.inputs), [end]]);
  const outputs = lists([...all(net.outputs), [start]]);
  return {
    places: net.places,
    transitions: net.transitions + 1,
    inputs,
    outputs,
    consumers: inverted(inputs, net.places),
    producers: inverted(outputs, net.places),
  };
}

/** Whether transitions that share an input share all of them. */
function isFreeChoice({ transitions, inputs, consumers }: Sides): boolean {
  const sizeOf = ({ start }: Lists, index: number): number => start[index + 1]! - start[index]!;
  for (let transition = 0; transition < transitions; transition++) {
    const size = sizeOf(inputs, transition);
    if (size === 0) return false;
    const first = inputs.items[inputs.start[transition]!]!;
    for (let at = inputs.start[transition]!; at < inputs.start[transition + 1]!; at++) {
      const place = inputs.items[at]!;
      if (sizeOf(consumers, place) !== sizeOf(consumers, first)) return false;
      for (let i = 0; i < sizeOf(consumers, place); i++) {
        const rival = consumers.items[consumers.start[place]! + i]!;
        if (rival !== consumers.items[consumers.start[first]! + i]) return false;
        if (sizeOf(inputs, rival) !== size) return false;
      }
    }
  }
  return true;
}

/** Places that share a consumer are of one cluster: of a free choice, as many as there are different sets of inputs. */
function clustersOf({ transitions, inputs }: Sides): number {
  const least = new Set<number>();
  for (let transition = 0; transition < transitions; transition++) {
    const from = inputs.start[transition]!;
    const places = inputs.items.subarray(from, inputs.start[transition + 1]);
    least.add(places.reduce((a, b) => Math.min(a, b)));
  }
  return least.size;
}

/** Whether the largest siphon without the start has a place: once empty, a siphon stays so. */
function hasUnmarkedSiphon(sides: Sides, start: number): boolean {
  const { places, transitions, inputs, outputs, consumers } = sides;
  const inside = new Uint8Array(places).fill(1);
  const inputsInside = new Int32Array(transitions);
  for (let at = 0; at < transitions; at++) {
    inputsInside[at] = inputs.start[at + 1]! - inputs.start[at]!;
  }
  const gone = [start];
  inside[start] = 0;
  for (let place = gone.pop(); place !== undefined; place = gone.pop()) {
    for (let i = consumers.start[place]!; i < consumers.start[place + 1]!; i++) {
      const transition = consumers.items[i]!;
      inputsInside[transition]! -= 1;
      if (inputsInside[transition] !== 0) continue;
      for (let j = outputs.start[transition]!; j < outputs.start[transition + 1]!; j++) {
        const filled = outputs.items[j]!;
        if (inside[filled] === 0) continue;
        inside[filled] = 0;
        gone.push(filled);
      }
    }
  }
  return inside.includes(1);
}
