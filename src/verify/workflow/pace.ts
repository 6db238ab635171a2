import type { Core } from '../../machine/code.ts';
import {
  COUNTED_MAX,
  laterOf,
  walkBranch,
  type BranchPace,
  type End,
  type Exit,
  type Ground,
  type Pace,
  type Wait,
} from './branch-walk.ts';
import { isWithin } from './draft-steps.ts';
import type { Draft, DraftTransition } from './draft.ts';
import type { Enough, Fork, Forks } from './forks.ts';

/** What is known of a form before anything has happened. */
export interface ForkPace {
  readonly branches: readonly BranchPace[];
  /** By when it is over, whatever ways its branches take. */
  readonly over: Pace;
  /** The branches that see to that, where it is known which. */
  readonly by: readonly number[];
}

interface Beside {
  readonly pace: ForkPace;
  readonly exits: readonly Exit[];
  readonly waits: readonly Wait[];
}

const atOnce = [0, 1, 2] as const;
const nothing: ReadonlySet<number> = new Set();

/**
 * Tells of each form with branches by when it is over. A branch ends for certain before it waits where none of its ways
 * leads to a wait; which ways several branches take does not depend on each other.
 */
export class Paces {
  private readonly draft: Draft;
  private readonly leaving = new Map<number, DraftTransition[]>();
  private readonly starting = new Map<number, Fork>();
  private readonly known = new Map<Fork, Beside>();
  private readonly ground: Ground;

  constructor(draft: Draft, { all, passing }: Forks, handDrawn: ReadonlySet<Core>) {
    this.draft = draft;
    for (const step of draft.steps) this.index(step);
    for (const fork of all) for (const start of fork.starts) this.starting.set(start, fork);
    const passed = new Map([...passing].map(([place, to]) => [draft.find(place), to]));
    const spawning = new Set(all.flatMap(({ spawns }) => [...(spawns?.keys() ?? [])]));
    this.ground = {
      from: (place) => this.from(draft.find(place)),
      passing: (place) => passed.get(draft.find(place)),
      stuck: (place) => draft.restingAt(place).node,
      beside: (step) => {
        const fork = this.starting.get(step.origin);
        return fork === undefined ? undefined : this.besideOf(fork);
      },
      spawns: ({ origin }) => spawning.has(origin),
      isDrawn: ({ node }) => node !== null && handDrawn.has(node),
      isInside: (place, region) => isWithin(draft.regionOf(place), [region]),
    };
  }

  of(fork: Fork): ForkPace {
    return this.besideOf(fork).pace;
  }

  private index(step: DraftTransition): void {
    for (const place of new Set(step.inputs.map((input) => this.draft.find(input)))) {
      const known = this.leaving.get(place);
      if (known === undefined) this.leaving.set(place, [step]);
      else known.push(step);
    }
  }

  /** What the engine answers comes before anything that might happen instead. */
  private from(place: number): readonly DraftTransition[] {
    const steps = this.leaving.get(place) ?? [];
    const asking = steps.filter(({ asks }) => asks === true);
    return asking.length > 0 ? asking : steps;
  }

  private besideOf(fork: Fork): Beside {
    const known = this.known.get(fork);
    if (known !== undefined) return known;
    const pace = fork.spawns === null ? this.ofTogether(fork) : this.ofNursery(fork, fork.spawns);
    const rests = pace.over === 3 ? pace.branches.flatMap(({ waits }) => waits) : [];
    const wait = { node: fork.node, later: rests.every(({ later }) => later) };
    const found = {
      pace,
      exits: exitsOf(fork, pace),
      waits: pace.over === 3 ? [wait] : [],
    };
    this.known.set(fork, found);
    return found;
  }

  private walk({ region, ends }: Fork, entry: number, counted = nothing): BranchPace {
    return walkBranch(this.ground, { entry, region, ends, counted });
  }

  private ofTogether(fork: Fork): ForkPace {
    const branches = fork.branches.map(({ entry }) => this.walk(fork, entry));
    return { branches, ...overBy(branches, fork.enough) };
  }

  /** The end of a nursery's body is not counted, and what it starts runs beside it. */
  private ofNursery(fork: Fork, spawns: ReadonlyMap<number, number>): ForkPace {
    const [entry, ...others] = fork.branches.map((branch) => branch.entry);
    const spawned = others.map((other) => this.walk(fork, other));
    const { most } = fork.enough;
    const ending = [...spawns].filter(([, at]) => {
      const branch = spawned[at - 1]!;
      return branch.latest < 3 && (most < Infinity || alwaysLeaves(branch));
    });
    const body = this.walk(fork, entry!, new Set(ending.map(([step]) => step)));
    const branches = [body, ...spawned];
    if (body.latest < 3 && alwaysLeaves(body)) return { branches, over: body.latest, by: [0] };
    const needed = most === Infinity ? 1 : most;
    if (needed <= COUNTED_MAX && body.started >= needed && ending.length > 0)
      return { branches, over: 2, by: ending.slice(0, 1).map(([, at]) => at) };
    return { branches, over: most === Infinity ? latestOf(branches) : 3, by: [] };
  }
}

const latestOf = (branches: readonly BranchPace[]): Pace =>
  branches.reduce<Pace>((latest, branch) => laterOf(latest, branch.latest), 0);

/** Whether whatever a branch comes to ends the form, with all that is in it. */
const alwaysLeaves = ({ ends }: BranchPace): boolean =>
  ends.length > 0 && ends.every(({ kind }) => kind === 'leaves');

/** By when so many branches have ended for certain, or one that leaves the form; and which. */
function overBy(
  branches: readonly BranchPace[],
  { most }: Enough,
): { readonly over: Pace; readonly by: readonly number[] } {
  const needed = Math.min(most, branches.length);
  for (const over of atOnce) {
    const done = branches.flatMap(({ latest }, index) => (latest <= over ? [index] : []));
    const leaver = done.find((index) => alwaysLeaves(branches[index]!));
    const last = done[needed - 1];
    if (leaver !== undefined && (last === undefined || leaver < last))
      return { over, by: [leaver] };
    if (last !== undefined) return { over, by: done.slice(0, needed) };
  }
  return { over: 3, by: [] };
}

/** Whether a branch comes to this end before the form is over. */
export function isInTime({ over, by }: ForkPace, index: number, { pace }: End): boolean {
  return pace <= over && !isNeverBegun({ over, by }, index);
}

/** Whether a branch has no turn before the form is over: those that end in one go do so in the order written. */
export const isNeverBegun = ({ over, by }: Pick<ForkPace, 'over' | 'by'>, index: number): boolean =>
  over === 0 && index > (by.at(-1) ?? Infinity);

function exitsOf(fork: Fork, pace: ForkPace): readonly Exit[] {
  const ends = pace.branches.flatMap((branch, index) =>
    branch.ends.filter((end) => isInTime(pace, index, end)),
  );
  const { joined } = fork;
  const own = ends.filter(({ kind }) => joined === null || kind === 'leaves');
  const exits = own.map((end) => ({ place: end.place, pace: laterOf(end.pace, 1) }));
  if (joined === null) return exits;
  return [...exits, ...joins(fork, pace).map((at) => ({ place: joined, pace: laterOf(at, 1) }))];
}

/** By when branches may have come to so many ends that the form is over, at the soonest and at the latest. */
function joins({ enough, spawns }: Fork, { branches, over }: ForkPace): readonly Pace[] {
  const soonest = branches.map(({ ends }) =>
    ends.reduce<Pace>(
      (first, { kind, pace }) => (kind === 'done' && pace < first ? pace : first),
      3,
    ),
  );
  const [body = 3] = soonest;
  if (spawns !== null && enough.most === Infinity) return body === 3 ? [] : [body, 2];
  if (spawns !== null) return [1, 2];
  const needed = Math.min(enough.least, branches.length);
  const least = soonest.toSorted((one, other) => one - other)[needed - 1] ?? 3;
  const latest = over === 3 ? 2 : over;
  return least === 3 ? [] : [least, laterOf(least, latest)];
}
