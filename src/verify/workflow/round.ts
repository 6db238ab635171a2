import { explore, firstWith, pathTo } from '../net/explore.ts';
import { flatten } from '../net/flat-net.ts';
import { meterOf, type Limits } from '../net/limits.ts';
import type { Net, Transition } from '../net/net.ts';
import { immediateFirst } from '../net/soundness.ts';

/** Firings after which a fair run has left everything that it can leave, for each transition of the net. */
const FIRINGS_EACH = 8;

/** A run that goes on where the end is lost. */
export interface Onward {
  /** Transitions in the order they fire. */
  readonly firings: readonly number[];
  /** Those that still fire after long, by when they first did. */
  readonly lasting: readonly number[];
}

/**
 * How a net goes on once it has come, by `trace`, to where its end is lost, on a fair run: each time the transition fired
 * least goes first, so nothing that stays possible is left out.
 */
export function onwardFrom(net: Net, trace: readonly number[]): Onward {
  const tokens = tokensAfter(net, trace);
  const fired = net.transitions.map(() => 0);
  const most = FIRINGS_EACH * net.transitions.length;
  const firings: number[] = [];
  while (firings.length < most) {
    const next = leastFired(net, tokens, fired);
    if (next === undefined) break;
    fire(net.transitions[next]!, tokens);
    fired[next] = fired[next]! + 1;
    firings.push(next);
  }
  const late = new Set(firings.slice(Math.floor(most / 2)));
  return { firings, lasting: [...new Set(firings)].filter((index) => late.has(index)) };
}

/**
 * The shortest way from where `trace` leads to a token in a place, and from there a way round to the next one, of steps
 * that last. Undefined where the run does not come back to it.
 */
export function roundBy(
  net: Net,
  trace: readonly number[],
  { place, lasting }: { readonly place: number; readonly lasting: readonly number[] },
  limits: Limits,
): { readonly into: readonly number[]; readonly round: readonly number[] } | undefined {
  const tokens = tokensAfter(net, trace);
  const places = net.places.map((each, at) => ({ ...each, tokens: tokens[at]! }));
  const space = explore(flatten({ ...net, places }), meterOf(limits), immediateFirst(net));
  const marking = firstWith(space, place);
  if (marking === -1) return undefined;
  const into = [...trace, ...pathTo(space, marking)];
  const { firings } = onwardFrom(net, into);
  const again = firings.findIndex((index) =>
    net.transitions[index]!.outputs.some((output) => output.place === place),
  );
  if (again === -1) return undefined;
  const lasts = new Set(lasting);
  return { into, round: firings.slice(0, again + 1).filter((index) => lasts.has(index)) };
}

function tokensAfter(net: Net, trace: readonly number[]): number[] {
  const tokens = net.places.map((place) => place.tokens);
  for (const index of trace) fire(net.transitions[index]!, tokens);
  return tokens;
}

function leastFired(
  net: Net,
  tokens: readonly number[],
  fired: readonly number[],
): number | undefined {
  let least: number | undefined;
  net.transitions.forEach(({ inputs }, index) => {
    if (!inputs.every(({ place, weight }) => tokens[place]! >= weight)) return;
    if (least === undefined || fired[index]! < fired[least]!) least = index;
  });
  return least;
}

function fire({ inputs, resets, outputs }: Transition, tokens: number[]): void {
  for (const { place, weight } of inputs) tokens[place] = tokens[place]! - weight;
  for (const place of resets) tokens[place] = 0;
  for (const { place, weight } of outputs) tokens[place] = tokens[place]! + weight;
}
