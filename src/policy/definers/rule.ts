import type { Definer } from '../../language/forms.ts';
import { spanOf, type Stx } from '../../language/syntax.ts';
import { clauseOf, readClauses, type ClauseShapes } from '../forms/clauses.ts';
import { textOf } from '../forms/shape.ts';
import { whoCore, wordOf } from '../forms/values.ts';
import { conditionOf } from './condition.ts';
import { namedDefiner, type Making } from './definition.ts';

const shapes: ClauseShapes = {
  when: { least: 1, most: 1, required: true, usage: '(when EXPR)' },
  then: { least: 1, most: null, required: true, usage: '(then (require WHO …) …)' },
};

const effectShapes: ClauseShapes = {
  require: { least: 1, most: null, usage: '(require WHO …)' },
  'add-risk': { least: 1, most: 1, usage: '(add-risk N)' },
  tag: { least: 1, most: null, usage: '(tag WORD …)' },
  because: { least: 1, most: 1, usage: '(because "TEXT")' },
};

/** `(define-rule NAME ["…"] (when EXPR) (then (require WHO …) (add-risk N) (tag WORD …) (because "TEXT")))` */
export const rule: Definer = namedDefiner(({ name, doc, rest }, making) => {
  const { context, stx } = making;
  const clauses = readClauses(rest, shapes, { name: 'define-rule', stx }, context);
  const when = clauseOf(clauses, 'when');
  const then = clauseOf(clauses, 'then');
  const form = { name: 'then', stx: then?.stx ?? stx };
  const effects = readClauses(then?.operands ?? [], effectShapes, form, context);
  const operand = (word: string): readonly Stx[] => clauseOf(effects, word)?.operands ?? [];
  const [because] = operand('because');
  if (then !== undefined && effects.every(({ word }) => word === 'because')) {
    context.error(
      'bad-clause',
      then.stx,
      `the rule \`${name}\` adds nothing`,
      'it may require, add-risk or tag',
    );
  }
  if (because !== undefined && textOf(because) === undefined) {
    context.error('bad-clause', because, 'a reason is written out as text');
  }
  return {
    definition: {
      kind: 'rule',
      value: {
        name,
        doc,
        span: spanOf(stx),
        when:
          when === undefined
            ? { kind: 'any', of: [], span: spanOf(stx) }
            : conditionOf(when.operands[0]!, making, 'when'),
        require: requirement(operand('require'), making),
        addRisk: addition(operand('add-risk')[0], making),
        tags: operand('tag').flatMap((tag) => wordOf(tag, 'a tag', context) ?? []),
        because: because === undefined ? null : (textOf(because) ?? null),
      },
    },
  };
});

function requirement(who: readonly Stx[], making: Making): string | null {
  if (who.length === 0) return null;
  const core = ['lambda', [], null, whoCore(who, making.context)] as const;
  return making.procedure('require', core, who[0]!);
}

function addition(points: Stx | undefined, making: Making): string | null {
  if (points === undefined) return null;
  return making.procedure('add-risk', making.context.thunk([points], points), points);
}
