import { exactOf, ONE, order, roundHalfUp, times, ZERO } from '../../core/exact.ts';
import { bodyOf, conditionTruths } from '../../policy/conditions/condition.ts';
import { Explorer, type Meaning } from '../../policy/conditions/explore.ts';
import { wholeNumbers, type Numbers } from '../../policy/conditions/numbers.ts';
import type { World } from '../../policy/conditions/world.ts';
import type { RiskModelDefinition, RuleDefinition } from '../../policy/definitions.ts';

/** The least and the most. */
type Span = readonly [low: number, high: number];

const LOWEST = 0;
const HIGHEST = 100;

/**
 * The scores that a model, and the rules on top of it, may give to changes of a world. There may be fewer: each factor
 * and rule is looked at by itself.
 */
export function scoresIn(
  { factors }: RiskModelDefinition,
  rules: readonly RuleDefinition[],
  world: World,
  meaning: Meaning,
): Numbers {
  const points = factors.map(({ grade, weight }): Span => {
    const factor = exactOf(weight) ?? ZERO;
    const most = roundHalfUp(times(factor, ONE));
    return spanOf(grade, [world], meaning, [0, most], (value) =>
      order(value, ZERO) < 0 || order(value, ONE) > 0
        ? undefined
        : roundHalfUp(times(factor, value)),
    );
  });
  const added = rules.flatMap(({ when, addRisk }): readonly Span[] => {
    if (addRisk === null) return [];
    const explorer = new Explorer(meaning);
    const { yes, no } = conditionTruths(when, [world], explorer);
    if (explorer.undecided) return [[-HIGHEST, HIGHEST]];
    if (yes.length === 0) return [];
    const [low, high] = spanOf(addRisk, yes, meaning, [-HIGHEST, HIGHEST], roundHalfUp);
    return [no.length === 0 ? [low, high] : [Math.min(0, low), Math.max(0, high)]];
  });
  const [low, high] = [...points, ...added].reduce<Span>(
    ([least, most], [one, other]) => [least + one, most + other],
    [0, 0],
  );
  return wholeNumbers(clamp(low), clamp(high));
}

const clamp = (score: number): number => Math.min(HIGHEST, Math.max(LOWEST, score));

/** What a generated procedure answers in some worlds; `otherwise` where it is not known, and where it always fails. */
function spanOf(
  procedure: string,
  worlds: readonly World[],
  meaning: Meaning,
  otherwise: Span,
  pointsOf: (value: NonNullable<ReturnType<typeof exactOf>>) => number | undefined,
): Span {
  const core = bodyOf(procedure, meaning);
  if (core === undefined) return otherwise;
  const explorer = new Explorer(meaning);
  const env = { definition: procedure, locals: new Map() };
  const ways = worlds.flatMap((world) => explorer.read(core, env, world));
  const points: number[] = [];
  for (const { value } of ways) {
    const exact = value.kind === 'datum' ? exactOf(value.datum) : undefined;
    if (value.kind !== 'datum' || explorer.undecided) return otherwise;
    const given = exact && pointsOf(exact);
    if (given !== undefined) points.push(given);
  }
  return points.length === 0 ? otherwise : [Math.min(...points), Math.max(...points)];
}
