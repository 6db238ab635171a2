import { writeDatum } from '../../core/datum-json.ts';
import type { Datum } from '../../core/datum.ts';
import { example, isEmpty, split, type Domain, type Test } from './domain.ts';
import { opposite, type Linear } from './linear.ts';
import type { Order } from './numbers.ts';
import { solve, subjectsOf, type Relation, type Solution } from './relations.ts';
import type { Subject } from './subject.ts';

interface Box {
  readonly subject: Subject;
  readonly domain: Domain;
}

/** Worlds in which a test says yes, and those in which it says no. */
interface Answers {
  readonly yes: readonly World[];
  readonly no: readonly World[];
}

/**
 * What may be the case after some tests: a set of values for each subject that was asked about, a box in their space,
 * and what tests have told of several of them together.
 */
export class World {
  static readonly any = new World(new Map(), [], null);
  private readonly boxes: ReadonlyMap<string, Box>;
  private readonly relations: readonly Relation[];
  /** Values for which the relations hold, where there are any relations. */
  private readonly solution: Solution | 'undecided' | null;

  private constructor(
    boxes: ReadonlyMap<string, Box>,
    relations: readonly Relation[],
    solution: Solution | 'undecided' | null,
  ) {
    this.boxes = boxes;
    this.relations = relations;
    this.solution = solution;
  }

  /** The world of these relations; undefined where nothing satisfies them. */
  private static solved(
    boxes: ReadonlyMap<string, Box>,
    relations: readonly Relation[],
  ): World | undefined {
    const found = solve(relations, ({ key, domain }) => boxes.get(key)?.domain ?? domain);
    return found === 'none' ? undefined : new World(boxes, relations, found);
  }

  /** Whether it was not found out if there is such a world. */
  get undecided(): boolean {
    return this.solution === 'undecided';
  }

  /** What a subject may be here. */
  domainOf(subject: Subject): Domain {
    return this.boxes.get(subject.key)?.domain ?? subject.domain;
  }

  /** The parts of the world in which the subject passes the test and fails it; undefined for one that is empty. */
  split(subject: Subject, test: Test): readonly [yes: World | undefined, no: World | undefined] {
    const [yes, no] = split(this.domainOf(subject), test);
    // What is true whatever else is the case tells nothing about the world.
    if (test.kind === 'true' && isEmpty(no)) return [this, undefined];
    if (test.kind === 'true' && isEmpty(yes)) return [undefined, this];
    return [this.with(subject, yes), this.with(subject, no)];
  }

  /** The world in which the subject has one of these values alone. */
  with(subject: Subject, domain: Domain): World | undefined {
    if (isEmpty(domain)) return undefined;
    const boxes = new Map(this.boxes).set(subject.key, { subject, domain });
    const related = this.relations.some((relation) =>
      subjectsOf(relation).some(({ key }) => key === subject.key),
    );
    return related
      ? World.solved(boxes, this.relations)
      : new World(boxes, this.relations, this.solution);
  }

  /** The parts in which a sum of numbers stands so to zero, and in which it does not. */
  compare(sum: Linear, order: Order): Answers {
    const where = (each: Linear, kind: '<' | '<=' | '='): readonly World[] =>
      this.related({ kind: 'sum', sum: each, order: kind });
    const less = opposite(sum);
    switch (order) {
      case '<':
        return { yes: where(sum, '<'), no: where(less, '<=') };
      case '<=':
        return { yes: where(sum, '<='), no: where(less, '<') };
      case '=':
        return { yes: where(sum, '='), no: [...where(sum, '<'), ...where(less, '<')] };
      case '>=':
        return { yes: where(less, '<='), no: where(sum, '<') };
      case '>':
        return { yes: where(less, '<'), no: where(sum, '<=') };
    }
  }

  /** The parts in which two subjects have equal values, and in which they have not. */
  equate(one: Subject, other: Subject): Answers {
    return {
      yes: this.related({ kind: 'same', one, other }),
      no: this.related({ kind: 'differ', one, other }),
    };
  }

  /** What is known of those alone whose values last. */
  lasting(): World {
    return this.keeping(({ lasting }) => lasting);
  }

  /** What is known of fields and facts alone. */
  plain(): World {
    return this.keeping(({ kind }) => kind !== 'computed');
  }

  /** Whether fields and facts alone decide it, with values that a change can have. */
  get isPlain(): boolean {
    const { solution } = this;
    return (
      (solution === null || (solution !== 'undecided' && solution.sure)) &&
      this.examples.every(({ subject, value }) => subject.kind !== 'computed' && !isFraction(value))
    );
  }

  /** Whether nothing is known of several subjects together. */
  get isUnrelated(): boolean {
    return this.relations.length === 0;
  }

  /** The subjects with an example of each, in the order in which they were asked about. */
  get examples(): readonly Example[] {
    const values = this.solution === null || this.solution === 'undecided' ? null : this.solution;
    return [...this.boxes.values()].map(({ subject, domain }) => ({
      subject,
      value: values?.values.get(subject.key) ?? example(domain),
    }));
  }

  /** What is known of those subjects alone. */
  keeping(isKept: (subject: Subject) => boolean): World {
    const kept = [...this.boxes].filter(([, { subject }]) => isKept(subject));
    if (kept.length === this.boxes.size) return this;
    const relations = this.relations.filter((relation) => subjectsOf(relation).every(isKept));
    return new World(new Map(kept), relations, relations.length === 0 ? null : this.solution);
  }

  private related(relation: Relation): readonly World[] {
    const boxes = new Map(this.boxes);
    for (const subject of subjectsOf(relation))
      if (!boxes.has(subject.key)) boxes.set(subject.key, { subject, domain: subject.domain });
    const found = World.solved(boxes, [...this.relations, relation]);
    return found === undefined ? [] : [found];
  }
}

export interface Example {
  readonly subject: Subject;
  /** Undefined where it has no value, or where its value cannot be written. */
  readonly value: Datum | undefined;
}

/** Changes have their fractions inexact: one that is none of the host's numbers cannot be theirs. */
const isFraction = (value: Datum | undefined): boolean => Array.isArray(value) && value[0] === 'q';

/** A datum as an expression. */
export const quoted = (datum: Datum): string =>
  datum === null || (Array.isArray(datum) && ['y', 'l', 'p', 'v'].includes(datum[0] as string))
    ? `'${writeDatum(datum)}`
    : writeDatum(datum);
