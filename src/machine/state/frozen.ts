import type { Procedure } from '../bytecode.ts';
import { fail } from '../control/conditions.ts';
import type { Global } from '../globals.ts';
import {
  Box,
  Closure,
  Continuation,
  HashTable,
  Pair,
  Port,
  Record,
  RecordType,
  Values,
  Vector,
} from '../data/values.ts';
import type { Value } from '../data/values.ts';

/**
 * Where an object of the top level is found again: the unit, which of its roots reaches it first (its definitions in
 * order, then the literals of its procedures in order), and its number in the walk from that root: the object before
 * its parts, parts in order. States refer to such objects in this way, so the walk must stay as it is.
 */
export interface Address {
  readonly unit: string;
  readonly root: number;
  readonly number: number;
}

/** The objects that belong to the top level: never changed, referred to by address. */
export class Frozen {
  private readonly addresses = new Map<object, Address>();
  private readonly objects = new Map<string, readonly (readonly object[])[]>();

  /** Freezes everything that a unit's definitions and literals reach and no earlier unit does. */
  freeze(unit: string, globals: readonly Global[], procedures: readonly Procedure[]): void {
    const roots = [
      ...globals.map(({ value }) => value),
      ...procedures.flatMap(({ constants }) => constants),
    ];
    this.objects.set(
      unit,
      roots.map((value, root) => this.walk(unit, root, value as Value)),
    );
  }

  private walk(unit: string, root: number, start: Value): object[] {
    const found: object[] = [];
    const work: Value[] = [start];
    while (work.length > 0) {
      const value = work.pop() as Value;
      if (!isAddressable(value) || this.addresses.has(value)) continue;
      this.addresses.set(value, { unit, root, number: found.length });
      found.push(value);
      if ('frozen' in value) value.frozen = true;
      const parts = partsOf(value);
      for (let at = parts.length - 1; at >= 0; at -= 1) work.push(parts[at] as Value);
    }
    return found;
  }

  addressOf(value: object): Address | undefined {
    return this.addresses.get(value);
  }

  objectAt({ unit, root, number }: Address): object | undefined {
    return this.objects.get(unit)?.[root]?.[number];
  }

  has(value: Value): boolean {
    return typeof value === 'object' && value !== null && this.addresses.has(value);
  }

  /** Raises `frozen` for an object of the top level. */
  check(value: Value, procedure: string): void {
    if (this.has(value))
      fail('frozen', `${procedure}: this belongs to the top level and never changes`, value);
  }
}

type Addressable =
  Pair | Vector | HashTable | Record | RecordType | Closure | Box | Port | Continuation | Values;

const isAddressable = (value: Value): value is Addressable =>
  value instanceof Pair ||
  value instanceof Vector ||
  value instanceof Closure ||
  value instanceof Record ||
  value instanceof RecordType ||
  value instanceof HashTable ||
  value instanceof Box ||
  value instanceof Values ||
  value instanceof Continuation ||
  (value instanceof Port && !value.trace);

function partsOf(value: Addressable): readonly Value[] {
  if (value instanceof Pair) return [value.car, value.cdr];
  if (value instanceof Vector) return value.items;
  if (value instanceof Closure) return value.captured;
  if (value instanceof Record) return [value.type, ...value.fields];
  if (value instanceof HashTable)
    return [...value.entries].flatMap((entry) => [entry.key, entry.value]);
  if (value instanceof Box) return value.value === undefined ? [] : [value.value];
  return value instanceof Values ? value.items : [];
}
