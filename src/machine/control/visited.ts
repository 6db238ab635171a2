import type { Machine } from '../machine.ts';
import { Pair, listOf } from '../data/values.ts';
import type { Closure, Value } from '../data/values.ts';

/**
 * The library's procedures that call another for each element of lists, and how the second of their slots holds what is
 * left. States keep frames of theirs: the names, and what these slots mean, are for ever.
 */
const visitors: readonly (readonly [name: string, left: Left])[] = [
  ['%map-1', 'list'],
  ['%map-2', 'list'],
  ['%map-n', 'lists'],
];
type Left = 'list' | 'lists';
const LEFT = 1;

/** `(%map-elements)`: the elements, of the first list each, that the `map`s of this branch visit; the innermost first. */
export function mapElements(m: Machine): Value {
  const known = new Map<Value, Left>();
  for (const [name, left] of visitors) {
    const value = m.program.roots.get(name)?.value;
    if (value !== undefined) known.set(value, left);
  }
  const elements: Value[] = [];
  const look = (closure: Closure, slot: () => Value | undefined): void => {
    const left = known.get(closure);
    if (left !== undefined) elements.push(elementOf(left, slot()));
  };
  for (let at = m.depth - 1; at >= 0; at -= 1)
    look(m.callers[at]!, () => m.stack[m.marks[2 * at + 1]! + LEFT]);
  for (let frame = m.frames; frame !== null; frame = frame.next) {
    const { closure, slots } = frame;
    look(closure, () => slots[LEFT]);
  }
  m.charge(2 * elements.length);
  return listOf(elements);
}

function elementOf(left: Left, value: Value | undefined): Value {
  const list = left === 'lists' && value instanceof Pair ? value.car : value;
  if (!(list instanceof Pair)) throw new Error('a visit has an element');
  return list.car;
}
