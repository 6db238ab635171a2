import type { Datum } from '../../core/datum.ts';

/** A stretch of the number line; an end that is open does not belong to it, and an infinite one never does. */
interface Stretch {
  readonly low: number;
  readonly high: number;
  readonly lowOpen: boolean;
  readonly highOpen: boolean;
}

/** Numbers, as stretches from the lowest up that do not meet. Exact and inexact ones are not told apart; NaN is none. */
export interface Numbers {
  readonly stretches: readonly Stretch[];
  /** Whether whole numbers alone are meant. */
  readonly whole: boolean;
}

export type Order = '<' | '<=' | '=' | '>=' | '>';

export const noNumbers: Numbers = { stretches: [], whole: false };
export const allNumbers: Numbers = { stretches: [between(-Infinity, Infinity)], whole: false };

/** The whole numbers from one to another, both included. */
export const wholeNumbers = (low: number, high: number): Numbers => ({
  stretches: tidied([between(low, high)], true),
  whole: true,
});

/** Those that stand so to a number, and the others. */
export function splitNumbers(
  numbers: Numbers,
  order: Order,
  bound: number,
): readonly [holding: Numbers, others: Numbers] {
  const kept = (stretches: readonly Stretch[]): Numbers => ({
    ...numbers,
    stretches: tidied(
      numbers.stretches.flatMap((one) => stretches.map((other) => common(one, other))),
      numbers.whole,
    ),
  });
  const below = { low: -Infinity, high: bound, lowOpen: true, highOpen: true };
  const above = { low: bound, high: Infinity, lowOpen: true, highOpen: true };
  const at = between(bound, bound);
  switch (order) {
    case '<':
      return [kept([below]), kept([at, above])];
    case '<=':
      return [kept([below, at]), kept([above])];
    case '=':
      return [kept([at]), kept([below, above])];
    case '>=':
      return [kept([at, above]), kept([below])];
    case '>':
      return [kept([above]), kept([below, at])];
  }
}

/** One of the numbers, a short one to write; undefined where there is none. */
export function someNumber({ stretches }: Numbers): Datum | undefined {
  const simple = stretches.map(simplest);
  const [first] = simple.toSorted((a, b) => cost(a) - cost(b));
  return first === undefined ? undefined : exactly(first);
}

/** The value of a number as the host has it, or undefined for any other datum. */
export function numberIn(datum: Datum): number | undefined {
  if (typeof datum === 'number') return datum;
  if (!Array.isArray(datum)) return undefined;
  const [tag, first, second] = datum;
  if (tag === 'f') return typeof first === 'number' ? first : undefined;
  if (tag === 'b') return Number(first);
  return tag === 'q' ? Number(first) / Number(second) : undefined;
}

/** A number of the host as the exact datum that it is. */
export function exactly(number: number): Datum {
  let [numerator, denominator] = [number, 1];
  while (!Number.isInteger(numerator)) [numerator, denominator] = [numerator * 2, denominator * 2];
  if (denominator > 1) return ['q', String(BigInt(numerator)), String(BigInt(denominator))];
  return Number.isSafeInteger(number) ? number : ['b', String(BigInt(number))];
}

function between(low: number, high: number): Stretch {
  return { low, high, lowOpen: low === -Infinity, highOpen: high === Infinity };
}

const common = (one: Stretch, other: Stretch): Stretch => ({
  low: Math.max(one.low, other.low),
  high: Math.min(one.high, other.high),
  lowOpen: (one.lowOpen && one.low >= other.low) || (other.lowOpen && other.low >= one.low),
  highOpen: (one.highOpen && one.high <= other.high) || (other.highOpen && other.high <= one.high),
});

/** Without those that are empty; of whole numbers both ends belong to the stretch. */
function tidied(stretches: readonly Stretch[], whole: boolean): readonly Stretch[] {
  return stretches
    .map((one) => (whole ? wholePart(one) : one))
    .filter(
      ({ low, high, lowOpen, highOpen }) => low < high || (low === high && !lowOpen && !highOpen),
    )
    .toSorted((a, b) => a.low - b.low);
}

function wholePart({ low, high, lowOpen, highOpen }: Stretch): Stretch {
  const from = Math.ceil(low);
  const to = Math.floor(high);
  return between(lowOpen && from === low ? from + 1 : from, highOpen && to === high ? to - 1 : to);
}

/** Zero, else a whole number near an end, else what lies in the middle. */
function simplest({ low, high, lowOpen, highOpen }: Stretch): number {
  const holds = (number: number): boolean =>
    (number > low || (number === low && !lowOpen)) &&
    (number < high || (number === high && !highOpen));
  const near = [0, Math.ceil(low), Math.floor(low) + 1, Math.floor(high), Math.ceil(high) - 1];
  const found = near.find((number) => Number.isFinite(number) && holds(number));
  return found ?? (low + high) / 2;
}

const cost = (number: number): number =>
  (Number.isInteger(number) ? 0 : 1e6) + Math.abs(number) + (number < 0 ? 0.5 : 0);
