import type { Net, Transition } from '../../../src/verify/net/net.ts';

/**
 * Soundness by the definition, slowly: every marking in a map by its text, every question a search of its own. Shares
 * nothing with the verifier but the net.
 */
export interface Truth {
  readonly sound: boolean;
  readonly bounded: boolean;
  /** Firings to the nearest marking of each kind; null where there is none. Of bounded nets only. */
  readonly nearest: { readonly [kind in 'deadlock' | 'improper' | 'livelock']: number | null };
  /** Indices of the transitions that never fire. Of bounded nets only. */
  readonly dead: readonly number[];
}

type Marking = readonly number[];

export const initialOf = (net: Net): Marking => net.places.map(({ tokens }) => tokens);

export const isEnabled = (marking: Marking, transition: Transition): boolean =>
  needsOf(transition).every(([place, weight]) => marking[place]! >= weight);

function needsOf(transition: Transition): readonly (readonly [number, number])[] {
  const needs = new Map<number, number>();
  for (const { place, weight } of transition.inputs)
    needs.set(place, (needs.get(place) ?? 0) + weight);
  return [...needs];
}

export function fire(marking: Marking, transition: Transition): Marking {
  const next = [...marking];
  for (const { place, weight } of transition.inputs) next[place]! -= weight;
  for (const place of transition.resets) next[place] = 0;
  for (const { place, weight } of transition.outputs) next[place]! += weight;
  return next;
}

/** The marking after firing a path, or null where it cannot be fired. */
export function replayed(net: Net, path: readonly number[]): Marking | null {
  let marking = initialOf(net);
  for (const at of path) {
    const transition = net.transitions[at]!;
    if (!isEnabled(marking, transition)) return null;
    marking = fire(marking, transition);
  }
  return marking;
}

export function isCompleted(net: Net, marking: Marking): boolean {
  const inside = net.final.map((place) => marking[place]!);
  const total = marking.reduce((sum, tokens) => sum + tokens, 0);
  const ends = inside.reduce((sum, tokens) => sum + tokens, 0);
  return total === ends && ends > 0 && Math.max(...inside) === 1;
}

export const isImproper = (net: Net, marking: Marking): boolean =>
  !isCompleted(net, marking) &&
  (net.final.length === 1
    ? marking[net.final[0]!]! > 0
    : net.final.some((place) => marking[place]! > 1));

export const isStuck = (net: Net, marking: Marking): boolean =>
  !isCompleted(net, marking) &&
  !isImproper(net, marking) &&
  net.transitions.every((transition) => !isEnabled(marking, transition));

/** The truth about a net, or null where more markings than may be looked at would tell it. */
export function truthOf(net: Net, markingsMax: number): Truth | null {
  const graph = graphOf(net, markingsMax);
  if (graph !== null) return boundedTruth(net, graph);
  const hasResets = net.transitions.some(({ resets }) => resets.length > 0);
  if (hasResets || !coversItself(net, 20 * markingsMax)) return null;
  const nearest = { deadlock: null, improper: null, livelock: null };
  return { sound: false, bounded: false, nearest, dead: [] };
}

interface Reached {
  readonly marking: Marking;
  readonly depth: number;
  readonly next: string[];
}

interface Graph {
  readonly reached: ReadonlyMap<string, Reached>;
  readonly fired: ReadonlySet<number>;
}

function graphOf(net: Net, markingsMax: number): Graph | null {
  const reached = new Map<string, Reached>();
  const fired = new Set<number>();
  const keep = (marking: Marking, depth: number): string => {
    const key = marking.join();
    if (!reached.has(key)) reached.set(key, { marking, depth, next: [] });
    return key;
  };
  keep(initialOf(net), 0);
  for (const { marking, depth, next } of reached.values()) {
    if (reached.size > markingsMax) return null;
    net.transitions.forEach((transition, at) => {
      if (!isEnabled(marking, transition)) return;
      fired.add(at);
      next.push(keep(fire(marking, transition), depth + 1));
    });
  }
  return { reached, fired };
}

function boundedTruth(net: Net, { reached, fired }: Graph): Truth {
  const nearest = (holds: (key: string, marking: Marking) => boolean): number | null => {
    const depths = [...reached].flatMap(([key, { marking, depth }]) =>
      holds(key, marking) ? [depth] : [],
    );
    return depths.length === 0 ? null : Math.min(...depths);
  };
  const trouble = (marking: Marking): boolean => isImproper(net, marking) || isStuck(net, marking);
  const completing = leadingTo(reached, (marking) => isCompleted(net, marking));
  const explained = leadingTo(reached, (marking) => isCompleted(net, marking) || trouble(marking));
  const dead = net.transitions.flatMap((_, at) => (fired.has(at) ? [] : [at]));
  const improper = nearest((_, marking) => isImproper(net, marking));
  return {
    sound: completing.size === reached.size && improper === null && dead.length === 0,
    bounded: true,
    nearest: {
      deadlock: nearest((_, marking) => isStuck(net, marking)),
      improper,
      livelock: nearest((key) => !explained.has(key)),
    },
    dead,
  };
}

/** The markings from which one of a kind is reached. */
function leadingTo(
  reached: Graph['reached'],
  holds: (marking: Marking) => boolean,
): ReadonlySet<string> {
  const inside = new Set(
    [...reached].flatMap(([key, { marking }]) => (holds(marking) ? [key] : [])),
  );
  for (let before = -1; before !== inside.size;) {
    before = inside.size;
    for (const [key, { next }] of reached)
      if (next.some((each) => inside.has(each))) inside.add(key);
  }
  return inside;
}

/** Whether some path reaches a marking that covers an earlier one of it, looked for on so many paths at most. */
function coversItself(net: Net, pathsMax: number): boolean {
  let paths = 0;
  const visit = (marking: Marking, above: readonly Marking[]): boolean => {
    paths += 1;
    if (paths > pathsMax || above.length > 200) return false;
    if (above.some((earlier) => earlier.join() === marking.join())) return false;
    if (above.some((earlier) => earlier.every((tokens, place) => tokens <= marking[place]!)))
      return true;
    const path = [...above, marking];
    return net.transitions.some(
      (transition) => isEnabled(marking, transition) && visit(fire(marking, transition), path),
    );
  };
  return visit(initialOf(net), []);
}
