import type { Lists } from './flat-net.ts';
import type { Meter } from './limits.ts';

/** A net of arcs that weigh one, without a marking. */
export interface Sides {
  readonly places: number;
  readonly transitions: number;
  readonly inputs: Lists;
  readonly outputs: Lists;
  readonly consumers: Lists;
  readonly producers: Lists;
}

/** Places and transitions exchanged and every arc turned round; free choice stays free choice. */
export const dual = ({
  places,
  transitions,
  inputs,
  outputs,
  consumers,
  producers,
}: Sides): Sides => ({
  places: transitions,
  transitions: places,
  inputs: consumers,
  outputs: producers,
  consumers: inputs,
  producers: outputs,
});

/**
 * Whether state components cover every place of a free-choice net: strongly connected parts in which each transition
 * has one input and one output. Where the net can be live and bounded, every minimal siphon is one, so that the first
 * that is none tells that the net cannot. Null where the meter runs out.
 */
export function covers(net: Sides, meter: Meter): boolean | null {
  const covered = new Uint8Array(net.places);
  for (let place = 0; place < net.places; place++) {
    if (covered[place] === 1) continue;
    const siphon = minimalSiphon(net, place, meter);
    if (siphon === 'over-limit') return null;
    if (siphon === 'none' || !isStateComponent(net, siphon)) return false;
    for (const member of siphon) covered[member] = 1;
    if (!meter.spend(net.places)) return null;
  }
  return true;
}

/**
 * The places of a minimal siphon that holds a place: to each transition that puts tokens into it and takes none from
 * it, a shortest way back into it is added (P. Kemper’s construction). None where such a way is missing.
 */
function minimalSiphon(
  net: Sides,
  seed: number,
  meter: Meter,
): readonly number[] | 'none' | 'over-limit' {
  const { producers, consumers } = net;
  const isMember = new Uint8Array(net.places);
  const takes = new Uint8Array(net.transitions);
  const members: number[] = [];
  const add = (place: number): void => {
    isMember[place] = 1;
    members.push(place);
    for (let at = consumers.start[place]!; at < consumers.start[place + 1]!; at++) {
      takes[consumers.items[at]!] = 1;
    }
  };
  const search = wayBack(net, takes);
  add(seed);
  for (let done = 0; done < members.length; done++) {
    const place = members[done]!;
    for (let at = producers.start[place]!; at < producers.start[place + 1]!; at++) {
      const producer = producers.items[at]!;
      if (takes[producer] === 1) continue;
      const { way, steps } = search(producer);
      if (!meter.spend(steps)) return 'over-limit';
      if (way === null) return 'none';
      for (const between of way) add(between);
    }
  }
  return members;
}

interface Way {
  readonly way: readonly number[] | null;
  readonly steps: number;
}

/** Searches backwards, breadth first, from a transition to one that takes from the siphon: the places between. */
function wayBack(net: Sides, takes: Uint8Array): (from: number) => Way {
  const { inputs, producers } = net;
  const seen = new Int32Array(net.places);
  const reachedFrom = new Int32Array(net.places);
  let stamp = 0;
  return (from) => {
    stamp += 1;
    const waiting: number[] = [];
    let steps = 0;
    const widen = (transition: number, next: number): void => {
      for (let at = inputs.start[transition]!; at < inputs.start[transition + 1]!; at++) {
        const place = inputs.items[at]!;
        if (seen[place] === stamp) continue;
        seen[place] = stamp;
        reachedFrom[place] = next;
        waiting.push(place);
      }
    };
    widen(from, -1);
    for (let i = 0; i < waiting.length; i++) {
      const place = waiting[i]!;
      for (let at = producers.start[place]!; at < producers.start[place + 1]!; at++) {
        steps += 1;
        const producer = producers.items[at]!;
        if (takes[producer] === 1) return { way: chain(place, reachedFrom), steps };
        widen(producer, place);
      }
    }
    return { way: null, steps };
  };
}

function chain(place: number, reachedFrom: Int32Array): readonly number[] {
  const way: number[] = [];
  for (let at = place; at !== -1; at = reachedFrom[at]!) way.push(at);
  return way;
}

/** Whether each transition at some places takes from exactly one and gives to exactly one of them. */
function isStateComponent(net: Sides, places: readonly number[]): boolean {
  const taken = new Int32Array(net.transitions);
  const given = new Int32Array(net.transitions);
  const count = ({ start, items }: Lists, into: Int32Array, place: number): void => {
    for (let at = start[place]!; at < start[place + 1]!; at++) into[items[at]!]! += 1;
  };
  for (const place of places) {
    count(net.consumers, taken, place);
    count(net.producers, given, place);
  }
  return taken.every((count, at) => count === given[at] && count <= 1);
}
