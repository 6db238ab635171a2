import type { Core } from '../../machine/code.ts';
import { call, symbolConstant } from './core.ts';

/** What type the value of a field has in the language. */
export type FieldType = 'text' | 'symbol' | 'symbols' | 'any';

const types: { readonly [name: string]: FieldType } = {
  id: 'text',
  title: 'text',
  description: 'text',
  type: 'symbol',
  size: 'symbol',
  author: 'text',
  systems: 'symbols',
  environment: 'symbol',
  labels: 'symbols',
  priority: 'symbol',
  urgency: 'symbol',
  'planned-start': 'text',
  'planned-end': 'text',
  'implementation-plan': 'text',
  'rollback-plan': 'text',
  'test-plan': 'text',
  justification: 'text',
  'created-at': 'text',
};

export const fieldNames: readonly string[] = Object.keys(types);

/** The type of a field, or undefined for a name that changes do not have. One's own fields may hold anything. */
export function fieldTypeOf(name: string): FieldType | undefined {
  if (name.startsWith('custom.') && name.length > 'custom.'.length) return 'any';
  return Object.hasOwn(types, name) ? types[name] : undefined;
}

/** What the engine knows of a change beside its fields; the last three exist while a risk model names approvers. */
export const factNames: readonly string[] = [
  'success-rate',
  'history-count',
  'last-change-days',
  'criticality',
  'owners',
  'conflicts',
  'frozen',
  'score',
  'level',
  'type',
];

/** A value for a field, with the check that the field may hold it. One's own fields may hold anything. */
export function fieldValueCore(name: string, value: Core): Core {
  const type = fieldTypeOf(name);
  if (type === undefined || type === 'any') return value;
  const held = instants.has(name) ? 'instant' : type;
  return call('%field-value', symbolConstant(name), symbolConstant(held), value);
}

const instants = new Set(['planned-start', 'planned-end']);
