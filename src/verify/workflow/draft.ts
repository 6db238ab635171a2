import type { Core } from '../../machine/code.ts';
import { netBuilder, type Net } from '../net/net.ts';
import type { HeldLock } from './locks.ts';
import type { OpenPhase } from './milestones.ts';
import type { Asked } from './remarks.ts';
import type { Outcome } from './value.ts';

/** What runs together and is withdrawn together: the branches of one form. */
export interface Region {
  readonly around: Region | null;
  /** Whether the form ends only when all of its branches have. */
  readonly all: boolean;
}

/** Why control may rest at a place for ever, and what would help. */
export interface Stuck {
  readonly message: string;
  readonly help: string;
  /** What is said instead where the path has opened the phase that is waited for, and left it. */
  readonly closed?: { readonly phase: string; readonly message: string; readonly help: string };
}

/** What stands behind a place. */
export interface Resting {
  readonly node: Core | null;
  readonly stuck: Stuck | null;
  /** The lock that is held by what waits here, of those that the net shows. */
  readonly under?: HeldLock;
  /** The lock that is waited for here. */
  readonly wants?: HeldLock;
  /** The lock that is held while a token is here. */
  readonly held?: HeldLock;
}

/** What stands behind a transition. */
export interface Step {
  readonly node: Core | null;
  /** What a path calls it; null for what nobody would notice. */
  readonly label: string | null;
  /** Whether it may have to wait, though nobody would notice when it happens; false unless said. */
  readonly waits?: boolean;
  /** Whether it happens as soon as it can, though it is noticed; false unless said. */
  readonly atOnce?: boolean;
  /** Whether the engine is asked, which answers before anything else can happen; false unless said. */
  readonly asks?: boolean;
  /** Whether what it waits for never comes in the command in which it begins to wait; false unless said. */
  readonly later?: boolean;
  /** The approval that ends with it, and how: by what people say, or because time is up. */
  readonly decides?: { readonly asked: Asked; readonly outcome: Outcome };
  /** Whether nothing that is behind it is of use to who wants a yes; false unless said. */
  readonly futile?: boolean;
  /** What it does with a lock that the net shows. */
  readonly lock?: { readonly does: 'asks' | 'takes' | 'leaves'; readonly lock: HeldLock };
  /** What it does with a phase that something waits for, or that it happens once all phases of a name are closed. */
  readonly phase?:
    | { readonly does: 'enters' | 'leaves'; readonly phase: OpenPhase }
    | { readonly does: 'closed'; readonly name: string };
}

/** A transition of a draft. */
export interface DraftTransition extends Step {
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly resets: readonly Region[];
  /** The step that was drawn, of which this may be one case. */
  readonly origin: number;
}

/** A net with what its nodes stand for, by index. */
export interface Drawn {
  readonly net: Net;
  readonly steps: readonly Step[];
  readonly resting: readonly Resting[];
  /** The net's place for one of the draft's; undefined where nothing touches it. */
  readonly indexOf: (place: number) => number | undefined;
}

/**
 * A net while a workflow is read. Control that arrives twice with the same knowledge is one state, so places may be
 * merged until the net is drawn; no place may be merged once something leaves it in a way that the other must not take.
 */
export class Draft {
  readonly root: Region = { around: null, all: true };
  readonly start: number;
  readonly end: number;
  private readonly parents: number[] = [];
  private readonly regions: Region[] = [];
  private readonly resting: Resting[] = [];
  private transitions: DraftTransition[] = [];

  constructor() {
    this.start = this.place(this.root);
    this.end = this.place(this.root);
  }

  get size(): number {
    return this.transitions.length + this.parents.length;
  }

  place(
    region: Region,
    node: Core | null = null,
    stuck: Stuck | null = null,
    locks: Pick<Resting, 'under' | 'wants' | 'held'> = {},
  ): number {
    this.regions.push(region);
    this.resting.push({ node, stuck, ...locks });
    return this.parents.push(this.parents.length) - 1;
  }

  regionOf(place: number): Region {
    return this.regions[this.find(place)]!;
  }

  /** The place that stands for another after all merges. */
  find(place: number): number {
    let root = place;
    while (this.parents[root] !== root) root = this.parents[root]!;
    this.parents[place] = root;
    return root;
  }

  merge(one: number, other: number): number {
    const [kept, gone] = [this.find(one), this.find(other)];
    if (kept !== gone) {
      this.parents[gone] = kept;
      const known = this.resting[kept]!;
      if (known.node === null) this.resting[kept] = this.resting[gone]!;
    }
    return kept;
  }

  /** What waits at a place. */
  restingAt(place: number): Resting {
    return this.resting[this.find(place)]!;
  }

  /** What may wait for ever, and where. */
  *rests(): Iterable<{ readonly node: Core; readonly place: number }> {
    for (const [place, { node }] of this.resting.entries())
      if (node !== null && this.parents[place] === place) yield { node, place };
  }

  rest(place: number, node: Core, stuck: Stuck): void {
    this.resting[this.find(place)] = { node, stuck };
  }

  /** Draws a transition; answers its place among those that were drawn. */
  step(
    inputs: readonly number[],
    outputs: readonly number[],
    step: Step,
    resets: readonly Region[] = [],
  ): number {
    const origin = this.transitions.length;
    this.transitions.push({ inputs, outputs, resets, origin, ...step });
    return origin;
  }

  /** What was drawn so far. */
  get steps(): readonly DraftTransition[] {
    return this.transitions;
  }

  /** Puts others in the place of each transition. */
  rewrite(
    others: (transition: DraftTransition, index: number) => readonly DraftTransition[],
  ): void {
    this.transitions = this.transitions.flatMap(others);
  }

  /**
   * The net as it stands. A place that nothing touches is left out, the start and the end excepted. Where the order
   * matters, what nobody would notice happens before anything else can: the machine goes on by itself until every branch
   * waits.
   */
  draw(ordered: boolean): Drawn {
    const builder = netBuilder();
    const steps: Step[] = [];
    const resting: Resting[] = [];
    const indices = new Map<number, number>();
    const indexOf = (place: number): number => {
      const root = this.find(place);
      const known = indices.get(root);
      if (known !== undefined) return known;
      const index = builder.place(
        `p${root}`,
        resting.length,
        root === this.find(this.start) ? 1 : 0,
      );
      resting.push(this.resting[root]!);
      indices.set(root, index);
      return index;
    };
    indexOf(this.start);
    const end = indexOf(this.end);
    for (const { inputs, outputs } of this.transitions) {
      inputs.forEach(indexOf);
      outputs.forEach(indexOf);
    }
    const inside = this.placesByRegion(indices);
    for (const step of this.transitions) {
      const { node, label, waits, atOnce, decides, futile, inputs, outputs, resets } = step;
      const emptied =
        resets.length === 0 ? [] : resets.flatMap((region) => inside.get(region) ?? []);
      const name = label ?? `t${steps.length}`;
      builder.transition(
        name,
        steps.length,
        inputs.map(indexOf),
        outputs.map(indexOf),
        emptied.filter((place) => place !== end),
        ordered && (label === null || atOnce === true) && waits !== true,
      );
      steps.push({
        node,
        label,
        ...(waits === undefined ? {} : { waits }),
        ...(decides === undefined ? {} : { decides }),
        ...(futile === undefined ? {} : { futile }),
      });
    }
    return {
      net: builder.build([end]),
      steps,
      resting,
      indexOf: (place) => indices.get(this.find(place)),
    };
  }

  private placesByRegion(indices: ReadonlyMap<number, number>): ReadonlyMap<Region, number[]> {
    const inside = new Map<Region, number[]>();
    for (const [place, index] of indices) {
      for (let region: Region | null = this.regions[place]!; region; region = region.around) {
        const known = inside.get(region);
        if (known === undefined) inside.set(region, [index]);
        else known.push(index);
      }
    }
    return inside;
  }
}
