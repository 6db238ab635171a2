import type { Draft, DraftTransition, Region } from './draft.ts';

/** A place with a token for as long as something is not so: who does that takes it, and gives it back. */
export interface Sign {
  readonly place: number;
  /** Holds the place alone, so that a step may empty it whether it has the token or not. */
  readonly region: Region;
}

export function signIn(draft: Draft): Sign {
  const region: Region = { around: draft.root, all: true };
  return { place: draft.place(region), region };
}

/** A step that takes and leaves tokens besides. */
export const moving = (
  step: DraftTransition,
  from: readonly number[],
  to: readonly number[],
): DraftTransition => ({
  ...step,
  inputs: [...step.inputs, ...from],
  outputs: [...step.outputs, ...to],
});

/** A step after which signs have their tokens, whether they had before or not. */
export const restoring = (step: DraftTransition, signs: readonly Sign[]): DraftTransition => ({
  ...moving(
    step,
    [],
    signs.map(({ place }) => place),
  ),
  resets: [...step.resets, ...signs.map(({ region }) => region)],
});

/** Whether a step ends the workflow, with all that is in it. */
export const ends = (draft: Draft, { outputs }: DraftTransition): boolean =>
  outputs.some((place) => draft.find(place) === draft.find(draft.end));

/** Gives signs their tokens at the start, and takes them away at the end. */
export function keepThroughout(draft: Draft, signs: readonly Sign[]): void {
  const places = signs.map(({ place }) => place);
  draft.rewrite((step) => {
    if (ends(draft, step))
      return [step.resets.includes(draft.root) ? step : moving(step, places, [])];
    const starts = step.inputs.some((place) => draft.find(place) === draft.find(draft.start));
    return [starts ? moving(step, [], places) : step];
  });
}

/** Whether a region is one of some, or lies in one. */
export function isWithin(region: Region, regions: readonly Region[]): boolean {
  for (let around: Region | null = region; around !== null; around = around.around)
    if (regions.includes(around)) return true;
  return false;
}
