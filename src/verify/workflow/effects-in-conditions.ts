import type { Diagnostic } from '../../core/diagnostic.ts';
import { walk } from '../../language/compile/positions.ts';
import type { Core } from '../../machine/code.ts';
import type { Condition, Policy } from '../../policy/definitions.ts';
import type { CodeBase } from './code-base.ts';

/** Effects in what only works a value out for the engine: it would fail whenever it is asked. */
export function effectsInConditions(
  { definitions }: Policy,
  code: CodeBase,
): readonly Diagnostic[] {
  return [
    ...definitions.workflows.map(({ appliesTo }) => ['`applies-to`', appliesTo.when] as const),
    ...definitions.rules.flatMap((rule) => [
      ...computedIn(rule.when).map((procedure) => ['a rule', procedure] as const),
      ['a rule', rule.require] as const,
      ['a rule', rule.addRisk] as const,
    ]),
    ...definitions.riskModels.flatMap(({ factors, approvers }) => [
      ...factors.flatMap(({ grade, because }) => [
        ['a factor', grade] as const,
        ['a factor', because] as const,
      ]),
      ['a risk model', approvers] as const,
    ]),
    ...definitions.access.map(({ when }) => ['a rule of access', when] as const),
  ].flatMap(([where, procedure]) => {
    const core = procedure === null ? undefined : code.own(procedure);
    return core === undefined || !code.acts(core) ? [] : [effectIn(core, where, code)];
  });
}

function computedIn(condition: Condition): readonly string[] {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of.flatMap(computedIn);
    case 'not':
      return computedIn(condition.of);
    case 'computed':
      return [condition.procedure];
    case 'compare':
      return [];
  }
}

export function effectIn(core: Core, where: string, code: CodeBase): Diagnostic {
  let effect: Core = core;
  walk(core, (node) => {
    if (node[0] === 'call' && code.isPlaced(node) && code.acts(node)) effect = node;
  });
  return {
    severity: 'error',
    code: 'effect-in-condition',
    message: `this waits or acts, and ${where} may only work a value out`,
    span: code.spanOf(effect),
    help: 'let it read the change with `field`, `fact` and the like, and let the workflow do what is done',
  };
}
