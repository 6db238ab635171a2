import type { Datum } from '../../core/datum.ts';
import type { Core } from '../../machine/code.ts';

/** Short words for the core that forms make. */
export const constant = (datum: Datum): Core => ['const', datum];
export const symbolConstant = (name: string): Core => ['const', ['y', name]];
export const global = (name: string): Core => ['global', name];
export const call = (procedure: string, ...operands: readonly Core[]): Core => [
  'call',
  global(procedure),
  ...operands,
];

/** A call of `list`, or the empty list itself. */
export const listOf = (items: readonly Core[]): Core =>
  items.length === 0 ? constant(null) : call('list', ...items);

/** `(word . value)`, an entry of a request's clauses. */
export const entry = (word: string, value: Core): Core => call('cons', symbolConstant(word), value);
