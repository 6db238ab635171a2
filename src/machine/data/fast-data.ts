/** Pairs and vectors as the loop takes them apart; short enough for engines to put them in place of their calls. */
import { fail, wrongType } from '../control/conditions.ts';
import { isInteger } from './numbers.ts';
import { Pair, Vector } from './values.ts';
import type { Value } from './values.ts';

export const carOf = (pair: Value): Value =>
  pair instanceof Pair ? pair.car : wrongType('car', 'a pair', pair);

export const cdrOf = (pair: Value): Value =>
  pair instanceof Pair ? pair.cdr : wrongType('cdr', 'a pair', pair);

export const cadrOf = (list: Value): Value =>
  list instanceof Pair && list.cdr instanceof Pair
    ? list.cdr.car
    : wrongType('cadr', 'a list of two or more', list);

export const cddrOf = (list: Value): Value =>
  list instanceof Pair && list.cdr instanceof Pair
    ? list.cdr.cdr
    : wrongType('cddr', 'a list of two or more', list);

export function elementOf(vector: Value, index: Value): Value {
  if (!(vector instanceof Vector)) return wrongType('vector-ref', 'a vector', vector);
  if (typeof index !== 'number' || index < 0 || index >= vector.items.length)
    return badIndex('vector-ref', index);
  return vector.items[index] as Value;
}

export function setElement(vector: Value, index: Value, value: Value): void {
  if (!(vector instanceof Vector)) wrongType('vector-set!', 'a vector', vector);
  if (typeof index !== 'number' || index < 0 || index >= vector.items.length)
    badIndex('vector-set!', index);
  if (vector.frozen) fail('frozen', 'vector-set!: this vector belongs to the top level', vector);
  vector.items[index] = value;
}

function badIndex(procedure: string, index: Value): never {
  if (!isInteger(index)) wrongType(procedure, 'an index', index);
  fail('out-of-range', `${procedure}: no such index`, index);
}

/** Moves operands down to where a frame begins; one by one, which engines do best for the few that calls have. */
export function moveDown(stack: Value[], from: number, to: number, count: number): void {
  if (count === 1) stack[to] = stack[from] as Value;
  else if (count === 2) {
    stack[to] = stack[from] as Value;
    stack[to + 1] = stack[from + 1] as Value;
  } else if (count === 3) {
    stack[to] = stack[from] as Value;
    stack[to + 1] = stack[from + 1] as Value;
    stack[to + 2] = stack[from + 2] as Value;
  } else for (let at = 0; at < count; at += 1) stack[to + at] = stack[from + at] as Value;
}
