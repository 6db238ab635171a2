import type { Core } from '../../machine/code.ts';
import type { CodeBase } from './code-base.ts';
import { chainInside, type Arrival, type Context } from './context.ts';
import type { Drawn } from './draft.ts';
import { linkLocks } from './lock-net.ts';
import { lockPlanOf } from './lock-plan.ts';
import type { Milestones } from './milestones.ts';
import { prune } from './prune.ts';
import { outrunIn } from './outrun.ts';
import type { Remarks } from './remarks.ts';
import { Summaries } from './summaries.ts';
import { Translation, type Consent, type Shown, type TranslationLimits } from './translation.ts';
import * as values from './value.ts';

/** A workflow as a net, and what was noticed while it was read. */
export interface DrawnWorkflow extends Drawn {
  readonly remarks: Remarks;
  readonly milestones: Milestones;
  /** False where the workflow is larger than the limits: the net is then a part of it. */
  readonly whole: boolean;
  /** The same net as if nobody ever had to wait for a lock, where it shows who has them. */
  readonly withoutLocks: Drawn | null;
}

export const translationLimits: TranslationLimits = {
  nodes: 60_000,
  readings: 400_000,
  depth: 320,
};

/** So many times a workflow is read until no recursive procedure is found to end in further ways. */
const ROUNDS_MAX = 20;

/**
 * Draws the net of a workflow: control enters at its start; to return, to close and to raise what nothing handles all
 * lead to its end, which withdraws what still runs. Phases have places of their own where something waits for them, or
 * all of them. Who has a lock is shown where a branch may have one while it waits for another branch, which only reading
 * the workflow tells: then it is read once more.
 */
export function drawWorkflow(
  name: string,
  code: CodeBase,
  limits: TranslationLimits = translationLimits,
  phases: Shown['phases'] = 'awaited',
): DrawnWorkflow {
  const drawn = drawShowing({ phases, plan: null, consent: null }, { name, code, limits });
  const plan = drawn.whole ? lockPlanOf(drawn.remarks.locks) : null;
  if (plan === null) return drawn;
  return drawShowing({ phases, plan, consent: null }, { name, code, limits });
}

/**
 * Draws the net of a workflow for who looks for a yes: the end is reached where it ends well alone, each branch of a list
 * that is known is drawn, nothing is sent back, and what need not be asked may be skipped.
 */
export const drawConsent = (name: string, code: CodeBase, consent: Consent): DrawnWorkflow =>
  drawShowing(
    { phases: 'awaited', plan: null, consent },
    { name, code, limits: translationLimits },
  );

interface Subject {
  readonly name: string;
  readonly code: CodeBase;
  readonly limits: TranslationLimits;
}

function drawShowing(shown: Shown, { name, code, limits }: Subject): DrawnWorkflow {
  const summaries = new Summaries();
  const draw = () => drawOnce(name, new Translation(code, summaries, limits, shown));
  let drawn = draw();
  for (let round = 1; summaries.takeGrowth() && drawn.whole && round < ROUNDS_MAX; round += 1)
    drawn = draw();
  return drawn;
}

/** Where the host's stack is used up before the limits are, as deep inside of other work, that is a limit as well. */
function readWhole(
  name: string,
  t: Translation,
  { entry, cx, node }: { readonly entry: number; readonly cx: Context; readonly node: Core },
): readonly Arrival[] {
  try {
    return t.callInside(values.globalProcedure(name), [], entry, cx, node);
  } catch (fault) {
    if (!(fault instanceof RangeError)) throw fault;
    t.exhausted = true;
    return [];
  }
}

function drawOnce(name: string, t: Translation): DrawnWorkflow {
  const { draft } = t;
  const finish = (place: number, node: Core | null): void => {
    const inside = draft.regionOf(place) !== draft.root;
    draft.step([place], [draft.end], { node, label: null }, inside ? [draft.root] : []);
  };
  const cx: Context = {
    region: draft.root,
    chain: chainInside(null),
    revisable: false,
    keyedBy: null,
    repeats: [],
    lock: null,
    phase: null,
    thunkOf: null,
    withdrawable: false,
    raise: (value, place) => {
      if (t.consent !== null && endsBadly(value)) t.giveUp(place);
      else finish(place, null);
    },
    exit: finish,
  };
  const core = t.code.own(name);
  if (core !== undefined) {
    const node: Core = ['call', ['global', name]];
    const entry = draft.place(draft.root);
    draft.step([draft.start], [entry], { node: null, label: null });
    const end = t.gather(readWhole(name, t, { entry, cx, node }));
    if (end !== undefined) finish(end, null);
  }
  const { remarks, milestones } = t;
  if (t.consent === null) remarks.outrun.add(outrunIn(draft, t.forks, remarks.handDrawn));
  milestones.link(draft);
  const ordered = milestones.areAwaited;
  const free = t.plan === null || t.exhausted ? null : draft.draw(ordered);
  if (free !== null) {
    linkLocks(draft);
    prune(draft, draft.draw(ordered));
  }
  return {
    ...draft.draw(ordered),
    remarks,
    milestones,
    whole: !t.exhausted,
    withoutLocks: free,
  };
}

/** Whether a change that nothing keeps from ending with what is raised gets no yes: it is refused, or fails. */
const endsBadly = (value: values.Value): boolean =>
  value.kind === 'decision' ? value.outcome !== 'approved' : value.kind !== 'any';
