/**
 * The values of a running program. Small ones are JavaScript's own: null is the empty list, numbers are exact integers
 * within ±(2^53 − 1), bigints exact integers beyond, strings and booleans themselves. The rest are the classes below.
 * None holds a function of the host, so that every value can be written down (`state.ts`).
 */
import type { Procedure } from '../bytecode.ts';
import type { Frame } from '../control/frames.ts';

export type Value = null | boolean | number | bigint | string | Heap;
export type Heap =
  | Sym
  | Char
  | Flonum
  | Ratio
  | Pair
  | Vector
  | HashTable
  | RecordType
  | Record
  | Closure
  | Primitive
  | Box
  | Continuation
  | Nursery
  | Port
  | Values
  | Special
  | Dynamic;

/** An interned symbol: one object for each name. */
export class Sym {
  declare readonly is: 'symbol';
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

const symbols = new Map<string, Sym>();

/** The symbol of a name. */
export function intern(name: string): Sym {
  let found = symbols.get(name);
  if (found === undefined) {
    found = new Sym(name);
    symbols.set(name, found);
  }
  return found;
}

/** A character, interned by code point, so that `eq?` is identity. */
export class Char {
  declare readonly is: 'char';
  readonly code: number;
  constructor(code: number) {
    this.code = code;
  }
}

const chars = new Map<number, Char>();

export function charOf(code: number): Char {
  let found = chars.get(code);
  if (found === undefined) {
    found = new Char(code);
    chars.set(code, found);
  }
  return found;
}

/** An inexact number: an IEEE double. */
export class Flonum {
  declare readonly is: 'flonum';
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** An exact rational that is no integer: lowest terms, den > 1. */
export class Ratio {
  declare readonly is: 'ratio';
  readonly num: bigint;
  readonly den: bigint;
  constructor(num: bigint, den: bigint) {
    this.num = num;
    this.den = den;
  }
}

export class Pair {
  declare readonly is: 'pair';
  car: Value;
  cdr: Value;
  constructor(car: Value, cdr: Value) {
    this.car = car;
    this.cdr = cdr;
  }
}

export class Vector {
  declare readonly is: 'vector';
  readonly items: Value[];
  frozen = false;
  constructor(items: Value[]) {
    this.items = items;
  }
}

export type TableKind = 'equal' | 'eqv' | 'eq' | 'string';

export interface Entry {
  readonly key: Value;
  value: Value;
}

/** A hash table that keeps the order of insertion. `index` maps what `keyOf` gives to the entries that share it. */
export class HashTable {
  declare readonly is: 'hash-table';
  readonly kind: TableKind;
  readonly index = new Map<unknown, Entry[]>();
  readonly entries = new Set<Entry>();
  frozen = false;
  constructor(kind: TableKind) {
    this.kind = kind;
  }
}

export class RecordType {
  declare readonly is: 'record-type';
  readonly name: string;
  readonly fields: readonly string[];
  constructor(name: string, fields: readonly string[]) {
    this.name = name;
    this.fields = fields;
  }
}

export class Record {
  declare readonly is: 'record';
  readonly type: RecordType;
  readonly fields: Value[];
  frozen = false;
  constructor(type: RecordType, fields: Value[]) {
    this.type = type;
    this.fields = fields;
  }
}

/** Code and the values (or boxes) of its free variables. `captured` is filled once, while `letrec` ties its knots. */
export class Closure {
  declare readonly is: 'closure';
  readonly code: Procedure;
  readonly captured: Value[];
  constructor(code: Procedure, captured: Value[]) {
    this.code = code;
    this.captured = captured;
  }
}

/** A procedure of the machine, known by name; `index` is where `primitives.ts` defines it in this release. */
export class Primitive {
  declare readonly is: 'primitive';
  readonly name: string;
  readonly index: number;
  constructor(name: string, index: number) {
    this.name = name;
    this.index = index;
  }
}

/** Where an assigned variable lives; `undefined` before its definition was reached. */
export class Box {
  declare readonly is: 'box';
  value: Value | undefined;
  frozen = false;
  constructor(value: Value | undefined) {
    this.value = value;
  }
}

/** What a fiber was about to do: its frames and dynamic environment. `home` says which extent of a fiber may resume it. */
export class Continuation {
  declare readonly is: 'continuation';
  readonly frames: Frame | null;
  readonly dynamic: Dynamic;
  readonly home: number;
  constructor(frames: Frame | null, dynamic: Dynamic, home: number) {
    this.frames = frames;
    this.dynamic = dynamic;
    this.home = home;
  }
}

/** Calling it with a thunk starts a branch of the nursery of that number, while the nursery lasts. */
export class Nursery {
  declare readonly is: 'nursery';
  readonly join: number;
  constructor(join: number) {
    this.join = join;
  }
}

/** An output port: a string port, or the trace of the step. */
export class Port {
  declare readonly is: 'port';
  readonly trace: boolean;
  text = '';
  open = true;
  constructor(trace: boolean) {
    this.trace = trace;
  }
}

/** What `values` gives for other than one value. */
export class Values {
  declare readonly is: 'values';
  readonly items: readonly Value[];
  constructor(items: readonly Value[]) {
    this.items = items;
  }
}

/** The objects of which there is one each. */
export class Special {
  declare readonly is: 'special';
  readonly name: 'unspecified' | 'eof';
  constructor(name: 'unspecified' | 'eof') {
    this.name = name;
  }
}

export const unspecified = new Special('unspecified');
export const eof = new Special('eof');
export const traceOutput = new Port(true);

/** Conditions made by the machine and by `error` are records of this type. */
export const conditionType = new RecordType('condition', ['kind', 'message', 'irritants']);

/** What a piece of program may do: `work` everything, `compute` no effect and no wait, `unwind` effects but no wait. */
export type Mode = 'work' | 'compute' | 'unwind';

/** The dynamic environment of a fiber; never changed, replaced. */
export class Dynamic {
  declare readonly is: 'dynamic';
  readonly handlers: Value;
  readonly parameters: Value;
  readonly winds: Value;
  readonly scope: Scope;
  readonly mode: Mode;
  constructor(handlers: Value, parameters: Value, winds: Value, scope: Scope, mode: Mode) {
    this.handlers = handlers;
    this.parameters = parameters;
    this.winds = winds;
    this.scope = scope;
    this.mode = mode;
  }

  with(
    change: Partial<Pick<Dynamic, 'handlers' | 'parameters' | 'winds' | 'scope' | 'mode'>>,
  ): Dynamic {
    const {
      handlers = this.handlers,
      parameters = this.parameters,
      winds = this.winds,
      scope = this.scope,
      mode = this.mode,
    } = change;
    return new Dynamic(handlers, parameters, winds, scope, mode);
  }
}

/** An extent in which field reads are gathered; the workflow itself is scope 0. */
export class Scope {
  declare readonly is: 'scope';
  readonly id: number;
  readonly parent: Scope | null;
  /** Those that it began with: what interrupts it is for them, not for any installed inside. */
  readonly handlers: Value;
  readonly reads = new Set<string>();
  constructor(id: number, parent: Scope | null, handlers: Value = null) {
    this.id = id;
    this.parent = parent;
    this.handlers = handlers;
  }
}

/** A fresh proper list of the items, before `tail`. */
export function listOf(items: readonly Value[], tail: Value = null): Value {
  let list = tail;
  for (let at = items.length - 1; at >= 0; at -= 1) list = new Pair(items[at]!, list);
  return list;
}

/** The items of a proper list; undefined for anything else, cyclic lists included. */
export function itemsOf(list: Value): Value[] | undefined {
  const items: Value[] = [];
  let slow = list;
  for (let rest = list; ;) {
    if (rest === null) return items;
    if (!(rest instanceof Pair)) return undefined;
    items.push(rest.car);
    rest = rest.cdr;
    if (items.length % 2 === 0 && slow instanceof Pair) {
      slow = slow.cdr;
      if (slow === rest && rest !== null) return undefined;
    }
  }
}

export const isProcedure = (value: Value): value is Closure | Primitive | Nursery =>
  value instanceof Closure || value instanceof Primitive || value instanceof Nursery;
