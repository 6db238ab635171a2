import { explore } from '../net/explore.ts';
import { flatten } from '../net/flat-net.ts';
import { defaultLimits, meterOf } from '../net/limits.ts';
import { immediateFirst } from '../net/soundness.ts';
import type { Draft, Drawn } from './draft.ts';

/** Firings after which what never fires is left in the net. */
const PRUNING_STEPS = 500_000;

/**
 * Of the cases in which a step was drawn, leaves out those that never are. Of a step that never happens one case stays, to
 * be told as such.
 */
export function prune(draft: Draft, { net }: Drawn): void {
  const meter = meterOf({ ...defaultLimits, steps: PRUNING_STEPS });
  const { fired, end } = explore(flatten(net), meter, immediateFirst(net));
  if (end.kind !== 'whole') return;
  const kept = new Set(
    draft.steps.flatMap(({ origin }, index) => (fired[index] === 1 ? [origin] : [])),
  );
  draft.rewrite((transition, index) => {
    const { origin } = transition;
    if (fired[index] !== 1 && kept.has(origin)) return [];
    kept.add(origin);
    return [transition];
  });
}
