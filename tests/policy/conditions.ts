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
/** A random condition of a change that is made of some tests, as an author would write it. */
const conditionOf = (tests: fc.Arbitrary<string>, maxDepth: number): fc.Arbitrary<string> =>
  fc.letrec<{ tree: string }>((tie) => ({
    tree: fc.oneof(
      { maxDepth, withCrossShrink: true },
      tests,
      fc
        .tuple(fc.constantFrom('and', 'or'), tie('tree'), tie('tree'))
        .map(([word, one, other]) => `(${word} ${one} ${other})`),
      tie('tree').map((tree) => `(not ${tree})`),
      fc.tuple(tie('tree'), tie('tree'), tie('tree')).map((parts) => `(if ${parts.join(' ')})`),
    ),
  })).tree;

export const condition = conditionOf(test, 3);

const numbers = fc.constantFrom(
  "(field 'custom.a 0)",
  "(field 'custom.a 2)",
  "(field 'custom.b 1)",
  "(field 'custom.b 1)",
  "(field 'custom.b)",
  "(field 'custom.c #f)",
);
const small = fc.integer({ min: -2, max: 3 });
/** What is worked out of several fields. */
const worked = fc.letrec<{ sum: string }>((tie) => ({
  sum: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    numbers,
    small.map(String),
    fc
      .tuple(fc.constantFrom('+', '-', 'max', 'min'), tie('sum'), tie('sum'))
      .map(([word, one, other]) => `(${word} ${one} ${other})`),
    fc.tuple(small, tie('sum')).map(([factor, one]) => `(* ${factor} ${one})`),
    fc.tuple(fc.constantFrom(2, -4, 0.5), tie('sum')).map(([part, one]) => `(/ ${one} ${part})`),
    fc.tuple(fc.constantFrom('-', 'abs'), tie('sum')).map(([word, one]) => `(${word} ${one})`),
  ),
})).sum;

/** A random condition in which fields are counted with, and compared with each other. */
export const relation = conditionOf(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .tuple(fc.constantFrom('<', '<=', '=', '>=', '>'), worked, worked)
        .map(([order, one, other]) => `(${order} ${one} ${other})`),
    },
    fc
      .tuple(fc.constantFrom('<', '<='), worked, worked, worked)
      .map(([order, ...all]) => `(${order} ${all.join(' ')})`),
    fc.constantFrom(
      "(field? 'custom.b)",
      "(number? (field 'custom.c #f))",
      "(equal? (field 'custom.a 0) (field 'custom.b 1))",
      "(equal? (field 'custom.a 0) (+ (field 'custom.b 1) 1))",
      "(eq? (field 'size #f) (field 'environment 'a))",
      "(eq? (field 'size 'a) (field 'environment #f))",
      "(memq (field 'size #f) '(a b))",
      "(eq? (field 'environment 'a) 'a)",
      "(equal? (field 'custom.c #f) (field 'custom.a 0))",
    ),
  ),
  2,
);

interface Fields {
  readonly [name: string]: Datum;
}

const always: Fields = { title: 'A change', type: symbol('small') };

const datumOf = (number: number): Datum => (Number.isInteger(number) ? number : ['f', number]);

/** The fields of every change that the tests of one field can tell apart. */
const changes = [...words, 'd', undefined].flatMap((size) =>
  [undefined, -1, 0, 0.5, 1, 1.5, 2, 2.5, 3, 4].flatMap((number) =>
    [[], ['a'], ['b'], ['c'], ['d'], ['a', 'b'], ['a', 'c'], ['b', 'c'], ['a', 'b', 'c']].map(
      (labels): Fields => ({
        ...always,
        ...(size === undefined ? {} : { size: symbol(size) }),
        ...(number === undefined ? {} : { 'custom.n': datumOf(number) }),
        labels: labels.length === 0 ? null : ['l', ...labels.map(symbol)],
      }),
    ),
  ),
);

const counts = [undefined, -1, 0, 0.5, 2, 4];
/** Changes with several numbers and words, too few to be all that there are. */
export const counted = counts.flatMap((a) =>
  counts.flatMap((b) =>
    [undefined, 0, 2, 'text'].flatMap((c) =>
      [
        [undefined, 'a'],
        ['a', undefined],
        ['b', 'b'],
      ].map(([size, environment]): Fields => ({
        ...always,
        ...(a === undefined ? {} : { 'custom.a': datumOf(a) }),
        ...(b === undefined ? {} : { 'custom.b': datumOf(b) }),
        ...(c === undefined ? {} : { 'custom.c': typeof c === 'string' ? c : datumOf(c) }),
        ...(size === undefined ? {} : { size: symbol(size) }),
        ...(environment === undefined ? {} : { environment: symbol(environment) }),
      })),
    ),
  ),
);

const budget = { steps: 1_000_000, cells: 1_000_000, fibers: 1 };

export type Answer = 'yes' | 'no' | 'fails';

/** What the machine answers to these conditions for a change. */
export function judge(conditions: readonly string[]): (fields: Fields) => readonly Answer[] {
  // None of the changes has a priority: a condition that never holds would else be refused.
  const workflows = conditions.map(
    (each, at) => `(define-workflow w${at}
      (applies-to (type t${at}) (when (if ${each} #t (field? 'priority)))) (close 'x))`,
  );
  const program = policyProgram(policyOf(workflows.join('')));
  return (fields) =>
    conditions.map((_, at) => {
      const answer = call(program, `%w${at}:applies`, [], { ...emptyView, fields }, budget);
      if (!answer.ok) return 'fails';
      return answer.value.value === false ? 'no' : 'yes';
    });
}

/** Which of these conditions hold, by their places, of each of the changes. */
export function holding(conditions: readonly string[]): readonly (readonly number[])[] {
  const answers = judge(conditions);
  return changes.map((fields) =>
    answers(fields).flatMap((answer, at) => (answer === 'yes' ? [at] : [])),
  );
}

/** The change that a finding shows as `(new-change _ (NAME VALUE) …)`, as the engine would make it. */
export function changeIn(message: string): Fields {
  const [, text = ''] = /`\(new-change _ ?(.*?)\)`/.exec(message) ?? [];
  const fields = [...text.matchAll(/\(([a-z.-]+) ('\([^)]*\)|[^()]+)\)/g)];
  return {
    ...always,
    ...Object.fromEntries<Datum>(fields.map(([, name, value]) => [name!, valueOf(value!)])),
  };
}

function valueOf(text: string): Datum {
  if (text.startsWith("'(")) {
    const items = text.slice(2, -1).split(' ').filter(Boolean).map(symbol);
    return items.length === 0 ? null : ['l', ...items];
  }
  if (text.startsWith("'")) return symbol(text.slice(1));
  if (text.startsWith('"')) return text.slice(1, -1);
  if (text.startsWith('#')) return text === '#t';
  if (text.includes('/')) throw new Error(`a change has no fraction such as ${text}`);
  return datumOf(Number(text));
}
