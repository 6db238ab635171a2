/** Booleans, pairs, lists, symbols, vectors and hash tables. */
import { equal, same } from './equivalence.ts';
import { plain } from './plain.ts';
import { changeable } from './records.ts';
import {
  Pair,
  Procedure,
  Sym,
  Table,
  Vector,
  Wrong,
  list,
  listItems,
  symbol,
  unspecified,
} from './values.ts';
import type { Value } from './values.ts';

export function fail(kind: string): never {
  throw new Wrong(kind);
}

export const pairOf = (value: Value): Pair => (value instanceof Pair ? value : fail('wrong-type'));
export const itemsIn = (value: Value): Value[] => listItems(value) ?? fail('wrong-type');
export const textIn = (value: Value): string =>
  typeof value === 'string' ? value : fail('wrong-type');
const vectorOf = (value: Value): Vector => (value instanceof Vector ? value : fail('wrong-type'));
const tableOf = (value: Value): Table => (value instanceof Table ? value : fail('wrong-type'));

/** An index from 0 to a limit that is still allowed. */
export function indexIn(value: Value, limit: number): number {
  if (typeof value !== 'bigint') return fail('wrong-type');
  return value >= 0n && value <= BigInt(limit) ? Number(value) : fail('out-of-range');
}

/** A part from START to END, both optional. */
export function part<T>(
  items: readonly T[],
  start: Value | undefined,
  end: Value | undefined,
): T[] {
  const to = end === undefined ? items.length : indexIn(end, items.length);
  const from = start === undefined ? 0 : indexIn(start, to);
  return items.slice(from, to);
}

const path = (letters: string): Procedure =>
  plain(`c${letters}r`, 1, 1, (value) =>
    Array.from(letters)
      .reverse()
      .reduce<Value>((at, letter) => (letter === 'a' ? pairOf(at).car : pairOf(at).cdr), value),
  );

/** The part of a list whose first element is the object. */
function memberBy(is: (a: Value, b: Value) => boolean, object: Value, items: Value): Value {
  if (items === null) return false;
  return is(object, pairOf(items).car) ? items : memberBy(is, object, pairOf(items).cdr);
}

function entryBy(is: (a: Value, b: Value) => boolean, key: Value, entries: Value): Value {
  if (entries === null) return false;
  const entry = pairOf(pairOf(entries).car);
  return is(key, entry.car) ? entry : entryBy(is, key, pairOf(entries).cdr);
}

const tailOf = (items: Value, count: number): Value =>
  count === 0 ? items : items instanceof Pair ? tailOf(items.cdr, count - 1) : fail('out-of-range');

const elementOf = (items: Value, index: Value): Pair => {
  const tail = tailOf(items, indexIn(index, Number.MAX_SAFE_INTEGER));
  return tail instanceof Pair ? tail : fail('out-of-range');
};

function append(lists: readonly Value[]): Value {
  const [first, ...rest] = lists;
  if (first === undefined) return null;
  return rest.length === 0 ? first : list(itemsIn(first), append(rest));
}

const copyOf = (value: Value): Value => {
  const items: Value[] = [];
  let at = value;
  for (; at instanceof Pair; at = at.cdr) items.push(at.car);
  return list(items, at);
};

const test = (name: string, holds: (value: Value) => boolean): Procedure =>
  plain(name, 1, 1, holds);

export const listProcedures: readonly Procedure[] = [
  plain('eq?', 2, 2, same),
  plain('eqv?', 2, 2, same),
  plain('equal?', 2, 2, equal),
  plain('not', 1, 1, (value) => value === false),
  test('boolean?', (value) => typeof value === 'boolean'),
  test('null?', (value) => value === null),
  test('pair?', (value) => value instanceof Pair),
  test('list?', (value) => listItems(value) !== undefined),
  test('symbol?', (value) => value instanceof Sym),
  test('procedure?', (value) => value instanceof Procedure),
  plain('cons', 2, 2, (car, cdr) => new Pair(car, cdr)),
  ...['a', 'd', 'aa', 'ad', 'da', 'dd', 'add', 'ddd'].map(path),
  plain('set-car!', 2, 2, (pair, value) => {
    changeable(pairOf(pair)).car = value;
    return unspecified;
  }),
  plain('set-cdr!', 2, 2, (pair, value) => {
    changeable(pairOf(pair)).cdr = value;
    return unspecified;
  }),
  plain('list', 0, Infinity, (...items) => list(items)),
  plain('cons*', 1, Infinity, (...items) => list(items.slice(0, -1), items.at(-1))),
  plain('make-list', 2, 2, (count, fill) =>
    list(new Array<Value>(indexIn(count, 1000)).fill(fill)),
  ),
  plain('length', 1, 1, (items) => BigInt(itemsIn(items).length)),
  plain('append', 0, Infinity, (...lists) => append(lists)),
  plain('reverse', 1, 1, (items) => list(itemsIn(items).reverse())),
  plain('list-tail', 2, 2, (items, count) =>
    tailOf(items, indexIn(count, Number.MAX_SAFE_INTEGER)),
  ),
  plain('list-ref', 2, 2, (items, index) => elementOf(items, index).car),
  plain('list-set!', 3, 3, (items, index, value) => {
    changeable(elementOf(items, index)).car = value;
    return unspecified;
  }),
  plain('list-copy', 1, 1, copyOf),
  plain('memq', 2, 2, (object, items) => memberBy(same, object, items)),
  plain('memv', 2, 2, (object, items) => memberBy(same, object, items)),
  plain('%member', 2, 2, (object, items) => memberBy(equal, object, items)),
  plain('assq', 2, 2, (key, entries) => entryBy(same, key, entries)),
  plain('assv', 2, 2, (key, entries) => entryBy(same, key, entries)),
  plain('%assoc', 2, 2, (key, entries) => entryBy(equal, key, entries)),
  plain('symbol->string', 1, 1, (value) =>
    value instanceof Sym ? value.name : fail('wrong-type'),
  ),
  plain('string->symbol', 1, 1, (text) => symbol(textIn(text))),
];

export const vectorProcedures: readonly Procedure[] = [
  test('vector?', (value) => value instanceof Vector),
  plain('vector', 0, Infinity, (...items) => new Vector(items)),
  plain(
    'make-vector',
    2,
    2,
    (count, fill) => new Vector(new Array<Value>(indexIn(count, 1000)).fill(fill)),
  ),
  plain('vector-length', 1, 1, (vector) => BigInt(vectorOf(vector).items.length)),
  plain('vector-ref', 2, 2, (vector, index) => {
    const { items } = vectorOf(vector);
    return items[indexIn(index, items.length - 1)]!;
  }),
  plain('vector-set!', 3, 3, (vector, index, value) => {
    const { items } = changeable(vectorOf(vector));
    items[indexIn(index, items.length - 1)] = value;
    return unspecified;
  }),
  plain('vector->list', 1, 3, (vector, start, end) =>
    list(part(vectorOf(vector).items, start, end)),
  ),
  plain('list->vector', 1, 1, (items) => new Vector(itemsIn(items))),
  plain(
    'vector-copy',
    1,
    3,
    (vector, start, end) => new Vector(part(vectorOf(vector).items, start, end)),
  ),
  plain(
    'vector-append',
    0,
    Infinity,
    (...vectors) => new Vector(vectors.flatMap((vector) => vectorOf(vector).items)),
  ),
  plain('vector-fill!', 2, 4, (vector, fill, start?: Value, end?: Value) => {
    const { items } = changeable(vectorOf(vector));
    const to = end === undefined ? items.length : indexIn(end, items.length);
    items.fill(fill, start === undefined ? 0 : indexIn(start, to), to);
    return unspecified;
  }),
  plain('vector-copy!', 3, 5, (target, at, source, start, end) => {
    const { items } = changeable(vectorOf(target));
    const copied = part(vectorOf(source).items, start, end);
    const first = indexIn(at, items.length);
    if (first + copied.length > items.length) return fail('out-of-range');
    items.splice(first, copied.length, ...copied);
    return unspecified;
  }),
];

/** The association of a key in a table. */
const found = (table: Table, key: Value): [Value, Value] | undefined =>
  table.entries.find(([candidate]) => table.same(candidate, key));

export const tableProcedures: readonly Procedure[] = [
  plain('make-hash-table', 0, 0, () => new Table(equal)),
  test('hash-table?', (value) => value instanceof Table),
  plain('%hash-table-get', 2, 2, (table, key) => {
    const entry = found(tableOf(table), key);
    return entry === undefined ? false : list([entry[1]]);
  }),
  plain('%missing-key', 1, 1, () => fail('missing-key')),
  plain('hash-table-set!', 3, 3, (table, key, value) => {
    const into = changeable(tableOf(table));
    const entry = found(into, key);
    if (entry === undefined) into.entries.push([key, value]);
    else entry[1] = value;
    return unspecified;
  }),
  plain('hash-table-delete!', 2, 2, (table, key) => {
    const from = changeable(tableOf(table));
    from.entries = from.entries.filter(([candidate]) => !from.same(candidate, key));
    return unspecified;
  }),
  plain('hash-table-exists?', 2, 2, (table, key) => found(tableOf(table), key) !== undefined),
  plain('hash-table-size', 1, 1, (table) => BigInt(tableOf(table).entries.length)),
  plain('hash-table-keys', 1, 1, (table) => list(tableOf(table).entries.map(([key]) => key))),
  plain('hash-table-values', 1, 1, (table) =>
    list(tableOf(table).entries.map(([, value]) => value)),
  ),
  plain('hash-table->alist', 1, 1, (table) =>
    list(tableOf(table).entries.map(([key, value]) => new Pair(key, value))),
  ),
  plain('hash-table-copy', 1, 1, (table) => {
    const copy = new Table(tableOf(table).same);
    copy.entries = tableOf(table).entries.map(([key, value]) => [key, value]);
    return copy;
  }),
  plain('hash-table-clear!', 1, 1, (table) => {
    changeable(tableOf(table)).entries = [];
    return unspecified;
  }),
];
