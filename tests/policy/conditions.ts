import fc from 'fast-check';
import { symbol, type Datum } from '../../src/core/datum.ts';
import { call } from '../../src/machine/run.ts';
import { emptyView } from '../../src/machine/view.ts';
import { policyProgram } from '../../src/policy/program.ts';
import { policyOf } from './policies.ts';

const words = ['a', 'b', 'c'] as const;
/** A test of one field. */
const test = fc.oneof(
  fc.constantFrom(...words).map((word) => `(eq? (field 'size #f) '${word})`),
  fc
    .subarray([...words], { minLength: 1 })
    .map((all) => `(memq (field 'size #f) '(${all.join(' ')}))`),
  fc.constant("(field? 'size)"),
  fc
    .tuple(fc.constantFrom('<', '<=', '=', '>=', '>'), fc.integer({ min: 0, max: 3 }), fc.boolean())
    .map(([order, bound, turned]) =>
      turned
        ? `(${order} ${bound} (field 'custom.n 1))`
        : `(${order} (field 'custom.n 1) ${bound})`,
    ),
  fc.constantFrom(...words).map((word) => `(memq '${word} (field 'labels '()))`),
  fc
    .subarray([...words], { minLength: 1 })
    .map((all) => `(intersects? (field 'labels '()) '(${all.join(' ')}))`),
  fc.constant("(null? (field 'labels '()))"),
);
/** A random condition of a change, as an author would write it. */
export const condition = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    test,
    fc
      .tuple(fc.constantFrom('and', 'or'), tie('tree'), tie('tree'))
      .map(([word, one, other]) => `(${word} ${one} ${other})`),
    tie('tree').map((tree) => `(not ${tree})`),
    fc.tuple(tie('tree'), tie('tree'), tie('tree')).map((parts) => `(if ${parts.join(' ')})`),
  ),
})).tree;

/** The fields of every change that these conditions can tell apart. */
export const changes = [...words, 'd', undefined].flatMap((size) =>
  [undefined, -1, 0, 0.5, 1, 1.5, 2, 2.5, 3, 4].flatMap((number) =>
    [[], ['a'], ['b'], ['c'], ['d'], ['a', 'b'], ['a', 'c'], ['b', 'c'], ['a', 'b', 'c']].map(
      (labels): { readonly [name: string]: Datum } => ({
        title: 'A change',
        type: symbol('small'),
        ...(size === undefined ? {} : { size: symbol(size) }),
        ...(number === undefined
          ? {}
          : { 'custom.n': Number.isInteger(number) ? number : ['q', String(number * 2), '2'] }),
        labels: labels.length === 0 ? null : ['l', ...labels.map(symbol)],
      }),
    ),
  ),
);

const budget = { steps: 1_000_000, cells: 1_000_000, fibers: 1 };

/** Which of these conditions hold, by their places, of each of the changes. */
export function holding(conditions: readonly string[]): readonly (readonly number[])[] {
  // None of the changes has a priority: a condition that never holds would else be refused.
  const workflows = conditions.map(
    (each, at) => `(define-workflow w${at}
      (applies-to (type t${at}) (when (if ${each} #t (field? 'priority)))) (close 'x))`,
  );
  const program = policyProgram(policyOf(workflows.join('')));
  return changes.map((fields) =>
    conditions.flatMap((_, at) => {
      const answer = call(program, `%w${at}:applies`, [], { ...emptyView, fields }, budget);
      return answer.ok && answer.value.value !== false ? [at] : [];
    }),
  );
}
