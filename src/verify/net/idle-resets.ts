import { explore } from './explore.ts';
import { flatten, type FlatNet } from './flat-net.ts';
import { meterOf, type Limits } from './limits.ts';
import type { Net } from './net.ts';

/**
 * The net without the reset arcs that never find a token, which other notations may not know: it behaves the same. The
 * net as it is where its markings are more than the limits allow.
 */
export function withoutIdleResets(net: Net, limits: Limits): Net {
  const flat = flatten(net);
  const { end, markings } = explore(flat, meterOf(limits));
  if (end.kind !== 'whole') return net;
  const { cells, count, places } = markings;
  const busy = net.transitions.map(() => new Set<number>());
  for (let base = 0; base < count * places; base += places) {
    net.transitions.forEach(({ resets }, at) => {
      if (resets.length === 0) return;
      const left = leftBy(flat, at, cells, base);
      for (const place of resets) if ((left?.(place) ?? 0) > 0) busy[at]!.add(place);
    });
  }
  return {
    ...net,
    transitions: net.transitions.map((transition, at) => ({
      ...transition,
      resets: transition.resets.filter((place) => busy[at]!.has(place)),
    })),
  };
}

/** How many tokens of a marking are left in a place once a transition has taken its own; null where it cannot fire. */
function leftBy(
  { inputs, inputWeights }: FlatNet,
  transition: number,
  cells: ArrayLike<number>,
  base: number,
): ((place: number) => number) | null {
  const taken = new Map<number, number>();
  for (let at = inputs.start[transition]!; at < inputs.start[transition + 1]!; at++) {
    const place = inputs.items[at]!;
    if (cells[base + place]! < inputWeights[at]!) return null;
    taken.set(place, inputWeights[at]!);
  }
  return (place) => cells[base + place]! - (taken.get(place) ?? 0);
}
