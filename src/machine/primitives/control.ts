import {
  effect,
  exit,
  first,
  nursery,
  parallel,
  request,
  withdrawBranch,
} from '../control/branches.ts';
import { builtinFrames } from '../control/builtin-frames.ts';
import { fail, wrongType } from '../control/conditions.ts';
import { BLOCK } from '../machine.ts';
import { mapElements } from '../control/visited.ts';
import type { Directive, Machine } from '../machine.ts';
import { ANY, control, many, plain } from './primitive.ts';
import type { PrimitiveDefinition } from './primitive.ts';
import { Continuation, Scope, Values, isProcedure, itemsOf } from '../data/values.ts';
import type { Value, Dynamic } from '../data/values.ts';

function procedureOf(value: Value, name: string): Value {
  return isProcedure(value) ? value : wrongType(name, 'a procedure', value);
}

/** Calls a thunk with a part of the dynamic environment replaced. */
const within = (name: string, change: (m: Machine, value: Value) => Dynamic): PrimitiveDefinition =>
  control(name, 2, 2, (m, [value, thunk]) => {
    procedureOf(thunk as Value, name);
    m.enter(change(m, value as Value));
    return m.apply(thunk as Value);
  });

function callWithValues(m: Machine, [producer, consumer]: readonly Value[]): Directive {
  procedureOf(producer as Value, 'call-with-values');
  m.pushFrame(builtinFrames.spread, 0, [procedureOf(consumer as Value, 'call-with-values')]);
  return m.apply(producer as Value);
}

function applyList(m: Machine, operands: readonly Value[]): Directive {
  const items = itemsOf(operands.at(-1) as Value);
  if (items === undefined) return wrongType('apply', 'a list', operands.at(-1) as Value);
  m.charge(items.length);
  return m.applyTo(operands[0] as Value, [...operands.slice(1, -1), ...items]);
}

function callWithContinuation(m: Machine, [procedure]: readonly Value[]): Directive {
  procedureOf(procedure as Value, '%call/cc');
  m.charge(1);
  return m.apply(procedure as Value, new Continuation(m.capture(), m.dynamic, m.fiber.home));
}

function throwTo(m: Machine, [continuation, ...values]: readonly Value[]): Value {
  if (!(continuation instanceof Continuation))
    return wrongType('%throw', 'a continuation', continuation as Value);
  if (continuation.home !== m.fiber.home)
    return fail(
      'foreign-continuation',
      'only the branch that captured a continuation may invoke it, while it runs',
    );
  m.depth = 0;
  m.sp = 0;
  m.frames = continuation.frames;
  m.dynamic = continuation.dynamic;
  return valuesOf(values);
}

const valuesOf = (values: readonly Value[]): Value =>
  values.length === 1 ? (values[0] as Value) : new Values(values);

function abort(m: Machine, [value]: readonly Value[]): Directive {
  m.leaving = { how: 'raised', value: value as Value };
  return BLOCK;
}

/** Calls a procedure with the number of a new scope, inside it. */
function openScope(m: Machine, [receiver]: readonly Value[]): Directive {
  procedureOf(receiver as Value, '%scope');
  const { scope, handlers } = m.dynamic;
  const id = m.nextId++;
  m.enter(m.dynamic.with({ scope: new Scope(id, scope, handlers) }));
  return m.apply(receiver as Value, id);
}

/** Control: what sees the frames, the dynamic environment or the fibers of the machine. */
export const controlPrimitives: readonly PrimitiveDefinition[] = [
  plain('procedure?', 1, 1, (_, value) => isProcedure(value)),
  many('values', 0, (_, values) => valuesOf(values)),
  control('apply', 2, ANY, applyList),
  control('call-with-values', 2, 2, callWithValues),
  plain('%handlers', 0, 0, (m) => m.dynamic.handlers),
  plain('%parameters', 0, 0, (m) => m.dynamic.parameters),
  plain('%winds', 0, 0, (m) => m.dynamic.winds),
  within('%call-with-handlers', (m, handlers) => m.dynamic.with({ handlers })),
  within('%call-with-parameters', (m, parameters) => m.dynamic.with({ parameters })),
  within('%call-with-winds', (m, winds) => m.dynamic.with({ winds })),
  control('%call-without-waiting', 1, 1, (m, [thunk]) => {
    procedureOf(thunk as Value, '%call-without-waiting');
    if (m.dynamic.mode === 'work') m.enter(m.dynamic.with({ mode: 'unwind' }));
    return m.apply(thunk as Value);
  }),
  control('%call/cc', 1, 1, callWithContinuation),
  control('%throw', 1, ANY, throwTo),
  control('%abort', 1, 1, abort),
  control('%scope', 1, 1, openScope),
  control('%map-elements', 0, 0, mapElements),
  control('%parallel', 3, 3, parallel),
  control('%first', 1, 1, first),
  control('%nursery', 1, 3, nursery),
  control('%withdraw', 2, 2, withdrawBranch),
  control('%request', 3, 3, request),
  many('%effect', 2, effect, 2),
  control('%exit', 1, 1, exit),
];
