import type { Datum } from '../core/datum.ts';
import type { Json } from '../core/json.ts';
import { builtinFrames } from './builtin-frames.ts';
import { valueOfDatum } from './datum-values.ts';
import { MODES } from './encode-state.ts';
import type { Fiber, FiberState, Join, Unwinding } from './fibers.ts';
import { Frame } from './frames.ts';
import type { Machine } from './machine.ts';
import { primitives } from './primitives.ts';
import type { LinkedUnit, Program } from './program.ts';
import { STATE_VERSION, UNIT_DIGITS, canRead } from './state.ts';
import type { MachineState } from './state.ts';
import { newTable, setEntry } from './tables.ts';
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
  Scope,
  Values,
  Vector,
  conditionType,
  traceOutput,
} from './values.ts';
import type { TableKind, Value } from './values.ts';

/** The state was written by a newer release, or names code that the program does not have. */
export class UnreadableState extends Error {}

type Items = readonly Json[];

/** Puts a fresh machine into a state that `encodeState` wrote. Throws UnreadableState. */
export function decodeState(m: Machine, state: MachineState): void {
  new Decoder(m, state).decode();
}

class Decoder {
  private readonly m: Machine;
  private readonly state: MachineState;
  private readonly scopes = new Map<number, Scope>();
  private readonly made = new Map<number, Value | Frame>();
  /** Heap objects that are made and not filled yet: filled one after another, so that depth of data needs no stack. */
  private readonly queue: number[] = [];
  /** Tables are filled last, since their keys must be whole. */
  private readonly tables: { readonly table: HashTable; readonly items: readonly Value[] }[] = [];
  private readonly base: Dynamic;

  constructor(m: Machine, state: MachineState) {
    if (!canRead(state))
      throw new UnreadableState(
        `this state has version ${String(state.v)}; this release reads ${String(STATE_VERSION)}`,
      );
    this.m = m;
    this.state = state;
    for (const [id, parent, , ...reads] of state.scopes) {
      const scope = new Scope(id, parent === null ? null : this.scopes.get(parent)!);
      for (const field of reads) scope.reads.add(field);
      this.scopes.set(id, scope);
    }
    this.base = new Dynamic(null, null, null, this.scopes.get(0)!, 'work');
  }

  decode(): void {
    const { m, state } = this;
    [m.nextId, m.nextRequest] = state.next;
    const fibers = new Map<number, Fiber>();
    const encoded = state.fibers as readonly Items[];
    for (const [id, parent, slot, dynamic, chain] of encoded) {
      fibers.set(id as number, {
        id: id as number,
        parent: parent === null ? null : fibers.get(parent as number)!,
        slot: slot as number,
        home: id as number,
        frames: this.chain(chain as Items),
        dynamic: this.dynamic(dynamic!),
        state: { kind: 'return', value: null },
        adopted: [],
      });
    }
    for (const item of encoded) {
      const fiber = fibers.get(item[0] as number)!;
      fiber.state = this.fiberState(item.slice(5), fibers);
    }
    for (const fiber of fibers.values()) {
      const { parent } = fiber;
      if (
        parent !== null &&
        !(parent.state.kind === 'join' && parent.state.join.live.includes(fiber))
      )
        parent.adopted.push(fiber);
      if (parent === null) m.root = fiber;
    }
    m.fiber = m.root;
    m.fibers = fibers.size;
    m.ready = (state.ready ?? []).map((id) => fibers.get(id)!);
    m.unwinding =
      state.unwinding === undefined ? null : this.unwinding(state.unwinding as Items, fibers);
    for (const [id, , handlers] of state.scopes)
      assign(this.scopes.get(id)!, { handlers: this.value(handlers) });
    this.fill();
    for (const { table, items } of this.tables)
      for (let at = 0; at < items.length; at += 2)
        setEntry(table, items[at] as Value, items[at + 1] as Value);
  }

  private fiberState([kind, ...parts]: Items, fibers: ReadonlyMap<number, Fiber>): FiberState {
    switch (kind) {
      case 'apply':
        return {
          kind,
          procedure: this.value(parts[0]!),
          operands: parts.slice(1).map((operand) => this.value(operand)),
        };
      case 'return':
      case 'ending':
        return { kind, value: this.value(parts[0]!) };
      case 'request': {
        const thunks = new Map<string, Value>();
        for (let at = 1; at < parts.length; at += 2)
          thunks.set(parts[at] as string, this.value(parts[at + 1]!));
        return { kind, id: parts[0] as number, thunks };
      }
      default:
        return { kind: 'join', join: this.join(kind as Join['kind'], parts, fibers) };
    }
  }

  private join(kind: Join['kind'], parts: Items, fibers: ReadonlyMap<number, Fiber>): Join {
    const [id, until, finish, started, live, done] = parts as [
      number,
      Json,
      boolean,
      number,
      readonly number[],
      readonly [number, Json][],
    ];
    return {
      id,
      kind,
      until: this.value(until),
      rest: finish ? 'finish' : 'cancel',
      started,
      live: live.map((branch) => fibers.get(branch)!),
      done: done.map(([slot, value]) => ({ slot, value: this.value(value) })),
    };
  }

  private unwinding(
    [ids, environment, kind, target, value]: Items,
    fibers: ReadonlyMap<number, Fiber>,
  ): Unwinding {
    const order = (ids as readonly number[]).map((id) => fibers.get(id)!);
    const base = environment === null ? null : this.dynamic(environment!);
    // Only the first has begun to unwind.
    if (base !== null) order[0]!.home = -1 - order[0]!.id;
    const raised = this.value(value!);
    if (kind === 'end')
      return { order, base, then: { kind, how: target as 'exited' | 'raised', value: raised } };
    return {
      order,
      base,
      then: {
        kind: kind as 'return' | 'raise',
        fiber: fibers.get(target as number)!,
        value: raised,
      },
    };
  }

  private value(json: Json): Value {
    if (!isTagged(json)) return json as Exclude<Json, object>;
    const [tag, ...items] = json;
    switch (tag) {
      case '@':
        return this.shared(items[0] as number) as Value;
      case 'g':
        return this.topLevel(items as readonly number[]) as Value;
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
    const [tag, ...items] = this.state.heap[index] as readonly [string, ...Json[]];
    const shell = this.shell(tag, items);
    if (shell === undefined) throw new UnreadableState(`the heap of a state holds ${tag}`);
    this.made.set(index, shell);
    this.queue.push(index);
    return shell;
  }

  private fill(): void {
    for (let index = this.queue.pop(); index !== undefined; index = this.queue.pop()) {
      const [, ...items] = this.state.heap[index] as readonly [string, ...Json[]];
      this.fillShell(this.made.get(index) as Shell, items);
    }
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
        return new Closure(this.procedure(items[0] as number, items[1] as number), []);
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

  private dynamic(json: Json): Dynamic {
    if (json === 0) return this.base;
    const [tag, ...items] = json as readonly [string, ...Json[]];
    if (tag === '@') return this.shared(items[0] as number) as Dynamic;
    const shell = this.shell(tag, items) as Dynamic;
    this.fillShell(shell, items);
    return shell;
  }

  private chain(items: Items): Frame | null {
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
      ? this.topLevel([first, items[1] as number])
      : typeof first === 'string'
        ? builtinFrames[first as keyof typeof builtinFrames]
        : this.value(first!);
    if (!(closure instanceof Closure)) throw new UnreadableState('a frame without a procedure');
    const [site, ...slots] = items.slice(topLevel ? 2 : 1);
    const call = site as number;
    const at = closure.code.sites[call]?.at;
    if (at === undefined) throw new UnreadableState(`${closure.code.name} has no call ${call}`);
    return new Frame(
      closure,
      at,
      slots.map((slot) => this.value(slot)),
      next,
    );
  }

  private unit(index: number): LinkedUnit {
    const hash = this.state.units[index] ?? '';
    const unit = unitsByDigits(this.m.program).get(hash.slice(0, UNIT_DIGITS));
    if (unit === undefined)
      throw new UnreadableState(`the program lacks unit ${hash}, which the state refers to`);
    return unit;
  }

  private procedure(unit: number, ordinal: number): Closure['code'] {
    const procedure = this.unit(unit).procedures[ordinal];
    if (procedure === undefined)
      throw new UnreadableState(`unit ${this.unit(unit).hash} has no procedure ${String(ordinal)}`);
    return procedure;
  }

  private topLevel([unit, root, number = 0]: readonly number[]): object {
    const { hash } = this.unit(unit!);
    const object = this.m.program.frozen.objectAt({ unit: hash, root: root!, number });
    if (object === undefined)
      throw new UnreadableState(`unit ${hash} has no object ${String(root)}.${String(number)}`);
    return object;
  }
}

const byDigits = new WeakMap<Program, ReadonlyMap<string, LinkedUnit>>();

/** The units of a program as states name them. */
function unitsByDigits(program: Program): ReadonlyMap<string, LinkedUnit> {
  const known = byDigits.get(program);
  if (known !== undefined) return known;
  const units = new Map<string, LinkedUnit>();
  for (const [hash, unit] of program.units) {
    const digits = hash.slice(0, UNIT_DIGITS);
    if (units.has(digits)) throw new Error(`two units of one program begin with ${digits}`);
    units.set(digits, unit);
  }
  byDigits.set(program, units);
  return units;
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
function assign<T extends object>(object: T, parts: Partial<T>): void {
  Object.assign(object, parts);
}
