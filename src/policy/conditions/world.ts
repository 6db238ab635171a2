import { writeDatum } from '../../core/datum-json.ts';
import type { Datum } from '../../core/datum.ts';
import { example, isEmpty, split, type Domain, type Test } from './domain.ts';

/** Something whose value is not known before a program runs, and on which its tests depend. */
export interface Subject {
  /** Equal for what has equal values. */
  readonly key: string;
  /** As an author would write it. */
  readonly text: string;
  /** A field or fact may be anything of its domain, whatever others are; what is computed may depend on them. */
  readonly kind: 'field' | 'fact' | 'computed';
  readonly name: string;
  readonly domain: Domain;
  /** Whether its value stays what it is while time passes and others act. */
  readonly lasting: boolean;
}

interface Box {
  readonly subject: Subject;
  readonly domain: Domain;
}

/** What may be the case after some tests: a set of values for each subject that was asked about, a box in their space. */
export class World {
  static readonly any = new World(new Map());
  private readonly boxes: ReadonlyMap<string, Box>;

  private constructor(boxes: ReadonlyMap<string, Box>) {
    this.boxes = boxes;
  }

  /** The parts of the world in which the subject passes the test and fails it; undefined for one that is empty. */
  split(subject: Subject, test: Test): readonly [yes: World | undefined, no: World | undefined] {
    const [yes, no] = split(this.boxes.get(subject.key)?.domain ?? subject.domain, test);
    // What is true whatever else is the case tells nothing about the world.
    if (test.kind === 'true' && isEmpty(no)) return [this, undefined];
    if (test.kind === 'true' && isEmpty(yes)) return [undefined, this];
    return [this.with(subject, yes), this.with(subject, no)];
  }

  /** The world in which the subject has one of these values alone. */
  with(subject: Subject, domain: Domain): World | undefined {
    if (isEmpty(domain)) return undefined;
    return new World(new Map(this.boxes).set(subject.key, { subject, domain }));
  }

  /** What is known of those alone whose values last. */
  lasting(): World {
    const kept = [...this.boxes].filter(([, { subject }]) => subject.lasting);
    return kept.length === this.boxes.size ? this : new World(new Map(kept));
  }

  /** What is known of fields and facts alone. */
  plain(): World {
    return new World(
      new Map([...this.boxes].filter(([, { subject }]) => subject.kind !== 'computed')),
    );
  }

  /** The subjects with an example of each, in the order in which they were asked about. */
  get examples(): readonly Example[] {
    return [...this.boxes.values()].map(({ subject, domain }) => ({
      subject,
      value: example(domain),
    }));
  }
}

export interface Example {
  readonly subject: Subject;
  /** Undefined where it has no value, or where its value cannot be written. */
  readonly value: Datum | undefined;
}

/** A datum as an expression. */
export const quoted = (datum: Datum): string =>
  datum === null || (Array.isArray(datum) && ['y', 'l', 'p', 'v'].includes(datum[0] as string))
    ? `'${writeDatum(datum)}`
    : writeDatum(datum);
