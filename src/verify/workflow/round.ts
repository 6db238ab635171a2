import type { Net, Transition } from '../net/net.ts';

/** Firings after which a fair run has left everything that it can leave, for each transition of the net. */
const FIRINGS_EACH = 8;

/**
 * The transitions that go on once a net has come, by `trace`, to where its end is lost: those that a fair run still fires
 * after long. Each time the one fired least goes first, so nothing that stays possible is left out.
 */
export function roundAfter(net: Net, trace: readonly number[]): readonly number[] {
  const tokens = net.places.map((place) => place.tokens);
  for (const index of trace) fire(net.transitions[index]!, tokens);
  const fired = net.transitions.map(() => 0);
  const firings = FIRINGS_EACH * net.transitions.length;
  const late = new Set<number>();
  for (let count = 0; count < firings; count += 1) {
    const next = leastFired(net, tokens, fired);
    if (next === undefined) break;
    fire(net.transitions[next]!, tokens);
    fired[next] = fired[next]! + 1;
    if (count >= firings / 2) late.add(next);
  }
  return [...late];
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
