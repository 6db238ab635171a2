/** Transitions that are fired one after the other. */
export type Firings = number | readonly [Firings, Firings];

/** As a list; however deep they are, since a chain of them may be as long as the net. */
export function oneByOne(firings: readonly Firings[]): readonly number[] {
  const found: number[] = [];
  const waiting = firings.toReversed();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next === 'number') found.push(next);
    else waiting.push(next[1], next[0]);
  }
  return found;
}
