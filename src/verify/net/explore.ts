import type { FlatNet } from './flat-net.ts';
import { Ints } from './ints.ts';
import type { Meter } from './limits.ts';
import { hashFactors, Markings } from './markings.ts';

/** The markings reached, in the order of a breadth-first search, which makes the path to each a shortest one. */
export interface Space {
  readonly markings: Markings;
  /** By marking: the one it was first reached from, −1 for the initial one, and the transition fired. */
  readonly parents: Ints;
  readonly via: Ints;
  /** Firings, as two lists side by side. */
  readonly from: Ints;
  readonly to: Ints;
  /** By transition: 1 where it fired. */
  readonly fired: Uint8Array;
  /** By marking whose firings were followed: whether the first of them leads. */
  readonly led: readonly Led[];
  /** Markings below this number had their firings followed. */
  readonly expanded: number;
  readonly end: SpaceEnd;
}

export type SpaceEnd =
  | { readonly kind: 'whole' }
  | { readonly kind: 'limit' }
  /** A marking covers an earlier one on its path, and the firings between can be repeated for ever to gain tokens. */
  | { readonly kind: 'unbounded'; readonly covered: number; readonly marking: number };

/** Picks the transitions to follow from a marking. */
export interface Choice {
  /** From `enabled`, the first `count` of which are all that can fire there, it moves its choice to the front: how many. */
  readonly pick: (
    cells: Uint8Array | Uint32Array,
    base: number,
    enabled: Int32Array,
    count: number,
  ) => number;
  /** Of what was picked last; `no` unless said. */
  readonly led?: () => Led;
}

/**
 * Whether what is followed stands for what was left out only by way of its first, and whether all that was left out is
 * still seen to fire then (see `stubbornChoice`).
 */
export type Led = 'no' | 'seen' | 'unseen';

/** Follows all firings, or those that `choice` picks, until nothing is new, a limit, or a proof that it never ends. */
export function explore(net: FlatNet, meter: Meter, choice?: Choice): Space {
  const narrow = searched(net, meter, false, choice);
  return narrow ?? searched(net, meter, true, choice)!;
}

/** How much further a search goes once a net with resets is known to be unbounded. */
const MORE_MARKINGS = 10_000;

/** A power of two, as all of them are. */
const FIRST_LANDMARK = 64;

const NARROW_MAX = 0xff;
const WIDE_MAX = 0x7fffffff;

/** Null where a count does not fit the cells. */
function searched(net: FlatNet, meter: Meter, wide: boolean, choice?: Choice): Space | null {
  const search = new Search(net, meter, wide);
  const end = search.run(choice);
  if (end === 'too-high' && !wide) return null;
  const { markings, parents, via, from, to, fired, led, expanded } = search;
  const told: SpaceEnd = end === 'too-high' ? { kind: 'limit' } : end;
  return { markings, parents, via, from, to, fired, led, expanded, end: told };
}

/** A count that does not fit a cell: the search is begun again with wide ones. */
type TooHigh = 'too-high';

class Search {
  readonly markings: Markings;
  readonly parents = new Ints();
  readonly via = new Ints();
  readonly from = new Ints();
  readonly to = new Ints();
  readonly fired: Uint8Array;
  readonly led: Led[] = [];
  expanded = 0;
  private readonly net: FlatNet;
  private readonly meter: Meter;
  private readonly wide: boolean;
  private most: number;
  /** Each firing copies a marking, which of a large net is more work. */
  private readonly stepCost: number;
  private readonly row: Uint8Array | Uint32Array;
  private readonly factors: Int32Array;
  private readonly guards: Guards;
  private readonly enabled: Int32Array;
  /** A count above this is a reason to look for a covered marking. */
  private readonly suspicious: number;
  /** Firings to the markings that are being reached, and the first marking that is farther off than those followed. */
  private depth = 0;
  private nextLevel = 0;
  private grown: Extract<SpaceEnd, { kind: 'unbounded' }> | null = null;

  constructor(net: FlatNet, meter: Meter, wide: boolean) {
    this.net = net;
    this.meter = meter;
    this.wide = wide;
    const cellBytes = wide ? 4 : 1;
    this.most = Math.min(
      meter.limits.states,
      Math.floor(meter.limits.bytes / Math.max(1, net.places * cellBytes)),
    );
    // The one too many is kept as well, to be known again.
    this.markings = new Markings(net.places, wide, this.most + 1);
    this.fired = new Uint8Array(net.transitions);
    this.row = wide ? new Uint32Array(net.places) : new Uint8Array(net.places);
    this.factors = hashFactors(net.places);
    this.guards = guardsOf(net);
    this.enabled = new Int32Array(net.transitions);
    this.suspicious = [net.initial, net.inputWeights, net.outputWeights].reduce(
      (most, counts) => counts.reduce((a, b) => Math.max(a, b), most),
      1,
    );
    this.stepCost = 1 + (net.places >> 8);
  }

  run(choice?: Choice): SpaceEnd | TooHigh {
    if (!this.start()) return 'too-high';
    for (; this.expanded < this.markings.count; this.expanded++) {
      const marking = this.expanded;
      if (marking === this.nextLevel) {
        this.depth += 1;
        this.nextLevel = this.markings.count;
      }
      const { cells } = this.markings;
      const base = marking * this.net.places;
      let count = this.findEnabled(cells, base);
      if (choice !== undefined && count > 0) count = choice.pick(cells, base, this.enabled, count);
      this.led.push(choice?.led?.() ?? 'no');
      if (!this.meter.spend((count + 1) * this.stepCost)) return this.cut();
      for (let i = 0; i < count; i++) {
        const end = this.follow(marking, this.enabled[i]!);
        if (end !== null) return end;
      }
    }
    return { kind: 'whole' };
  }

  private start(): boolean {
    let hash = 0;
    for (let place = 0; place < this.net.places; place++) {
      const tokens = this.net.initial[place]!;
      if (tokens > (this.wide ? WIDE_MAX : NARROW_MAX)) return false;
      this.row[place] = tokens;
      hash = (hash + Math.imul(tokens, this.factors[place]!)) | 0;
    }
    this.markings.add(this.row, hash);
    this.parents.push(-1);
    this.via.push(-1);
    return true;
  }

  private findEnabled(cells: Uint8Array | Uint32Array, base: number): number {
    const { start, items } = this.guards.byPlace;
    const { free } = this.guards;
    let count = 0;
    for (const transition of free) this.enabled[count++] = transition;
    for (let place = 0; place < this.net.places; place++) {
      if (cells[base + place] === 0) continue;
      for (let at = start[place]!; at < start[place + 1]!; at++) {
        const transition = items[at]!;
        if (this.isEnabled(transition, cells, base)) this.enabled[count++] = transition;
      }
    }
    return count;
  }

  private isEnabled(transition: number, cells: Uint8Array | Uint32Array, base: number): boolean {
    const { inputs, inputWeights } = this.net;
    for (let at = inputs.start[transition]!; at < inputs.start[transition + 1]!; at++) {
      if (cells[base + inputs.items[at]!]! < inputWeights[at]!) return false;
    }
    return true;
  }

  /** Fires and takes the result in; null to go on. */
  private follow(marking: number, transition: number): SpaceEnd | TooHigh | null {
    const { markings, net } = this;
    const base = marking * net.places;
    this.row.set(markings.cells.subarray(base, base + net.places));
    const hash = this.fire(transition, markings.hashOf(marking));
    if (hash === null) return 'too-high';
    const before = markings.count;
    const reached = markings.add(this.row, hash);
    if (reached >= this.most) return this.cut();
    this.fired[transition] = 1;
    this.from.push(marking);
    this.to.push(reached);
    if (reached < before) return null;
    this.parents.push(marking);
    this.via.push(transition);
    if (!this.isHigh(transition) && !this.isLandmark()) return null;
    if (this.grown !== null) return null;
    const covered = this.coveredBy(reached);
    if (covered === -1) return null;
    this.grown = this.firstGrowth(reached) ?? { kind: 'unbounded', covered, marking: reached };
    // With resets that alone is no proof of unsoundness, and one may be near.
    if (net.resets.items.length === 0) return this.grown;
    this.most = Math.min(this.most, 2 * markings.count + MORE_MARKINGS);
    return null;
  }

  /** On the path to a marking the first that covers an earlier one; null where the meter ran out meanwhile. */
  private firstGrowth(last: number): typeof this.grown {
    const path: number[] = [];
    for (let at = last; at !== -1; at = this.parents.at(at)) path.push(at);
    for (const marking of path.reverse()) {
      const covered = this.coveredBy(marking);
      if (covered !== -1) return { kind: 'unbounded', covered, marking };
    }
    return null;
  }

  private cut(): SpaceEnd {
    return this.grown ?? { kind: 'limit' };
  }

  /** Fires on the row; the new hash, or null where a count does not fit. */
  private fire(transition: number, before: number): number | null {
    const { inputs, inputWeights, outputs, outputWeights, resets } = this.net;
    const { row, factors } = this;
    let hash = before;
    for (let at = inputs.start[transition]!; at < inputs.start[transition + 1]!; at++) {
      const place = inputs.items[at]!;
      row[place]! -= inputWeights[at]!;
      hash = (hash - Math.imul(inputWeights[at]!, factors[place]!)) | 0;
    }
    for (let at = resets.start[transition]!; at < resets.start[transition + 1]!; at++) {
      const place = resets.items[at]!;
      hash = (hash - Math.imul(row[place]!, factors[place]!)) | 0;
      row[place] = 0;
    }
    const max = this.wide ? WIDE_MAX : NARROW_MAX;
    for (let at = outputs.start[transition]!; at < outputs.start[transition + 1]!; at++) {
      const place = outputs.items[at]!;
      const tokens = row[place]! + outputWeights[at]!;
      if (tokens > max) return null;
      row[place] = tokens;
      hash = (hash + Math.imul(outputWeights[at]!, factors[place]!)) | 0;
    }
    return hash;
  }

  private isHigh(transition: number): boolean {
    const { start, items } = this.net.outputs;
    for (let at = start[transition]!; at < start[transition + 1]!; at++) {
      if (this.row[items[at]!]! > this.suspicious) return true;
    }
    return false;
  }

  /** Beside heavy arcs a place may grow for long before it is high: far out, every path is looked at now and then. */
  private isLandmark(): boolean {
    return this.depth >= FIRST_LANDMARK && (this.depth & (this.depth - 1)) === 0;
  }

  /**
   * An earlier marking on the path to this one that it covers, where repeating the firings between gains tokens each
   * time: some place has more, and no firing between resets it. −1 where there is none. Of an infinite path some
   * marking covers an earlier one (Dickson’s lemma), so that without resets an unbounded net is always found out.
   */
  private coveredBy(marking: number): number {
    const { places, resets } = this.net;
    const { cells } = this.markings;
    const kept = new Uint8Array(places).fill(1);
    const base = marking * places;
    for (let later = marking; this.parents.at(later) !== -1; later = this.parents.at(later)) {
      const via = this.via.at(later);
      for (let at = resets.start[via]!; at < resets.start[via + 1]!; at++) {
        kept[resets.items[at]!] = 0;
      }
      const earlier = this.parents.at(later) * places;
      let gains = false;
      let place = 0;
      for (; place < places; place++) {
        const gain = cells[base + place]! - cells[earlier + place]!;
        if (gain < 0) break;
        if (gain > 0 && kept[place] === 1) gains = true;
      }
      if (place === places && gains) return this.parents.at(later);
      if (!this.meter.spend(1 + (place >> 5))) return -1;
    }
    return -1;
  }
}

interface Guards {
  /** By place, the transitions whose first input it is. */
  readonly byPlace: FlatNet['consumers'];
  /** Transitions without inputs. */
  readonly free: readonly number[];
}

/** Each transition is looked at only where its first input holds a token. */
function guardsOf({ places, transitions, inputs }: FlatNet): Guards {
  const start = new Int32Array(places + 1);
  const free: number[] = [];
  const guards = Array.from({ length: transitions }, (_, transition) => {
    const at = inputs.start[transition]!;
    return at === inputs.start[transition + 1] ? -1 : inputs.items[at]!;
  });
  for (const guard of guards) if (guard !== -1) start[guard + 1]! += 1;
  for (let place = 0; place < places; place++) start[place + 1]! += start[place]!;
  const items = new Int32Array(start[places]!);
  const next = start.slice(0, places);
  guards.forEach((guard, transition) => {
    if (guard === -1) free.push(transition);
    else items[next[guard]!++] = transition;
  });
  return { byPlace: { start, items }, free };
}

/** The transitions fired on the way to a marking, from an earlier one on its path or from the start. */
export function pathTo(space: Space, marking: number, since = 0): readonly number[] {
  const path: number[] = [];
  for (let at = marking; at !== since && at !== -1; at = space.parents.at(at)) {
    const via = space.via.at(at);
    if (via !== -1) path.push(via);
  }
  return path.reverse();
}

/** The first marking that has a token in a place, or −1. */
export function firstWith({ markings }: Space, place: number): number {
  for (let marking = 0; marking < markings.count; marking++)
    if (markings.cells[marking * markings.places + place]! > 0) return marking;
  return -1;
}
