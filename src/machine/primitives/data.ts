import { fail, wrongType } from '../control/conditions.ts';
import type { Machine } from '../machine.ts';
import { many, plain } from './primitive.ts';
import type { PrimitiveDefinition } from './primitive.ts';
import { clearTable, deleteEntry, findEntry, newTable, setEntry } from '../data/tables.ts';
import {
  HashTable,
  Pair,
  Record,
  RecordType,
  Sym,
  conditionType,
  itemsOf,
  listOf,
  unspecified,
} from '../data/values.ts';
import type { TableKind, Value } from '../data/values.ts';

const tableOf = (value: Value, name: string): HashTable =>
  value instanceof HashTable ? value : wrongType(name, 'a hash table', value);

function mutableTable(value: Value, name: string): HashTable {
  const table = tableOf(value, name);
  return table.frozen
    ? fail('frozen', `${name}: this belongs to the top level and never changes`, value)
    : table;
}

function keyFor(table: HashTable, key: Value, name: string): Value {
  return table.kind === 'string' && typeof key !== 'string'
    ? wrongType(name, 'a string as key', key)
    : key;
}

const KINDS: readonly TableKind[] = ['equal', 'eqv', 'eq', 'string'];

function makeTable(kind: Value): HashTable {
  const found = KINDS.find((candidate) => kind instanceof Sym && kind.name === candidate);
  return found === undefined
    ? wrongType('%make-hash-table', 'equal, eqv, eq or string', kind)
    : newTable(found);
}

function listEntries(
  m: Machine,
  table: Value,
  name: string,
  item: (key: Value, value: Value) => Value,
): Value {
  const { entries } = tableOf(table, name);
  m.charge(2 * entries.size);
  return listOf([...entries].map((entry) => item(entry.key, entry.value)));
}

function copyTable(m: Machine, table: Value): Value {
  const from = tableOf(table, 'hash-table-copy');
  m.charge(2 * from.entries.size);
  const copy = newTable(from.kind);
  for (const { key, value } of from.entries) setEntry(copy, key, value);
  return copy;
}

/** Hash tables by SRFI 69, without its higher-order procedures; they keep the order of insertion. */
export const tablePrimitives: readonly PrimitiveDefinition[] = [
  plain('%make-hash-table', 1, 1, (m, kind) => {
    m.charge(2);
    return makeTable(kind);
  }),
  plain('hash-table?', 1, 1, (_, value) => value instanceof HashTable),
  plain('%hash-table-get', 3, 3, (_, table, key, otherwise) => {
    const found = findEntry(
      tableOf(table, 'hash-table-ref'),
      keyFor(table as HashTable, key, 'hash-table-ref'),
    );
    return found === undefined ? otherwise : found.value;
  }),
  plain('hash-table-set!', 3, 3, (m, table, key, value) => {
    m.charge(2);
    const into = mutableTable(table, 'hash-table-set!');
    setEntry(into, keyFor(into, key, 'hash-table-set!'), value);
    return unspecified;
  }),
  plain('hash-table-delete!', 2, 2, (_, table, key) => {
    deleteEntry(mutableTable(table, 'hash-table-delete!'), key);
    return unspecified;
  }),
  plain(
    'hash-table-exists?',
    2,
    2,
    (_, table, key) => findEntry(tableOf(table, 'hash-table-exists?'), key) !== undefined,
  ),
  plain('hash-table-size', 1, 1, (_, table) => tableOf(table, 'hash-table-size').entries.size),
  plain('hash-table-keys', 1, 1, (m, table) =>
    listEntries(m, table, 'hash-table-keys', (key) => key),
  ),
  plain('hash-table-values', 1, 1, (m, table) =>
    listEntries(m, table, 'hash-table-values', (_, value) => value),
  ),
  plain('hash-table->alist', 1, 1, (m, table) =>
    listEntries(m, table, 'hash-table->alist', (key, value) => new Pair(key, value)),
  ),
  plain('hash-table-copy', 1, 2, (m, table) => copyTable(m, table)),
  plain('hash-table-clear!', 1, 1, (_, table) => {
    clearTable(mutableTable(table, 'hash-table-clear!'));
    return unspecified;
  }),
];

const typeOf = (value: Value, name: string): RecordType =>
  value instanceof RecordType ? value : wrongType(name, 'a record type', value);

function makeRecordType(name: Value, fields: Value): RecordType {
  const words = (itemsOf(fields) ?? []).map((field) =>
    field instanceof Sym ? field.name : wrongType('%make-record-type', 'field names', fields),
  );
  return new RecordType(
    name instanceof Sym ? name.name : wrongType('%make-record-type', 'a name', name),
    words,
  );
}

function makeRecord(m: Machine, [type, ...fields]: readonly Value[]): Record {
  const of = typeOf(type as Value, '%record');
  if (fields.length !== of.fields.length)
    return fail(
      'wrong-arguments',
      `a record of ${of.name} has ${String(of.fields.length)} fields`,
      ...fields,
    );
  m.charge(1 + fields.length);
  return new Record(of, fields);
}

function fieldOf(
  record: Value,
  type: Value,
  index: Value,
  accessor: Value | undefined,
): { readonly record: Record; readonly index: number } {
  const of = typeOf(type, '%record-ref');
  if (
    record instanceof Record &&
    record.type === of &&
    typeof index === 'number' &&
    index < of.fields.length
  )
    return { record, index };
  return wrongType(
    accessor instanceof Sym ? accessor.name : of.name,
    `a record of type ${of.name}`,
    record,
  );
}

const isCondition = (value: Value): value is Record =>
  value instanceof Record && value.type === conditionType;

const conditionField = (name: string, index: number): PrimitiveDefinition =>
  plain(name, 1, 1, (_, value) =>
    isCondition(value) ? (value.fields[index] as Value) : wrongType(name, 'a condition', value),
  );

/** Records, and the conditions among them. */
export const recordPrimitives: readonly PrimitiveDefinition[] = [
  plain('%make-record-type', 2, 2, (_, name, fields) => makeRecordType(name, fields)),
  many('%record', 1, makeRecord),
  plain(
    '%record?',
    2,
    2,
    (_, value, type) => value instanceof Record && value.type === typeOf(type, '%record?'),
  ),
  many(
    '%record-ref',
    3,
    (_, [value, type, index, accessor]) => {
      const found = fieldOf(value as Value, type as Value, index as Value, accessor);
      return found.record.fields[found.index] as Value;
    },
    4,
  ),
  many(
    '%record-set!',
    4,
    (_, [value, type, index, field, modifier]) => {
      const found = fieldOf(value as Value, type as Value, index as Value, modifier);
      if (found.record.frozen)
        return fail(
          'frozen',
          'this record belongs to the top level and never changes',
          value as Value,
        );
      found.record.fields[found.index] = field as Value;
      return unspecified;
    },
    5,
  ),
  plain('%condition', 3, 3, (_, kind, message, irritants) => {
    if (!(kind instanceof Sym)) return wrongType('%condition', 'a symbol as kind', kind);
    return new Record(conditionType, [kind, message, irritants]);
  }),
  plain('error-object?', 1, 1, (_, value) => isCondition(value)),
  conditionField('condition-kind', 0),
  conditionField('error-object-message', 1),
  conditionField('error-object-irritants', 2),
  plain('%frozen?', 1, 1, (m, value) => m.program.frozen.has(value)),
];
