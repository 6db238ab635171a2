import type { Net } from '../net/net.ts';
import type { DrawnWorkflow } from './draw-workflow.ts';
import type { Places } from './places.ts';

/** A net whose nodes are named by the source. */
export interface LabelledNet {
  readonly net: Net;
  /** By transition: where its text stands, as FILE:LINE; null for what no text says. */
  readonly sources: readonly (string | null)[];
}

/**
 * The net of a workflow for people to read: a step is called as paths call it, else by the form and line that it comes
 * from; a place by what is waited for there, or by what leads there and away.
 */
export function labelledNet({ net, steps }: DrawnWorkflow, places: Places): LabelledNet {
  const names = steps.map(({ label, node }, index) => {
    if (label !== null) return label;
    if (node !== null) return places.formOf(node);
    return net.transitions[index]!.outputs.some(({ place }) => net.final.includes(place))
      ? 'end'
      : 'begin';
  });
  const before = new Map<number, string>();
  const after = new Map<number, string>();
  net.transitions.forEach(({ inputs, outputs }, index) => {
    for (const { place } of inputs) if (!before.has(place)) before.set(place, names[index]!);
    for (const { place } of outputs) if (!after.has(place)) after.set(place, names[index]!);
  });
  const nameOf = (place: number, tokens: number): string => {
    if (net.final.includes(place)) return 'end';
    if (tokens > 0) return 'start';
    const next = before.get(place);
    return next === undefined ? `after ${after.get(place) ?? 'nothing'}` : `before ${next}`;
  };
  return {
    net: {
      ...net,
      places: net.places.map((place, at) => ({ ...place, name: nameOf(at, place.tokens) })),
      transitions: net.transitions.map((each, index) => ({ ...each, name: names[index]! })),
    },
    sources: steps.map(({ node }) => (node === null ? null : places.sourceOf(node))),
  };
}
