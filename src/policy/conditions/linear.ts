import { minus, negative, plus, signOf, times, ZERO, type Exact } from '../../core/exact.ts';
import type { Subject } from './subject.ts';

/** A number that is not known, some times over. */
export interface Term {
  readonly subject: Subject;
  /** Never zero. */
  readonly factor: Exact;
}

/** A sum of multiples of numbers that are not known, and of one that is. */
export interface Linear {
  /** By the keys of their subjects, and in the order of these. */
  readonly terms: readonly Term[];
  readonly constant: Exact;
}

export const constantSum = (constant: Exact): Linear => ({ terms: [], constant });

export const subjectSum = (subject: Subject, factor: Exact): Linear => ({
  terms: [{ subject, factor }],
  constant: ZERO,
});

export function sum(one: Linear, other: Linear): Linear {
  const terms = new Map(one.terms.map((term) => [term.subject.key, term]));
  for (const { subject, factor } of other.terms) {
    const total = plus(terms.get(subject.key)?.factor ?? ZERO, factor);
    terms.set(subject.key, { subject, factor: total });
  }
  return {
    terms: [...terms.values()]
      .filter(({ factor }) => signOf(factor) !== 0)
      .toSorted((a, b) => (a.subject.key < b.subject.key ? -1 : 1)),
    constant: plus(one.constant, other.constant),
  };
}

export const multiple = ({ terms, constant }: Linear, by: Exact): Linear =>
  signOf(by) === 0
    ? constantSum(ZERO)
    : {
        terms: terms.map(({ subject, factor }) => ({ subject, factor: times(factor, by) })),
        constant: times(constant, by),
      };

export const difference = (one: Linear, other: Linear): Linear => sum(one, opposite(other));

export const opposite = ({ terms, constant }: Linear): Linear => ({
  terms: terms.map(({ subject, factor }) => ({ subject, factor: negative(factor) })),
  constant: minus(ZERO, constant),
});
