import { fail, wrongType } from '../control/conditions.ts';
import type { Machine } from '../machine.ts';
import { many, plain } from './primitive.ts';
import type { PrimitiveDefinition } from './primitive.ts';
import { Char, Vector, listOf, unspecified } from '../data/values.ts';
import type { Value } from '../data/values.ts';
import { indexOf, listItems, sizeOf } from './lists.ts';

const vectorOf = (value: Value, name: string): Vector =>
  value instanceof Vector ? value : wrongType(name, 'a vector', value);

function mutable(value: Value, name: string): Vector {
  const vector = vectorOf(value, name);
  return vector.frozen
    ? fail('frozen', `${name}: this belongs to the top level and never changes`, value)
    : vector;
}

/** Start and end of a part; both optional. */
function range(
  length: number,
  start: Value | undefined,
  end: Value | undefined,
  name: string,
): [from: number, to: number] {
  const to = end === undefined ? length : indexOf(end, length, name);
  return [start === undefined ? 0 : indexOf(start, to, name), to];
}

function part(
  m: Machine,
  value: Value,
  start: Value | undefined,
  end: Value | undefined,
  name: string,
): Value[] {
  const { items } = vectorOf(value, name);
  const [from, to] = range(items.length, start, end, name);
  m.charge(to - from);
  return items.slice(from, to);
}

function copyInto(m: Machine, operands: readonly Value[]): Value {
  const [target, at, source, start, end] = operands;
  const into = mutable(target as Value, 'vector-copy!');
  const items = part(m, source as Value, start, end, 'vector-copy!');
  const first = indexOf(at as Value, into.items.length, 'vector-copy!');
  if (first + items.length > into.items.length)
    return fail('out-of-range', 'vector-copy!: the vector is too short', target as Value);
  items.forEach((item, offset) => (into.items[first + offset] = item));
  return unspecified;
}

/** Vectors: R7RS 6.8 without its higher-order procedures. */
export const vectorPrimitives: readonly PrimitiveDefinition[] = [
  plain('vector?', 1, 1, (_, value) => value instanceof Vector),
  many(
    'make-vector',
    1,
    (m, [count, fill = unspecified]) =>
      new Vector(new Array<Value>(sizeOf(m, count as Value, 'make-vector')).fill(fill)),
    2,
  ),
  many('vector', 0, (m, items) => {
    m.charge(1 + items.length);
    return new Vector([...items]);
  }),
  plain('vector-length', 1, 1, (_, vector) => vectorOf(vector, 'vector-length').items.length),
  plain('vector-ref', 2, 2, (_, vector, index) => {
    const { items } = vectorOf(vector, 'vector-ref');
    return items[indexOf(index, items.length - 1, 'vector-ref')] as Value;
  }),
  plain('vector-set!', 3, 3, (_, vector, index, value) => {
    const { items } = mutable(vector, 'vector-set!');
    items[indexOf(index, items.length - 1, 'vector-set!')] = value;
    return unspecified;
  }),
  plain('vector->list', 1, 3, (m, vector, start, end) =>
    listOf(part(m, vector, start, end, 'vector->list')),
  ),
  plain('list->vector', 1, 1, (m, list) => {
    const items = listItems(m, list, 'list->vector');
    m.charge(1 + items.length);
    return new Vector(items);
  }),
  plain('vector->string', 1, 3, (m, vector, start, end) =>
    part(m, vector, start, end, 'vector->string')
      .map((char) =>
        char instanceof Char
          ? String.fromCodePoint(char.code)
          : wrongType('vector->string', 'a character', char),
      )
      .join(''),
  ),
  plain(
    'vector-copy',
    1,
    3,
    (m, vector, start, end) => new Vector(part(m, vector, start, end, 'vector-copy')),
  ),
  many('vector-copy!', 3, copyInto, 5),
  many(
    'vector-append',
    0,
    (m, vectors) =>
      new Vector(
        vectors.flatMap((vector) => part(m, vector, undefined, undefined, 'vector-append')),
      ),
  ),
  many(
    'vector-fill!',
    2,
    (m, [vector, fill, start, end]) => {
      const { items } = mutable(vector as Value, 'vector-fill!');
      const [from, to] = range(items.length, start, end, 'vector-fill!');
      m.charge(to - from);
      items.fill(fill as Value, from, to);
      return unspecified;
    },
    4,
  ),
];
