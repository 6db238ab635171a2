import type { Core } from '../../machine/code.ts';
import type { Region } from './draft.ts';

/** One of the branches that a form runs beside each other. */
export interface Branch {
  /** Where it starts. */
  readonly entry: number;
  /** What its author wrote that is for nothing where it never comes to its end; null where that is no text of its own. */
  readonly part: Core | null;
}

/** How many ends of branches end a form, as far as it is known; infinitely many stand for all. */
export interface Enough {
  readonly least: number;
  readonly most: number;
}

/** A form that runs branches, as it was read once. */
export interface Fork {
  readonly node: Core;
  /** What its branches are: the author's own, or one of them beside a time, or beside a phase. */
  readonly kind: 'branches' | 'time' | 'phase';
  readonly region: Region;
  /** The steps by which it starts, by their place in the draft. */
  readonly starts: readonly number[];
  /** In the order in which they start. */
  readonly branches: readonly Branch[];
  /** The steps by which a branch comes to its end. */
  readonly ends: ReadonlySet<number>;
  /** Where control goes on when enough branches have ended; null where each leads on by itself. */
  readonly joined: number | null;
  readonly enough: Enough;
  /** Whether branches that are not needed go on all the same. */
  readonly finishes: boolean;
  /** Of a nursery, the steps that start branches of it, each with which one: the first branch is its body. */
  readonly spawns: ReadonlyMap<number, number> | null;
}

/** A wait for what may be so already when it begins. */
interface Passing {
  readonly node: Core;
  readonly to: number;
}

/** What runs beside each other in a draft. */
export class Forks {
  readonly all: Fork[] = [];
  /** Waits for phases, by where they wait: what opens a phase is not drawn yet. */
  readonly passing = new Map<number, Passing>();
}
