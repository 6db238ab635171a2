import type { Datum } from '../../core/datum.ts';
import { symbol, symbolName } from '../../core/datum.ts';
import { finiteOf, type Exact } from '../../core/exact.ts';
import { canonicalJson } from '../../core/canonical.ts';
import {
  allNumbers,
  commonNumbers,
  noNumbers,
  numberDatum,
  someNumber,
  splitNumbers,
  type Numbers,
  type Order,
} from './numbers.ts';

/** Words or texts: those named alone, or all but those named. */
interface Names {
  readonly but: boolean;
  readonly names: readonly string[];
}

/** Lists, as far as tests tell them apart: by whether they are empty, and by what they hold. */
interface Lists {
  readonly empty: boolean;
  /** Those with something in them; null where there are none. */
  readonly filled: {
    readonly holds: readonly Datum[];
    readonly lacks: readonly Datum[];
  } | null;
}

/** The values that something may have: what a field may hold, or what is left of that after tests. */
export interface Domain {
  /** A field without a value. */
  readonly absent: boolean;
  readonly truths: readonly boolean[];
  readonly numbers: Numbers;
  readonly symbols: Names;
  readonly texts: Names;
  readonly lists: Lists;
  /** Characters, vectors, records and whatever else no test looks into. */
  readonly others: boolean;
}

/** A question about one value that it answers with yes or no. */
export type Test =
  | { readonly kind: 'true' | 'absent' | 'null' }
  | { readonly kind: 'sort'; readonly sort: Sort }
  | { readonly kind: 'same'; readonly datum: Datum }
  | { readonly kind: 'order'; readonly order: Order; readonly bound: Exact }
  /** Whether a list has it in it. */
  | { readonly kind: 'holds'; readonly datum: Datum };

export type Sort = 'boolean' | 'number' | 'symbol' | 'text' | 'filled' | 'list';

const none: Names = { but: false, names: [] };
const every: Names = { but: true, names: [] };
const noLists: Lists = { empty: false, filled: null };
const everyList: Lists = { empty: true, filled: { holds: [], lacks: [] } };

const nothing: Domain = {
  absent: false,
  truths: [],
  numbers: noNumbers,
  symbols: none,
  texts: none,
  lists: noLists,
  others: false,
};

const anything: Domain = {
  absent: false,
  truths: [true, false],
  numbers: allNumbers,
  symbols: every,
  texts: every,
  lists: everyList,
  others: true,
};

export const domains = {
  nothing,
  anything,
  /** What comes as JSON: its words are text, but for null. */
  outside: { ...anything, symbols: { but: false, names: ['null'] } },
  symbols: { ...nothing, symbols: every },
  texts: { ...nothing, texts: every },
  lists: { ...nothing, lists: everyList },
  truths: { ...nothing, truths: [true, false] },
  absent: { ...nothing, absent: true },
  oneOf: (words: readonly string[]): Domain => ({
    ...nothing,
    symbols: { but: false, names: words },
  }),
  numbers: (numbers: Numbers): Domain => ({ ...nothing, numbers }),
} as const satisfies { readonly [name: string]: Domain | ((...args: never[]) => Domain) };

export const orAbsent = (domain: Domain): Domain => ({ ...domain, absent: true });

export const isEmpty = ({
  absent,
  truths,
  numbers,
  symbols,
  texts,
  lists,
  others,
}: Domain): boolean =>
  !absent &&
  !others &&
  truths.length === 0 &&
  numbers.stretches.length === 0 &&
  isNobody(symbols) &&
  isNobody(texts) &&
  !lists.empty &&
  lists.filled === null;

const isNobody = ({ but, names }: Names): boolean => !but && names.length === 0;

/** The values that are in both. */
export function common(one: Domain, other: Domain): Domain {
  return {
    absent: one.absent && other.absent,
    truths: one.truths.filter((truth) => other.truths.includes(truth)),
    numbers: commonNumbers(one.numbers, other.numbers),
    symbols: commonNames(one.symbols, other.symbols),
    texts: commonNames(one.texts, other.texts),
    lists: commonLists(one.lists, other.lists),
    others: one.others && other.others,
  };
}

function commonNames(one: Names, other: Names): Names {
  if (one.but && other.but)
    return { but: true, names: [...new Set([...one.names, ...other.names])] };
  if (one.but) return commonNames(other, one);
  return {
    but: false,
    names: one.names.filter((name) => other.names.includes(name) !== other.but),
  };
}

function commonLists(one: Lists, other: Lists): Lists {
  const empty = one.empty && other.empty;
  if (one.filled === null || other.filled === null) return { empty, filled: null };
  const holds = [...one.filled.holds, ...other.filled.holds];
  const lacks = [...one.filled.lacks, ...other.filled.lacks];
  const without = new Set(lacks.map(canonicalJson));
  const possible = !holds.some((datum) => without.has(canonicalJson(datum)));
  return { empty, filled: possible ? { holds, lacks } : null };
}

/** Whether the same tests have led to both. */
export const areSame = (one: Domain, other: Domain): boolean => textOf(one) === textOf(other);

const textOf = (domain: Domain): string =>
  JSON.stringify(domain, (_, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part));

/** Whether numbers are all that it may be. */
export const isNumeric = (domain: Domain): boolean => isEmpty({ ...domain, numbers: noNumbers });

/** Whether what it may be is the same value whenever it is equal: a number, a word, a truth value or the empty list. */
export const isPlainData = ({ absent, texts, lists, others }: Domain): boolean =>
  !absent && !others && isNobody(texts) && lists.filled === null;

/**
 * The values for which a test says yes, and those for which it says no. A value that the test cannot be asked of, such as
 * a word of which one asks whether it is less than 3, is in neither: there the program fails.
 */
export function split(domain: Domain, test: Test): readonly [yes: Domain, no: Domain] {
  const present = { ...domain, absent: false };
  switch (test.kind) {
    case 'absent':
      return [domain.absent ? domains.absent : nothing, present];
    case 'true':
      return [
        { ...present, truths: domain.truths.filter((truth) => truth) },
        { ...nothing, truths: domain.truths.filter((truth) => !truth) },
      ];
    case 'null':
      return [
        { ...nothing, lists: { empty: domain.lists.empty, filled: null } },
        { ...present, lists: { ...domain.lists, empty: false } },
      ];
    case 'sort':
      return splitBySort(present, test.sort);
    case 'same':
      return splitBySameness(present, test.datum);
    case 'order': {
      const [holding, others] = splitNumbers(domain.numbers, test.order, test.bound);
      return [
        { ...nothing, numbers: holding },
        { ...nothing, numbers: others },
      ];
    }
    case 'holds':
      return splitByContent(domain.lists, test.datum);
  }
}

function splitBySort(domain: Domain, sort: Sort): readonly [Domain, Domain] {
  switch (sort) {
    case 'boolean':
      return [
        { ...nothing, truths: domain.truths },
        { ...domain, truths: [] },
      ];
    case 'number':
      return [
        { ...nothing, numbers: domain.numbers },
        { ...domain, numbers: noNumbers },
      ];
    case 'symbol':
      return [
        { ...nothing, symbols: domain.symbols },
        { ...domain, symbols: none },
      ];
    case 'text':
      return [
        { ...nothing, texts: domain.texts },
        { ...domain, texts: none },
      ];
    case 'filled':
      // What begins with a pair may be no list: that is among the others, and may be either.
      return [
        { ...nothing, lists: { ...domain.lists, empty: false }, others: domain.others },
        { ...domain, lists: { ...domain.lists, filled: null } },
      ];
    case 'list':
      return [
        { ...nothing, lists: domain.lists },
        { ...domain, lists: noLists },
      ];
  }
}

function splitBySameness(domain: Domain, datum: Datum): readonly [Domain, Domain] {
  if (typeof datum === 'boolean')
    return [
      { ...nothing, truths: domain.truths.filter((truth) => truth === datum) },
      { ...domain, truths: domain.truths.filter((truth) => truth !== datum) },
    ];
  const number = finiteOf(datum);
  if (number !== undefined) {
    const [same, others] = splitNumbers(domain.numbers, '=', number);
    return [
      { ...nothing, numbers: same },
      { ...domain, numbers: others },
    ];
  }
  const word = symbolName(datum);
  if (word !== undefined) {
    const [same, others] = splitNames(domain.symbols, word);
    return [
      { ...nothing, symbols: same },
      { ...domain, symbols: others },
    ];
  }
  if (typeof datum === 'string') {
    const [same, others] = splitNames(domain.texts, datum);
    return [
      { ...nothing, texts: same },
      { ...domain, texts: others },
    ];
  }
  if (datum === null) return split(domain, { kind: 'null' });
  return [{ ...nothing, others: domain.others, lists: domain.lists }, domain];
}

function splitNames({ but, names }: Names, name: string): readonly [Names, Names] {
  const named = names.includes(name);
  return [
    named === but ? none : { but: false, names: [name] },
    but
      ? { but, names: named ? names : [...names, name] }
      : { but, names: names.filter((one) => one !== name) },
  ];
}

function splitByContent({ empty, filled }: Lists, datum: Datum): readonly [Domain, Domain] {
  const lists = (value: Lists): Domain => ({ ...nothing, lists: value });
  if (filled === null) return [nothing, lists({ empty, filled })];
  const { holds, lacks } = filled;
  const isIn = (all: readonly Datum[]): boolean => {
    const key = canonicalJson(datum);
    return all.some((one) => canonicalJson(one) === key);
  };
  if (isIn(holds)) return [lists({ empty: false, filled }), lists({ empty, filled: null })];
  if (isIn(lacks)) return [nothing, lists({ empty, filled })];
  return [
    lists({ empty: false, filled: { holds: [...holds, datum], lacks } }),
    lists({ empty, filled: { holds, lacks: [...lacks, datum] } }),
  ];
}

/**
 * One of the values, a plain one to read: undefined where the only one is that there is none, or where no test has told
 * what it looks like.
 */
export function example(domain: Domain): Datum | undefined {
  const { truths, numbers, symbols, texts, lists, others } = domain;
  const [truth] = truths;
  if (others && truth !== undefined) return truth;
  const word = someName(symbols);
  if (word !== undefined) return symbol(word);
  const number = someNumber(numbers);
  if (number !== undefined) return numberDatum(number);
  if (truth !== undefined) return truth;
  const text = someName(texts);
  if (text !== undefined) return text;
  return someList(lists);
}

/** A name that is left: one that nobody speaks of where all but some are. */
function someName({ but, names }: Names): string | undefined {
  if (!but) return names[0];
  let name = 'other';
  for (let at = 2; names.includes(name); at += 1) name = `other-${at}`;
  return name;
}

function someList({ empty, filled }: Lists): Datum | undefined {
  if (empty) return null;
  if (filled === null) return undefined;
  if (filled.holds.length > 0) return ['l', ...filled.holds];
  const lacks = filled.lacks.flatMap((datum) => symbolName(datum) ?? []);
  return ['l', symbol(someName({ but: true, names: lacks })!)];
}
