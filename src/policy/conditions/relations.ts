import type { Datum } from '../../core/datum.ts';
import { isWhole, minus, negative, ONE, plus, ZERO, type Exact } from '../../core/exact.ts';
import { canonicalJson } from '../../core/canonical.ts';
import { common, example, isEmpty, isNumeric, split, type Domain } from './domain.ts';
import { solveRows, type Row } from './inequalities.ts';
import type { Linear } from './linear.ts';
import { isShort, numberDatum, type Stretch } from './numbers.ts';
import type { Subject } from './subject.ts';

/** What a test has told of several subjects together. */
export type Relation =
  /** How a sum stands to zero. */
  | { readonly kind: 'sum'; readonly sum: Linear; readonly order: Row['order'] }
  | { readonly kind: 'same' | 'differ'; readonly one: Subject; readonly other: Subject };

/** Values of the subjects for which all the relations hold. */
export interface Solution {
  readonly values: ReadonlyMap<string, Datum>;
  /** Whether it stays one in the host's arithmetic, in which a change has its fractions. */
  readonly sure: boolean;
}

/** Choices between stretches of the number line, or between less and greater, that are tried together. */
const CASES_MAX = 64;
/** Values tried for subjects that are no numbers. */
const TRIES_MAX = 1_000;

export const subjectsOf = (relation: Relation): readonly Subject[] =>
  relation.kind === 'sum'
    ? relation.sum.terms.map(({ subject }) => subject)
    : [relation.one, relation.other];

/** Values for all subjects of the relations, each within its domain. */
export function solve(
  relations: readonly Relation[],
  domainOf: (subject: Subject) => Domain,
): Solution | 'none' | 'undecided' {
  const kinds = new Classes(relations, domainOf);
  const classes = kinds.all();
  if (classes.some(({ domain }) => isEmpty(domain))) return 'none';
  const numbers = classes.filter(({ domain }) => isNumeric(domain));
  const apart = relations.flatMap((relation): readonly (readonly [Class, Class])[] =>
    relation.kind === 'differ' ? [[kinds.of(relation.one), kinds.of(relation.other)]] : [],
  );
  if (apart.some(([one, other]) => one === other)) return 'none';
  const rows = relations.flatMap((relation) =>
    relation.kind === 'sum' ? [rowOf(relation, numbers, kinds)] : [],
  );
  const cases = casesOf(numbers, apart);
  if (cases === undefined) return 'undecided';
  let undecided = false;
  for (const further of cases) {
    const found = solveCase([...rows, ...further], { kinds, classes, numbers, apart });
    if (typeof found !== 'string') return found;
    undecided ||= found === 'undecided';
  }
  return undecided ? 'undecided' : 'none';
}

/** Subjects as far as they are one, those of them that are numbers, and the pairs that differ. */
interface Parts {
  readonly kinds: Classes;
  readonly classes: readonly Class[];
  readonly numbers: readonly Class[];
  readonly apart: readonly (readonly [Class, Class])[];
}

function solveCase(
  rows: readonly Row[],
  { kinds, classes, numbers, apart }: Parts,
): Solution | 'none' | 'undecided' {
  const found = solveRows(
    rows,
    numbers.map(({ domain }) => domain.numbers.whole),
  );
  if (typeof found === 'string') return found;
  const given = new Map(numbers.map((each, at) => [each, numberDatum(found[at]!)]));
  const values = assigned(classes, given, apart);
  if (typeof values === 'string') return values;
  return {
    values: new Map(kinds.subjects().map(([key, each]) => [key, values.get(each)!])),
    sure: isSure(found, rows),
  };
}

const isSure = (values: readonly Exact[], rows: readonly Row[]): boolean =>
  values.every(isWhole) ||
  [...values, ...rows.flatMap(({ factors, constant }) => [...factors, constant])].every(isShort);

/** Subjects that have one value, whatever it is. */
interface Class {
  readonly domain: Domain;
}

class Classes {
  private readonly byKey = new Map<string, Class>();

  constructor(relations: readonly Relation[], domainOf: (subject: Subject) => Domain) {
    for (const subject of relations.flatMap(subjectsOf))
      if (!this.byKey.has(subject.key)) this.byKey.set(subject.key, { domain: domainOf(subject) });
    for (const relation of relations) {
      if (relation.kind !== 'same') continue;
      const [one, other] = [this.of(relation.one), this.of(relation.other)];
      if (one === other) continue;
      const both: Class = { domain: common(one.domain, other.domain) };
      for (const [key, each] of this.byKey)
        if (each === one || each === other) this.byKey.set(key, both);
    }
  }

  of({ key }: Subject): Class {
    return this.byKey.get(key)!;
  }

  all(): readonly Class[] {
    return [...new Set(this.byKey.values())];
  }

  subjects(): readonly (readonly [key: string, kind: Class])[] {
    return [...this.byKey];
  }
}

function rowOf(
  { sum: { terms, constant }, order }: Extract<Relation, { kind: 'sum' }>,
  numbers: readonly Class[],
  kinds: Classes,
): Row {
  const factors = numbers.map((each) =>
    terms
      .filter(({ subject }) => kinds.of(subject) === each)
      .reduce((all, { factor }) => plus(all, factor), ZERO),
  );
  return { factors, constant, order };
}

/** Each choice of one stretch for every number, and of which is less where two differ; undefined where they are too many. */
function casesOf(
  numbers: readonly Class[],
  apart: readonly (readonly [Class, Class])[],
): readonly (readonly Row[])[] | undefined {
  const about = (each: Class, factor: Exact, other?: Class): readonly Exact[] =>
    numbers.map((one) => (one === each ? factor : one === other ? negative(factor) : ZERO));
  const choices: (readonly (readonly Row[])[])[] = [
    ...numbers.map((each) =>
      each.domain.numbers.stretches.map((stretch) => within(stretch, (by) => about(each, by))),
    ),
    ...apart
      .filter((pair) => pair.every((each) => numbers.includes(each)))
      .map(([one, other]) =>
        [ONE, negative(ONE)].map((by): readonly Row[] => [
          { factors: about(one, by, other), constant: ZERO, order: '<' },
        ]),
      ),
  ];
  const count = choices.reduce((all, { length }) => all * length, 1);
  if (count > CASES_MAX) return undefined;
  return choices.reduce<readonly (readonly Row[])[]>(
    (all, next) => all.flatMap((rows) => next.map((each) => [...rows, ...each])),
    [[]],
  );
}

/** That a number lies in a stretch. */
function within({ low, high }: Stretch, factors: (by: Exact) => readonly Exact[]): readonly Row[] {
  const order = (open: boolean): Row['order'] => (open ? '<' : '<=');
  return [
    ...(low === null
      ? []
      : [{ factors: factors(negative(ONE)), constant: low.at, order: order(low.open) }]),
    ...(high === null
      ? []
      : [{ factors: factors(ONE), constant: minus(ZERO, high.at), order: order(high.open) }]),
  ];
}

/** A value for each class, so that those that differ do. */
function assigned(
  classes: readonly Class[],
  given: ReadonlyMap<Class, Datum>,
  apart: readonly (readonly [Class, Class])[],
): ReadonlyMap<Class, Datum> | 'none' | 'undecided' {
  const othersOf = (each: Class): readonly Class[] =>
    apart.flatMap(([one, other]) => (one === each ? [other] : other === each ? [one] : []));
  const open = classes
    .filter((each) => !given.has(each))
    .map((each) => ({ each, others: othersOf(each) }))
    .map((place) => ({ ...place, ...examplesOf(place.each.domain, place.others.length + 1) }));
  const values = new Map(given);
  let tries = TRIES_MAX;
  const place = (at: number): boolean => {
    const next = open[at];
    if (next === undefined) return true;
    const taken = new Set(next.others.flatMap((other) => keyOf(values.get(other))));
    for (const value of next.examples) {
      tries -= 1;
      if (tries < 0) return false;
      if (taken.has(canonicalJson(value))) continue;
      values.set(next.each, value);
      if (place(at + 1)) return true;
    }
    values.delete(next.each);
    return false;
  };
  if (place(0)) return values;
  // Another number might have left room.
  const exhausted = open.every(
    ({ complete, others }) => complete && !others.some((other) => given.has(other)),
  );
  return exhausted && tries >= 0 ? 'none' : 'undecided';
}

const keyOf = (datum: Datum | undefined): readonly string[] =>
  datum === undefined ? [] : [canonicalJson(datum)];

/** Different values of a domain, at most so many; `complete` where there are as many, or no others. */
function examplesOf(
  domain: Domain,
  max: number,
): { readonly examples: readonly Datum[]; readonly complete: boolean } {
  const examples: Datum[] = [];
  let left = domain;
  while (examples.length < max) {
    const value = example(left);
    if (value === undefined || examples.flatMap(keyOf).includes(canonicalJson(value)))
      return { examples, complete: isEmpty(left) };
    examples.push(value);
    [, left] = split(left, { kind: 'same', datum: value });
  }
  return { examples, complete: true };
}
