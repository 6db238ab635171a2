import type { Core } from '../../machine/code.ts';
import type { Draft, Region } from './draft.ts';

interface Waiting {
  readonly phase: string;
  readonly place: number;
  readonly entry: number;
  readonly node: Core;
}

/** Which phases open where, and what waits for one of them: linked once the whole workflow is read. */
export class Milestones {
  private readonly open = new Map<string, number[]>();
  private readonly waiting: Waiting[] = [];

  /** A place for a token once the phase has opened, and its region, which opening it again empties first. */
  opens(phase: string, draft: Draft): { readonly region: Region; readonly place: number } {
    const region: Region = { around: draft.milestones, all: true };
    const place = draft.place(region);
    this.open.set(phase, [...(this.open.get(phase) ?? []), place]);
    return { region, place };
  }

  waits(waiting: Waiting): void {
    this.waiting.push(waiting);
  }

  link(draft: Draft): void {
    for (const { phase, place, entry, node } of this.waiting)
      for (const open of this.open.get(phase) ?? [])
        draft.step([place, open], [entry, open], { node, label: null });
  }
}
