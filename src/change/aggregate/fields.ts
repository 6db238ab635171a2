import type { Datum } from '../../core/datum.ts';
import { list, listItems, symbol, symbolName } from '../../core/datum.ts';
import { datumOfJson, jsonOfDatum, unpair, writeDatum } from '../../core/datum-json.ts';
import { canonicalJson } from '../../core/canonical.ts';
import { sha256, type Json } from '../../core/json.ts';
import { ClauseError } from '../requests/clauses.ts';
import type { ChangeState, Fields } from './model.ts';

/** How a field of the language is kept and what type its value has there. */
interface FieldKind {
  readonly key: keyof Fields;
  readonly type: 'string' | 'symbol' | 'symbols';
}

/** The content fields by their names in the language. `custom.NAME` stands beside them. */
export const contentFields: { readonly [name: string]: FieldKind } = {
  title: { key: 'title', type: 'string' },
  description: { key: 'description', type: 'string' },
  size: { key: 'size', type: 'symbol' },
  systems: { key: 'systems', type: 'symbols' },
  environment: { key: 'environment', type: 'symbol' },
  labels: { key: 'labels', type: 'symbols' },
  priority: { key: 'priority', type: 'symbol' },
  urgency: { key: 'urgency', type: 'symbol' },
  'planned-start': { key: 'planned_start', type: 'string' },
  'planned-end': { key: 'planned_end', type: 'string' },
  'implementation-plan': { key: 'implementation_plan', type: 'string' },
  'rollback-plan': { key: 'rollback_plan', type: 'string' },
  'test-plan': { key: 'test_plan', type: 'string' },
  justification: { key: 'justification', type: 'string' },
};

/** The fields of a change as a program sees them; a field without a value is absent. */
export function fieldData(change: {
  readonly id: string;
  readonly fields: Fields;
  readonly author: string;
  readonly change_type: string;
  readonly created_at: string;
}): { readonly [name: string]: Datum } {
  const data: { [name: string]: Datum } = {
    id: change.id,
    type: symbol(change.change_type),
    author: change.author,
    'created-at': change.created_at,
  };
  for (const [name, kind] of Object.entries(contentFields)) {
    const value = change.fields[kind.key];
    if (value !== undefined) data[name] = fieldDatum(value, kind.type);
  }
  for (const [name, value] of Object.entries(change.fields.custom ?? {}))
    data[`custom.${name}`] = datumOfJson(value);
  return data;
}

function fieldDatum(value: Json, type: FieldKind['type']): Datum {
  if (type === 'symbols') return list(...(value as readonly string[]).map(symbol));
  return type === 'symbol' ? symbol(value as string) : (value as string);
}

/** Names of the fields, as the language says them, whose values an edit changes. */
export function editedFields(before: Fields, after: Fields): readonly string[] {
  const names = Object.entries(contentFields)
    .filter(([, { key }]) => text(before[key]) !== text(after[key]))
    .map(([name]) => name);
  const custom = new Set([...Object.keys(before.custom ?? {}), ...Object.keys(after.custom ?? {})]);
  for (const name of custom)
    if (text(before.custom?.[name]) !== text(after.custom?.[name])) names.push(`custom.${name}`);
  return names;
}

const text = (value: unknown): string => (value === undefined ? '' : canonicalJson(value));

/** SHA-256 of all content fields: what an approver has seen. */
export const digestOf = (change: Pick<ChangeState, 'fields' | 'change_type'>): string =>
  sha256(canonicalJson({ fields: change.fields, type: change.change_type }));

/** An association list of fields, named as the language names them, as the fields of a change (and its `type`). */
export function fieldsOfDatum(datum: Datum): { readonly [key: string]: Json } {
  const fields: { [key: string]: Json } = {};
  const custom: { [key: string]: Json } = {};
  for (const item of listItems(datum) ?? []) {
    const parts = unpair(item);
    const name = parts === undefined ? undefined : symbolName(parts.first);
    if (parts === undefined || name === undefined) continue;
    if (name.startsWith('custom.')) custom[name.slice('custom.'.length)] = jsonOfDatum(parts.rest);
    else fields[contentFields[name]?.key ?? name] = plainField(name, parts.rest);
  }
  return Object.keys(custom).length === 0 ? fields : { ...fields, custom };
}

const plainField = (name: string, value: Datum): Json =>
  contentFields[name]?.type === 'symbols'
    ? (listItems(value) ?? []).map((item) => symbolName(item) ?? writeDatum(item))
    : (symbolName(value) ?? jsonOfDatum(value));

/** The fields with one set by the workflow; `custom.NAME` and the content fields can be set. */
export function setField(fields: Fields, name: string, value: Datum): Fields {
  const json = jsonOfDatum(value);
  if (name.startsWith('custom.'))
    return { ...fields, custom: { ...fields.custom, [name.slice('custom.'.length)]: json } };
  const kind = contentFields[name];
  if (kind === undefined) throw new ClauseError(`a workflow cannot set the field ${name}`);
  if (kind.type === 'symbols')
    return {
      ...fields,
      [kind.key]: listItems(value)?.map((item) => symbolName(item) ?? writeDatum(item)) ?? [],
    };
  return { ...fields, [kind.key]: typeof json === 'string' ? json : writeDatum(value) };
}
