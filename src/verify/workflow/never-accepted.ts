import { symbolName, type Datum } from '../../core/datum.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { Core } from '../../machine/code.ts';
import { Explorer } from '../../policy/conditions/explore.ts';
import { datumValue } from '../../policy/conditions/value.ts';
import { World } from '../../policy/conditions/world.ts';
import type { CodeBase } from './code-base.ts';
import type { Accepting, Remarks } from './remarks.ts';

/** Ways looked at for one condition; of one with more nothing is told. */
const WAYS_MAX = 20_000;

/** Clauses `accepts` that are false whatever anybody sends, wherever workflows come to them. */
export function neverAccepted(
  drawn: readonly Remarks[],
  code: CodeBase,
): readonly { readonly definition: string; readonly finding: Diagnostic }[] {
  const conditions = new Map(drawn.flatMap(({ accepts }) => [...accepts]));
  const never = new Map<Core, string>();
  const open = new Set<Core>();
  for (const accepting of conditions.values()) {
    const { name, condition } = accepting;
    if (open.has(condition) || holdsForSome(accepting, code)) open.add(condition);
    else never.set(condition, name);
  }
  return [...never].flatMap(([condition, name]) =>
    open.has(condition)
      ? []
      : [{ definition: code.definitionOf(condition), finding: findingOf(condition, name, code) }],
  );
}

/** Whether the condition may hold, or nothing is known of that. One that always fails says why, on purpose. */
function holdsForSome({ condition, env }: Accepting, code: CodeBase): boolean {
  if (condition[0] !== 'lambda' || code.acts(condition)) return true;
  const explorer = new Explorer(code.meaning, WAYS_MAX);
  const locals = new Map(
    [...env].flatMap(([local, value]) =>
      value.kind === 'constant' && isLasting(value.datum)
        ? [[local, datumValue(value.datum)] as const]
        : [],
    ),
  );
  const around = { definition: code.definitionOf(condition), locals };
  const { yes, no } = explorer.truths(condition[3], around, [World.any]);
  return yes.length > 0 || no.length === 0 || explorer.undecided;
}

/** Whether nothing can be put into what the datum stands for. */
const isLasting = (datum: Datum): boolean =>
  !Array.isArray(datum) || symbolName(datum) !== undefined;

/**
 * Approvals that no change is asked for, since the tests of their `only-if` exclude each other. One that is false whatever
 * the change is says so on purpose.
 */
export function neverAsked(
  drawn: readonly Remarks[],
  code: CodeBase,
): readonly { readonly definition: string; readonly finding: Diagnostic }[] {
  const conditions = new Map(drawn.flatMap(({ onlyIf }) => [...onlyIf]));
  return [...conditions].flatMap(([condition, name]) => {
    const definition = code.definitionOf(condition);
    const explorer = new Explorer(code.meaning, WAYS_MAX);
    const around = { definition, locals: new Map() };
    const { yes, no } = explorer.truths(condition, around, [World.any]);
    const depends = no.length > 0 && no.every(({ examples }) => examples.length > 0);
    if (explorer.undecided || yes.length > 0 || !depends) return [];
    const finding: Diagnostic = {
      severity: 'error',
      code: 'unreachable',
      message: `\`${name}\` is asked for no change: this never holds`,
      span: code.spanOf(condition),
      help: 'correct the tests, or leave the approval out',
    };
    return [{ definition, finding }];
  });
}

function findingOf(condition: Core, name: string, code: CodeBase): Diagnostic {
  return {
    severity: 'error',
    code: 'unreachable',
    message: `\`${name}\` can never be answered: this holds for nothing that anybody could send`,
    span: code.spanOf(condition),
    help: 'let it hold for what is to be taken, leave the clause out to take everything, or say why nothing is: (accepts (error "why"))',
  };
}
