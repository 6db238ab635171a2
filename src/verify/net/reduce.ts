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
  readonly resets: readonly number[];
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
      this.transitions.set(at, { inputs, outputs, resets: [...listOf(net.resets, at)] });
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
    if (inputs.size !== 1 || resets.length > 0 || outputs.has(at)) return false;
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
    if (inputs.size !== 1 || outputs.size !== 1 || resets.length > 0) return false;
    const [place] = inputs.keys();
    const { plain, consumers, producers, tokens } = this.places.get(place!)!;
    if (!outputs.has(place!) || !plain || consumers.size < 2) return false;
    if (producers.size < 2 && tokens === 0) return false;
    this.drop(at);
    return true;
  }

  /** Of places that are filled, emptied and reset alike one is enough. */
  private dropParallelPlaces(): boolean {
    const seen = new Set<string>();
    let changed = false;
    for (const [at, place] of this.places) {
      if (!place.plain) continue;
      const { tokens, resetClass, consumers, producers } = place;
      const key = `${tokens}|${resetClass}|${sorted(consumers)}|${sorted(producers)}`;
      if (!seen.has(key)) {
        seen.add(key);
        continue;
      }
      // The last input or output of a transition stays, since its twin does.
      for (const consumer of consumers) this.transitions.get(consumer)!.inputs.delete(at);
      for (const producer of producers) this.transitions.get(producer)!.outputs.delete(at);
      this.places.delete(at);
      changed = true;
    }
    return changed;
  }

  /** Of transitions that do the same one is enough. */
  private dropParallelTransitions(): boolean {
    const seen = new Set<string>();
    let changed = false;
    for (const [at, { inputs, outputs, resets }] of this.transitions) {
      const key = `${weighed(inputs)}|${weighed(outputs)}|${sorted(resets)}`;
      if (seen.has(key)) {
        this.drop(at);
        changed = true;
      } else seen.add(key);
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
    const numbers = new Map(Array.from(this.places.keys(), (place, at) => [place, at]));
    const left = [...this.transitions.values()];
    const places = this.places.size;
    const numbersOf = (all: Iterable<number>): number[] =>
      Array.from(all).flatMap((place) => numbers.get(place) ?? []);
    const inputs = lists(left.map((each) => numbersOf(each.inputs.keys())));
    const outputs = lists(left.map((each) => numbersOf(each.outputs.keys())));
    const resets = lists(left.map((each) => numbersOf(each.resets)));
    return {
      places,
      transitions: left.length,
      inputs,
      inputWeights: Int32Array.from(left.flatMap((each) => [...each.inputs.values()])),
      outputs,
      outputWeights: Int32Array.from(left.flatMap((each) => [...each.outputs.values()])),
      resets,
      consumers: inverted(inputs, places),
      producers: inverted(outputs, places),
      resetters: inverted(resets, places),
      initial: Int32Array.from(this.places.values(), ({ tokens }) => tokens),
      final: Int32Array.from(numbersOf(this.net.final)),
    };
  }
}

const listOf = ({ start, items }: Lists, index: number): Int32Array =>
  items.subarray(start[index], start[index + 1]);

const sorted = (numbers: Iterable<number>): string =>
  Array.from(numbers)
    .sort((a, b) => a - b)
    .join();

const weighed = (arcs: ReadonlyMap<number, number>): string =>
  Array.from(arcs)
    .sort(([a], [b]) => a - b)
    .join(';');
