import type { Datum } from '../../core/datum.ts';
import { fail } from '../control/conditions.ts';
import { normal, ratio } from './numbers.ts';
import { newTable, setEntry } from './tables.ts';
import {
  Char,
  Flonum,
  HashTable,
  Pair,
  Ratio,
  Record,
  Special,
  Sym,
  Vector,
  charOf,
  conditionType,
  eof,
  intern,
  isProcedure,
  listOf,
  unspecified,
} from './values.ts';
import type { RecordType, Value } from './values.ts';

/** Plain data that is nested deeper is refused, so that neither host stacks nor JSON readers run over. */
const DEPTH_MAX = 500;

/** A fresh value of a datum. Records need their type by name. */
export function valueOfDatum(
  datum: Datum,
  recordType: (name: string) => RecordType | undefined,
): Value {
  if (!Array.isArray(datum)) return datum as Exclude<Datum, readonly unknown[]>;
  const [tag, ...items] = datum as readonly [string, ...Datum[]];
  const inner = (item: Datum): Value => valueOfDatum(item, recordType);
  const text = items[0] as string;
  switch (tag) {
    case 'y':
      return intern(text);
    case 'c':
      return charOf(items[0] as number);
    case 'l':
      return listOf(items.map(inner));
    case 'p':
      return listOf(items.slice(0, -1).map(inner), inner(items.at(-1)!));
    case 'v':
      return new Vector(items.map(inner));
    case 'b':
      return normal(BigInt(text));
    case 'q':
      return ratio(BigInt(text), BigInt(items[1] as string | number));
    case 'f':
      return new Flonum(doubleOf(items[0] as number | string));
    case 'u':
      return unspecified;
    case 'e':
      return eof;
    case 'r': {
      const type = text === 'condition' ? conditionType : recordType(text);
      if (type === undefined) throw new Error(`no record type is called ${text}`);
      return new Record(type, items.slice(1).map(inner));
    }
    case 'h': {
      const table = newTable('equal');
      for (const entry of items as unknown as readonly (readonly [Datum, Datum])[])
        setEntry(table, inner(entry[0]), inner(entry[1]));
      return table;
    }
    default:
      throw new Error(`no datum begins with ${tag}`);
  }
}

export function doubleOf(text: number | string): number {
  switch (text) {
    case 'nan':
      return NaN;
    case 'inf':
      return Infinity;
    case '-inf':
      return -Infinity;
    case '-0':
      return -0;
    default:
      return Number(text);
  }
}

export function doubleData(value: number): number | string {
  if (Number.isNaN(value)) return 'nan';
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) ? value : value > 0 ? 'inf' : '-inf';
}

/** The datum of an atom that JSON can hold or that has a tag of its own; undefined for everything else. */
export function atomDatum(value: Value): Datum | undefined {
  if (typeof value === 'bigint') return ['b', value.toString()];
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Sym) return ['y', value.name];
  if (value instanceof Char) return ['c', value.code];
  if (value instanceof Flonum) return ['f', doubleData(value.value)];
  if (value instanceof Ratio) return ['q', value.num.toString(), value.den.toString()];
  return value instanceof Special ? (value === eof ? ['e'] : ['u']) : undefined;
}

/**
 * The datum of a value. Raises `not-data` where it is cyclic, too deep, or holds what no datum can say; procedures are
 * left to `onProcedure` where it is given. What it takes is charged: a value that shares its parts may be exponentially
 * larger as a datum.
 */
export function datumOfValue(
  value: Value,
  charge: (cells: number) => void,
  onProcedure?: (procedure: Value) => Datum,
): Datum {
  return new DatumWriter(charge, onProcedure).write(value, 0);
}

class DatumWriter {
  private readonly charge: (cells: number) => void;
  private readonly onProcedure: ((procedure: Value) => Datum) | undefined;

  constructor(charge: (cells: number) => void, onProcedure?: (procedure: Value) => Datum) {
    this.charge = charge;
    this.onProcedure = onProcedure;
  }

  write(value: Value, depth: number): Datum {
    this.charge(typeof value === 'string' ? 1 + (value.length >> 3) : 1);
    const atom = atomDatum(value);
    if (atom !== undefined) return atom;
    if (depth > DEPTH_MAX) return fail('not-data', 'this is nested too deeply, or in a circle');
    const inner = (item: Value): Datum => this.write(item, depth + 1);
    if (value instanceof Pair) return this.list(value, depth);
    if (value instanceof Vector) return ['v', ...value.items.map(inner)];
    if (value instanceof Record) return ['r', value.type.name, ...value.fields.map(inner)];
    if (value instanceof HashTable) {
      const entries = [...value.entries].map((entry) => [inner(entry.key), inner(entry.value)]);
      return ['h', ...(entries as unknown as readonly Datum[])];
    }
    if (this.onProcedure !== undefined && isProcedure(value)) return this.onProcedure(value);
    return fail('not-data', 'this cannot leave the program: it is no plain data', value);
  }

  private list(pair: Pair, depth: number): Datum {
    const items: Datum[] = [];
    let rest: Value = pair;
    // Compared with a pair that moves on at every power of two: a circular list meets it.
    let anchor: Value = null;
    while (rest instanceof Pair) {
      if (rest === anchor) return fail('not-data', 'this list has no end');
      items.push(this.write(rest.car, depth + 1));
      if ((items.length & (items.length - 1)) === 0) anchor = rest;
      rest = rest.cdr;
    }
    return rest === null ? ['l', ...items] : ['p', ...items, this.write(rest, depth + 1)];
  }
}
