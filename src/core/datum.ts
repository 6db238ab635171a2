/**
 * The plain-data form of a Scheme value: constants of code, clauses of requests, payloads of events.
 * A bare number is an exact integer within ±(2^53 − 1); everything JSON cannot say has a tag.
 *
 *   ['y', name]            symbol           ['c', codePoint]      character
 *   ['l', …items]          proper list      ['p', …items, tail]   improper list (tail is no list)
 *   ['v', …items]          vector           ['b', digits]         big exact integer
 *   ['q', num, den]        exact rational   ['f', number | 'nan' | 'inf' | '-inf' | '-0']  inexact
 *   ['u']                  unspecified      ['e']                 end-of-file object
 *   ['r', type, …fields]   record of the library, by the type's name
 *   ['h', [key, value]…]   hash table in insertion order
 * `null` is the empty list; booleans and strings are themselves.
 */
export type Datum = null | boolean | number | string | TaggedDatum;
export type TaggedDatum = readonly [tag: string, ...items: (Datum | number | string)[]];

export const symbol = (name: string): Datum => ['y', name];
export const list = (...items: readonly Datum[]): Datum =>
  items.length === 0 ? null : ['l', ...items];

/** The name of a symbol, or undefined for anything else. */
export function symbolName(datum: Datum): string | undefined {
  return Array.isArray(datum) && datum[0] === 'y' ? (datum[1] as string) : undefined;
}

/** The items of a proper list (the empty one included), or undefined for anything else. */
export function listItems(datum: Datum): readonly Datum[] | undefined {
  if (datum === null) return [];
  return Array.isArray(datum) && datum[0] === 'l' ? (datum.slice(1) as Datum[]) : undefined;
}
