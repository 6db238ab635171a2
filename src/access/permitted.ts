import type { Reason, Refusal } from '../core/refusal.ts';
import { refuse } from '../core/refusal.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Program } from '../machine/program.ts';
import { call } from '../machine/run.ts';
import type { Budget } from '../machine/machine.ts';
import type { View } from '../machine/view.ts';
import type { AccessRule, Definitions } from '../policy/definitions.ts';
import { matches, type Principal } from './principal.ts';
import { rolesOf } from './roles.ts';

export interface Question {
  readonly definitions: Pick<Definitions, 'access' | 'roles'>;
  readonly program: Program;
  readonly budget: Budget;
  readonly principal: Principal;
  readonly action: string;
  readonly object: string;
  /**
   * What rules with a condition look at. Without it the question is whether the principal may *try*: a conditional
   * permission counts and a conditional prohibition waits, so whoever asks so must ask again once the change is loaded.
   */
  readonly view?: View;
}

/** How a rule that concerns the principal stands: it applies, its condition does not hold, or that is asked later. */
type Standing = 'applies' | 'does-not-hold' | 'asked-later';

/**
 * Whether the policy lets a principal do something, with the rules that said so. Nothing is permitted by silence, a
 * prohibition beats every permission, and a condition that fails to answer counts against the principal both ways.
 * Refuses with `not-permitted`.
 */
export function permitted(question: Question): Result<Reason, Refusal> {
  const { principal, action, object } = question;
  const what = `${action} ${object}`;
  if (principal.ceiling?.some((rule) => matches(rule, action, object)) === false) {
    return refusal(question, [
      { holds: false, text: `the credential does not allow to ${what}, whoever holds it` },
    ]);
  }
  const roles = rolesOf(question.definitions, principal);
  const rules = question.definitions.access.filter(
    (rule) => matches(rule, action, object) && rule.by.some((role) => roles.includes(role)),
  );
  const judged = rules.map((rule) => judge(rule, question));
  const forbidding = judged.filter(
    ({ rule, standing }) => rule.effect === 'forbid' && standing === 'applies',
  );
  const permitting = judged.filter(
    ({ rule, standing }) => rule.effect === 'permit' && standing !== 'does-not-hold',
  );
  if (forbidding.length > 0)
    return refusal(
      question,
      forbidding.map(({ reason }) => reason),
    );
  if (permitting.length > 0) {
    const text = `${principal.id} may ${what}`;
    return ok({ holds: true, text, because: permitting.map(({ reason }) => reason) });
  }
  const unmet = judged.filter(({ rule }) => rule.effect === 'permit');
  return refusal(
    question,
    unmet.length > 0 ? unmet.map(({ reason }) => reason) : silence(question),
  );
}

/** Whether an answer depends on the change: some rule that concerns the principal has a condition. */
export function looksAtChange({
  definitions,
  principal,
  action,
  object,
}: Pick<Question, 'definitions' | 'principal' | 'action' | 'object'>): boolean {
  const conditional = definitions.access.filter(
    (rule) => rule.when !== null && matches(rule, action, object),
  );
  if (conditional.length === 0) return false;
  const roles = rolesOf(definitions, principal);
  return conditional.some(({ by }) => by.some((role) => roles.includes(role)));
}

function judge(
  rule: AccessRule,
  { program, budget, view }: Question,
): { readonly rule: AccessRule; readonly standing: Standing; readonly reason: Reason } {
  const told = (standing: Standing, note: string): ReturnType<typeof judge> => ({
    rule,
    standing,
    reason: {
      holds: (standing === 'applies') === (rule.effect === 'permit') || standing === 'asked-later',
      text: `${rule.effect} ${rule.action} ${rule.object} by ${rule.by.join(', ')} (${rule.span.file})${note}`,
    },
  });
  if (rule.when === null) return told('applies', '');
  if (view === undefined) {
    const later: Standing = rule.effect === 'permit' ? 'asked-later' : 'does-not-hold';
    return told(later, ': its condition is asked when the change is known');
  }
  const answer = call(program, rule.when, [], view, budget);
  if (!answer.ok) {
    const against: Standing = rule.effect === 'forbid' ? 'applies' : 'does-not-hold';
    return told(against, `: its condition failed, ${answer.error.message}`);
  }
  return answer.value.value === false
    ? told('does-not-hold', ': its condition does not hold')
    : told('applies', ': its condition holds');
}

/** Who could, where nothing concerns this principal. */
function silence({ definitions, action, object }: Question): readonly Reason[] {
  const able = definitions.access
    .filter((rule) => rule.effect === 'permit' && matches(rule, action, object))
    .flatMap(({ by }) => by);
  const text =
    able.length === 0
      ? `no rule permits anyone to ${action} ${object}`
      : `permitted to ${[...new Set(able)].join(', ')} only`;
  return [{ holds: false, text }];
}

function refusal(
  { principal, action, object, definitions }: Question,
  because: readonly Reason[],
): Result<never, Refusal> {
  const held = rolesOf(definitions, principal).join(', ');
  const message = `${principal.id} (${held}) may not ${action} ${object}: ${because[0]?.text ?? 'nothing permits it'}. Ask someone who may, or whoever administers roles.`;
  return err(
    refuse('not-permitted', message, {
      reasons: [{ holds: false, text: `${action} ${object}`, because }],
      details: { action, object },
    }),
  );
}
