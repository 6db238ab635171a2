/**
 * A Petri net with weighted arcs, reset arcs and an end, as the verifier takes it from whatever notation it was made.
 *
 * A transition is enabled when each of its inputs holds at least as many tokens as the arc weighs. Firing it takes those
 * tokens, then empties the places it resets, then puts the tokens of its outputs. The net is *completed* when every
 * token lies in a place of `final`, at most one in each and at least one overall; with one final place that is the
 * classical end of a workflow net, with several each is an end of its own, and the last to be reached ends the whole.
 */
export interface Net {
  readonly places: readonly Place[];
  readonly transitions: readonly Transition[];
  /** Indices of the places that end the net. */
  readonly final: readonly number[];
}

/** What a node stands for where the net came from; the verifier hands it back and never looks inside. */
export type SourceRef = string | number;

export interface Place {
  /** What messages call it. */
  readonly name: string;
  readonly source: SourceRef;
  /** How many tokens it holds at the start. */
  readonly tokens: number;
}

export interface Transition {
  readonly name: string;
  readonly source: SourceRef;
  readonly inputs: readonly Arc[];
  readonly outputs: readonly Arc[];
  /** Indices of the places that firing empties: cancellation. */
  readonly resets: readonly number[];
  /** Fires before any other that is enabled, unless that is immediate too; false unless said. */
  readonly immediate?: boolean;
}

/** A place by its index, and how many tokens pass; a positive integer. */
export interface Arc {
  readonly place: number;
  readonly weight: number;
}

/** A net under construction: nodes are known by the index they got. */
export interface NetBuilder {
  readonly place: (name: string, source: SourceRef, tokens?: number) => number;
  readonly transition: (
    name: string,
    source: SourceRef,
    inputs: readonly number[],
    outputs: readonly number[],
    resets?: readonly number[],
    immediate?: boolean,
  ) => number;
  readonly build: (final: readonly number[]) => Net;
}

/** A builder of nets; a place named twice among the inputs or outputs of a transition weighs two. */
export function netBuilder(): NetBuilder {
  const places: Place[] = [];
  const transitions: Transition[] = [];
  return {
    place: (name, source, tokens = 0) => places.push({ name, source, tokens }) - 1,
    transition: (name, source, inputs, outputs, resets = [], immediate = false) =>
      transitions.push({
        name,
        source,
        inputs: arcsTo(inputs),
        outputs: arcsTo(outputs),
        resets: resets.length < 2 ? resets : [...new Set(resets)],
        ...(immediate ? { immediate } : {}),
      }) - 1,
    build: (final) => ({ places, transitions, final }),
  };
}

function arcsTo(places: readonly number[]): readonly Arc[] {
  if (places.length < 2) return places.map((place) => ({ place, weight: 1 }));
  const weights = new Map<number, number>();
  for (const place of places) weights.set(place, (weights.get(place) ?? 0) + 1);
  return Array.from(weights, ([place, weight]) => ({ place, weight }));
}
