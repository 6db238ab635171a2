import type { Core } from '../../machine/code.ts';
import type { Draft } from './draft.ts';

interface Waiting {
  readonly phase: string;
  readonly place: number;
  readonly entry: number;
  readonly node: Core;
}

/** Which phases are open where, and what waits for one of them: linked once the whole workflow is read. */
export class Milestones {
  private readonly open = new Map<string, number[]>();
  private readonly waiting: Waiting[] = [];

  /** A place that holds a token while the phase is open. */
  opens(phase: string, place: number): void {
    this.open.set(phase, [...(this.open.get(phase) ?? []), place]);
  }

  waits(waiting: Waiting): void {
    this.waiting.push(waiting);
  }

  link(draft: Draft): void {
    for (const { phase, place, entry, node } of this.waiting)
      for (const open of this.open.get(phase) ?? [])
        draft.step([place, open], [entry, open], { node, label: null, immediate: true });
  }
}
