import type { Branch } from './branch.ts';

/** The values of the reference interpreter. The empty list is null; exact integers are bigints, inexact numbers numbers. */
export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | Ratio
  | Sym
  | Alias
  | Char
  | Pair
  | Vector
  | Table
  | Instance
  | Condition
  | Procedure
  | Promised
  | Port
  | Multiple
  | Unspecified;

/** One move of the interpreter: what to do next, or null when the branch waits or is over. */
export type Next = (() => Next) | null;
export type Continue = (value: Value) => Next;

export class Sym {
  readonly what = 'symbol';
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** An identifier that a macro wrote: it means what `id` means where the macro was defined. */
export class Alias {
  readonly id: Identifier;
  readonly env: Env;
  constructor(id: Identifier, env: Env) {
    this.id = id;
    this.env = env;
  }
}

export type Identifier = Sym | Alias;

const symbols = new Map<string, Sym>();

export function symbol(name: string): Sym {
  const known = symbols.get(name) ?? new Sym(name);
  symbols.set(name, known);
  return known;
}

export class Char {
  readonly code: number;
  constructor(code: number) {
    this.code = code;
  }
}

export class Ratio {
  readonly num: bigint;
  readonly den: bigint;
  constructor(num: bigint, den: bigint) {
    this.num = num;
    this.den = den;
  }
}

/**
 * When an object was made: top-level definitions are counted, and what one of them made changes only while it is being
 * evaluated.
 */
export const age = { now: 0 };

export class Pair {
  car: Value;
  cdr: Value;
  readonly made: number;
  constructor(car: Value, cdr: Value, made = age.now) {
    this.car = car;
    this.cdr = cdr;
    this.made = made;
  }
}

export class Vector {
  readonly items: Value[];
  readonly made: number;
  constructor(items: Value[], made = age.now) {
    this.items = items;
    this.made = made;
  }
}

/** A hash table: associations in the order of insertion, looked up one by one. */
export class Table {
  entries: [key: Value, value: Value][] = [];
  readonly same: (a: Value, b: Value) => boolean;
  readonly made = age.now;
  constructor(same: (a: Value, b: Value) => boolean) {
    this.same = same;
  }
}

export class RecordKind {
  readonly name: string;
  readonly fields: readonly string[];
  constructor(name: string, fields: readonly string[]) {
    this.name = name;
    this.fields = fields;
  }
}

/** A record. */
export class Instance {
  readonly kind: RecordKind;
  readonly fields: Value[];
  readonly made = age.now;
  constructor(kind: RecordKind, fields: Value[]) {
    this.kind = kind;
    this.fields = fields;
  }
}

/** An error object. */
export class Condition {
  readonly kind: string;
  readonly message: Value;
  readonly irritants: Value;
  constructor(kind: string, message: Value, irritants: Value) {
    this.kind = kind;
    this.message = message;
    this.irritants = irritants;
  }
}

export class Procedure {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly run: (operands: Value[], dynamic: Dynamic, k: Continue) => Next;
  constructor(
    name: string,
    min: number,
    max: number,
    run: (operands: Value[], dynamic: Dynamic, k: Continue) => Next,
  ) {
    this.name = name;
    this.min = min;
    this.max = max;
    this.run = run;
  }
}

/** A parameter object: a procedure of no operands around its value. */
export class Parameter extends Procedure {
  readonly convert: Value;
  constructor(value: Value, convert: Value) {
    super('parameter', 0, 0, (_, dynamic, k) => {
      for (let at = dynamic.parameters; at !== null; at = at.outer)
        if (at.parameter === this) return k(at.value);
      return k(value);
    });
    this.convert = convert;
  }
}

/** A promise; those of one chain share their content. */
export class Promised {
  content: { done: boolean; value: Value };
  constructor(done: boolean, value: Value) {
    this.content = { done, value };
  }
}

export class Port {
  text = '';
}

/** What `values` hands on when it is not exactly one value. */
export class Multiple {
  readonly items: readonly Value[];
  constructor(items: readonly Value[]) {
    this.items = items;
  }
}

export class Unspecified {
  readonly what = 'unspecified';
}
export const unspecified = new Unspecified();

/** The dynamic environment of R7RS: handlers, parameters, and the `dynamic-wind`s that are entered; and of what branch. */
export interface Dynamic {
  readonly branch: Branch;
  /** Whether a before or after thunk runs, which may not wait. */
  readonly inThunk: boolean;
  readonly handlers: Handlers | null;
  readonly parameters: Bindings | null;
  readonly winds: Wind | null;
}
export interface Handlers {
  readonly handler: Value;
  readonly outer: Handlers | null;
}
export interface Bindings {
  readonly parameter: Parameter;
  readonly value: Value;
  readonly outer: Bindings | null;
}
export interface Wind {
  readonly before: Value;
  readonly after: Value;
  /** The dynamic environment of the call of `dynamic-wind`, in which both run. */
  readonly around: Dynamic;
  readonly depth: number;
}

/** What a name means: a variable, a macro, or a form of the language. */
export type Meaning =
  | { readonly kind: 'variable'; value: Value | undefined }
  | { readonly kind: 'macro'; readonly expand: (form: Value, env: Env) => Value }
  | { readonly kind: 'definer'; readonly declare: (operands: Value[], scope: Env) => Item[] }
  | { readonly kind: 'form'; readonly evaluate: Form };

/** What a body does, in order: names a procedure, gives names the values of a form, or evaluates it. */
export type Item =
  | {
      readonly kind: 'procedure';
      readonly name: Identifier;
      readonly formals: Value;
      readonly body: readonly Value[];
    }
  | { readonly kind: 'definition'; readonly formals: Value; readonly form: Value }
  | { readonly kind: 'expression'; readonly form: Value };

export type Form = (form: Pair, env: Env, dynamic: Dynamic, k: Continue) => Next;

/** A scope. A name that no scope binds and a macro wrote is looked up where the macro was defined. */
export class Env {
  private readonly meanings = new Map<Identifier, Meaning>();
  private readonly outer: Env | null;

  constructor(outer: Env | null) {
    this.outer = outer;
  }

  find(id: Identifier): Meaning | undefined {
    for (let env = this as Env | null; env !== null; env = env.outer) {
      const found = env.meanings.get(id);
      if (found !== undefined) return found;
    }
    return id instanceof Alias ? id.env.find(id.id) : undefined;
  }

  bind(id: Identifier, meaning: Meaning): void {
    this.meanings.set(id, meaning);
  }

  define(id: Identifier, value: Value | undefined): void {
    this.meanings.set(id, { kind: 'variable', value });
  }
}

/** Raised at the hands of the interpreter itself; it becomes a `raise` in the program. */
export class Wrong extends Error {
  readonly condition: Condition;
  constructor(kind: string, message = '', ...irritants: readonly Value[]) {
    super(kind);
    this.condition = new Condition(kind, message, list(irritants));
  }
}

/** The program does what neither R7RS nor the language gives an answer to, or takes too long; nothing is said of it. */
export class Unsaid extends Error {}

export const list = (items: readonly Value[], tail: Value = null): Value =>
  items.reduceRight<Value>((rest, item) => new Pair(item, rest), tail);

/** The items of a proper list, or undefined. Lists of the test programs are never circular. */
export function listItems(value: Value): Value[] | undefined {
  const items: Value[] = [];
  let at = value;
  for (; at instanceof Pair; at = at.cdr) items.push(at.car);
  return at === null ? items : undefined;
}

export const isIdentifier = (value: Value): value is Identifier =>
  value instanceof Sym || value instanceof Alias;
