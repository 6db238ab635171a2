import { listed, type NetFinding } from './finding.ts';
import { lists, type FlatNet, type Lists } from './flat-net.ts';
import type { Net } from './net.ts';

/**
 * What keeps a net from being a workflow net: one place that nothing leads into holds the only token at the start, some
 * place ends the net and nothing leads out of it, and every node lies on a path from the start to an end. None where it
 * is one. A reset arc is a way out of its place, too: what waits until it is cancelled needs no other.
 */
export function structureFindings(net: Net, flat: FlatNet): readonly NetFinding[] {
  const marked = indicesWhere(flat.places, (place) => flat.initial[place]! > 0);
  const named = (places: readonly number[]): string =>
    listed(places.map((place) => net.places[place]!.name));
  const findings: NetFinding[] = [];
  const found = (
    message: string,
    places: readonly number[],
    transitions: readonly number[] = [],
  ): void => {
    findings.push({ code: 'not-a-workflow-net', message, places, transitions, trace: [] });
  };
  if (marked.length !== 1) {
    const which = marked.length === 0 ? 'no place holds' : `${named(marked)} hold`;
    found(`one place must hold a token at the start, and ${which} one`, marked);
  } else if (flat.initial[marked[0]!] !== 1) {
    found(
      `the start ${named(marked)} must hold one token, not ${flat.initial[marked[0]!]!}`,
      marked,
    );
  }
  const entered = marked.filter((place) => lengthOf(flat.producers, place) > 0);
  if (entered.length > 0) found(`nothing may lead into the start: ${named(entered)}`, entered);
  const final = [...flat.final];
  if (final.length === 0) {
    const loose = endsOf(flat);
    const which = loose.length === 0 ? 'one that nothing leads out of' : `one of ${named(loose)}`;
    found(`no place is the end: it must be ${which}`, loose);
  }
  const left = final.filter((place) => lengthOf(flat.consumers, place) > 0);
  if (left.length > 0) found(`nothing may lead out of the end: ${named(left)}`, left);
  if (marked.length > 0 && final.length > 0) {
    const off = offPath(flat, marked, final);
    const names = [
      ...off.places.map((place) => net.places[place]!.name),
      ...off.transitions.map((transition) => net.transitions[transition]!.name),
    ];
    if (names.length > 0)
      found(
        `${listed(names)} ${names.length === 1 ? 'lies' : 'lie'} on no path from the start to the end`,
        off.places,
        off.transitions,
      );
  }
  return findings;
}

const lengthOf = ({ start }: Lists, index: number): number => start[index + 1]! - start[index]!;

function indicesWhere(count: number, holds: (index: number) => boolean): readonly number[] {
  const found: number[] = [];
  for (let index = 0; index < count; index++) if (holds(index)) found.push(index);
  return found;
}

const endsOf = (flat: FlatNet): readonly number[] =>
  indicesWhere(flat.places, (place) => lengthOf(flat.consumers, place) === 0);

interface Nodes {
  readonly places: readonly number[];
  readonly transitions: readonly number[];
}

function offPath(flat: FlatNet, starts: readonly number[], ends: readonly number[]): Nodes {
  const { inputs, outputs, resets, consumers, producers } = flat;
  const taken = lists(
    Array.from({ length: flat.transitions }, (_, at) => [
      ...inputs.items.subarray(inputs.start[at], inputs.start[at + 1]),
      ...resets.items.subarray(resets.start[at], resets.start[at + 1]),
    ]),
  );
  const ahead = reached(flat, starts, consumers, outputs);
  const back = reached(flat, ends, producers, taken);
  return {
    places: indicesWhere(flat.places, (at) => ahead.places[at] === 0 || back.places[at] === 0),
    transitions: indicesWhere(
      flat.transitions,
      (at) => ahead.transitions[at] === 0 || back.transitions[at] === 0,
    ),
  };
}

/** What paths from some places reach, along arcs or against them. */
function reached(
  flat: FlatNet,
  from: readonly number[],
  transitionsOf: Lists,
  placesOf: Lists,
): { readonly places: Uint8Array; readonly transitions: Uint8Array } {
  const places = new Uint8Array(flat.places);
  const transitions = new Uint8Array(flat.transitions);
  const waiting = [...from];
  for (const place of from) places[place] = 1;
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    for (let i = transitionsOf.start[place]!; i < transitionsOf.start[place + 1]!; i++) {
      const transition = transitionsOf.items[i]!;
      if (transitions[transition] === 1) continue;
      transitions[transition] = 1;
      for (let j = placesOf.start[transition]!; j < placesOf.start[transition + 1]!; j++) {
        const next = placesOf.items[j]!;
        if (places[next] === 1) continue;
        places[next] = 1;
        waiting.push(next);
      }
    }
  }
  return { places, transitions };
}
