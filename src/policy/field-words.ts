import { listItems, symbolName, type Datum } from '../core/datum.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { nearest } from '../core/nearest.ts';
import type { Span } from '../core/span.ts';
import { spanOfNode, walk } from '../language/compile/positions.ts';
import type { Definition } from '../language/program.ts';
import type { Core } from '../machine/code.ts';
import type { Condition, Coverage, Definitions } from './definitions.ts';
import { fieldTypeOf } from './forms/fields.ts';

/** A word with which the policy compares a field. */
export interface SpokenWord {
  readonly field: string;
  readonly word: string;
  readonly span: Span;
}

type Spoken = Omit<Definitions, 'spoken'>;

/** Every word that code, rules, calendars and the catalogue of a policy compare a field with, as written. */
export const wordsSpoken = (
  definitions: Spoken,
  program: readonly Definition[],
): readonly SpokenWord[] => [
  ...definitions.rules.flatMap(({ when }) => wordsOfCondition(when)),
  ...[...definitions.freezes, ...definitions.windows].flatMap(wordsCovered),
  ...definitions.systems.flatMap(({ environment, span }) =>
    environment === null ? [] : [{ field: 'environment', word: environment, span }],
  ),
  ...wordsOfCode(program),
];

/** The words of each field, once, for those who fill it in. */
export function wordsByField(spoken: readonly SpokenWord[]): {
  readonly [field: string]: readonly string[];
} {
  const found = new Map<string, Set<string>>();
  for (const { field, word } of spoken)
    found.set(field, (found.get(field) ?? new Set<string>()).add(word));
  return Object.fromEntries([...found].map(([field, words]) => [field, [...words]]));
}

/** Fields that are closed twice, and comparisons with words that a closed field can never have. */
export function fieldWordFindings(
  { fields = [] }: Pick<Definitions, 'fields'>,
  spoken: readonly SpokenWord[],
): readonly Diagnostic[] {
  const first = new Map<string, (typeof fields)[number]>();
  const twice = fields.flatMap((field): readonly Diagnostic[] => {
    const before = first.get(field.name);
    if (before === undefined) first.set(field.name, field);
    if (before === undefined) return [];
    const message = `the words of \`${field.name}\` are defined twice`;
    const related = [{ message: 'here they are defined first', span: before.span }];
    return [{ severity: 'error', code: 'defined-twice', message, span: field.span, related }];
  });
  const unknown = spoken.flatMap(({ field, word, span }): readonly Diagnostic[] => {
    const words = first.get(field)?.words;
    if (words === undefined || words.includes(word)) return [];
    const meant = nearest(word, words);
    const help =
      meant === undefined
        ? `it has ${words.join(', ')}: use one of these, or add the word to its define-field`
        : `did you mean \`${meant}\`?`;
    const message = `\`${field}\` never is \`${word}\``;
    return [{ severity: 'error', code: 'unknown-word', message, span, help }];
  });
  return [...twice, ...unknown];
}

function wordsOfCondition(condition: Condition): readonly SpokenWord[] {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of.flatMap(wordsOfCondition);
    case 'not':
      return wordsOfCondition(condition.of);
    case 'compare': {
      const { subject, name: field, value, span, default: otherwise } = condition;
      if (subject !== 'field' || !hasWords(field)) return [];
      const own = otherwise === undefined ? [] : symbolsOf(otherwise);
      return spoken(field, symbolsOf(value), own, span);
    }
    case 'computed':
      // Its procedure is read with the rest of the code.
      return [];
  }
}

function wordsCovered({
  covers: { systems, environments },
  span,
}: {
  readonly covers: Coverage;
  readonly span: Span;
}): readonly SpokenWord[] {
  return [
    ...spoken('environment', environments ?? [], [], span),
    ...spoken('systems', systems ?? [], [], span),
  ];
}

const spoken = (
  field: string,
  words: readonly string[],
  defaults: readonly string[],
  span: Span,
): readonly SpokenWord[] =>
  words.filter((word) => !defaults.includes(word)).map((word) => ({ field, word, span }));

/** Which argument of a comparison may be the field; where it is not there, constants stand for a list of its values. */
const comparisons = new Set([
  ...['eq?', 'eqv?', 'equal?', 'symbol=?', 'memq', 'memv', 'member', 'member?', 'intersects?'],
]);

/** A field that a local may hold, with what stands for it where it has no value. */
interface Held {
  readonly field: string;
  readonly defaults: readonly string[];
}

/** What the code of one definition does that fields may take part in. */
interface Uses {
  readonly definition: Definition;
  readonly bound: readonly BoundValue[];
  /** Calls of comparisons, by the number of their node. */
  readonly compared: readonly { readonly sides: readonly [Core, Core]; readonly number: number }[];
}

/** A value that a local of a definition is bound to: its own local, or a parameter of what it calls. */
interface BoundValue {
  readonly definition: Definition;
  readonly local: number;
  readonly value: Core;
}

/**
 * Fields are followed into the locals that they are bound to and the parameters that they are passed as, through any
 * number of calls of the policy's own procedures, tables among them.
 */
function wordsOfCode(program: readonly Definition[]): readonly SpokenWord[] {
  const byName = new Map(program.map((definition) => [definition.name, definition]));
  const uses = new Map(program.map((definition) => [definition, usesIn(definition, byName)]));
  const held = new Map<string, readonly Held[]>();
  const pending = new Set(program);
  // Each round learns of a field in a local that it was not known in, so that rounds end.
  for (const definition of pending) {
    pending.delete(definition);
    for (const { definition: owner, local, value } of uses.get(definition)!.bound) {
      const values = fieldsIn(value, definition.name, held);
      if (values.length === 0) continue;
      const key = `${owner.name}#${local}`;
      const before = held.get(key) ?? [];
      const known = new Set(before.map(({ field }) => field));
      const more = values.filter(({ field }) => !known.has(field));
      if (more.length === 0) continue;
      held.set(key, [...before, ...more]);
      pending.add(owner);
    }
  }
  return [...uses.values()].flatMap((each) => comparedIn(each, held));
}

function usesIn(definition: Definition, byName: ReadonlyMap<string, Definition>): Uses {
  const bound: BoundValue[] = [];
  const compared: Uses['compared'][number][] = [];
  walk(definition.core, (node, number) => {
    if (node[0] === 'let')
      for (const [local, value] of node[1]) bound.push({ definition, local, value });
    if (node[0] !== 'call' || node[1][0] !== 'global') return;
    const operand = (at: number): Core | undefined => node[at + 2] as Core | undefined;
    const [left, right] = [operand(0), operand(1)];
    if (left !== undefined && right !== undefined && comparisons.has(node[1][1]))
      compared.push({ sides: [left, right], number });
    const called = byName.get(node[1][1]);
    if (called?.core[0] !== 'lambda') return;
    called.core[1].forEach((local, at) => {
      const value = operand(at);
      if (value !== undefined) bound.push({ definition: called, local, value });
    });
  });
  return { definition, bound, compared };
}

function comparedIn(
  { definition, compared }: Uses,
  held: ReadonlyMap<string, readonly Held[]>,
): readonly SpokenWord[] {
  return compared.flatMap(({ sides: [left, right], number }) =>
    [[left, right] as const, [right, left] as const].flatMap(([subject, other]) => {
      if (other[0] !== 'const') return [];
      const words = symbolsOf(other[1]);
      return fieldsIn(subject, definition.name, held).flatMap(({ field, defaults }) =>
        spoken(field, words, defaults, spanOfNode(definition, number)),
      );
    }),
  );
}

function fieldsIn(
  core: Core | undefined,
  definition: string,
  held: ReadonlyMap<string, readonly Held[]>,
): readonly Held[] {
  if (core?.[0] === 'ref') return held.get(`${definition}#${core[1]}`) ?? [];
  if (core?.[0] !== 'call' || core[1][0] !== 'global' || core[1][1] !== '%field') return [];
  const [, , name, otherwise] = core;
  const field = name?.[0] === 'const' ? symbolName(name[1]) : undefined;
  if (field === undefined || !hasWords(field)) return [];
  return [{ field, defaults: otherwise?.[0] === 'const' ? symbolsOf(otherwise[1]) : [] }];
}

const hasWords = (field: string): boolean => {
  const type = fieldTypeOf(field);
  return field !== 'type' && (type === 'symbol' || type === 'symbols');
};

/** A symbol, or the symbols of a list. */
function symbolsOf(datum: Datum): readonly string[] {
  const name = symbolName(datum);
  if (name !== undefined) return [name];
  return (listItems(datum) ?? []).flatMap((item) => symbolName(item) ?? []);
}
