import { fail, wrongType } from '../control/conditions.ts';
import { isEqual, isEqv } from '../data/equality.ts';
import type { Machine } from '../machine.ts';
import { many, plain } from './primitive.ts';
import type { PrimitiveDefinition } from './primitive.ts';
import { Pair, itemsOf, listOf, unspecified } from '../data/values.ts';
import type { Value } from '../data/values.ts';

const pairOf = (value: Value, name: string): Pair =>
  value instanceof Pair ? value : wrongType(name, 'a pair', value);

export function listItems(m: Machine, value: Value, name: string): Value[] {
  const items = itemsOf(value);
  if (items === undefined) return wrongType(name, 'a list', value);
  m.work(items.length);
  return items;
}

/** A new list of the items, before `tail`; its pairs are charged. */
function fresh(m: Machine, items: readonly Value[], rest: Value = null): Value {
  m.charge(items.length);
  return listOf(items, rest);
}

/** `c[ad]+r` for two to four letters. */
const accessor = (path: string): PrimitiveDefinition => {
  const name = `c${path}r`;
  const steps = Array.from(path).reverse();
  return plain(name, 1, 1, (_, value) =>
    steps.reduce<Value>(
      (at, step) => (step === 'a' ? pairOf(at, name).car : pairOf(at, name).cdr),
      value,
    ),
  );
};

const accessors = (): PrimitiveDefinition[] => {
  const letters = ['a', 'd'];
  const two = letters.flatMap((x) => letters.map((y) => x + y));
  const three = letters.flatMap((x) => two.map((rest) => x + rest));
  const four = letters.flatMap((x) => three.map((rest) => x + rest));
  return [...two, ...three, ...four].map(accessor);
};

export function indexOf(value: Value, limit: number, name: string): number {
  if (typeof value === 'number' && value >= 0 && value <= limit) return value;
  return typeof value === 'number' || typeof value === 'bigint'
    ? fail('out-of-range', `${name}: no such index`, value)
    : wrongType(name, 'an index', value);
}

export function sizeOf(m: Machine, value: Value, name: string): number {
  const size = indexOf(value, 1 << 30, name);
  m.charge(size);
  return size;
}

/** Whether a value is a proper list, without an end is not. */
function isList(m: Machine, value: Value): boolean {
  const items = itemsOf(value);
  m.work(items?.length ?? 0);
  return items !== undefined;
}

function tail(m: Machine, list: Value, count: Value, name: string): Value {
  let rest = list;
  for (let left = indexOf(count, Infinity, name); left > 0; left -= 1) {
    if (!(rest instanceof Pair))
      return fail('out-of-range', `${name}: the list is shorter than that`, list, count);
    rest = rest.cdr;
    if (left % 16 === 0) m.work(16);
  }
  return rest;
}

function append(m: Machine, lists: readonly Value[]): Value {
  const last = lists.at(-1) ?? null;
  return lists
    .slice(0, -1)
    .reduceRight<Value>((rest, list) => fresh(m, listItems(m, list, 'append'), rest), last);
}

type Same = (m: Machine, a: Value, b: Value) => boolean;
const eqv: Same = (_, a, b) => isEqv(a, b);
export const equal: Same = (m, a, b) => isEqual(a, b, (items) => m.work(items));

const member = (name: string, same: Same): PrimitiveDefinition =>
  plain(name, 2, 2, (m, key, list) => {
    const seen = new Walk(m, list, name);
    for (let rest = list; ; rest = seen.next(rest)) {
      if (rest === null) return false;
      if (same(m, key, pairOf(rest, name).car)) return rest;
    }
  });

const association = (name: string, same: Same): PrimitiveDefinition =>
  plain(name, 2, 2, (m, key, list) => {
    const seen = new Walk(m, list, name);
    for (let rest = list; ; rest = seen.next(rest)) {
      if (rest === null) return false;
      const entry = pairOf(pairOf(rest, name).car, name);
      if (same(m, key, entry.car)) return entry;
    }
  });

/** Steps along a list that may be circular: they are counted, so that one without an end meets the budget. */
class Walk {
  private readonly m: Machine;
  private readonly list: Value;
  private readonly name: string;
  private steps = 0;

  constructor(m: Machine, list: Value, name: string) {
    this.m = m;
    this.list = list;
    this.name = name;
  }

  next(at: Value): Value {
    this.steps += 1;
    if (this.steps % 16 === 0) this.m.work(16);
    return at instanceof Pair ? at.cdr : wrongType(this.name, 'a list', this.list);
  }
}

function copyList(m: Machine, list: Value): Value {
  const items: Value[] = [];
  let rest = list;
  for (; rest instanceof Pair; rest = rest.cdr) {
    m.charge(1);
    items.push(rest.car);
  }
  return listOf(items, rest);
}

/** Pairs and lists: R7RS 6.4 without its higher-order procedures, and equivalence (6.1). */
export const listPrimitives: readonly PrimitiveDefinition[] = [
  plain('eq?', 2, 2, (_, a, b) => isEqv(a, b)),
  plain('eqv?', 2, 2, (_, a, b) => isEqv(a, b)),
  plain('equal?', 2, 2, equal),
  plain('not', 1, 1, (_, value) => value === false),
  plain('boolean?', 1, 1, (_, value) => typeof value === 'boolean'),
  plain('pair?', 1, 1, (_, value) => value instanceof Pair),
  plain('null?', 1, 1, (_, value) => value === null),
  plain('list?', 1, 1, isList),
  plain('cons', 2, 2, (m, car, cdr) => {
    m.charge(1);
    return new Pair(car, cdr);
  }),
  plain('car', 1, 1, (_, pair) => pairOf(pair, 'car').car),
  plain('cdr', 1, 1, (_, pair) => pairOf(pair, 'cdr').cdr),
  ...accessors(),
  plain('set-car!', 2, 2, (m, pair, value) => {
    m.program.frozen.check(pair, 'set-car!');
    pairOf(pair, 'set-car!').car = value;
    return unspecified;
  }),
  plain('set-cdr!', 2, 2, (m, pair, value) => {
    m.program.frozen.check(pair, 'set-cdr!');
    pairOf(pair, 'set-cdr!').cdr = value;
    return unspecified;
  }),
  many('list', 0, (m, items) => {
    m.charge(items.length);
    return listOf(items);
  }),
  many('cons*', 1, (m, items) => {
    m.charge(items.length);
    return listOf(items.slice(0, -1), items.at(-1));
  }),
  many(
    'make-list',
    1,
    (m, [count, fill = unspecified]) =>
      listOf(new Array<Value>(sizeOf(m, count as Value, 'make-list')).fill(fill)),
    2,
  ),
  plain('length', 1, 1, (m, list) => listItems(m, list, 'length').length),
  many('append', 0, append),
  plain('reverse', 1, 1, (m, list) => fresh(m, listItems(m, list, 'reverse').reverse())),
  plain('list-tail', 2, 2, (m, list, count) => tail(m, list, count, 'list-tail')),
  plain('list-ref', 2, 2, (m, list, count) => {
    const rest = tail(m, list, count, 'list-ref');
    return rest instanceof Pair
      ? rest.car
      : fail('out-of-range', 'list-ref: the list is shorter than that', list, count);
  }),
  plain('list-set!', 3, 3, (m, list, count, value) => {
    const rest = tail(m, list, count, 'list-set!');
    if (!(rest instanceof Pair))
      return fail('out-of-range', 'list-set!: the list is shorter than that', list, count);
    m.program.frozen.check(rest, 'list-set!');
    rest.car = value;
    return unspecified;
  }),
  plain('list-copy', 1, 1, copyList),
  member('memq', eqv),
  member('memv', eqv),
  member('%member', equal),
  association('assq', eqv),
  association('assv', eqv),
  association('%assoc', equal),
];
