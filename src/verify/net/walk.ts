import { explore, type Choice, type Space } from './explore.ts';
import type { FlatNet, Lists } from './flat-net.ts';
import { meterOf, type Limits, type Meter } from './limits.ts';

/** A run is given up after so many firings for each transition. */
const FIRINGS_EACH = 20;

/**
 * A run into trouble that is known, made shorter: the markings on it, of which the last is stuck or has reached the end
 * with tokens left. Null where it does not lead there. It is not surely a shortest one.
 */
export function runSpace(
  net: FlatNet,
  path: readonly number[],
  limits: Limits,
  meter: Meter,
): Space | null {
  const run = new Run(net);
  if (!run.replays(path)) return null;
  return spaceOf(net, limits, run.withoutRounds(shortened(run, meter)));
}

/**
 * A run into trouble, found by taking any way again and again; null where none was found before the meter ran out. The
 * same net gets the same run.
 */
export function runIntoTrouble(net: FlatNet, meter: Meter): readonly number[] | null {
  return troubledRun(net, meter)?.fired ?? null;
}

function troubledRun(net: FlatNet, meter: Meter): Run | null {
  const run = new Run(net);
  const most = FIRINGS_EACH * net.transitions;
  const pick = picker();
  for (;;) {
    run.begin();
    while (!run.isOver && run.fired.length < most) {
      if (!meter.spend(1 + (run.enabled.length >> 4))) return null;
      run.fire(run.enabled[pick(run.enabled.length)]!);
    }
    if (run.isTrouble) return run;
  }
}

/** Numbers that look as if drawn by lot, and are the same each time. */
function picker(): (below: number) => number {
  let state = 1;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 8) % below;
  };
}

/** Leaves out what trouble does not need: stretches first, then single firings, as long as the meter lasts. */
function shortened(run: Run, meter: Meter): readonly number[] {
  let path = [...run.fired];
  for (let length = path.length >> 1; length >= 1; length >>= 1) {
    for (let at = path.length - length; at >= 0; at -= length) {
      const less = [...path.slice(0, at), ...path.slice(at + length)];
      if (!meter.spend(less.length)) return path;
      if (run.replays(less)) path = [...run.fired];
      at = Math.min(at, path.length);
    }
  }
  return path;
}

/** The markings along a path. */
function spaceOf(net: FlatNet, limits: Limits, path: readonly number[]): Space {
  let next = 0;
  const pick: Choice['pick'] = (_cells, base, enabled, count) => {
    if (base === 0) next = 0;
    const wanted = path[next++];
    const at = wanted === undefined ? -1 : enabled.subarray(0, count).indexOf(wanted);
    if (at === -1) return 0;
    enabled[at] = enabled[0]!;
    enabled[0] = wanted!;
    return 1;
  };
  return explore(net, meterOf(limits), { pick });
}

/** One run of a net: its tokens, and what can fire. */
class Run {
  readonly fired: number[] = [];
  readonly enabled: number[] = [];
  private readonly net: FlatNet;
  private readonly tokens: Int32Array;
  /** By transition, where it stands among the enabled; −1 where it is not. */
  private readonly slots: Int32Array;
  private readonly isFinal: Uint8Array;
  private total = 0;
  private ended = 0;
  /** How many ends hold more than one token. */
  private doubled = 0;

  constructor(net: FlatNet) {
    this.net = net;
    this.tokens = new Int32Array(net.places);
    this.slots = new Int32Array(net.transitions).fill(-1);
    this.isFinal = new Uint8Array(net.places);
    for (const place of net.final) this.isFinal[place] = 1;
  }

  begin(): void {
    this.fired.length = 0;
    this.total = 0;
    this.ended = 0;
    this.doubled = 0;
    this.tokens.fill(0);
    for (let place = 0; place < this.net.places; place++) this.add(place, this.net.initial[place]!);
    for (let transition = 0; transition < this.net.transitions; transition++) this.look(transition);
  }

  /** Whether nothing can fire, an end is reached twice, or the only end is reached. */
  get isOver(): boolean {
    if (this.enabled.length === 0 || this.doubled > 0) return true;
    return this.ended > 0 && this.net.final.length === 1;
  }

  get isTrouble(): boolean {
    const isCompleted = this.ended > 0 && this.ended === this.total && this.doubled === 0;
    return this.isOver && !isCompleted;
  }

  fire(transition: number): void {
    const { inputs, inputWeights, outputs, outputWeights, resets } = this.net;
    this.fired.push(transition);
    each(inputs, transition, (place, at) => this.add(place, -inputWeights[at]!));
    each(resets, transition, (place) => this.add(place, -this.tokens[place]!));
    each(outputs, transition, (place, at) => this.add(place, outputWeights[at]!));
    for (const changed of [inputs, resets, outputs])
      each(changed, transition, (place) => {
        each(this.net.consumers, place, (consumer) => this.look(consumer));
      });
  }

  /** Whether a path can be fired and comes to trouble; what is behind that is left out. */
  replays(path: readonly number[]): boolean {
    this.begin();
    for (const transition of path) {
      if (this.isOver) break;
      if (this.slots[transition] === -1) return false;
      this.fire(transition);
    }
    return this.isTrouble;
  }

  /** The path without what leads from a marking back to itself. */
  withoutRounds(path: readonly number[]): readonly number[] {
    this.begin();
    const seen = [this.tokens.join()];
    const kept: number[] = [];
    for (const transition of path) {
      this.fire(transition);
      const marking = this.tokens.join();
      const before = seen.indexOf(marking);
      if (before === -1) {
        kept.push(transition);
        seen.push(marking);
      } else {
        kept.length = before;
        seen.length = before + 1;
      }
    }
    return kept;
  }

  private add(place: number, count: number): void {
    const before = this.tokens[place]!;
    this.tokens[place] = before + count;
    this.total += count;
    if (this.isFinal[place] !== 1) return;
    this.ended += count;
    this.doubled += Number(before + count > 1) - Number(before > 1);
  }

  private look(transition: number): void {
    const can = this.isEnabled(transition);
    const slot = this.slots[transition]!;
    if (can && slot === -1) this.slots[transition] = this.enabled.push(transition) - 1;
    if (can || slot === -1) return;
    const last = this.enabled.pop()!;
    if (last !== transition) {
      this.enabled[slot] = last;
      this.slots[last] = slot;
    }
    this.slots[transition] = -1;
  }

  private isEnabled(transition: number): boolean {
    const { inputs, inputWeights } = this.net;
    for (let at = inputs.start[transition]!; at < inputs.start[transition + 1]!; at++) {
      if (this.tokens[inputs.items[at]!]! < inputWeights[at]!) return false;
    }
    return true;
  }
}

function each({ start, items }: Lists, index: number, visit: (item: number, at: number) => void) {
  for (let at = start[index]!; at < start[index + 1]!; at++) visit(items[at]!, at);
}
