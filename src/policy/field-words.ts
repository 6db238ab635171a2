import { listItems, symbolName, type Datum } from '../core/datum.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { nearest } from '../core/nearest.ts';
import type { Span } from '../core/span.ts';
import type { Definition } from '../language/program.ts';
import type { Core } from '../machine/code.ts';
import type { Condition, Coverage, Definitions } from './definitions.ts';
import { fieldTypeOf } from './forms/fields.ts';
import { visitNodes } from './survey.ts';

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

/**
 * Fields are followed into the locals that they are bound to and the parameters that they are passed as, through any
 * number of calls of the policy's own procedures, tables among them.
 */
function wordsOfCode(program: readonly Definition[]): readonly SpokenWord[] {
  const byName = new Map(program.map((definition) => [definition.name, definition]));
  const held = new Map<string, readonly Held[]>();
  const pending = new Set(program);
  const hold = (definition: Definition, local: number, values: readonly Held[]): void => {
    const key = `${definition.name}#${local}`;
    const before = held.get(key) ?? [];
    const known = new Set(before.map(({ field }) => field));
    const more = values.filter(({ field }) => !known.has(field));
    if (more.length === 0) return;
    held.set(key, [...before, ...more]);
    pending.add(definition);
  };
  // Each round learns of a field in a local that it was not known in, so that rounds end.
  for (const definition of pending) {
    pending.delete(definition);
    const heldBy = (core: Core | undefined) => fieldsIn(core, definition.name, held);
    visitNodes(definition, (node) => {
      if (node[0] === 'let')
        for (const [local, value] of node[1]) hold(definition, local, heldBy(value));
      if (node[0] !== 'call' || node[1][0] !== 'global') return;
      const called = byName.get(node[1][1]);
      if (called?.core[0] !== 'lambda') return;
      const [, parameters] = called.core;
      parameters.forEach((local, at) => {
        hold(called, local, heldBy(node[at + 2] as Core | undefined));
      });
    });
  }
  return program.flatMap((definition) => comparedIn(definition, held));
}

function comparedIn(
  definition: Definition,
  held: ReadonlyMap<string, readonly Held[]>,
): readonly SpokenWord[] {
  const found: SpokenWord[] = [];
  visitNodes(definition, (node, span) => {
    if (node[0] !== 'call' || node[1][0] !== 'global' || !comparisons.has(node[1][1])) return;
    const [left, right] = node.slice(2) as readonly Core[];
    for (const [subject, other] of [
      [left, right],
      [right, left],
    ] as const) {
      if (other?.[0] !== 'const') continue;
      for (const { field, defaults } of fieldsIn(subject, definition.name, held))
        found.push(...spoken(field, symbolsOf(other[1]), defaults, span));
    }
  });
  return found;
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
