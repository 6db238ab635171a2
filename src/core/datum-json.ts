import type { Datum } from './datum.ts';
import { listItems, symbolName } from './datum.ts';
import type { Json } from './json.ts';

/** Outside data as a program sees it: object = alist with symbol keys, array = vector, null = the symbol `null`. */
export function datumOfJson(json: Json): Datum {
  if (json === null) return ['y', 'null'];
  if (typeof json === 'number') return numberDatum(json);
  if (typeof json !== 'object') return json;
  if (Array.isArray(json)) return ['v', ...(json as readonly Json[]).map(datumOfJson)];
  const entries = Object.entries(json).map(([key, value]): Datum =>
    pair(['y', key], datumOfJson(value)),
  );
  return entries.length === 0 ? null : ['l', ...entries];
}

function numberDatum(value: number): Datum {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return value;
  return Number.isInteger(value) && !Object.is(value, -0)
    ? ['b', BigInt(value).toString()]
    : ['f', Object.is(value, -0) ? '-0' : value];
}

/** `(key . value)`: a list when the value is one, else a dotted pair. */
export function pair(key: Datum, value: Datum): Datum {
  if (value === null) return ['l', key];
  if (Array.isArray(value) && value[0] === 'l') return ['l', key, ...(value.slice(1) as Datum[])];
  if (Array.isArray(value) && value[0] === 'p') return ['p', key, ...(value.slice(1) as Datum[])];
  return ['p', key, value];
}

/** First and rest of a non-empty list or pair. */
export function unpair(datum: Datum): { readonly first: Datum; readonly rest: Datum } | undefined {
  if (!Array.isArray(datum)) return undefined;
  const [tag, first, ...rest] = datum as [string, Datum, ...Datum[]];
  if (tag === 'l') return { first, rest: rest.length === 0 ? null : ['l', ...rest] };
  if (tag !== 'p') return undefined;
  return { first, rest: rest.length === 1 ? rest[0]! : ['p', ...rest] };
}

/** An association list with symbol keys as a record; the first entry of a key counts. */
export function alist(datum: Datum): { readonly [word: string]: Datum } {
  const entries: { [word: string]: Datum } = {};
  for (const item of listItems(datum) ?? []) {
    const parts = unpair(item);
    const word = parts === undefined ? undefined : symbolName(parts.first);
    if (parts !== undefined && word !== undefined && !(word in entries)) entries[word] = parts.rest;
  }
  return entries;
}

/** A datum as outside data: the inverse of `datumOfJson` where there is one, else its written text. */
export function jsonOfDatum(datum: Datum): Json {
  if (!Array.isArray(datum)) return datum;
  const [tag, ...items] = datum as [string, ...Datum[]];
  switch (tag) {
    case 'y':
      return items[0] === 'null' ? null : (items[0] as string);
    case 'f':
      return typeof items[0] === 'number' ? items[0] : writeDatum(datum);
    case 'v':
      return items.map(jsonOfDatum);
    case 'l':
      return isObject(items)
        ? Object.fromEntries(
            Object.entries(alist(datum)).map(([key, value]) => [key, jsonOfDatum(value)]),
          )
        : items.map(jsonOfDatum);
    default:
      return writeDatum(datum);
  }
}

const isObject = (items: readonly Datum[]): boolean =>
  items.every((item) => {
    const parts = unpair(item);
    return parts !== undefined && symbolName(parts.first) !== undefined;
  });

const bar = (name: string): string =>
  /^[^\s()"';|#\d+.-][^\s()"';|]*$/.test(name)
    ? name
    : `|${name.replaceAll('\\', '\\\\').replaceAll('|', '\\|')}|`;

/** The text of a datum as Scheme writes it, for keys, messages and pages. */
export function writeDatum(datum: Datum): string {
  if (datum === null) return '()';
  if (typeof datum === 'boolean') return datum ? '#t' : '#f';
  if (typeof datum === 'string') return JSON.stringify(datum);
  if (typeof datum === 'number') return String(datum);
  const [tag, ...items] = datum as [string, ...Datum[]];
  const written = (): string[] => items.map(writeDatum);
  switch (tag) {
    case 'y':
      return bar(items[0] as string);
    case 'l':
      return `(${written().join(' ')})`;
    case 'p':
      return `(${written().slice(0, -1).join(' ')} . ${writeDatum(items.at(-1)!)})`;
    case 'v':
      return `#(${written().join(' ')})`;
    case 'c':
      return `#\\${String.fromCodePoint(items[0] as number)}`;
    case 'b':
      return items[0] as string;
    case 'q':
      return `${items[0] as string}/${items[1] as string}`;
    case 'f':
      return flonumText(items[0] as number | string);
    case 'r':
      return `#<${items[0] as string}>`;
    case 'u':
      return '';
    default:
      return `#<${tag}>`;
  }
}

function flonumText(value: number | string): string {
  if (typeof value === 'number')
    return Number.isInteger(value) ? `${String(value)}.0` : String(value);
  return { nan: '+nan.0', inf: '+inf.0', '-inf': '-inf.0', '-0': '-0.0' }[value] ?? value;
}
