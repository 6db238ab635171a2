import type { Choice, Led } from './explore.ts';
import { Cancellers, Emptied } from './cancellers.ts';
import { listOf, inverted, lists, type FlatNet, type Lists } from './flat-net.ts';

/**
 * Follows a stubborn set in each marking: transitions of which none outside can disable, enable or change the effect of
 * any, so that whatever else happens first, these can be taken before it. Branches that run beside each other are then
 * followed one after the other instead of in every order.
 *
 * Where completed markings are such that nothing can fire, this answers soundness exactly (see `isPrunable`): a marking
 * followed here can complete here if it can at all; and if all that are followed can complete, so can every marking of
 * the whole space, whose transitions then all fire here (A. Valmari, “Stop it, and be stubborn!”, 2017). Markings in
 * which nothing can fire are all found.
 *
 * What cancels the branches of a form would tie them all together. So a set may be *led* by one of its transitions: what
 * empties every place that the leader touches, and needs none that it takes from, may stay outside, since it leads to the
 * same marking whether the leader came before it or not; as may a twin of the leader, which comes to the same. And what one of the set empties after itself in that way need
 * not come before it, for the same reason. Whatever can happen outside then leads where it does after the leader as well,
 * or is shorter after another of the set. So all the above holds as long as no leaders go round in a circle, which
 * `isSound` looks at; but that a transition fires may be missed where a leader empties after it or has a twin.
 */
export function stubbornChoice(net: FlatNet, leaders: 'led' | 'none' = 'led'): Choice {
  const { enabledNeeds, ledNeeds, gainers } = dependenciesOf(net);
  const mayLead = leaders === 'led' && net.resets.items.length > 0;
  const cancellers = new Cancellers(net);
  const stamps = new Int32Array(net.transitions);
  const members = new Int32Array(net.transitions);
  const isEnabled = new Uint8Array(net.transitions);
  const best = new Int32Array(net.transitions);
  let stamp = 0;
  let work = 0;
  let led: Led = 'no';

  /** An input that lacks tokens, of all such one that brings the fewest along. */
  const scapegoat = (transition: number, cells: ArrayLike<number>, base: number): number => {
    let chosen = -1;
    let fewest = Infinity;
    for (let at = net.inputs.start[transition]!; at < net.inputs.start[transition + 1]!; at++) {
      const place = net.inputs.items[at]!;
      if (cells[base + place]! >= net.inputWeights[at]!) continue;
      let count = 0;
      for (let one = gainers.start[place]!; one < gainers.start[place + 1]!; one++) {
        const gainer = gainers.items[one]!;
        if (stamps[gainer] !== stamp && !cancellers.has(gainer)) count += 1;
      }
      work += 1 + gainers.start[place + 1]! - gainers.start[place]!;
      if (count < fewest) [chosen, fewest] = [place, count];
      if (fewest === 0) break;
    }
    return chosen;
  };

  /** The stubborn set that grows from a transition: how many of it are enabled; given up at `most`. */
  const grow = (seed: number, cells: ArrayLike<number>, base: number, most: number): number => {
    stamp += 1;
    work += mayLead ? cancellers.of(seed) : 0;
    let size = 0;
    let enabled = 0;
    let left: Led = 'no';
    const add = (transition: number): void => {
      if (stamps[transition] === stamp) return;
      if (cancellers.has(transition)) {
        if (cancellers.isTwin(transition)) left = 'unseen';
        else if (left === 'no') left = 'seen';
        return;
      }
      stamps[transition] = stamp;
      members[size++] = transition;
    };
    add(seed);
    for (let done = 0; done < size; done++) {
      const member = members[done]!;
      if (isEnabled[member] === 1) {
        enabled += 1;
        if (enabled >= most) return most;
        if (mayLead && countIn(ledNeeds, member) < countIn(enabledNeeds, member))
          left = member === seed ? 'unseen' : left === 'no' ? 'seen' : left;
        work += addAll(mayLead ? ledNeeds : enabledNeeds, member, add);
      } else work += addAll(gainers, scapegoat(member, cells, base), add);
    }
    led = left;
    return enabled;
  };

  let ledLast: Led = 'no';
  const pick: Choice['pick'] = (cells, base, enabled, count) => {
    for (let i = 0; i < count; i++) isEnabled[enabled[i]!] = 1;
    let fewest = count;
    work = 0;
    ledLast = 'no';
    for (let i = 0; i < count && fewest > 1 && work < WORK_MAX; i++) {
      const seed = enabled[i]!;
      const found = grow(seed, cells, base, fewest);
      if (found >= fewest) continue;
      fewest = found;
      ledLast = led;
      best[0] = seed;
      let kept = 1;
      for (let j = 0; j < count; j++) {
        const other = enabled[j]!;
        if (other !== seed && stamps[other] === stamp) best[kept++] = other;
      }
    }
    for (let i = 0; i < count; i++) isEnabled[enabled[i]!] = 0;
    if (fewest < count) enabled.set(best.subarray(0, fewest));
    return fewest;
  };
  return { pick, led: () => ledLast };
}

/** In one marking so many transitions are looked at for a small set; beyond that the smallest found is taken. */
const WORK_MAX = 50_000;

const countIn = ({ start }: Lists, index: number): number => start[index + 1]! - start[index]!;

/** Answers how many there were. */
function addAll({ start, items }: Lists, index: number, add: (item: number) => void): number {
  for (let at = start[index]!; at < start[index + 1]!; at++) add(items[at]!);
  return 1 + start[index + 1]! - start[index]!;
}

interface Dependencies {
  /** By transition: those that must come with it where it is enabled. */
  readonly enabledNeeds: Lists;
  /** The same in a set that is led: without what they empty after themselves. */
  readonly ledNeeds: Lists;
  /** By place: the transitions that can leave it with more tokens than before. */
  readonly gainers: Lists;
}

function dependenciesOf(net: FlatNet): Dependencies {
  const needs = Array.from({ length: net.transitions }, (_, transition) => {
    const found = new Set<number>();
    for (const place of listOf(net.inputs, transition)) {
      for (const other of listOf(net.consumers, place)) found.add(other);
      for (const other of listOf(net.resetters, place)) found.add(other);
    }
    for (const place of listOf(net.resets, transition)) {
      for (const other of listOf(net.consumers, place)) found.add(other);
      for (const other of listOf(net.producers, place)) found.add(other);
    }
    for (const place of listOf(net.outputs, transition)) {
      for (const other of listOf(net.resetters, place)) found.add(other);
    }
    found.delete(transition);
    return [...found];
  });
  const emptied = new Emptied(net);
  const others = needs.map((found, transition) =>
    countIn(net.resets, transition) === 0
      ? found
      : found.filter((other) => !emptied.by(transition, other)),
  );
  const gains = Array.from({ length: net.transitions }, (_, transition) =>
    [...listOf(net.outputs, transition)].filter((place) => gainsAt(net, transition, place)),
  );
  return {
    enabledNeeds: lists(needs),
    ledNeeds: lists(others),
    gainers: inverted(lists(gains), net.places),
  };
}

function gainsAt(net: FlatNet, transition: number, place: number): boolean {
  const weight = ({ start, items }: Lists, weights: Int32Array): number => {
    for (let at = start[transition]!; at < start[transition + 1]!; at++) {
      if (items[at] === place) return weights[at]!;
    }
    return 0;
  };
  const isReset = net.resets.items
    .subarray(net.resets.start[transition], net.resets.start[transition + 1])
    .includes(place);
  return isReset || weight(net.outputs, net.outputWeights) > weight(net.inputs, net.inputWeights);
}

/**
 * Whether nothing can fire in a completed marking, and nothing brings a net back that completed with tokens left: ends
 * are never left or reset, and each transition takes and gives something. Then the option to complete alone makes a net
 * complete properly.
 */
export function isPrunable(net: FlatNet): boolean {
  const isEmpty = ({ start }: Lists, index: number): boolean => start[index] === start[index + 1];
  if (net.final.length === 0) return false;
  for (const place of net.final) {
    if (!isEmpty(net.consumers, place) || !isEmpty(net.resetters, place)) return false;
  }
  for (let transition = 0; transition < net.transitions; transition++) {
    if (isEmpty(net.inputs, transition) || isEmpty(net.outputs, transition)) return false;
  }
  return true;
}
