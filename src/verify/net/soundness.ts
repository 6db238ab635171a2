import { explore } from './explore.ts';
import type { NetFinding } from './finding.ts';
import { flatten, type FlatNet } from './flat-net.ts';
import { judge } from './judge.ts';
import { meterOf, type Limits } from './limits.ts';
import type { Net } from './net.ts';
import { structureFindings } from './structure.ts';

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
  /** None where it is sound. Paths are as short as any. */
  readonly findings: readonly NetFinding[];
  /** Markings looked at. */
  readonly states: number;
}

/** Decides soundness exactly, or says honestly that the limits were reached. The same net gets the same answer. */
export function decideSoundness(net: Net, limits: Limits): Soundness {
  const flat = flatten(net);
  const structure = structureFindings(net, flat);
  return plainly(net, flat, structure, limits);
}

function plainly(
  net: Net,
  flat: FlatNet,
  structure: readonly NetFinding[],
  limits: Limits,
): Soundness {
  const space = explore(flat, meterOf(limits));
  const behaviour = judge(net, flat, space);
  const stopped = space.end.kind === 'limit';
  const wrong = [...structure, ...behaviour];
  return {
    sound: wrong.length > 0 ? false : stopped ? 'undecided' : true,
    bounded: stopped ? 'undecided' : space.end.kind === 'whole',
    workflowNet: structure.length === 0,
    findings: stopped && wrong.length === 0 ? [undecided(limits)] : wrong,
    states: space.markings.count,
  };
}

const undecided = ({ states, steps }: Limits): NetFinding => ({
  code: 'undecided',
  message: `not decided within ${states} markings and ${steps} steps, or the time given`,
  places: [],
  transitions: [],
  trace: [],
});
