import {
  floor,
  gcd,
  isWhole,
  minus,
  negative,
  over,
  plus,
  ratio,
  signOf,
  times,
  whole,
  ZERO,
  type Exact,
} from '../../core/exact.ts';
import {
  countsTo,
  isVoid,
  simplest,
  wholePart,
  wholesOf,
  type End,
  type Stretch,
} from './numbers.ts';

/** The factors of the unknowns, by their places, times these, and the constant: less than zero, at most zero, or zero. */
export interface Row {
  readonly factors: readonly Exact[];
  readonly constant: Exact;
  readonly order: '<' | '<=' | '=';
}

/** Rows made on the way, and values tried; with more it stays undecided. */
const ROWS_MAX = 300;
const TRIES_MAX = 1_000;
/** Whole numbers tried for one unknown. */
const CHOICES_MAX = 110;
/** Values tried to find whole numbers where others would do, too. */
const NEATNESS_MAX = 60;

/**
 * Numbers for which all the rows hold, whole ones where they exist; `whole` tells which unknowns must be. By elimination
 * of one unknown after the other (Fourier and Motzkin), which is exact for numbers of any kind; whole ones are then tried
 * within what it leaves. `undecided` where too many would have to be.
 */
export function solveRows(
  rows: readonly Row[],
  mustBeWhole: readonly boolean[],
): readonly Exact[] | 'none' | 'undecided' {
  // Those that must be whole come first: with them settled, the others are numbers of any kind.
  const places = mustBeWhole
    .map((_, place) => place)
    .toSorted((a, b) => Number(mustBeWhole[b]) - Number(mustBeWhole[a]));
  const sorted = rows.map((row) => ({
    ...row,
    factors: places.map((place) => row.factors[place] ?? ZERO),
  }));
  const wholes = places.map((place) => mustBeWhole[place] === true);
  const stages = stagesOf(sorted, wholes);
  if (typeof stages === 'string') return stages;
  const neat = new Search(
    stages,
    wholes.map(() => true),
    NEATNESS_MAX,
  ).result();
  const found = typeof neat === 'string' ? new Search(stages, wholes, TRIES_MAX).result() : neat;
  return typeof found === 'string' ? found : places.map((_, at) => found[places.indexOf(at)]!);
}

/** For each unknown the rows that bind it to those before it; those of the ones behind it are eliminated. */
function stagesOf(
  rows: readonly Row[],
  wholes: readonly boolean[],
): readonly (readonly Row[])[] | 'none' | 'undecided' {
  const stages: (readonly Row[])[] = [];
  let left = tightened(rows, wholes);
  for (let place = wholes.length - 1; place >= 0; place -= 1) {
    if (left === undefined) return 'none';
    if (left.length > ROWS_MAX) return 'undecided';
    const about = left.filter(({ factors }) => signOf(factors[place]!) !== 0);
    stages.unshift(about);
    const others = left.filter((row) => !about.includes(row));
    left = tightened([...others, ...eliminated(about, place)], wholes);
  }
  return left === undefined ? 'none' : stages;
}

/** What rows about an unknown say of the others: an equality tells what it is, bounds from both sides must meet. */
function eliminated(rows: readonly Row[], place: number): readonly Row[] {
  const factorOf = ({ factors }: Row): Exact => factors[place]!;
  const known = rows.find(({ order }) => order === '=');
  if (known !== undefined)
    return rows
      .filter((row) => row !== known)
      .map((row) => added(row, known, negative(over(factorOf(row), factorOf(known))), row.order));
  const above = rows.filter((row) => signOf(factorOf(row)) > 0);
  const below = rows.filter((row) => signOf(factorOf(row)) < 0);
  return above.flatMap((high) =>
    below.map((low) => {
      const order = high.order === '<' || low.order === '<' ? '<' : '<=';
      return added(high, low, negative(over(factorOf(high), factorOf(low))), order);
    }),
  );
}

const added = (one: Row, other: Row, factor: Exact, order: Row['order']): Row => ({
  factors: one.factors.map((each, at) => plus(each, times(other.factors[at]!, factor))),
  constant: plus(one.constant, times(other.constant, factor)),
  order,
});

/** Each row once, as small as it goes, without those that always hold; undefined where one never does. */
function tightened(rows: readonly Row[], wholes: readonly boolean[]): readonly Row[] | undefined {
  const found = new Map<string, Row>();
  for (const row of rows) {
    const small = reduced(row, wholes);
    if (small === undefined) return undefined;
    if (small.factors.every((factor) => signOf(factor) === 0)) {
      if (!holdsSign(signOf(small.constant), small.order)) return undefined;
      continue;
    }
    const key = [small.order, ...small.factors.map(textOf)].join(' ');
    const before = found.get(key);
    if (
      before !== undefined &&
      small.order === '=' &&
      textOf(before.constant) !== textOf(small.constant)
    )
      return undefined;
    if (before === undefined || signOf(minus(small.constant, before.constant)) > 0)
      found.set(key, small);
  }
  return [...found.values()];
}

const textOf = ({ numerator, denominator }: Exact): string =>
  `${String(numerator)}/${String(denominator)}`;

const holdsSign = (sign: number, order: Row['order']): boolean =>
  order === '<' ? sign < 0 : order === '<=' ? sign <= 0 : sign === 0;

/**
 * The row with whole factors that have no common divisor. Where all its unknowns are whole numbers the constant is
 * brought to one as well; undefined where no whole numbers can make it hold.
 */
function reduced({ factors, constant, order }: Row, wholes: readonly boolean[]): Row | undefined {
  const denominators = factors.reduce((all, { denominator }) => lcm(all, denominator), 1n);
  const divisor = factors.reduce(
    (all, { numerator, denominator }) => gcd(all, (numerator * denominators) / denominator),
    0n,
  );
  if (divisor === 0n) return { factors, constant, order };
  const by = ratio(denominators, divisor);
  const small = factors.map((factor) => times(factor, by));
  const rest = times(constant, by);
  if (!factors.every((factor, at) => signOf(factor) === 0 || wholes[at] === true))
    return { factors: small, constant: rest, order };
  if (order === '=') return isWhole(rest) ? { factors: small, constant: rest, order } : undefined;
  // A sum of whole numbers that is less than -rest is at most the whole number before it.
  const most =
    order === '<' && isWhole(rest) ? minus(negative(rest), whole(1n)) : floor(negative(rest));
  return { factors: small, constant: negative(most), order: '<=' };
}

const lcm = (a: bigint, b: bigint): bigint => (a / gcd(a, b)) * b;

/** Tries values for one unknown after the other, each within what the ones before leave. */
class Search {
  private readonly stages: readonly (readonly Row[])[];
  private readonly wholes: readonly boolean[];
  private tries: number;
  private complete = true;

  constructor(stages: readonly (readonly Row[])[], wholes: readonly boolean[], triesMax: number) {
    this.stages = stages;
    this.wholes = wholes;
    this.tries = triesMax;
  }

  result(): readonly Exact[] | 'none' | 'undecided' {
    return this.from([]) ?? (this.complete ? 'none' : 'undecided');
  }

  private from(values: readonly Exact[]): readonly Exact[] | undefined {
    const rows = this.stages[values.length];
    if (rows === undefined) return values;
    for (const value of this.choices(stretchOf(rows, values), this.wholes[values.length]!)) {
      this.tries -= 1;
      if (this.tries < 0) {
        this.complete = false;
        return undefined;
      }
      const found = this.from([...values, value]);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private choices(stretch: Stretch, mustBeWhole: boolean): readonly Exact[] {
    if (isVoid(stretch)) return [];
    if (!mustBeWhole) return [simplest(stretch, false)];
    const inside = wholePart(stretch);
    if (!countsTo(inside, CHOICES_MAX) && !isVoid(inside)) this.complete = false;
    return wholesOf(inside, CHOICES_MAX);
  }
}

/** What rows leave for an unknown once those before it have values. */
function stretchOf(rows: readonly Row[], values: readonly Exact[]): Stretch {
  let low: End | null = null;
  let high: End | null = null;
  for (const { factors, constant, order } of rows) {
    const factor = factors[values.length]!;
    const rest = values.reduce((all, value, at) => plus(all, times(value, factors[at]!)), constant);
    const end: End = { at: negative(over(rest, factor)), open: order === '<' };
    if (order === '=' || signOf(factor) > 0) high = closer(high, end, -1);
    if (order === '=' || signOf(factor) < 0) low = closer(low, end, 1);
  }
  return { low, high };
}

function closer(one: End | null, other: End, side: 1 | -1): End {
  if (one === null) return other;
  const towards = signOf(minus(other.at, one.at));
  if (towards === 0) return one.open ? one : other;
  return towards === side ? other : one;
}
