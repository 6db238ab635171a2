import type { Json } from '../../core/json.ts';
import { builtinFrame } from '../control/builtin-frames.ts';
import { atomDatum } from '../data/datum-values.ts';
import { runningIn } from '../control/fibers.ts';
import type { Fiber, Unwinding } from '../control/fibers.ts';
import { Frame } from '../control/frames.ts';
import type { Machine } from '../machine.ts';
import { isShareable, partsOf, partsOfFiber, partsOfUnwinding } from './shared-parts.ts';
import type { Part, Shared } from './shared-parts.ts';
import { STATE_VERSION, UNIT_DIGITS } from './state.ts';
import type { MachineState } from './state.ts';
import {
  Box,
  Closure,
  Continuation,
  Dynamic,
  HashTable,
  Nursery,
  Pair,
  Port,
  Primitive,
  Record,
  RecordType,
  Values,
  Vector,
  conditionType,
} from '../data/values.ts';
import type { Mode, Scope, Value } from '../data/values.ts';

/** Values nested deeper stand in the heap, so that neither writer nor reader of any kind needs a deep stack. */
const DEPTH_MAX = 48;
export const MODES: readonly Mode[] = ['work', 'compute', 'unwind'];

/** The state of a machine none of whose fibers runs. Equal machines give the same text. */
export function encodeState(m: Machine): MachineState {
  return new Encoder(m).encode();
}

class Encoder {
  private readonly m: Machine;
  private readonly units = new Map<string, number>();
  private readonly scopes = new Map<number, Scope>();
  /** How often each object is referred to. */
  private readonly counts = new Map<Shared, number>();
  private readonly indices = new Map<Shared, number>();
  private readonly queue: Shared[] = [];

  constructor(m: Machine) {
    this.m = m;
  }

  encode(): MachineState {
    const { m } = this;
    const fibers = m.allFibers();
    for (const fiber of fibers) this.count(partsOfFiber(fiber));
    this.count(partsOfUnwinding(m.unwinding));
    const encoded = fibers.map((fiber) => this.fiber(fiber));
    const unwinding = m.unwinding === null ? {} : { unwinding: this.unwinding(m.unwinding) };
    this.noteScope(m.root.dynamic.scope);
    const { heap, scopes } = this.referred();
    return {
      v: STATE_VERSION,
      units: [...this.units.keys()].map((hash) => hash.slice(0, UNIT_DIGITS)),
      next: [m.nextId, m.nextRequest],
      requests: fibers
        .flatMap(({ state }) => (state.kind === 'request' ? [state.id] : []))
        .sort(ascending),
      running: runningIn(fibers),
      scopes,
      fibers: encoded,
      heap,
      ...(m.ready.length === 0 ? {} : { ready: m.ready.map(({ id }) => id) }),
      ...unwinding,
    };
  }

  /** What the fibers refer to by number. Each may refer to more of both. */
  private referred(): { readonly heap: readonly Json[]; readonly scopes: MachineState['scopes'] } {
    const heap: Json[] = [];
    const scopes: MachineState['scopes'][number][] = [];
    while (heap.length < this.queue.length || scopes.length < this.scopes.size) {
      for (let at = heap.length; at < this.queue.length; at += 1)
        heap.push(this.body(this.queue[at]!, 0));
      for (const { id, parent, handlers, reads } of [...this.scopes.values()].slice(scopes.length))
        scopes.push([id, parent?.id ?? null, this.value(handlers, 0), ...[...reads].sort()]);
    }
    return { heap, scopes: scopes.sort(([a], [b]) => a - b) };
  }

  private fiber({ id, parent, slot, dynamic, frames, state }: Fiber): Json {
    const head = [
      id,
      parent === null ? null : parent.id,
      slot,
      this.dynamic(dynamic, 0),
      this.chain(frames, 0),
    ];
    switch (state.kind) {
      case 'apply':
        return [
          ...head,
          'apply',
          this.value(state.procedure, 0),
          ...state.operands.map((operand) => this.value(operand, 0)),
        ];
      case 'return':
      case 'ending':
        return [...head, state.kind, this.value(state.value, 0)];
      case 'request':
        return [
          ...head,
          'request',
          state.id,
          ...[...state.thunks].flatMap(([label, thunk]): Json[] => [label, this.value(thunk, 0)]),
        ];
      case 'join': {
        const { id: join, kind, until, rest, started, live, done } = state.join;
        const values = done.map(({ slot: place, value }): Json => [place, this.value(value, 0)]);
        return [
          ...head,
          kind,
          join,
          this.value(until, 0),
          rest === 'finish',
          started,
          live.map((branch) => branch.id),
          values,
        ];
      }
    }
  }

  private unwinding({ order, base, then }: Unwinding): Json {
    const ids = order.map(({ id }) => id);
    const environment = base === null ? null : this.dynamic(base, 0);
    const target = then.kind === 'end' ? then.how : then.fiber.id;
    return [ids, environment, then.kind, target, this.value(then.value, 0)];
  }

  /** Counts references, from the parts of a root on. */
  private count(roots: readonly Part[]): void {
    const work = [...roots];
    for (let part = work.pop(); part !== undefined; part = work.pop()) {
      if (
        !isShareable(part) ||
        (!(part instanceof Frame) && this.m.program.frozen.has(part)) ||
        this.isBase(part)
      )
        continue;
      const count = this.counts.get(part) ?? 0;
      this.counts.set(part, count + 1);
      if (count === 0) for (const inner of partsOf(part)) work.push(inner);
    }
  }

  /** The environment that programs start with is written as 0. */
  private isBase(part: Part): boolean {
    return (
      part instanceof Dynamic &&
      part.handlers === null &&
      part.parameters === null &&
      part.winds === null &&
      part.scope.parent === null &&
      part.mode === 'work'
    );
  }

  private value(value: Value, depth: number): Json {
    const atom = atomDatum(value);
    if (atom !== undefined) return atom;
    if (value instanceof Primitive) return ['%', value.name];
    if (value instanceof Nursery) return ['n', value.join];
    if (value === conditionType) return ['C'];
    if (value instanceof Port && value.trace) return ['O'];
    if (value instanceof Dynamic) return ['d', this.dynamic(value, depth)];
    const object = value as Exclude<Shared, Frame>;
    const address = this.m.program.frozen.addressOf(object);
    if (address !== undefined) {
      const place = ['g', this.unit(address.unit), address.root];
      return address.number === 0 ? place : [...place, address.number];
    }
    return this.isApart(object, depth) ? ['@', this.index(object)] : this.body(object, depth);
  }

  private isApart(object: Shared, depth: number): boolean {
    return (this.counts.get(object) ?? 0) > 1 || depth > DEPTH_MAX;
  }

  private index(object: Shared): number {
    const found = this.indices.get(object);
    if (found !== undefined) return found;
    const index = this.queue.push(object) - 1;
    this.indices.set(object, index);
    return index;
  }

  private body(object: Shared, depth: number): Json {
    const inner = (value: Value): Json => this.value(value, depth + 1);
    if (object instanceof Pair) return this.list(object, depth);
    if (object instanceof Frame) return ['F', ...this.frames(object, depth)];
    if (object instanceof Vector) return ['v', ...object.items.map(inner)];
    if (object instanceof Closure)
      return ['k', this.unit(object.code.unit), object.code.ordinal, ...object.captured.map(inner)];
    if (object instanceof Box)
      return object.value === undefined ? ['x'] : ['x', inner(object.value)];
    if (object instanceof Record) return ['r', inner(object.type), ...object.fields.map(inner)];
    if (object instanceof RecordType) return ['t', object.name, ...object.fields];
    if (object instanceof HashTable)
      return [
        'h',
        object.kind,
        ...[...object.entries].flatMap(({ key, value }) => [inner(key), inner(value)]),
      ];
    if (object instanceof Continuation)
      return [
        'K',
        object.home,
        this.dynamic(object.dynamic, depth + 1),
        this.chain(object.frames, depth + 1),
      ];
    if (object instanceof Values) return ['m', ...object.items.map(inner)];
    if (object instanceof Port)
      return object.open ? ['o', object.text] : ['o', object.text, 'closed'];
    if (object instanceof Dynamic) return this.dynamicBody(object, depth);
    throw new Error('a value that states do not know');
  }

  private list(pair: Pair, depth: number): Json {
    const items: Json[] = [];
    let rest: Value = pair;
    do {
      items.push(this.value(rest.car, depth + 1));
      rest = rest.cdr;
    } while (rest instanceof Pair && this.counts.get(rest) === 1);
    return rest === null ? ['l', ...items] : ['p', ...items, this.value(rest, depth + 1)];
  }

  /** 0 for the one that programs start with, else its parts, or the index of a shared one. */
  private dynamic(dynamic: Dynamic, depth: number): Json {
    if (this.isBase(dynamic)) {
      this.noteScope(dynamic.scope);
      return 0;
    }
    return this.isApart(dynamic, depth)
      ? ['@', this.index(dynamic)]
      : this.dynamicBody(dynamic, depth);
  }

  private dynamicBody({ handlers, parameters, winds, scope, mode }: Dynamic, depth: number): Json {
    this.noteScope(scope);
    const parts = [
      scope.id,
      MODES.indexOf(mode),
      this.value(winds, depth + 1),
      this.value(handlers, depth + 1),
      this.value(parameters, depth + 1),
    ];
    while (parts.at(-1) === null) parts.pop();
    return ['D', ...parts];
  }

  private noteScope(scope: Scope): void {
    for (let at: Scope | null = scope; at !== null && !this.scopes.has(at.id); at = at.parent)
      this.scopes.set(at.id, at);
  }

  /** Frames, newest first; where they go on in shared ones, the index of these comes last. */
  private chain(frames: Frame | null, depth: number): Json {
    if (frames === null) return [];
    return this.isApart(frames, depth) ? [this.index(frames)] : this.frames(frames, depth);
  }

  private frames(first: Frame, depth: number): Json[] {
    const chain: Json[] = [];
    let frame: Frame | null = first;
    do {
      chain.push(this.frame(frame, depth));
      frame = frame.next;
    } while (frame !== null && this.counts.get(frame) === 1);
    if (frame !== null) chain.push(this.index(frame));
    return chain;
  }

  /** `[unit, root, site, …slots]` of a top-level procedure, else `[closure or built-in, site, …slots]`. */
  private frame({ closure, at, slots }: Frame, depth: number): Json {
    const values = slots.map((slot) => this.value(slot, depth + 1));
    const site = closure.code.sites.findIndex((candidate) => candidate.at === at);
    if (site < 0) throw new Error(`a frame of ${closure.code.name} stands at no call`);
    const builtin = builtinFrame(closure);
    if (builtin !== undefined) return [builtin, site, ...values];
    const address = this.m.program.frozen.addressOf(closure);
    if (address?.number === 0) return [this.unit(address.unit), address.root, site, ...values];
    return [this.value(closure, depth + 1), site, ...values];
  }

  private unit(hash: string): number {
    const found = this.units.get(hash);
    if (found !== undefined) return found;
    this.units.set(hash, this.units.size);
    return this.units.size - 1;
  }
}

const ascending = (a: number, b: number): number => a - b;
