import { listOf, type FlatNet, type Lists } from './flat-net.ts';

/** The transitions after which nothing tells whether another one came before, or which may as well be that one. */
export class Cancellers {
  private readonly net: FlatNet;
  /** By transition: how many of the places looked at it empties, beside the question that this was counted for. */
  private readonly counts: Int32Array;
  private readonly asked: Int32Array;
  private question = 0;
  private touched = -1;
  /** By transition: a number that its twins have in common; −1 for those that empty less than they take. */
  private readonly twins: Int32Array;
  private twin = -1;
  private asker = -1;

  constructor(net: FlatNet) {
    this.net = net;
    this.twins = twinsIn(net);
    this.counts = new Int32Array(net.transitions);
    this.asked = new Int32Array(net.transitions);
  }

  /** Takes the transition that `has` is then asked about; answers how much there was to look at. */
  of(transition: number): number {
    const { net, counts, asked } = this;
    this.question += 1;
    this.touched = 0;
    this.asker = transition;
    this.twin = this.twins[transition]!;
    let looked = 0;
    for (const places of [net.inputs, net.outputs, net.resets]) {
      for (let at = places.start[transition]!; at < places.start[transition + 1]!; at++) {
        const place = places.items[at]!;
        const { start, items } = net.resetters;
        if (start[place] === start[place + 1]) {
          this.touched = -1;
          return looked;
        }
        this.touched += 1;
        for (let one = start[place]!; one < start[place + 1]!; one++) {
          const resetter = items[one]!;
          counts[resetter] = asked[resetter] === this.question ? counts[resetter]! + 1 : 1;
          asked[resetter] = this.question;
        }
        looked += 1 + start[place + 1]! - start[place]!;
      }
    }
    for (const places of [net.inputs, net.resets]) {
      for (let at = places.start[transition]!; at < places.start[transition + 1]!; at++) {
        const place = places.items[at]!;
        const { start, items } = net.consumers;
        for (let one = start[place]!; one < start[place + 1]!; one++) asked[items[one]!] = 0;
      }
    }
    return looked;
  }

  has(transition: number): boolean {
    return (
      (this.asked[transition] === this.question && this.counts[transition] === this.touched) ||
      this.isTwin(transition)
    );
  }

  isTwin(transition: number): boolean {
    return this.twin !== -1 && this.twins[transition] === this.twin && transition !== this.asker;
  }
}

/** Twins empty the same places, all that they take from among them, and put the same tokens: either comes to the same. */
function twinsIn(net: FlatNet): Int32Array {
  const numbers = new Map<string, number>();
  return Int32Array.from({ length: net.transitions }, (_, transition) => {
    const resets = listOf(net.resets, transition);
    if (resets.length === 0) return -1;
    const emptied = new Set(resets);
    if (!listOf(net.inputs, transition).every((place) => emptied.has(place))) return -1;
    const outputs = Array.from(
      listOf(net.outputs, transition),
      (place, at) => `${place}:${net.outputWeights[net.outputs.start[transition]! + at]!}`,
    );
    const key = `${resets.toSorted().join()} ${outputs.sort().join()}`;
    const known = numbers.get(key) ?? numbers.size;
    numbers.set(key, known);
    return known;
  });
}

/** Whether a transition empties every place that another touches, and needs none that the other takes from. */
export class Emptied {
  private readonly net: FlatNet;
  private readonly resets: Int32Array;
  private readonly takes: Int32Array;
  private marked = -1;

  constructor(net: FlatNet) {
    this.net = net;
    this.resets = new Int32Array(net.places).fill(-1);
    this.takes = new Int32Array(net.places).fill(-1);
  }

  by(transition: number, other: number): boolean {
    const { net, resets, takes } = this;
    if (this.marked !== transition) {
      this.marked = transition;
      for (let at = net.resets.start[transition]!; at < net.resets.start[transition + 1]!; at++)
        resets[net.resets.items[at]!] = transition;
      for (let at = net.inputs.start[transition]!; at < net.inputs.start[transition + 1]!; at++)
        takes[net.inputs.items[at]!] = transition;
    }
    const within = ({ start, items }: Lists, taken: boolean): boolean => {
      for (let at = start[other]!; at < start[other + 1]!; at++) {
        const place = items[at]!;
        if (resets[place] !== transition || (taken && takes[place] === transition)) return false;
      }
      return true;
    };
    return within(net.inputs, true) && within(net.outputs, false) && within(net.resets, true);
  }
}
