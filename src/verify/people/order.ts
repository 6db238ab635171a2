import type { Drawn } from '../workflow/draft.ts';
import type { Asked } from '../workflow/remarks.ts';

/** Which approvals of a workflow may have been voted in when another opens. */
export class Order {
  private readonly drawn: Drawn;
  /** By place, the transitions that put a token there. */
  private readonly producers: readonly (readonly number[])[];
  private readonly before = new Map<Asked, ReadonlySet<number>>();
  private readonly without = new Map<Asked, ReadonlySet<number>>();

  constructor(drawn: Drawn) {
    this.drawn = drawn;
    const producers = drawn.net.places.map((): number[] => []);
    drawn.net.transitions.forEach(({ outputs }, index) => {
      for (const { place } of outputs) producers[place]!.push(index);
    });
    this.producers = producers;
  }

  /** Whether somebody may have voted in one approval when the other opens; false only where that never is. */
  mayPrecede(one: Asked, other: Asked): boolean {
    return !this.openTogether(one, other) && !this.follows(one, other);
  }

  /** Whether an approval opens only once the other is decided. */
  follows(one: Asked, other: Asked): boolean {
    const place = this.drawn.indexOf(one.place);
    return place !== undefined && !this.reachedWithout(other).has(place);
  }

  /** Whether both open in one step, so that nobody can vote in between. */
  openTogether(one: Asked, other: Asked): boolean {
    const behind = this.stepOf(other);
    return [...this.stepOf(one)].some((transition) => behind.has(transition));
  }

  /** The transitions before an approval that fire in the step in which it opens. */
  private stepOf(asked: Asked): ReadonlySet<number> {
    const known = this.before.get(asked);
    if (known !== undefined) return known;
    const { net, steps, indexOf } = this.drawn;
    const found = new Set<number>();
    let place = indexOf(asked.place);
    while (place !== undefined) {
      const [only, another]: readonly number[] = this.producers[place]!;
      if (only === undefined || another !== undefined || found.has(only)) break;
      const { label, waits } = steps[only]!;
      if (label !== null || waits === true) break;
      found.add(only);
      const { inputs } = net.transitions[only]!;
      place = inputs.length === 1 ? inputs[0]!.place : undefined;
    }
    this.before.set(asked, found);
    return found;
  }

  /** The places that may hold a token before an approval is decided; more than that may be among them. */
  private reachedWithout(asked: Asked): ReadonlySet<number> {
    const known = this.without.get(asked);
    if (known !== undefined) return known;
    const { net, steps } = this.drawn;
    const reached = new Set(net.places.flatMap(({ tokens }, place) => (tokens > 0 ? [place] : [])));
    const left = new Set(
      steps.flatMap(({ decides }, index) => (decides?.asked === asked ? [] : [index])),
    );
    for (let grows = true; grows;) {
      grows = false;
      for (const index of left) {
        const { inputs, outputs } = net.transitions[index]!;
        if (!inputs.every(({ place }) => reached.has(place))) continue;
        for (const { place } of outputs) reached.add(place);
        left.delete(index);
        grows = true;
      }
    }
    this.without.set(asked, reached);
    return reached;
  }
}
