/**
 * Arithmetic as the loop does it: small integers at once, everything else by `numbers.ts`. Short enough for engines to
 * put them in place of their calls.
 */
import { add, compare, divideIntegers, multiply, subtract } from './numbers.ts';
import type { Value } from './values.ts';

const MAX = Number.MAX_SAFE_INTEGER;

export function sum(left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number') {
    const exact = left + right;
    const small = exact | 0;
    if (small === exact) return small;
    if (exact <= MAX && exact >= -MAX) return exact;
  }
  return add(left, right);
}

export function difference(left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number') {
    const exact = left - right;
    const small = exact | 0;
    if (small === exact) return small;
    if (exact <= MAX && exact >= -MAX) return exact;
  }
  return subtract(left, right);
}

/** Adding 0 makes −0, which no exact number is, 0; so below. */
export function product(left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number') {
    const exact = left * right;
    if (exact <= MAX && exact >= -MAX) return exact + 0;
  }
  return multiply(left, right);
}

export const quotient = (left: Value, right: Value): Value =>
  typeof left === 'number' && typeof right === 'number' && right !== 0
    ? (left - (left % right)) / right + 0
    : divideIntegers(left, right, 'truncate', 'quotient').quotient;

export const remainder = (left: Value, right: Value): Value =>
  typeof left === 'number' && typeof right === 'number' && right !== 0
    ? (left % right) + 0
    : divideIntegers(left, right, 'truncate', 'remainder').remainder;

export function modulo(left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number' && right !== 0) {
    const rest = left % right;
    return (rest !== 0 && rest < 0 !== right < 0 ? rest + right : rest) + 0;
  }
  return divideIntegers(left, right, 'floor', 'modulo').remainder;
}

export const isLess = (left: Value, right: Value): boolean =>
  typeof left === 'number' && typeof right === 'number'
    ? left < right
    : compare(left, right, '<') < 0;

export const isGreater = (left: Value, right: Value): boolean =>
  typeof left === 'number' && typeof right === 'number'
    ? left > right
    : compare(left, right, '>') > 0;

export const isAtMost = (left: Value, right: Value): boolean =>
  typeof left === 'number' && typeof right === 'number'
    ? left <= right
    : compare(left, right, '<=') <= 0;

export const isAtLeast = (left: Value, right: Value): boolean =>
  typeof left === 'number' && typeof right === 'number'
    ? left >= right
    : compare(left, right, '>=') >= 0;

export const isSame = (left: Value, right: Value): boolean =>
  typeof left === 'number' && typeof right === 'number'
    ? left === right
    : compare(left, right, '=') === 0;
