import type { Datum } from '../../core/datum.ts';
import type { Json } from '../../core/json.ts';
import { builtinFrames } from '../control/builtin-frames.ts';
import { valueOfDatum } from '../data/datum-values.ts';
import { UnreadableState } from './decode-code.ts';
import type { CodeReader } from './decode-code.ts';
import { MODES } from './encode-state.ts';
import { Frame } from '../control/frames.ts';
import { primitives } from '../primitives.ts';
import { newTable, setEntry } from '../data/tables.ts';
import {
  Box,
  Closure,
  Continuation,
  Dynamic,
  HashTable,
  Nursery,
  Pair,
  Port,
  Record,
  RecordType,
  Values,
  Vector,
  conditionType,
  traceOutput,
} from '../data/values.ts';
import type { Scope, TableKind, Value } from '../data/values.ts';

export type Items = readonly Json[];

/** Values, environments and frames of one state, with the sharing and the cycles that they were written with. */
export class ValueReader {
  private readonly code: CodeReader;
  private readonly heap: readonly Json[];
  private readonly scopes: ReadonlyMap<number, Scope>;
  private readonly made = new Map<number, Value | Frame>();
  /** Heap objects that are made and not filled yet: filled one after another, so that depth of data needs no stack. */
  private readonly queue: number[] = [];
  /** Tables are filled last, since their keys must be whole. */
  private readonly tables: { readonly table: HashTable; readonly items: readonly Value[] }[] = [];
  private readonly base: Dynamic;

  constructor(code: CodeReader, heap: readonly Json[], scopes: ReadonlyMap<number, Scope>) {
    this.code = code;
    this.heap = heap;
    this.scopes = scopes;
    this.base = new Dynamic(null, null, null, scopes.get(0)!, 'work');
  }

  value(json: Json): Value {
    if (!isTagged(json)) return json as Exclude<Json, object>;
    const [tag, ...items] = json;
    switch (tag) {
      case '@':
        return this.shared(items[0] as number) as Value;
      case 'g':
        return this.code.topLevel(items as readonly number[]) as Value;
      case '%': {
        const primitive = primitives.get(items[0] as string);
        if (primitive === undefined)
          throw new UnreadableState(`no primitive is called ${items[0] as string}`);
        return primitive;
      }
      case 'n':
        return new Nursery(items[0] as number);
      case 'C':
        return conditionType;
      case 'O':
        return traceOutput;
      case 'd':
        return this.dynamic(items[0]!);
      default: {
        const shell = this.shell(tag, items);
        if (shell === undefined) return valueOfDatum(json as unknown as Datum, () => undefined);
        this.fillShell(shell, items);
        return shell as Value;
      }
    }
  }

  private shared(index: number): Value | Frame {
    const found = this.made.get(index);
    if (found !== undefined) return found;
    const [tag, ...items] = this.heap[index] as readonly [string, ...Json[]];
    const shell = this.shell(tag, items);
    if (shell === undefined) throw new UnreadableState(`the heap of a state holds ${tag}`);
    this.made.set(index, shell);
    this.queue.push(index);
    return shell;
  }

  /** Completes what was referred to before its parts were known. To be called once, after everything has been read. */
  finish(): void {
    for (let index = this.queue.pop(); index !== undefined; index = this.queue.pop()) {
      const [, ...items] = this.heap[index] as readonly [string, ...Json[]];
      this.fillShell(this.made.get(index) as Shell, items);
    }
    for (const { table, items } of this.tables)
      for (let at = 0; at < items.length; at += 2)
        setEntry(table, items[at] as Value, items[at + 1] as Value);
  }

  /** An object without its parts; undefined for what has none. */
  private shell(tag: string, items: Items): Shell | undefined {
    switch (tag) {
      case 'l':
      case 'p':
        return new Pair(tag === 'l', null);
      case 'v':
        return new Vector([]);
      case 'k':
        return new Closure(this.code.procedure(items[0] as number, items[1] as number), []);
      case 'x':
        return new Box(undefined);
      case 'r':
        return new Record(this.value(items[0]!) as RecordType, []);
      case 't':
        return new RecordType(items[0] as string, items.slice(1) as readonly string[]);
      case 'h':
        return newTable(items[0] as TableKind);
      case 'K':
        return new Continuation(null, this.base, items[0] as number);
      case 'm':
        return new Values([]);
      case 'o':
        return new Port(false);
      case 'D':
        return new Dynamic(
          null,
          null,
          null,
          this.scopes.get(items[0] as number)!,
          MODES[items[1] as number] ?? 'work',
        );
      case 'F':
        return new Frame(builtinFrames.restore, 0, [], null);
      default:
        return undefined;
    }
  }

  private fillShell(shell: Shell, items: Items): void {
    if (shell instanceof Pair) this.fillList(shell, items);
    else if (shell instanceof Vector) for (const item of items) shell.items.push(this.value(item));
    else if (shell instanceof Closure)
      for (const item of items.slice(2)) shell.captured.push(this.value(item));
    else if (shell instanceof Record)
      for (const item of items.slice(1)) shell.fields.push(this.value(item));
    else if (shell instanceof Box)
      shell.value = items.length === 0 ? undefined : this.value(items[0]!);
    else if (shell instanceof HashTable)
      this.tables.push({ table: shell, items: items.slice(1).map((item) => this.value(item)) });
    else if (shell instanceof Port)
      assign(shell, { text: items[0] as string, open: items[1] !== 'closed' });
    else if (shell instanceof Values)
      assign(shell, { items: items.map((item) => this.value(item)) });
    else if (shell instanceof Continuation)
      assign(shell, { dynamic: this.dynamic(items[1]!), frames: this.chain(items[2] as Items) });
    else if (shell instanceof Dynamic) {
      const [winds = null, handlers = null, parameters = null] = items
        .slice(2)
        .map((item) => this.value(item));
      assign(shell, { winds, handlers, parameters });
    } else if (shell instanceof Frame) {
      const first = this.chain(items);
      if (first !== null)
        assign(shell, {
          closure: first.closure,
          at: first.at,
          slots: first.slots,
          next: first.next,
        });
    }
  }

  private fillList(first: Pair, items: Items): void {
    const proper = first.car === true;
    const end = proper ? items.length : items.length - 1;
    let rest: Value = proper ? null : this.value(items[end]!);
    for (let at = end - 1; at > 0; at -= 1) rest = new Pair(this.value(items[at]!), rest);
    first.car = this.value(items[0]!);
    first.cdr = rest;
  }

  dynamic(json: Json): Dynamic {
    if (json === 0) return this.base;
    const [tag, ...items] = json as readonly [string, ...Json[]];
    if (tag === '@') return this.shared(items[0] as number) as Dynamic;
    const shell = this.shell(tag, items) as Dynamic;
    this.fillShell(shell, items);
    return shell;
  }

  chain(items: Items): Frame | null {
    const last = items.at(-1);
    let next = typeof last === 'number' ? (this.shared(last) as Frame) : null;
    for (let at = items.length - (next === null ? 1 : 2); at >= 0; at -= 1)
      next = this.frame(items[at] as Items, next);
    return next;
  }

  private frame(items: Items, next: Frame | null): Frame {
    const [first] = items;
    const topLevel = typeof first === 'number';
    const closure = topLevel
      ? this.code.topLevel([first, items[1] as number])
      : typeof first === 'string'
        ? builtinFrames[first as keyof typeof builtinFrames]
        : this.value(first!);
    if (!(closure instanceof Closure)) throw new UnreadableState('a frame without a procedure');
    const [site, ...slots] = items.slice(topLevel ? 2 : 1);
    const call = site as number;
    const at = closure.code.sites[call]?.at;
    if (at === undefined || at < 0)
      throw new UnreadableState(`${closure.code.name} has no call ${call}`);
    return new Frame(
      closure,
      at,
      slots.map((slot) => this.value(slot)),
      next,
    );
  }
}

type Shell =
  | Pair
  | Vector
  | Closure
  | Box
  | Record
  | RecordType
  | HashTable
  | Continuation
  | Values
  | Port
  | Dynamic
  | Frame;

const isTagged = (json: Json): json is readonly [string, ...Json[]] => Array.isArray(json);

/** Completes an object that was made before its parts were known. */
export function assign<T extends object>(object: T, parts: Partial<T>): void {
  Object.assign(object, parts);
}
