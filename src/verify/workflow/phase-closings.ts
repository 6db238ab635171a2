import type { Draft } from './draft.ts';
import { ends, isWithin, keepThroughout, restoring, signIn, moving } from './draft-steps.ts';
import type { OpenPhase } from './milestones.ts';

/**
 * Lets what goes on while a phase is open be withdrawn when the phase has closed, and not before: of each phase that is
 * waited for a sign tells that it is not open. What withdraws a region closes the phases inside.
 */
export function linkClosings(draft: Draft, phases: readonly OpenPhase[]): void {
  const shut = new Map(phases.map((phase) => [phase, signIn(draft)]));
  const placesOf = (wanted: (phase: OpenPhase) => boolean): readonly number[] =>
    [...shut].flatMap(([phase, { place }]) => (wanted(phase) ? [place] : []));
  draft.rewrite((step) => {
    const { phase: moved, resets } = step;
    const own = moved === undefined || moved.does === 'closed' ? null : moved.phase;
    if (moved?.does === 'enters')
      return [
        moving(
          step,
          placesOf((phase) => phase === own),
          [],
        ),
      ];
    if (moved?.does === 'leaves')
      return [
        moving(
          step,
          [],
          placesOf((phase) => phase === own),
        ),
      ];
    const closed = placesOf(({ name }) => moved?.does === 'closed' && moved.name === name);
    const signs = [...shut].flatMap(([{ place }, sign]) =>
      !ends(draft, step) && isWithin(draft.regionOf(place), resets) ? [sign] : [],
    );
    const back = closed.filter((place) => !signs.some((sign) => sign.place === place));
    const atOnce = closed.length > 0 ? { ...step, atOnce: true } : step;
    return [restoring(moving(atOnce, closed, back), signs)];
  });
  keepThroughout(draft, [...shut.values()]);
}
