import { listOf, lists, inverted, type FlatNet, type Lists } from './flat-net.ts';
import { oneByOne, type Firings } from './firings.ts';
import { mixed, sameArcs, sameSet, Twins } from './twins.ts';

/**
 * A smaller net that is sound exactly when the given one is, and has a dead transition exactly when that has one; the
 * given one must be prunable (`isPrunable`). The rules are those of T. Murata, with the conditions that reset arcs ask
 * (M. Wynn and others, “Soundness-preserving reduction rules for reset workflow nets”, 2009): places are fused only with
 * places that the same transitions reset.
 * What cancels is fused with what leads to it by a rule of our own (`fuseCancelling`).
 */
export function reduced(net: FlatNet): Reduced {
  const reducer = new Reducer(net);
  reducer.run();
  return reducer.result();
}

/** A net made smaller, which knows what its firings stand for. */
export interface Reduced extends FlatNet {
  /** The firings of the net that it was made of, for firings of its own from the start on. */
  readonly inFull: (path: readonly number[]) => readonly number[];
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
  resets: ReadonlySet<number>;
}

/** What has gone has no neighbours. */
const nothing: Transition = { inputs: new Map(), outputs: new Map(), resets: new Set() };
const nowhere: Pick<Place, 'consumers' | 'producers'> = {
  consumers: new Set(),
  producers: new Set(),
};

class Reducer {
  private readonly places = new Map<number, Place>();
  private readonly transitions = new Map<number, Transition>();
  private readonly net: FlatNet;
  private readonly firings = new Map<number, Firings>();
  /** What has been fired already: tokens of the start that were moved on. */
  private readonly begun: Firings[] = [];
  private readonly changedPlaces = new Set<number>();
  private readonly changedTransitions = new Set<number>();

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

  /** Rules are tried where something changed, and there until nothing does. */
  run(): void {
    for (const place of this.places.keys()) this.changedPlaces.add(place);
    while (this.changedPlaces.size > 0 || this.changedTransitions.size > 0) {
      const { places, transitions } = this.surroundings();
      for (const place of places) {
        if (this.places.has(place)) this.fuseSeries(place);
        if (this.places.has(place)) this.fuseCancelling(place);
      }
      for (const transition of transitions)
        if (this.transitions.has(transition)) this.dropLoop(transition);
      this.dropParallelPlaces(places);
      this.dropParallelTransitions(transitions);
    }
  }

  /** What rules may apply to now: what changed, with its neighbours. */
  private surroundings(): { places: ReadonlySet<number>; transitions: ReadonlySet<number> } {
    const places = new Set(this.changedPlaces);
    const transitions = new Set(this.changedTransitions);
    for (const at of this.changedTransitions) {
      const { inputs, outputs } = this.transitions.get(at) ?? nothing;
      for (const place of inputs.keys()) places.add(place);
      for (const place of outputs.keys()) places.add(place);
    }
    for (const at of this.changedPlaces) {
      const { consumers, producers } = this.places.get(at) ?? nowhere;
      for (const transition of consumers) transitions.add(transition);
      for (const transition of producers) transitions.add(transition);
    }
    this.changedPlaces.clear();
    this.changedTransitions.clear();
    return { places, transitions };
  }

  /**
   * Whoever puts a token into the place puts it where its only consumer would, which nothing else can hold up. With
   * tokens at the start they are moved on as well.
   */
  private fuseSeries(at: number): void {
    const place = this.places.get(at)!;
    if (!place.plain || place.consumers.size !== 1) return;
    const [consumer] = place.consumers;
    const { inputs, outputs, resets } = this.transitions.get(consumer!)!;
    const { producers } = place;
    if (inputs.size !== 1 || resets.size > 0 || outputs.has(at)) return;
    if (place.tokens > 0 ? outputs.size > 1 : producers.size === 0) return;
    if ((producers.size - 1) * (outputs.size - 1) > 1) return;
    for (const [target, weight] of outputs) {
      if (weight > 1 || this.places.get(target)!.resetClass !== place.resetClass) return;
      for (const producer of producers) {
        if (this.transitions.get(producer)!.outputs.has(target)) return;
      }
    }
    for (const target of outputs.keys()) {
      const next = this.places.get(target)!;
      next.producers.delete(consumer!);
      next.tokens += place.tokens;
      this.changedPlaces.add(target);
      for (const producer of producers) {
        next.producers.add(producer);
        this.transitions.get(producer)!.outputs.set(target, 1);
      }
    }
    for (const producer of producers) {
      this.transitions.get(producer)!.outputs.delete(at);
      this.changedTransitions.add(producer);
      this.fuse(producer, consumer!);
    }
    for (let moved = 0; moved < place.tokens; moved++) this.begun.push(this.firingsOf(consumer!));
    this.transitions.delete(consumer!);
    this.places.delete(at);
  }

  private fuse(producer: number, consumer: number): void {
    this.firings.set(producer, [this.firingsOf(producer), this.firingsOf(consumer)]);
  }

  private firingsOf(transition: number): Firings {
    return this.firings.get(transition) ?? transition;
  }

  /**
   * Whoever puts a token into the place may as well do what its only consumer does next, which empties it too: whatever
   * else happens meanwhile could have happened before, or comes to nothing. For that, whatever empties the place has to
   * empty all that was there before, so that it comes to the same whether anything was put into it.
   */
  private fuseCancelling(at: number): void {
    const place = this.places.get(at)!;
    if (!place.plain || place.tokens > 0 || place.consumers.size !== 1) return;
    const [consumer] = place.consumers;
    const { inputs, outputs, resets } = this.transitions.get(consumer!)!;
    const { producers } = place;
    if (inputs.size !== 1 || !resets.has(at) || outputs.has(at) || producers.size === 0) return;
    for (const producer of producers) {
      const before = this.transitions.get(producer)!;
      if (before.outputs.size !== 1) return;
      for (const input of before.inputs.keys())
        if (this.places.get(input)!.resetClass !== place.resetClass) return;
      for (const emptied of before.resets) if (!resets.has(emptied)) return;
      if (before.resets.size > 0 && !this.isEmptiedWith(at, before.resets)) return;
    }
    for (const producer of producers) {
      const fused = this.transitions.get(producer)!;
      fused.outputs.delete(at);
      for (const [target, weight] of outputs) fused.outputs.set(target, weight);
      fused.resets = resets;
      this.changedTransitions.add(producer);
      this.fuse(producer, consumer!);
    }
    for (const target of outputs.keys()) {
      const next = this.places.get(target)!;
      next.producers.delete(consumer!);
      for (const producer of producers) next.producers.add(producer);
      this.changedPlaces.add(target);
    }
    this.transitions.delete(consumer!);
    this.places.delete(at);
  }

  /** Whether each transition that empties a place empties others with it. */
  private isEmptiedWith(at: number, others: ReadonlySet<number>): boolean {
    for (const { resets } of this.transitions.values()) {
      if (!resets.has(at)) continue;
      for (const other of others) if (!resets.has(other)) return false;
    }
    return true;
  }

  /** A transition that puts back what it took changes nothing, where something else goes on from there. */
  private dropLoop(at: number): void {
    const { inputs, outputs, resets } = this.transitions.get(at)!;
    if (inputs.size !== 1 || outputs.size !== 1 || resets.size > 0) return;
    const [place] = inputs.keys();
    const { plain, consumers, producers, tokens } = this.places.get(place!)!;
    if (!outputs.has(place!) || !plain || consumers.size < 2) return;
    if (producers.size < 2 && tokens === 0) return;
    this.drop(at);
  }

  /** Of places that are filled, emptied and reset alike one is enough. */
  private dropParallelPlaces(changed: ReadonlySet<number>): void {
    const seen = new Twins<Place>(
      ({ consumers, producers }) => mixed(mixed(0, consumers), producers),
      (one, other) =>
        one.tokens === other.tokens &&
        one.resetClass === other.resetClass &&
        sameSet(one.consumers, other.consumers) &&
        sameSet(one.producers, other.producers),
    );
    for (const at of this.withTwinsOfPlaces(changed)) {
      const place = this.places.get(at)!;
      if (!place.plain || seen.isFirst(place)) continue;
      // The last input or output of a transition stays, since its twin does.
      for (const consumer of place.consumers) {
        this.transitions.get(consumer)!.inputs.delete(at);
        this.changedTransitions.add(consumer);
      }
      for (const producer of place.producers) {
        this.transitions.get(producer)!.outputs.delete(at);
        this.changedTransitions.add(producer);
      }
      this.places.delete(at);
    }
  }

  /** Twins of a place are at each transition that it is at, so that one of those leads to all of them. */
  private withTwinsOfPlaces(changed: ReadonlySet<number>): ReadonlySet<number> {
    const found = new Set<number>();
    const [consumersSeen, producersSeen] = [new Set<number>(), new Set<number>()];
    for (const at of changed) {
      const { consumers, producers } = this.places.get(at) ?? nowhere;
      const [consumer] = consumers;
      const [producer] = producers;
      if (consumer !== undefined) consumersSeen.add(consumer);
      else if (producer !== undefined) producersSeen.add(producer);
    }
    for (const at of consumersSeen)
      for (const place of this.transitions.get(at)!.inputs.keys()) found.add(place);
    for (const at of producersSeen)
      for (const place of this.transitions.get(at)!.outputs.keys()) found.add(place);
    return found;
  }

  /** Of transitions that do the same one is enough. */
  private dropParallelTransitions(changed: ReadonlySet<number>): void {
    const seen = new Twins<Transition>(
      ({ inputs, outputs }) => mixed(mixed(0, inputs.keys()), outputs.keys()),
      (one, other) =>
        sameArcs(one.inputs, other.inputs) &&
        sameArcs(one.outputs, other.outputs) &&
        sameSet(one.resets, other.resets),
    );
    for (const at of this.withTwinsOfTransitions(changed))
      if (!seen.isFirst(this.transitions.get(at)!)) this.drop(at);
  }

  private withTwinsOfTransitions(changed: ReadonlySet<number>): ReadonlySet<number> {
    const found = new Set<number>();
    const seen = new Set<number>();
    for (const at of changed) {
      const [input] = (this.transitions.get(at) ?? nothing).inputs.keys();
      if (input !== undefined) seen.add(input);
    }
    for (const at of seen)
      for (const transition of this.places.get(at)!.consumers) found.add(transition);
    return found;
  }

  private drop(at: number): void {
    const { inputs, outputs } = this.transitions.get(at)!;
    for (const place of inputs.keys()) {
      this.places.get(place)!.consumers.delete(at);
      this.changedPlaces.add(place);
    }
    for (const place of outputs.keys()) {
      this.places.get(place)!.producers.delete(at);
      this.changedPlaces.add(place);
    }
    this.transitions.delete(at);
  }

  /** What is left, numbered anew. */
  result(): Reduced {
    const numbers = new Int32Array(this.net.places).fill(GONE);
    let places = 0;
    for (const place of this.places.keys()) numbers[place] = places++;
    const left = [...this.transitions.values()];
    const firings = Array.from(this.transitions.keys(), (at) => this.firingsOf(at));
    const { begun } = this;
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
      inFull: (path) => oneByOne([...begun, ...path.map((at) => firings[at]!)]),
    };
  }
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
