import { isEqual, isEqv, keyOf } from './equality.ts';
import { HashTable } from './values.ts';
import type { Entry, TableKind, Value } from './values.ts';

export const newTable = (kind: TableKind): HashTable => new HashTable(kind);

/** The entry of a key, or undefined. */
export function findEntry(table: HashTable, key: Value): Entry | undefined {
  const bucket = table.index.get(keyOf(key, table.kind));
  if (bucket === undefined) return undefined;
  const same = table.kind === 'equal' ? isEqual : isEqv;
  return bucket.find((entry) => same(entry.key, key));
}

/** Gives a key its value; a new key comes last. */
export function setEntry(table: HashTable, key: Value, value: Value): void {
  const found = findEntry(table, key);
  if (found !== undefined) {
    found.value = value;
    return;
  }
  const entry: Entry = { key, value };
  table.entries.add(entry);
  const index = keyOf(key, table.kind);
  const bucket = table.index.get(index);
  if (bucket === undefined) table.index.set(index, [entry]);
  else bucket.push(entry);
}

export function deleteEntry(table: HashTable, key: Value): void {
  const entry = findEntry(table, key);
  if (entry === undefined) return;
  const index = keyOf(key, table.kind);
  const bucket = table.index.get(index)!.filter((other) => other !== entry);
  if (bucket.length === 0) table.index.delete(index);
  else table.index.set(index, bucket);
  table.entries.delete(entry);
}

export function clearTable(table: HashTable): void {
  table.entries.clear();
  table.index.clear();
}
