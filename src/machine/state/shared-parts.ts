/** What the objects of a suspended program refer to, so that a writer of states can tell what is shared. */
import type { Fiber, Unwinding } from '../control/fibers.ts';
import { Frame } from '../control/frames.ts';
import {
  Box,
  Closure,
  Continuation,
  Dynamic,
  HashTable,
  Pair,
  Port,
  Record,
  RecordType,
  Values,
  Vector,
  conditionType,
} from '../data/values.ts';
import type { Scope, Value } from '../data/values.ts';

export type Part = Value | Frame;
export type Shared = Exclude<Extract<Part, object>, readonly unknown[]>;

/** What may be referred to more than once and is the same object each time. */
export const isShareable = (part: Part): part is Shared =>
  typeof part === 'object' &&
  part !== null &&
  (part instanceof Frame ||
    part instanceof Pair ||
    part instanceof Vector ||
    part instanceof Closure ||
    part instanceof Box ||
    part instanceof Record ||
    part instanceof Dynamic ||
    part instanceof HashTable ||
    part instanceof Continuation ||
    part instanceof Values ||
    (part instanceof RecordType && part !== conditionType) ||
    (part instanceof Port && !part.trace));

/** What an object refers to. */
export function partsOf(object: Shared): readonly Part[] {
  if (object instanceof Pair) return [object.car, object.cdr];
  if (object instanceof Frame) return [...object.slots, object.closure, object.next];
  if (object instanceof Vector) return object.items;
  if (object instanceof Closure) return object.captured;
  if (object instanceof Box) return object.value === undefined ? [] : [object.value];
  if (object instanceof Record) return [object.type, ...object.fields];
  if (object instanceof Dynamic)
    return [object.handlers, object.parameters, object.winds, ...handlersOf(object.scope)];
  if (object instanceof HashTable)
    return [...object.entries].flatMap(({ key, value }) => [key, value]);
  if (object instanceof Continuation) return [object.dynamic, object.frames];
  return object instanceof Values ? object.items : [];
}

/** The handlers of a scope and of those around it. */
function handlersOf(scope: Scope): readonly Value[] {
  const handlers: Value[] = [];
  for (let at: Scope | null = scope; at !== null; at = at.parent) handlers.push(at.handlers);
  return handlers;
}

export function partsOfFiber({ frames, dynamic, state }: Fiber): readonly Part[] {
  const own: Part[] = [frames, dynamic];
  switch (state.kind) {
    case 'apply':
      return [...own, state.procedure, ...state.operands];
    case 'return':
    case 'ending':
      return [...own, state.value];
    case 'request':
      return [...own, ...state.thunks.values()];
    case 'join':
      return [...own, state.join.until, ...state.join.done.map(({ value }) => value)];
  }
}

export const partsOfUnwinding = (unwinding: Unwinding | null): readonly Part[] =>
  unwinding === null ? [] : [unwinding.base, unwinding.then.value];
