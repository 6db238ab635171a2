import type { Core } from '../../machine/code.ts';
import type { Draft, Region } from './draft.ts';
import type { Fork, Forks } from './forks.ts';
import { isInTime, isNeverBegun, Paces, type ForkPace } from './pace.ts';

/** Why a part of a form, or a wait in one, comes to nothing: its form is over before. */
export interface Outrun {
  readonly kind: Fork['kind'];
  /** Whether it is never begun at all. */
  readonly unbegun: boolean;
  /** The branch that is always done before, where its author wrote it as one. */
  readonly by: Core | null;
}

/** What is outrun wherever it was read; null of what is not. */
export class OutrunParts {
  /** Branches, and what is done when time or a phase ends one. */
  readonly parts = new Map<Core, Outrun | null>();
  /** Waits, by what waits: a request, or a form in which all branches wait. */
  readonly waits = new Map<Core, Outrun | null>();

  /** Takes in what another reading tells. */
  add({ parts, waits }: OutrunParts): void {
    for (const [node, why] of parts) note(this.parts, node, why);
    for (const [node, why] of waits) note(this.waits, node, why);
  }
}

function note(into: Map<Core, Outrun | null>, node: Core, why: Outrun | null): void {
  into.set(node, into.get(node) === null ? null : why);
}

/** Tells which branches and waits of a draft other branches always outrun. */
export function outrunIn(draft: Draft, forks: Forks, handDrawn: ReadonlySet<Core>): OutrunParts {
  const found = new OutrunParts();
  const paces = new Paces(draft, forks, handDrawn);
  const known = forks.all.map((fork) => ({ fork, pace: paces.of(fork) }));
  const over = new Map(known.map((each) => [each.fork.region, each]));
  for (const { fork, pace } of known)
    fork.branches.forEach(({ part }, index) => {
      const why = isOutrun(fork, pace, index) ? outrunOf(fork, pace, index) : null;
      if (part !== null) note(found.parts, part, why);
      if (part !== null && why !== null) return;
      for (const { node, later } of pace.branches[index]!.waits)
        if (ends(fork, pace, later)) note(found.waits, node, outrunOf(fork, pace, index));
    });
  for (const { node, later, region } of waitsIn(draft, forks, known))
    if (!isEnded(region, later, over)) note(found.waits, node, null);
  return found;
}

interface Known {
  readonly fork: Fork;
  readonly pace: ForkPace;
}

/** Whether a form is over before what one of its branches waits for can have come. */
const ends = ({ finishes }: Fork, { over }: ForkPace, later: boolean): boolean =>
  !finishes && over <= (later ? 2 : 1);

/** Whether a branch never comes to an end before its form is over. */
const isOutrun = (fork: Fork, pace: ForkPace, index: number): boolean =>
  !fork.finishes &&
  pace.over < 3 &&
  !pace.by.includes(index) &&
  !pace.branches[index]!.ends.some((end) => isInTime(pace, index, end));

function outrunOf({ kind, branches }: Fork, pace: ForkPace, index: number): Outrun {
  const [by = -1] = pace.by;
  return { kind, unbegun: isNeverBegun(pace, index), by: branches[by]?.part ?? null };
}

/** Everything in a draft at which control may wait, with what withdraws it. */
function* waitsIn(
  draft: Draft,
  { passing }: Forks,
  known: readonly Known[],
): Iterable<{ readonly node: Core; readonly later: boolean; readonly region: Region }> {
  for (const { node, label, waits, asks, later = false, inputs } of draft.steps)
    if (node !== null && (label !== null || waits === true) && asks !== true)
      yield { node, later, region: draft.regionOf(inputs[0]!) };
  for (const { node, place } of draft.rests())
    yield { node, later: !passing.has(place), region: draft.regionOf(place) };
  for (const { fork, pace } of known)
    if (pace.over === 3) yield { node: fork.node, later: false, region: fork.region.around! };
}

/** Whether something around ends what waits in a region before what it waits for can have come. */
function isEnded(region: Region, later: boolean, over: ReadonlyMap<Region, Known>): boolean {
  for (let around: Region | null = region; around !== null; around = around.around) {
    const known = over.get(around);
    if (known === undefined) continue;
    if (known.fork.finishes) return false;
    if (ends(known.fork, known.pace, later)) return true;
  }
  return false;
}
