import type { Definer, FormContext } from '../../language/forms.ts';
import { spanOf, type Stx } from '../../language/syntax.ts';
import { nearest } from '../../core/nearest.ts';
import { actionNames, isAction } from '../actions.ts';
import type { AccessRule } from '../definitions.ts';
import { clauseOf, readClauses, type ClauseShapes } from '../forms/clauses.ts';
import { symbolConstant } from '../forms/core.ts';
import { headless, itemsOf } from '../forms/shape.ts';
import { type Definition, Making } from './definition.ts';

const shapes: ClauseShapes = {
  by: { least: 1, most: null, required: true, usage: '(by ROLE …)' },
  when: { least: 1, most: 1, usage: '(when EXPR)' },
};

/** `(define-access (permit (VERB OBJECT) (by ROLE …) [(when EXPR)]) (forbid …) …)`; it binds no name. */
export const access: Definer = {
  name: () => undefined,
  expand: (stx, context) => {
    const making = new Making(`access:${stx.file}:${stx.start}`, stx, context);
    const rules = headless(stx).flatMap((rule, index) => ruleOf(rule, index, making) ?? []);
    return {
      core: symbolConstant('access'),
      data: { kind: 'access', value: rules } satisfies Definition,
      extras: making.extras,
    };
  },
};

function ruleOf(stx: Stx, index: number, making: Making): AccessRule | undefined {
  const { context } = making;
  const [head, what, ...rest] = itemsOf(stx) ?? [];
  const effect = head === undefined ? undefined : context.word(head);
  const action = what === undefined ? undefined : actionOf(what, context);
  if ((effect !== 'permit' && effect !== 'forbid') || action === undefined) {
    const usage = '(permit (VERB OBJECT) (by ROLE …) [(when EXPR)])';
    context.error('bad-clause', stx, `a rule of access is written ${usage}, or with forbid`);
    return undefined;
  }
  if (!isAction(action.action, action.object)) warnOfAction(what!, action, context);
  const clauses = readClauses(rest, shapes, { name: effect, stx }, context);
  const when = clauseOf(clauses, 'when');
  return {
    effect,
    ...action,
    by: making.referAll('role', clauseOf(clauses, 'by')?.operands ?? []),
    when:
      when === undefined
        ? null
        : making.procedure(`when.${index + 1}`, context.thunk(when.operands, when.stx), when.stx),
    span: spanOf(stx),
  };
}

/** An action that no operation asks for: what it permits nobody could try, and it forbids nothing. */
function warnOfAction(
  stx: Stx,
  { action, object }: Pick<AccessRule, 'action' | 'object'>,
  context: FormContext,
): void {
  const meant = nearest(`${action} ${object}`, actionNames);
  const help =
    meant === undefined ? `actions: ${actionNames.join(', ')}` : `did you mean (${meant})?`;
  const message = `there is no action \`(${action} ${object})\``;
  context.warn('unknown-action', stx, message, help);
}

function actionOf(
  stx: Stx,
  context: FormContext,
): { readonly action: string; readonly object: string } | undefined {
  const [verb, object, extra] = itemsOf(stx) ?? [];
  if (verb === undefined || object === undefined || extra !== undefined) return undefined;
  const [action, on] = [context.word(verb), context.word(object)];
  return action === undefined || on === undefined ? undefined : { action, object: on };
}
