import fc from 'fast-check';
import type { Datum } from '../../src/core/datum.ts';
import type { Condition, Operator } from '../../src/policy/definitions.ts';

const span = { file: 'rules/test.scm', start: 0, end: 1 };
const words = ['a', 'b', 'c'].map((name): Datum => ['y', name]);
const scalars: readonly Datum[] = [
  ...words,
  'a',
  'b',
  0,
  3,
  -1,
  true,
  false,
  ['q', '1', '2'],
  ['f', 0.5],
  ['f', 3],
  ['f', 'nan'],
  ['b', '9007199254740993'],
];
const scalar = fc.constantFrom(...scalars);
const listOf = (item: fc.Arbitrary<Datum>): fc.Arbitrary<Datum> =>
  fc
    .array(item, { maxLength: 3 })
    .map((items): Datum => (items.length === 0 ? null : ['l', ...items]));

/** Any value that a field, a fact or a constant may have. */
export const datum = fc.oneof({ weight: 3, arbitrary: scalar }, listOf(scalar));

const operators: readonly Operator[] = [
  '=',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'member',
  'contains',
  'intersects',
];
const names = ['title', 'type', 'systems', 'custom.n', 'custom.m'];
const procedures = ['%p', '%q', '%r'];

const compare: fc.Arbitrary<Condition> = fc
  .record(
    {
      subject: fc.constantFrom('field' as const, 'fact' as const),
      name: fc.constantFrom(...names),
      operator: fc.constantFrom(...operators),
      default: datum,
      value: datum,
    },
    { requiredKeys: ['subject', 'name', 'operator', 'value'] },
  )
  .filter(
    ({ operator, value }) =>
      (operator !== 'member' && operator !== 'intersects') ||
      value === null ||
      (Array.isArray(value) && value[0] === 'l'),
  )
  .map((parts): Condition => ({ kind: 'compare', ...parts, span }));

const computed: fc.Arbitrary<Condition> = fc
  .constantFrom(...procedures)
  .map((procedure) => ({ kind: 'computed', procedure, source: `(${procedure})`, span }));

/** Any condition, empty `all` and `any` included. */
export const condition: fc.Arbitrary<Condition> = fc.letrec<{ node: Condition }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    compare,
    computed,
    fc
      .tuple(
        fc.constantFrom('all' as const, 'any' as const),
        fc.array(tie('node'), { maxLength: 3 }),
      )
      .map(([kind, of]): Condition => ({ kind, of, span })),
    tie('node').map((of): Condition => ({ kind: 'not', of, span })),
  ),
})).node;

const some = fc.dictionary(fc.constantFrom(...names), datum, { noNullPrototype: true });

/** What the world may look like to a rule: a name may be missing, a procedure (null) may fail. */
export const world = fc.record({
  fields: some,
  facts: some,
  answers: fc.dictionary(fc.constantFrom(...procedures), fc.option(datum), {
    noNullPrototype: true,
  }),
});
