import type { Domain } from './domain.ts';

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
