import { exactDatum, finiteOf, ONE, over, signOf, ZERO, type Exact } from '../../core/exact.ts';
import type { Call, Known } from './call.ts';
import {
  constantSum,
  difference,
  multiple,
  opposite,
  subjectSum,
  sum,
  type Linear,
} from './linear.ts';
import { isShort } from './numbers.ts';
import { callText, datumValue, textOf, type Value, type Way } from './value.ts';
import type { World } from './world.ts';

/** Values that are numbers, in the worlds where they are. */
interface InNumbers {
  readonly sums: readonly Linear[];
  readonly worlds: readonly World[];
}

/**
 * Values as sums of numbers, in the worlds where they are numbers: in the others the program fails. Undefined where one
 * of them is not followed.
 */
export function inNumbers({ name, args, world, explorer }: Call): InNumbers | undefined {
  const sums: Linear[] = [];
  let worlds: readonly World[] = [world];
  for (const value of args) {
    const each = sumOf(value);
    if (each === undefined) {
      if (value.kind !== 'datum' || isNumber(value)) return undefined;
      const text = callText(name, args);
      for (const each of worlds)
        explorer.failing.push({ text, operand: textOf(value), world: each });
      return { sums: args.map(() => constantSum(ZERO)), worlds: [] };
    }
    sums.push(each);
    if (value.kind === 'subject')
      worlds = worlds.flatMap(
        (one) => explorer.asked(value.subject, { kind: 'sort', sort: 'number' }, one).yes,
      );
  }
  return { sums, worlds };
}

/** NaN and the infinities are numbers, too, and not followed. */
const isNumber = (value: Value): boolean =>
  value.kind === 'datum' && Array.isArray(value.datum) && value.datum[0] === 'f';

function sumOf(value: Value): Linear | undefined {
  if (value.kind === 'sum') return value.sum;
  if (value.kind === 'subject') return subjectSum(value.subject, ONE);
  const number = value.kind === 'datum' ? finiteOf(value.datum) : undefined;
  return number === undefined ? undefined : constantSum(number);
}

/** Arithmetic whose result is a sum of multiples; where it is none, or would be rounded, its value is its own unknown. */
const worked =
  (result: (sums: readonly Linear[]) => Linear | undefined): Known =>
  (call) => {
    const numbers = inNumbers(call);
    if (numbers === undefined) return undefined;
    const total = call.args.some(isRounded) ? undefined : result(numbers.sums);
    return numbers.worlds.map((world): Way => ({ value: valueOf(total, call), world }));
  };

const isRounded = (value: Value): boolean =>
  value.kind === 'datum' && isNumber(value) && !isShort(finiteOf(value.datum)!);

function valueOf(total: Linear | undefined, { name, args, explorer }: Call): Value {
  if (total === undefined) return explorer.term(name, args);
  const [only, another] = total.terms;
  if (only === undefined) return datumValue(exactDatum(total.constant));
  const isBare = signOf(total.constant) === 0 && another === undefined && isOne(only.factor);
  if (isBare) return { kind: 'subject', subject: only.subject };
  return { kind: 'sum', sum: total, text: callText(name, args) };
}

const isOne = ({ numerator, denominator }: Exact): boolean =>
  numerator === 1n && denominator === 1n;

const product = (one: Linear, other: Linear): Linear | undefined => {
  if (one.terms.length === 0) return multiple(other, one.constant);
  return other.terms.length === 0 ? multiple(one, other.constant) : undefined;
};

const quotient = (one: Linear, other: Linear): Linear | undefined =>
  other.terms.length === 0 && signOf(other.constant) !== 0
    ? multiple(one, over(ONE, other.constant))
    : undefined;

type Step = (one: Linear, other: Linear) => Linear | undefined;

const inTurn = (sums: readonly Linear[], step: Step): Linear | undefined =>
  sums
    .slice(1)
    .reduce<Linear | undefined>(
      (all, next) => (all === undefined ? undefined : step(all, next)),
      sums[0],
    );

/** A number less the others; by itself, what it lacks to zero. */
export const opposed = worked((sums) =>
  sums.length === 1 ? sums.map(opposite)[0] : inTurn(sums, difference),
);

export const arithmetic: { readonly [name: string]: Known } = {
  '+': worked((sums) => inTurn([constantSum(ZERO), ...sums], sum)),
  '*': worked((sums) => inTurn([constantSum(ONE), ...sums], product)),
  '-': opposed,
  '/': worked((sums) => inTurn(sums.length === 1 ? [constantSum(ONE), ...sums] : sums, quotient)),
};
