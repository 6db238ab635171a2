import type { Datum } from '../../core/datum.ts';
import {
  ceiling,
  exactDatum,
  floor,
  isWhole,
  minus,
  negative,
  ONE,
  order as compare,
  over,
  plus,
  ratio,
  signOf,
  times,
  whole as wholeNumber,
  ZERO,
  type Exact,
} from '../../core/exact.ts';

/** An end of a stretch; what has none goes on for ever. */
export interface End {
  readonly at: Exact;
  /** Whether the end itself does not belong to the stretch. */
  readonly open: boolean;
}

/** A stretch of the number line. */
export interface Stretch {
  readonly low: End | null;
  readonly high: End | null;
}

/** Numbers, as stretches from the lowest up that do not meet. Exact and inexact ones are not told apart; NaN is none. */
export interface Numbers {
  readonly stretches: readonly Stretch[];
  /** Whether whole numbers alone are meant. */
  readonly whole: boolean;
}

export type Order = '<' | '<=' | '=' | '>=' | '>';

const everywhere: Stretch = { low: null, high: null };

export const noNumbers: Numbers = { stretches: [], whole: false };
export const allNumbers: Numbers = { stretches: [everywhere], whole: false };

/** The whole numbers from one up, to another where one is given; both included. */
export const wholeNumbers = (low: number, high: number | null): Numbers => ({
  stretches: [{ low: closed(low), high: high === null ? null : closed(high) }],
  whole: true,
});

const closed = (at: number): End => ({ at: wholeNumber(BigInt(at)), open: false });

/** Those that stand so to a number, and the others. */
export function splitNumbers(
  numbers: Numbers,
  order: Order,
  bound: Exact,
): readonly [holding: Numbers, others: Numbers] {
  const kept = (...parts: readonly Stretch[]): Numbers => meet(numbers, parts);
  const below: Stretch = { low: null, high: { at: bound, open: true } };
  const above: Stretch = { low: { at: bound, open: true }, high: null };
  const at: Stretch = { low: { at: bound, open: false }, high: { at: bound, open: false } };
  switch (order) {
    case '<':
      return [kept(below), kept(at, above)];
    case '<=':
      return [kept(below, at), kept(above)];
    case '=':
      return [kept(at), kept(below, above)];
    case '>=':
      return [kept(at, above), kept(below)];
    case '>':
      return [kept(above), kept(below, at)];
  }
}

/** The numbers that are in both. */
export const commonNumbers = (one: Numbers, other: Numbers): Numbers =>
  meet({ ...one, whole: one.whole || other.whole }, other.stretches);

const meet = (numbers: Numbers, parts: readonly Stretch[]): Numbers => ({
  ...numbers,
  stretches: tidied(
    numbers.stretches.flatMap((one) => parts.map((other) => common(one, other))),
    numbers.whole,
  ),
});

/** One of the numbers, a short one to write; undefined where there is none. */
export function someNumber({ stretches, whole }: Numbers): Exact | undefined {
  const simple = stretches.map((stretch) => simplest(stretch, whole));
  const [first] = simple.toSorted((a, b) => cost(a) - cost(b));
  return first;
}

/** The number as a change has it, whose fractions are inexact, where nothing is lost by that. */
export const numberDatum = (value: Exact): Datum =>
  isWhole(value) || !isShort(value)
    ? exactDatum(value)
    : ['f', Number(value.numerator) / Number(value.denominator)];

const SHORT = 1n << 20n;

/** Whether sums and products of a few such numbers are the same exactly as in the host's arithmetic. */
export const isShort = ({ numerator, denominator }: Exact): boolean =>
  numerator < SHORT &&
  numerator > -SHORT &&
  denominator < SHORT &&
  (denominator & (denominator - 1n)) === 0n;

const common = (one: Stretch, other: Stretch): Stretch => ({
  low: nearer(one.low, other.low, 1),
  high: nearer(one.high, other.high, -1),
});

/** The end that leaves less: of two low ones (1) the higher, of two high ones (-1) the lower. */
function nearer(one: End | null, other: End | null, side: 1 | -1): End | null {
  if (one === null || other === null) return one ?? other;
  const towards = compare(one.at, other.at);
  if (towards === 0) return one.open ? one : other;
  return towards === side ? one : other;
}

/** Without those that are empty; of whole numbers both ends belong to the stretch. */
function tidied(stretches: readonly Stretch[], whole: boolean): readonly Stretch[] {
  return stretches
    .map((one) => (whole ? wholePart(one) : one))
    .filter((stretch) => !isVoid(stretch))
    .toSorted((a, b) =>
      a.low === null || b.low === null
        ? Number(b.low === null) - Number(a.low === null)
        : compare(a.low.at, b.low.at),
    );
}

export function isVoid({ low, high }: Stretch): boolean {
  if (low === null || high === null) return false;
  const towards = compare(low.at, high.at);
  return towards > 0 || (towards === 0 && (low.open || high.open));
}

/** The whole numbers of a stretch, by its ends. */
export const wholePart = ({ low, high }: Stretch): Stretch => ({
  low: low === null ? null : { at: leastWhole(low), open: false },
  high: high === null ? null : { at: greatestWhole(high), open: false },
});

const leastWhole = ({ at, open }: End): Exact =>
  open && isWhole(at) ? plus(at, ONE) : ceiling(at);
const greatestWhole = ({ at, open }: End): Exact =>
  open && isWhole(at) ? minus(at, ONE) : floor(at);

const holds = ({ low, high }: Stretch, value: Exact): boolean => {
  const [above, below] = [
    low === null ? 1 : compare(value, low.at),
    high === null ? -1 : compare(value, high.at),
  ];
  return (
    (above > 0 || (above === 0 && low?.open === false)) &&
    (below < 0 || (below === 0 && high?.open === false))
  );
};

/** Halves, quarters and so on are tried down to this part. */
const FINEST = 1n << 20n;

/** Zero, else a whole number near an end, else the coarsest binary fraction, else what lies in the middle. */
export function simplest(stretch: Stretch, whole: boolean): Exact {
  if (holds(stretch, ZERO)) return ZERO;
  const last = whole ? 1n : FINEST;
  for (let parts = 1n; parts <= last; parts *= 2n) {
    const found = nearZero(wholePart(scaled(stretch, wholeNumber(parts))));
    if (found !== undefined) return ratio(found.numerator, parts);
  }
  return middle(stretch);
}

const scaled = ({ low, high }: Stretch, factor: Exact): Stretch => ({
  low: low === null ? null : { ...low, at: times(low.at, factor) },
  high: high === null ? null : { ...high, at: times(high.at, factor) },
});

/** The end nearer to zero of a stretch that does not hold it; undefined where the stretch is empty. */
function nearZero(stretch: Stretch): Exact | undefined {
  if (isVoid(stretch)) return undefined;
  const { low, high } = stretch;
  if (holds(stretch, ZERO)) return ZERO;
  return low !== null && signOf(low.at) > 0 ? low.at : high?.at;
}

function middle({ low, high }: Stretch): Exact {
  if (low === null || high === null) return low?.at ?? high?.at ?? ZERO;
  return over(plus(low.at, high.at), wholeNumber(2n));
}

/** The whole numbers of a stretch, from the one nearest to zero on, at most so many. */
export function wholesOf(stretch: Stretch, max: number): readonly Exact[] {
  const found: Exact[] = [];
  const start = nearZero(wholePart(stretch));
  if (start === undefined) return found;
  const within = (value: Exact): boolean => holds(stretch, value);
  found.push(start);
  for (let step = ONE; found.length < max; step = plus(step, ONE)) {
    const further = [plus(start, step), minus(start, step)].filter(within);
    if (further.length === 0) break;
    found.push(...further);
  }
  return found.slice(0, max);
}

/** Whether a stretch of whole numbers has no more than so many. */
export const countsTo = ({ low, high }: Stretch, max: number): boolean =>
  low !== null &&
  high !== null &&
  compare(minus(high.at, low.at), wholeNumber(BigInt(max - 1))) <= 0;

function cost(value: Exact): number {
  const below = signOf(value) < 0;
  const { numerator, denominator } = below ? negative(value) : value;
  const size = Number(numerator) / Number(denominator);
  return (isWhole(value) ? 0 : 1e6) + size + (below ? 0.5 : 0);
}
