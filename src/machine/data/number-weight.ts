import { Ratio } from './values.ts';
import type { Value } from './values.ts';

/** Words of 64 bits, each size with the first integer that does not fit it. */
const SIZES = Array.from({ length: 11 }, (_, at) => ({
  words: 2 ** at,
  limit: 1n << BigInt(64 * 2 ** at),
}));
/** A number that small costs what any value does. */
const FREE = Number.MAX_SAFE_INTEGER;

/**
 * What it costs to work with a number, in cells: 0 for small integers and doubles, else about as many as it has words
 * of 64 bits. So the budget of cells bounds also the time that arithmetic with long numbers takes.
 */
export function weightOf(value: Value): number {
  if (typeof value === 'bigint') return 4 + wordsOf(value);
  if (!(value instanceof Ratio)) return 0;
  return reducing(value.num) + reducing(value.den);
}

/** Rationals are reduced after each operation, which takes a division for every few bits. */
function reducing(part: bigint): number {
  if (part <= FREE && part >= -FREE) return 1;
  const words = wordsOf(part);
  return words * (16 + words);
}

/** Words of an integer, at most twice as many as it has: no look at its digits is needed. */
function wordsOf(value: bigint): number {
  const size = value < 0n ? -value : value;
  return SIZES.find(({ limit }) => size < limit)?.words ?? 2048;
}
