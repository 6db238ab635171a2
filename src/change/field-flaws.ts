import { nearest } from '../core/nearest.ts';
import { refuse, type Refusal } from '../core/refusal.ts';
import { knownTypes } from '../policy/conditions/meaning.ts';
import type { Definitions } from '../policy/definitions.ts';
import type { Fields, UnknownWord } from './aggregate/model.ts';

/** The words of a policy that people fill fields in with. */
export interface Vocabulary {
  /** Of fields that a definition closes: all the words that they may have. */
  readonly closed: { readonly [field: string]: readonly string[] };
  /** Of the other fields: the words that the policy compares them with. */
  readonly spoken: { readonly [field: string]: readonly string[] };
  /** The catalogue in force; empty where there is none. */
  readonly systems: readonly string[];
  /** The types that a change may have; null where it may be any. */
  readonly types: readonly string[] | null;
}

type Catalogue = Pick<Definitions, 'systems'>;

/** Vocabularies of policies whose commands come again and again; definitions are never changed. */
const known = new WeakMap<Definitions, WeakMap<Catalogue, Vocabulary>>();

/** `catalogue`: the definitions in force, which say what systems there are. */
export function vocabularyOf(definitions: Definitions, catalogue: Catalogue): Vocabulary {
  const ofPolicy = known.get(definitions) ?? new WeakMap<Catalogue, Vocabulary>();
  known.set(definitions, ofPolicy);
  const vocabulary = ofPolicy.get(catalogue) ?? {
    closed: Object.fromEntries((definitions.fields ?? []).map(({ name, words }) => [name, words])),
    spoken: definitions.spoken ?? {},
    types: knownTypes(definitions),
    systems: catalogue.systems.map(({ name }) => name),
  };
  ofPolicy.set(catalogue, vocabulary);
  return vocabulary;
}

type WordField = UnknownWord['field'];

/** How the fields that hold words of the policy are named outside. */
export const outsideNames: { readonly [Field in WordField]: string } = {
  systems: 'affected_systems',
  environment: 'environment',
  priority: 'priority',
  urgency: 'urgency',
  size: 'size',
  labels: 'labels',
};

const wordFields = Object.keys(outsideNames) as readonly WordField[];

/** Some fields of a change, named as on the outside, in the shape in which a change has them. */
type Words = Pick<Partial<Fields>, WordField>;

/**
 * Refuses fields that contradict each other and words that a closed field does not have. `given` are those that are
 * filled in now, `whole` all that the change then has.
 */
export function refuseFields(
  given: Partial<Fields>,
  whole: Pick<Partial<Fields>, 'planned_start' | 'planned_end'>,
  vocabulary: Vocabulary,
): Refusal | null {
  return refuseFlaws([...datesWrong(given, whole), ...wordsWrong(given, vocabulary)]);
}

export function refuseFlaws(errors: readonly Flaw[]): Refusal | null {
  if (errors.length === 0) return null;
  const message = errors.map(({ path, message: text }) => `${path}: ${text}.`).join(' ');
  return refuse('invalid-input', message, { errors });
}

export interface Flaw {
  readonly path: string;
  readonly message: string;
}

function datesWrong(
  given: Partial<Fields>,
  { planned_start: start, planned_end: end }: Parameters<typeof refuseFields>[1],
): readonly Flaw[] {
  const touched = given.planned_start !== undefined || given.planned_end !== undefined;
  if (!touched || start === undefined || end === undefined) return [];
  if (Date.parse(end) >= Date.parse(start)) return [];
  return given.planned_end === undefined
    ? [{ path: '/planned_start', message: `is after \`planned_end\`, ${end}` }]
    : [{ path: '/planned_end', message: `is before \`planned_start\`, ${start}` }];
}

/** A type that no workflow takes and no model gives. */
export function typeWrong(type: string | null, { types }: Vocabulary): readonly Flaw[] {
  if (type === null || types === null || types.includes(type)) return [];
  return [{ path: '/change_type', message: noSuch('type', type, types) }];
}

const noSuch = (what: string, word: string, words: readonly string[]): string => {
  const near = nearestWord(word, words);
  const hint = near === null ? '' : `: did you mean \`${near}\`?`;
  return `\`${word}\` is no ${what} of the policy${hint} (it has ${words.join(', ')})`;
};

/** The words that a closed field does not have; `names`: how the fields are named where they were given. */
export function wordsWrong(
  given: Words,
  { closed }: Vocabulary,
  names: { readonly [Field in WordField]: string } = outsideNames,
): readonly Flaw[] {
  return wordFields.flatMap((field) => {
    const words = closed[field];
    if (words === undefined) return [];
    return wordsIn(given[field]).flatMap(({ word, at }) => {
      if (words.includes(word)) return [];
      return [{ path: `/${names[field]}${at}`, message: noSuch(outsideNames[field], word, words) }];
    });
  });
}

/** Systems that the catalogue does not have, and words with which the policy compares nothing though it could. */
export function unknownWords(
  given: Words,
  { closed, spoken, systems }: Vocabulary,
): readonly UnknownWord[] {
  return wordFields.flatMap((field) => {
    if (closed[field] !== undefined) return [];
    const known = [...(spoken[field] ?? []), ...(field === 'systems' ? systems : [])];
    // Labels may be any, and one known word sets itself apart from all others; what nearly is a word was meant to be it.
    const any =
      field === 'labels' || (field === 'systems' ? systems.length === 0 : known.length < 2);
    return wordsIn(given[field]).flatMap(({ word }): readonly UnknownWord[] => {
      const near = known.includes(word) ? null : nearestWord(word, known);
      const misses = known.length > 0 && !known.includes(word) && (!any || near !== null);
      return misses ? [{ field, word, nearest: near }] : [];
    });
  });
}

function wordsIn(
  value: string | readonly string[] | undefined,
): readonly { readonly word: string; readonly at: string }[] {
  if (value === undefined) return [];
  if (typeof value === 'string') return [{ word: value, at: '' }];
  return value.map((word, index) => ({ word, at: `/${index}` }));
}

/** The word that was most likely meant: another case, a slip, or the beginning of one word only. */
function nearestWord(word: string, words: readonly string[]): string | null {
  const lower = word.toLowerCase();
  const same = words.find((each) => each.toLowerCase() === lower);
  const begun = words.filter((each) => each.toLowerCase().startsWith(lower));
  return same ?? nearest(lower, words) ?? (begun.length === 1 ? (begun[0] ?? null) : null);
}
