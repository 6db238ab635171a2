import { explore } from './explore.ts';
import { flatten } from './flat-net.ts';
import { meterOf, type Limits } from './limits.ts';
import type { Arc, Net } from './net.ts';
import { immediateFirst } from './soundness.ts';

/** A net with what it was part of: for each of its transitions the index of it there. */
export interface Part {
  readonly net: Net;
  readonly transitions: readonly number[];
}

/**
 * The net without the transitions that never fire and the places that never hold a token; it behaves the same. The net as
 * it is where its markings are more than the limits allow.
 */
export function livePart(net: Net, limits: Limits): Part {
  const all = net.transitions.map((_, at) => at);
  const { end, fired, markings } = explore(flatten(net), meterOf(limits), immediateFirst(net));
  if (end.kind !== 'whole') return { net, transitions: all };
  const isMarked = new Uint8Array(net.places.length);
  for (const place of net.final) isMarked[place] = 1;
  for (let cell = 0; cell < markings.count * markings.places; cell++)
    if (markings.cells[cell]! > 0) isMarked[cell % markings.places] = 1;
  const numbers = new Map<number, number>();
  net.places.forEach((_, at) => isMarked[at] === 1 && numbers.set(at, numbers.size));
  const renumbered = (arcs: readonly Arc[]): readonly Arc[] =>
    arcs.map(({ place, weight }) => ({ place: numbers.get(place)!, weight }));
  const transitions = all.filter((at) => fired[at] === 1);
  return {
    transitions,
    net: {
      places: net.places.filter((_, at) => isMarked[at] === 1),
      transitions: transitions.map((at) => {
        const { inputs, outputs, resets, ...rest } = net.transitions[at]!;
        return {
          ...rest,
          inputs: renumbered(inputs),
          outputs: renumbered(outputs),
          resets: resets.flatMap((place) => numbers.get(place) ?? []),
        };
      }),
      final: net.final.map((place) => numbers.get(place)!),
    },
  };
}
