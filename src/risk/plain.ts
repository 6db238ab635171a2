import type { Datum } from '../core/datum.ts';
import { listItems, symbolName } from '../core/datum.ts';
import type { Json } from '../core/json.ts';
import { fieldTypeOf } from '../policy/forms/fields.ts';

/**
 * Plain JSON has one kind of text where the language has two. What a JSON string stands for is said by the subject that
 * it is compared with: a word (symbol) or a text.
 */
export type Strings = 'words' | 'texts';

/** How strings are read beside a subject unless said otherwise: facts and most short fields hold words. */
export function stringsOf(subject: 'field' | 'fact', name: string): Strings {
  if (subject === 'fact') return 'words';
  const type = fieldTypeOf(name);
  return type === 'symbol' || type === 'symbols' ? 'words' : 'texts';
}

/** A constant as plain JSON, or undefined where JSON cannot hold it so that it is read back the same. */
export function plainOf(datum: Datum, strings: Strings): Json | undefined {
  if (datum === null) return [];
  if (typeof datum === 'boolean') return datum;
  if (typeof datum === 'number') return Object.is(datum, -0) ? undefined : datum;
  if (typeof datum === 'string') return strings === 'texts' ? datum : undefined;
  const word = symbolName(datum);
  if (word !== undefined) return strings === 'words' ? word : undefined;
  if (datum[0] === 'f') return plainDouble(datum[1]);
  const items = listItems(datum)?.map((item) => plainOf(item, strings));
  return items?.every((item) => item !== undefined) === true ? items : undefined;
}

const plainDouble = (value: unknown): number | undefined =>
  typeof value === 'number' && !Number.isInteger(value) ? value : undefined;

/** The constant that plain JSON stands for; objects and null stand for none. */
export function datumOf(json: Json, strings: Strings): Datum | undefined {
  if (typeof json === 'boolean') return json;
  if (typeof json === 'string') return strings === 'words' ? ['y', json] : json;
  if (typeof json === 'number') {
    if (!Number.isInteger(json)) return ['f', json];
    return Number.isSafeInteger(json) && !Object.is(json, -0) ? json : undefined;
  }
  if (!Array.isArray(json)) return undefined;
  const items = (json as readonly Json[]).map((item) => datumOf(item, strings));
  if (items.some((item) => item === undefined)) return undefined;
  return items.length === 0 ? null : (['l', ...items] as Datum);
}
