import { explore, type Choice, type Space } from './explore.ts';
import type { NetFinding } from './finding.ts';
import { flatten, type FlatNet } from './flat-net.ts';
import { freeChoiceSoundness } from './free-choice.ts';
import { isSound, judge, pathIntoTrouble } from './judge.ts';
import { meterOf, type Limits, type Meter } from './limits.ts';
import type { Net } from './net.ts';
import { reduced } from './reduce.ts';
import { structureFindings } from './structure.ts';
import { isPrunable, stubbornChoice } from './stubborn.ts';
import { runIntoTrouble, runSpace } from './walk.ts';

export type Verdict = boolean | 'undecided';

export interface Soundness {
  /**
   * Whether the net is a workflow net, can complete from every marking it reaches, never completes with tokens left,
   * and has no dead transition.
   */
  readonly sound: Verdict;
  /** Whether the net reaches finitely many markings. */
  readonly bounded: Verdict;
  readonly workflowNet: boolean;
  /** None where it is sound. Paths are shortest ones, unless the whole search found none within its part of the limits. */
  readonly findings: readonly NetFinding[];
  /** Markings looked at. */
  readonly states: number;
}

/**
 * Decides soundness exactly, or says honestly that the limits were reached. The same net gets the same answer. What is
 * sound is mostly found so on a smaller net or by structure; what is not is searched for the shortest path that shows it.
 */
export function decideSoundness(net: Net, limits: Limits): Soundness {
  const flat = flatten(net);
  const structure = structureFindings(net, flat);
  const meter = meterOf(limits);
  const urgent = immediateFirst(net);
  // Methods that reorder firings, or look at structure alone, know nothing of what fires first.
  const fast = urgent === undefined ? quickly(flat, structure.length === 0, meter) : nothingKnown;
  if (fast.sound === true && structure.length === 0) {
    const { bounded, states } = fast;
    return { sound: true, bounded, workflowNet: true, findings: [], states };
  }
  return diagnosed({ net, flat, structure, fast, meter, urgent });
}

/** The verdict alone, as far as what is left of the meter's steps goes. */
export function soundnessWithin(net: Net, meter: Meter): Verdict {
  const flat = flatten(net);
  const urgent = immediateFirst(net);
  const isWorkflowNet = structureFindings(net, flat).length === 0;
  if (!isWorkflowNet) return false;
  const { sound } = urgent === undefined ? quickly(flat, true, meter) : nothingKnown;
  if (sound !== null) return sound;
  return isSound(flat, explore(flat, meter, urgent)) ?? 'undecided';
}

interface Fast {
  /** Null where nothing is known. */
  readonly sound: boolean | null;
  readonly bounded: Verdict;
  readonly states: number;
  /** The net made smaller, which is bounded exactly when the net is; null where it was not made. */
  readonly small: FlatNet | null;
  /** Firings of the net into trouble, where some are known. */
  readonly run: readonly number[] | null;
}

const nothingKnown: Fast = {
  sound: null,
  bounded: 'undecided',
  states: 0,
  small: null,
  run: null,
};

/** Of the transitions enabled the immediate ones, where there are any; undefined for a net without them. */
export function immediateFirst({ transitions }: Net): Choice | undefined {
  if (!transitions.some(({ immediate }) => immediate === true)) return undefined;
  const pick: Choice['pick'] = (_cells, _base, enabled, count) => {
    let front = 0;
    for (let at = 0; at < count; at++) {
      const transition = enabled[at]!;
      if (transitions[transition]!.immediate !== true) continue;
      enabled[at] = enabled[front]!;
      enabled[front++] = transition;
    }
    return front === 0 ? count : front;
  };
  return { pick };
}

/** A net this small is searched before its structure is looked at. */
const QUICK_STEPS = 20_000;

/** The verdict alone, by methods that give no shortest paths. */
function quickly(flat: FlatNet, isWorkflowNet: boolean, meter: Meter): Fast {
  if (!isPrunable(flat)) return nothingKnown;
  const small = reduced(flat);
  const hasResets = small.resets.items.length > 0;
  const quick = meter.share(QUICK_STEPS);
  // Without resets a sound net is bounded; with them only the whole space tells.
  const first = explore(small, quick, hasResets ? undefined : stubbornChoice(small));
  const found = isSound(small, first);
  let states = first.markings.count;
  const whole = first.end.kind === 'whole';
  const told = (sound: boolean | null, isBounded: boolean): Fast => ({
    sound,
    bounded: isBounded ? true : 'undecided',
    states,
    small,
    run: run === null ? null : small.inFull(run),
  });
  let run = pathIntoTrouble(small, first);
  if (found !== null) return told(found, whole && (found || hasResets));
  const third = Math.floor(meter.limits.steps / 3);
  const byStructure = isWorkflowNet ? freeChoiceSoundness(small, meter.share(third)) : null;
  if (byStructure !== null) return told(byStructure, byStructure);
  // A large space with trouble in it is seen whole before it tells; a single run often comes to that at once.
  run = runIntoTrouble(small, meter.share(QUICK_STEPS));
  if (run !== null) return told(false, false);
  let sound: boolean | null = null;
  for (const leaders of hasResets ? (['led', 'none'] as const) : (['none'] as const)) {
    const pruned = explore(small, meter.share(third), stubbornChoice(small, leaders));
    states += pruned.markings.count;
    sound = isSound(small, pruned);
    run = pathIntoTrouble(small, pruned);
    // What is too large where some may lead is no smaller where none may.
    if (sound !== null || pruned.end.kind === 'limit') break;
  }
  return told(sound, sound === true && !hasResets);
}

interface Case {
  readonly net: Net;
  readonly flat: FlatNet;
  readonly structure: readonly NetFinding[];
  readonly fast: Fast;
  readonly meter: Meter;
  readonly urgent: Choice | undefined;
}

/** What is wrong, by a search of the net itself: for long where the verdict hangs on it, else for the shortest path. */
function diagnosed({ net, flat, structure, fast, meter, urgent }: Case): Soundness {
  const part = fast.sound === false ? PATH_PART : 2;
  const space = explore(flat, partOf(meter, part), urgent);
  let states = fast.states + space.markings.count;
  let wrong = [...structure, ...judge(net, flat, space)];
  if (wrong.length === structure.length && fast.sound === false) {
    const some = somePath(net, flat, fast, meter);
    states += some.states;
    wrong = [...wrong, ...(some.findings.length > 0 ? some.findings : [unsoundStructure])];
  }
  const { bounded, looked } = boundedness(space, fast, meter);
  states += looked;
  const sound = verdict(flat, space, fast, wrong);
  const findings = wrong.length === 0 && sound !== true ? [undecided(meter.limits)] : wrong;
  return { sound, bounded, workflowNet: structure.length === 0, findings, states };
}

/** Where the verdict is known, a search for a path takes at most this part of the steps. */
const PATH_PART = 20;

const partOf = (meter: Meter, part: number): Meter =>
  meter.share(Math.floor(meter.limits.steps / part));

/** A path into trouble that need not be a shortest one: by single runs, and where none finds any by stubborn sets. */
function somePath(
  net: Net,
  flat: FlatNet,
  { run }: Fast,
  meter: Meter,
): { readonly findings: readonly NetFinding[]; readonly states: number } {
  const known = (path: readonly number[] | null): Space | null =>
    path && runSpace(flat, path, meter.limits, partOf(meter, PATH_PART));
  // Where the smaller net is stuck, this one may go round for ever.
  const walked = known(run) ?? known(runIntoTrouble(flat, partOf(meter, PATH_PART)));
  const found = walked === null ? [] : judge(net, flat, walked, 'stubborn');
  if (walked !== null && found.length > 0)
    return { findings: found, states: walked.markings.count };
  const pruned = explore(flat, partOf(meter, PATH_PART), stubbornChoice(flat, 'none'));
  return { findings: judge(net, flat, pruned, 'stubborn'), states: pruned.markings.count };
}

function verdict(flat: FlatNet, space: Space, fast: Fast, wrong: readonly NetFinding[]): Verdict {
  // With resets a net may gain tokens without end and yet be able to drop them all and complete.
  const grows = space.end.kind === 'unbounded' && flat.resets.items.length > 0;
  const proofs = grows ? wrong.filter(({ code }) => code !== 'unbounded') : wrong;
  if (proofs.length > 0) return false;
  if (fast.sound !== null) return fast.sound;
  return space.end.kind === 'whole' ? true : 'undecided';
}

/** By the space of the net; where that is too large by that of the smaller net, with how many markings were looked at. */
function boundedness(
  { end }: Space,
  { bounded, small }: Fast,
  meter: Meter,
): { readonly bounded: Verdict; readonly looked: number } {
  if (end.kind !== 'limit') return { bounded: end.kind === 'whole', looked: 0 };
  if (bounded !== 'undecided' || small === null) return { bounded, looked: 0 };
  const smaller = explore(small, partOf(meter, PATH_PART));
  const looked = smaller.markings.count;
  if (smaller.end.kind === 'limit') return { bounded, looked };
  return { bounded: smaller.end.kind === 'whole', looked };
}

const unsoundStructure: NetFinding = {
  code: 'unsound-structure',
  message: 'the structure of the net rules soundness out; no path that shows it was found in time',
  places: [],
  transitions: [],
  trace: [],
};

const undecided = ({ states, steps }: Limits): NetFinding => ({
  code: 'undecided',
  message: `not decided within ${states} markings and ${steps} steps, or the time given`,
  places: [],
  transitions: [],
  trace: [],
});
