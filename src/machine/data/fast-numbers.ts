/**
 * Arithmetic as the loop does it: small integers at once, everything else by `numbers.ts`, which is charged for where
 * numbers are long. Short enough for engines to put them in place of their calls.
 */
import type { Machine } from '../machine.ts';
import { weightOf } from './number-weight.ts';
import { add, compare, divideIntegers, multiply, subtract } from './numbers.ts';
import type { Value } from './values.ts';

const MAX = Number.MAX_SAFE_INTEGER;

/** The result, charged for where it or what it was made of is long. */
function charged(m: Machine, left: Value, right: Value, result: Value): Value {
  const weight = weightOf(left) + weightOf(right) + weightOf(result);
  if (weight > 0) m.charge(weight);
  return result;
}

export function sum(m: Machine, left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number') {
    const exact = left + right;
    const small = exact | 0;
    if (small === exact) return small;
    if (exact <= MAX && exact >= -MAX) return exact;
  }
  return charged(m, left, right, add(left, right));
}

export function difference(m: Machine, left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number') {
    const exact = left - right;
    const small = exact | 0;
    if (small === exact) return small;
    if (exact <= MAX && exact >= -MAX) return exact;
  }
  return charged(m, left, right, subtract(left, right));
}

/** Adding 0 makes −0, which no exact number is, 0; so below. */
export function product(m: Machine, left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number') {
    const exact = left * right;
    if (exact <= MAX && exact >= -MAX) return exact + 0;
  }
  return charged(m, left, right, multiply(left, right));
}

export const quotient = (m: Machine, left: Value, right: Value): Value =>
  typeof left === 'number' && typeof right === 'number' && right !== 0
    ? (left - (left % right)) / right + 0
    : charged(m, left, right, divideIntegers(left, right, 'truncate', 'quotient').quotient);

export const remainder = (m: Machine, left: Value, right: Value): Value =>
  typeof left === 'number' && typeof right === 'number' && right !== 0
    ? (left % right) + 0
    : charged(m, left, right, divideIntegers(left, right, 'truncate', 'remainder').remainder);

export function modulo(m: Machine, left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number' && right !== 0) {
    const rest = left % right;
    return (rest !== 0 && rest < 0 !== right < 0 ? rest + right : rest) + 0;
  }
  return charged(m, left, right, divideIntegers(left, right, 'floor', 'modulo').remainder);
}

function compared(m: Machine, left: Value, right: Value, procedure: string): number {
  const weight = weightOf(left) + weightOf(right);
  if (weight > 0) m.charge(weight);
  return compare(left, right, procedure);
}

export const isLess = (m: Machine, left: Value, right: Value): boolean =>
  typeof left === 'number' && typeof right === 'number'
    ? left < right
    : compared(m, left, right, '<') < 0;

export const isGreater = (m: Machine, left: Value, right: Value): boolean =>
  typeof left === 'number' && typeof right === 'number'
    ? left > right
    : compared(m, left, right, '>') > 0;

export const isAtMost = (m: Machine, left: Value, right: Value): boolean =>
  typeof left === 'number' && typeof right === 'number'
    ? left <= right
    : compared(m, left, right, '<=') <= 0;

export const isAtLeast = (m: Machine, left: Value, right: Value): boolean =>
  typeof left === 'number' && typeof right === 'number'
    ? left >= right
    : compared(m, left, right, '>=') >= 0;

export const isSame = (m: Machine, left: Value, right: Value): boolean =>
  typeof left === 'number' && typeof right === 'number'
    ? left === right
    : compared(m, left, right, '=') === 0;
