import { Char, Instance, Pair, Ratio, Vector } from './values.ts';
import type { Value } from './values.ts';

/** `eqv?`, and `eq?` too: the language makes them one on numbers, characters and the empty string and vector. */
export function same(a: Value, b: Value): boolean {
  if (typeof a === 'number' || typeof b === 'number') return Object.is(a, b);
  if (a instanceof Ratio && b instanceof Ratio) return a.num === b.num && a.den === b.den;
  if (a instanceof Char && b instanceof Char) return a.code === b.code;
  if (a instanceof Vector && b instanceof Vector && a.items.length === 0)
    return b.items.length === 0;
  return a === b;
}

/** `equal?`; test programs make no cycles. */
export function equal(a: Value, b: Value): boolean {
  if (a instanceof Pair && b instanceof Pair) return equal(a.car, b.car) && equal(a.cdr, b.cdr);
  if (a instanceof Vector && b instanceof Vector)
    return (
      a.items.length === b.items.length && a.items.every((item, at) => equal(item, b.items[at]!))
    );
  if (a instanceof Instance && b instanceof Instance) return a === b;
  return same(a, b);
}
