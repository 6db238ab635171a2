import type { Core } from '../../machine/code.ts';
import type { Draft } from './draft.ts';
import { linkClosings } from './phase-closings.ts';

interface Waiting {
  readonly phase: string;
  readonly place: number;
  readonly entry: number;
  readonly node: Core;
}

/** A phase as it was read once: the place that holds a token while it is open, and the phase around it. */
export interface OpenPhase {
  readonly name: string;
  readonly place: number;
  readonly node: Core;
  readonly around: OpenPhase | null;
}

/** Which phases are open where, and what waits for one of them: linked once the whole workflow is read. */
export class Milestones {
  private readonly open = new Map<string, number[]>();
  private readonly read: OpenPhase[] = [];
  private readonly waiting: Waiting[] = [];

  /** Remembers a phase whose place holds a token while it is open. */
  opens(phase: OpenPhase): void {
    this.open.set(phase.name, [...this.placesOf(phase.name), phase.place]);
    this.read.push(phase);
  }

  /** The places that hold tokens while the phase is open, one for each time that it was read. */
  placesOf(phase: string): readonly number[] {
    return this.open.get(phase) ?? [];
  }

  /** Every phase that was read with a place of its own. */
  get phases(): readonly OpenPhase[] {
    return this.read;
  }

  waits(waiting: Waiting): void {
    this.waiting.push(waiting);
  }

  get areAwaited(): boolean {
    return this.waiting.length > 0;
  }

  link(draft: Draft): void {
    const awaited = new Set(this.waiting.map(({ phase }) => phase));
    linkClosings(
      draft,
      this.read.filter(({ name }) => awaited.has(name)),
    );
    for (const { phase, place, entry, node } of this.waiting)
      for (const open of this.placesOf(phase))
        draft.step([place, open], [entry, open], { node, label: null });
  }
}
