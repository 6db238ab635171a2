import type { Diagnostic } from '../../core/diagnostic.ts';
import type { Core } from '../../machine/code.ts';
import { explore, firstWith, pathTo, type Space } from '../net/explore.ts';
import { flatten } from '../net/flat-net.ts';
import { meterOf } from '../net/limits.ts';
import { immediateFirst } from '../net/soundness.ts';
import { drawWorkflow, translationLimits, type DrawnWorkflow } from './draw-workflow.ts';
import type { OpenPhase } from './milestones.ts';
import type { Reading } from './reading.ts';

/**
 * Phases that a path enters and that none leaves, the innermost of them. The workflow is drawn once more, with a place for
 * each phase that holds a token while it is open; worth it only where a workflow is known not to reach its end. Nothing is
 * said where the limits are reached before every state is seen.
 */
export function phasesNeverLeft({
  workflow,
  code,
  places,
  limits,
}: Reading): readonly Diagnostic[] {
  const drawn = drawWorkflow(workflow.name, code, translationLimits, 'all');
  const { net, milestones, steps } = drawn;
  if (!drawn.whole || milestones.phases.length === 0) return [];
  const space = explore(flatten(net), meterOf(limits), immediateFirst(net));
  if (space.end.kind !== 'whole') return [];
  const stays = staying(drawn, space);
  const around = new Set(
    [...stays].flatMap(([{ around: outer }]) => (outer === null ? [] : [outer.node])),
  );
  return [...stays].flatMap(([{ name, node }, entered]): Diagnostic[] => {
    if (around.has(node)) return [];
    const span = places.spanOf(node);
    const way = pathTo(space, entered).map((index) => steps[index]!);
    const path = places.pathOf(way, span);
    return [
      {
        severity: 'error',
        code: 'phase-never-left',
        message: `a path enters the phase \`${name}\`, and no path leaves it`,
        span,
        ...(path.length === 0 ? {} : { path }),
        help: 'let what is done in it come to an end, or let something beside it end it: a `race`, or (within DURATION …)',
      },
    ];
  });
}

/** Of the phases of one text that are never left the one first entered, with the marking in which it is. */
function staying(drawn: DrawnWorkflow, space: Space): ReadonlyMap<OpenPhase, number> {
  const found = new Map<Core, readonly [OpenPhase, number]>();
  const left = new Set<Core>();
  for (const phase of drawn.milestones.phases) {
    const place = drawn.indexOf(phase.place);
    const entered = place === undefined ? -1 : firstWith(space, place);
    if (place === undefined || entered === -1) continue;
    if (isLeft(space, place)) left.add(phase.node);
    else if (!found.has(phase.node)) found.set(phase.node, [phase, entered]);
  }
  return new Map([...found.values()].filter(([{ node }]) => !left.has(node)));
}

function isLeft({ markings, from, to }: Space, place: number): boolean {
  const tokens = (marking: number): number => markings.cells[marking * markings.places + place]!;
  for (let at = 0; at < from.length; at++) if (tokens(from.at(at)) > tokens(to.at(at))) return true;
  return false;
}
