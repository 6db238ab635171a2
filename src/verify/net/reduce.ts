import { lists, inverted, type FlatNet, type Lists } from './flat-net.ts';

/**
 * A smaller net that is sound exactly when the given one is, and has a dead transition exactly when that has one; the
 * given one must be prunable (`isPrunable`). The rules are those of T. Murata, with the conditions that reset arcs ask
 * (M. Wynn and others, “Soundness-preserving reduction rules for reset workflow nets”, 2009): places are fused only with
 * places that the same transitions reset.
 */
export function reduced(net: FlatNet): FlatNet {
  const reducer = new Reducer(net);
  reducer.run();
  return reducer.result();
}

interface Place {
  tokens: number;
  readonly consumers: Set<number>;
  readonly producers: Set<number>;
  /** Equal for places that the same transitions reset. */
  readonly resetClass: string;
  /** Whether every arc at it weighs one, and it ends nothing. */
  readonly plain: boolean;
}

interface Transition {
  /** Weights by place. */
  readonly inputs: Map<number, number>;
  readonly outputs: Map<number, number>;
  readonly resets: ReadonlySet<number>;
}

class Reducer {
  private readonly places = new Map<number, Place>();
  private readonly transitions = new Map<number, Transition>();
  private readonly net: FlatNet;

  constructor(net: FlatNet) {
    this.net = net;
    const weighted = (of: Lists, weights: Int32Array, index: number): Map<number, number> => {
      const found = new Map<number, number>();
      for (let at = of.start[index]!; at < of.start[index + 1]!; at++)
        found.set(of.items[at]!, weights[at]!);
      return found;
    };
    const heavy = new Set<number>(net.final);
    for (let at = 0; at < net.transitions; at++) {
      const inputs = weighted(net.inputs, net.inputWeights, at);
      const outputs = weighted(net.outputs, net.outputWeights, at);
      for (const arcs of [inputs, outputs]) {
        for (const [place, weight] of arcs) if (weight > 1) heavy.add(place);
      }
      this.transitions.set(at, { inputs, outputs, resets: new Set(listOf(net.resets, at)) });
    }
    for (let at = 0; at < net.places; at++) {
      this.places.set(at, {
        tokens: net.initial[at]!,
        consumers: new Set(listOf(net.consumers, at)),
        producers: new Set(listOf(net.producers, at)),
        resetClass: listOf(net.resetters, at).join(),
        plain: !heavy.has(at),
      });
    }
  }

  run(): void {
    for (let changed = true; changed;) {
      changed = false;
      for (const place of this.places.keys()) {
        if (this.fuseSeries(place)) changed = true;
      }
      for (const transition of this.transitions.keys()) {
        if (this.dropLoop(transition)) changed = true;
      }
      if (this.dropParallelPlaces()) changed = true;
      if (this.dropParallelTransitions()) changed = true;
    }
  }

  /**
   * Whoever puts a token into the place puts it where its only consumer would, which nothing else can hold up. With
   * tokens at the start they are moved on as well.
   */
  private fuseSeries(at: number): boolean {
    const place = this.places.get(at)!;
    if (!place.plain || place.consumers.size !== 1) return false;
    const [consumer] = place.consumers;
    const { inputs, outputs, resets } = this.transitions.get(consumer!)!;
    const { producers } = place;
    if (inputs.size !== 1 || resets.size > 0 || outputs.has(at)) return false;
    if (place.tokens > 0 ? outputs.size > 1 : producers.size === 0) return false;
    if ((producers.size - 1) * (outputs.size - 1) > 1) return false;
    for (const [target, weight] of outputs) {
      if (weight > 1 || this.places.get(target)!.resetClass !== place.resetClass) return false;
      for (const producer of producers) {
        if (this.transitions.get(producer)!.outputs.has(target)) return false;
      }
    }
    for (const target of outputs.keys()) {
      const next = this.places.get(target)!;
      next.producers.delete(consumer!);
      next.tokens += place.tokens;
      for (const producer of producers) {
        next.producers.add(producer);
        this.transitions.get(producer)!.outputs.set(target, 1);
      }
    }
    for (const producer of producers) this.transitions.get(producer)!.outputs.delete(at);
    this.transitions.delete(consumer!);
    this.places.delete(at);
    return true;
  }

  /** A transition that puts back what it took changes nothing, where something else goes on from there. */
  private dropLoop(at: number): boolean {
    const { inputs, outputs, resets } = this.transitions.get(at)!;
    if (inputs.size !== 1 || outputs.size !== 1 || resets.size > 0) return false;
    const [place] = inputs.keys();
    const { plain, consumers, producers, tokens } = this.places.get(place!)!;
    if (!outputs.has(place!) || !plain || consumers.size < 2) return false;
    if (producers.size < 2 && tokens === 0) return false;
    this.drop(at);
    return true;
  }

  /** Of places that are filled, emptied and reset alike one is enough. */
  private dropParallelPlaces(): boolean {
    const seen = new Twins<Place>(
      ({ consumers, producers }) => mixed(mixed(0, consumers), producers),
      (one, other) =>
        one.tokens === other.tokens &&
        one.resetClass === other.resetClass &&
        sameSet(one.consumers, other.consumers) &&
        sameSet(one.producers, other.producers),
    );
    let changed = false;
    for (const [at, place] of this.places) {
      if (!place.plain || seen.isFirst(place)) continue;
      // The last input or output of a transition stays, since its twin does.
      for (const consumer of place.consumers) this.transitions.get(consumer)!.inputs.delete(at);
      for (const producer of place.producers) this.transitions.get(producer)!.outputs.delete(at);
      this.places.delete(at);
      changed = true;
    }
    return changed;
  }

  /** Of transitions that do the same one is enough. */
  private dropParallelTransitions(): boolean {
    const seen = new Twins<Transition>(
      ({ inputs, outputs }) => mixed(mixed(0, inputs.keys()), outputs.keys()),
      (one, other) =>
        sameArcs(one.inputs, other.inputs) &&
        sameArcs(one.outputs, other.outputs) &&
        sameSet(one.resets, other.resets),
    );
    let changed = false;
    for (const [at, transition] of this.transitions) {
      if (seen.isFirst(transition)) continue;
      this.drop(at);
      changed = true;
    }
    return changed;
  }

  private drop(at: number): void {
    const { inputs, outputs } = this.transitions.get(at)!;
    for (const place of inputs.keys()) this.places.get(place)!.consumers.delete(at);
    for (const place of outputs.keys()) this.places.get(place)!.producers.delete(at);
    this.transitions.delete(at);
  }

  /** What is left, numbered anew. */
  result(): FlatNet {
    const numbers = new Int32Array(this.net.places).fill(GONE);
    let places = 0;
    for (const place of this.places.keys()) numbers[place] = places++;
    const left = [...this.transitions.values()];
    const inputs = lists(left.map((each) => renumbered(each.inputs.keys(), numbers)));
    const outputs = lists(left.map((each) => renumbered(each.outputs.keys(), numbers)));
    const resets = lists(left.map((each) => renumbered(each.resets, numbers)));
    return {
      places,
      transitions: left.length,
      inputs,
      inputWeights: weightsOf(left.map((each) => each.inputs)),
      outputs,
      outputWeights: weightsOf(left.map((each) => each.outputs)),
      resets,
      consumers: inverted(inputs, places),
      producers: inverted(outputs, places),
      resetters: inverted(resets, places),
      initial: Int32Array.from(this.places.values(), ({ tokens }) => tokens),
      final: Int32Array.from(renumbered(this.net.final, numbers)),
    };
  }
}

/** What was seen first among its likes: found by a number that likes have in common, told apart by looking. */
class Twins<Item> {
  private readonly seen = new Map<number, Item[]>();
  private readonly numberOf: (item: Item) => number;
  private readonly alike: (one: Item, other: Item) => boolean;

  constructor(numberOf: (item: Item) => number, alike: (one: Item, other: Item) => boolean) {
    this.numberOf = numberOf;
    this.alike = alike;
  }

  isFirst(item: Item): boolean {
    const number = this.numberOf(item);
    const known = this.seen.get(number);
    if (known === undefined) this.seen.set(number, [item]);
    else if (known.some((other) => this.alike(item, other))) return false;
    else known.push(item);
    return true;
  }
}

/** A number for what was before and a set of numbers, in whatever order they come. */
function mixed(before: number, numbers: Iterable<number>): number {
  let sum = 0;
  for (const number of numbers) sum = (sum + Math.imul(number + 1, 0x9e3779b1)) | 0;
  return Math.imul(before ^ 0x85ebca6b, 31) + sum;
}

function sameSet(one: ReadonlySet<number>, other: ReadonlySet<number>): boolean {
  if (one.size !== other.size) return false;
  for (const item of one) if (!other.has(item)) return false;
  return true;
}

function sameArcs(one: ReadonlyMap<number, number>, other: ReadonlyMap<number, number>): boolean {
  if (one.size !== other.size) return false;
  for (const [place, weight] of one) if (other.get(place) !== weight) return false;
  return true;
}

const GONE = -1;

function renumbered(places: Iterable<number>, numbers: Int32Array): number[] {
  const found: number[] = [];
  for (const place of places) {
    const number = numbers[place]!;
    if (number !== GONE) found.push(number);
  }
  return found;
}

function weightsOf(arcs: readonly ReadonlyMap<number, number>[]): Int32Array {
  const found: number[] = [];
  for (const each of arcs) for (const weight of each.values()) found.push(weight);
  return Int32Array.from(found);
}

const listOf = ({ start, items }: Lists, index: number): Int32Array =>
  items.subarray(start[index], start[index + 1]);
