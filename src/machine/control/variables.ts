/** Boxes, globals and captured values, as instructions use them. */
import type { Procedure } from '../bytecode.ts';
import { Signal, condition } from './conditions.ts';
import type { Box, Closure, Value } from '../data/values.ts';

/** What a new closure captures, by the `closure` instruction at `pc`. */
export function capturedBy(
  code: readonly number[],
  pc: number,
  stack: readonly Value[],
  base: number,
  closure: Closure,
): Value[] {
  const captures = code[pc + 2]!;
  // Literals of the right size: growing an empty list would take several times the room.
  if (captures === 0) return [];
  const first = captureAt(code, pc + 3, stack, base, closure);
  if (captures === 1) return [first];
  if (captures === 2) return [first, captureAt(code, pc + 5, stack, base, closure)];
  const captured = new Array<Value>(captures);
  captured[0] = first;
  for (let at = 1; at < captures; at += 1)
    captured[at] = captureAt(code, pc + 3 + 2 * at, stack, base, closure);
  return captured;
}

/** A value that a new closure captures, by the two words of code that say where it lies. */
function captureAt(
  code: readonly number[],
  at: number,
  stack: readonly Value[],
  base: number,
  closure: Closure,
): Value {
  const index = code[at + 1]!;
  switch (code[at]) {
    case 0:
      return stack[base + index] as Value;
    case 1:
      return closure.captured[index] as Value;
    default:
      // The procedure itself, or what a `patch` will put here.
      return closure;
  }
}

export function setBox(box: Box, value: Value, procedure: Procedure): void {
  if (box.frozen)
    throw new Signal(
      condition('frozen', `set! of a variable that belongs to the top level, in ${procedure.name}`),
      false,
    );
  box.value = value;
}

export function undefinedVariable(procedure: Procedure): never {
  throw new Signal(
    condition(
      'undefined-variable',
      `a variable of ${procedure.name} is used before its definition`,
    ),
    false,
  );
}

export function undefinedGlobal(name: string): never {
  throw new Signal(condition('undefined-variable', `${name} is used before its definition`), false);
}
