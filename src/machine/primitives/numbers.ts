import { fail, wrongType } from '../control/conditions.ts';
import { parseNumber, numberText } from '../data/number-text.ts';
import {
  add,
  compare,
  divide,
  divideIntegers,
  gcdBig,
  integerSquareRoot,
  integral,
  isExact,
  isInteger,
  isNumber,
  multiply,
  normal,
  numberOf,
  power,
  roundNumber,
  signOf,
  squareRoot,
  subtract,
  toDouble,
  toExact,
} from '../data/numbers.ts';
import type { Division, Exact, Num, Rounding } from '../data/numbers.ts';
import type { Machine } from '../machine.ts';
import { weightOf } from '../data/number-weight.ts';
import { many, plain } from './primitive.ts';
import type { PrimitiveDefinition } from './primitive.ts';
import { Flonum, Ratio, Values } from '../data/values.ts';
import type { Value } from '../data/values.ts';

const fold = (name: string, unit: number, step: (a: Value, b: Value) => Num): PrimitiveDefinition =>
  many(name, 0, (m, operands) => {
    m.charge(operands.length);
    if (operands.length === 1) return numberOf(operands[0] as Value, name);
    return operands.reduce<Value>((sum, operand) => step(sum, operand), unit);
  });

const foldOrInvert = (
  name: string,
  invert: (value: Value) => Num,
  step: (a: Value, b: Value) => Num,
): PrimitiveDefinition =>
  many(name, 1, (_, operands) =>
    operands.length === 1
      ? invert(operands[0] as Value)
      : operands.slice(1).reduce<Value>((sum, operand) => step(sum, operand), operands[0] as Value),
  );

/** Of 0.0 that is -0.0, which 0 − 0.0 is not. */
const negate = (value: Value): Num =>
  value instanceof Flonum ? new Flonum(-value.value) : subtract(0, value);

const comparison = (name: string, holds: (order: number) => boolean): PrimitiveDefinition =>
  many(name, 1, (_, operands) => {
    numberOf(operands[0] as Value, name);
    // All operands are looked at, so that a wrong one is an error wherever it stands.
    const orders = operands
      .slice(1)
      .map((operand, at) => compare(operands[at] as Value, operand, name));
    return orders.every(holds);
  });

const test = (name: string, holds: (value: Value) => boolean): PrimitiveDefinition =>
  plain(name, 1, 1, (_, value) => holds(value));

const numeric = (name: string, run: (value: Num) => Value): PrimitiveDefinition =>
  plain(name, 1, 1, (_, value) => run(numberOf(value, name)));

const rounding = (name: Rounding): PrimitiveDefinition =>
  numeric(name, (value) => roundNumber(value, name));

const division = (
  name: string,
  how: Division,
  part: 'quotient' | 'remainder',
): PrimitiveDefinition => plain(name, 2, 2, (_, a, b) => divideIntegers(a, b, how, name)[part]);

const bothParts = (name: string, how: Division): PrimitiveDefinition =>
  plain(name, 2, 2, (_, a, b) => {
    const { quotient, remainder } = divideIntegers(a, b, how, name);
    return new Values([quotient, remainder]);
  });

/** `max` and `min`: inexact as soon as one operand is. */
const extreme = (name: string, better: (order: number) => boolean): PrimitiveDefinition =>
  many(name, 1, (_, operands) => {
    const numbers = operands.map((operand) => numberOf(operand, name));
    const nan = numbers.find((value) => value instanceof Flonum && Number.isNaN(value.value));
    if (nan !== undefined) return nan;
    const best = numbers.reduce((found, value) =>
      better(compare(value, found, name)) ? value : found,
    );
    return numbers.every(isExact) ? best : new Flonum(toDouble(best));
  });

function commonDivisor(a: Value, b: Value): Num {
  const [x, y] = [integral(a, 'gcd'), integral(b, 'gcd')];
  const exact = normal(
    gcdBig(BigInt(toExact(x) as number | bigint), BigInt(toExact(y) as number | bigint)),
  );
  return x instanceof Flonum || y instanceof Flonum ? new Flonum(toDouble(exact)) : exact;
}

function commonMultiple(a: Value, b: Value): Num {
  const [x, y] = [integral(a, 'lcm'), integral(b, 'lcm')];
  const divisor = commonDivisor(x, y);
  if (signOf(divisor) === 0) return divisor;
  return absolute(multiply(x, divideIntegers(y, divisor, 'truncate', 'lcm').quotient));
}

const absolute = (value: Num): Num =>
  value instanceof Flonum
    ? new Flonum(Math.abs(value.value))
    : signOf(value) < 0
      ? subtract(0, value)
      : value;

/** Numerator or denominator, of an inexact number those of its exact value. */
const part = (name: string, of: (value: Exact) => number | bigint): PrimitiveDefinition =>
  numeric(name, (value) => {
    const result = of(toExact(value, name));
    return value instanceof Flonum
      ? new Flonum(Number(result))
      : typeof result === 'bigint'
        ? normal(result)
        : result;
  });

/** The simplest rational within `tolerance` of a number (Stern and Brocot). */
function rationalize(value: Value, tolerance: Value): Num {
  const [x, y] = [numberOf(value, 'rationalize'), absolute(numberOf(tolerance, 'rationalize'))];
  if (x instanceof Flonum || y instanceof Flonum) {
    const [a, b] = [toDouble(x), toDouble(y)];
    if (Number.isNaN(a) || Number.isNaN(b)) return new Flonum(NaN);
    if (!Number.isFinite(b)) return new Flonum(Number.isFinite(a) ? 0 : NaN);
    if (!Number.isFinite(a)) return new Flonum(a);
    return new Flonum(
      toDouble(
        simplestBetween(
          subtract(toExact(x), toExact(y)) as Exact,
          add(toExact(x), toExact(y)) as Exact,
        ),
      ),
    );
  }
  return simplestBetween(subtract(x, y) as Exact, add(x, y) as Exact);
}

function simplestBetween(low: Exact, high: Exact): Exact {
  if (signOf(low) <= 0 && signOf(high) >= 0) return 0;
  if (signOf(high) < 0)
    return subtract(
      0,
      simplestBetween(subtract(0, high) as Exact, subtract(0, low) as Exact),
    ) as Exact;
  const wholes: Exact[] = [];
  let [from, to] = [low, high];
  for (;;) {
    const whole = roundNumber(from, 'floor') as Exact;
    if (compare(whole, from, 'rationalize') === 0) {
      wholes.push(whole);
      break;
    }
    if (compare(whole, roundNumber(to, 'floor'), 'rationalize') < 0) {
      wholes.push(add(whole, 1) as Exact);
      break;
    }
    wholes.push(whole);
    [from, to] = [
      divide(1, subtract(to, whole)) as Exact,
      divide(1, subtract(from, whole)) as Exact,
    ];
  }
  return wholes.reduceRight((rest, whole) => add(whole, divide(1, rest)) as Exact);
}

function exactIntegerSquareRoot(value: Value): Value {
  if (!isInteger(value) || value < 0)
    return wrongType('exact-integer-sqrt', 'an exact integer that is not negative', value);
  const root = integerSquareRoot(BigInt(value));
  return new Values([normal(root), normal(BigInt(value) - root * root)]);
}

function exponentiate(base: Value, exponent: Value): Value {
  const number = numberOf(base, 'expt');
  return isInteger(exponent)
    ? power(number, exponent)
    : wrongType('expt', 'an exact integer as exponent', exponent);
}

function radixOf(value: Value | undefined, procedure: string): number {
  if (value === undefined) return 10;
  return value === 2 || value === 8 || value === 10 || value === 16
    ? value
    : fail('out-of-range', `${procedure}: a radix is 2, 8, 10 or 16`, value);
}

const isWhole = (value: Value): boolean =>
  isInteger(value) || (value instanceof Flonum && Number.isInteger(value.value));
const isOdd = (name: string, value: Value): boolean =>
  signOf(divideIntegers(value, 2, 'floor', name).remainder) !== 0;

/** Long numbers are charged for, as often as an operation goes over them. */
function weighed(definition: PrimitiveDefinition): PrimitiveDefinition {
  const times = PASSES[definition.name] ?? 1;
  const charge = (m: Machine, values: readonly (Value | undefined)[]): void => {
    const weight = values.reduce<number>((sum, value) => sum + weightOf(value ?? 0), 0);
    if (weight > 0) m.charge(weight * times);
  };
  switch (definition.kind) {
    case 'control':
      return definition;
    case 'many': {
      const run = (m: Machine, operands: readonly Value[]): Value => {
        charge(m, operands);
        const result = definition.run(m, operands);
        charge(m, [result]);
        return result;
      };
      return { ...definition, run };
    }
    case 'plain': {
      const run = (m: Machine, ...operands: Value[]): Value => {
        charge(m, operands);
        const result = definition.run(m, ...operands);
        charge(m, [result]);
        return result;
      };
      return { ...definition, run };
    }
  }
}

/** How many times an operation goes over its operands, for those that do so more than once. */
const PASSES: { readonly [name: string]: number } = {
  'number->string': 8,
  gcd: 16,
  lcm: 16,
  sqrt: 64,
  'exact-integer-sqrt': 64,
};

const definitions: readonly PrimitiveDefinition[] = [
  test('number?', isNumber),
  test('complex?', isNumber),
  test('real?', isNumber),
  test('rational?', (value) =>
    isNumber(value) && !(value instanceof Flonum && !Number.isFinite(value.value))),
  test('integer?', isWhole),
  test('exact-integer?', isInteger),
  test('exact-rational?', (value) => isInteger(value) || value instanceof Ratio),
  numeric('exact?', isExact),
  numeric('inexact?', (value) => !isExact(value)),
  numeric('finite?', (value) => !(value instanceof Flonum) || Number.isFinite(value.value)),
  numeric('infinite?', (value) => value instanceof Flonum && Math.abs(value.value) === Infinity),
  numeric('nan?', (value) => value instanceof Flonum && Number.isNaN(value.value)),
  comparison('=', (order) => order === 0),
  comparison('<', (order) => order < 0),
  comparison('>', (order) => order > 0),
  comparison('<=', (order) => order <= 0),
  comparison('>=', (order) => order >= 0),
  numeric('zero?', (value) => (value instanceof Flonum ? value.value === 0 : value === 0)),
  numeric('positive?', (value) => signOf(value) > 0),
  numeric('negative?', (value) => signOf(value) < 0),
  plain('odd?', 1, 1, (_, value) => isOdd('odd?', value)),
  plain('even?', 1, 1, (_, value) => !isOdd('even?', value)),
  extreme('max', (order) => order > 0),
  extreme('min', (order) => order < 0),
  fold('+', 0, add),
  fold('*', 1, multiply),
  foldOrInvert('-', negate, subtract),
  foldOrInvert('/', (value) => divide(1, value), divide),
  numeric('abs', absolute),
  numeric('magnitude', absolute),
  bothParts('floor/', 'floor'),
  division('floor-quotient', 'floor', 'quotient'),
  division('floor-remainder', 'floor', 'remainder'),
  bothParts('truncate/', 'truncate'),
  division('truncate-quotient', 'truncate', 'quotient'),
  division('truncate-remainder', 'truncate', 'remainder'),
  division('quotient', 'truncate', 'quotient'),
  division('remainder', 'truncate', 'remainder'),
  division('modulo', 'floor', 'remainder'),
  many('gcd', 0, (_, operands) => operands.reduce<Num>(commonDivisor, 0)),
  many('lcm', 0, (_, operands) => operands.reduce<Num>(commonMultiple, 1)),
  part('numerator', (value) => (value instanceof Ratio ? value.num : value)),
  part('denominator', (value) => (value instanceof Ratio ? value.den : 1)),
  rounding('floor'),
  rounding('ceiling'),
  rounding('truncate'),
  rounding('round'),
  plain('rationalize', 2, 2, (m, value, tolerance) => {
    // There are the more steps to it the longer its operands are.
    m.charge((weightOf(value) + weightOf(tolerance)) ** 2);
    return rationalize(value, tolerance);
  }),
  numeric('square', (value) => multiply(value, value)),
  numeric('sqrt', squareRoot),
  plain('exact-integer-sqrt', 1, 1, (_, value) => exactIntegerSquareRoot(value)),
  plain('expt', 2, 2, (_, base, exponent) => exponentiate(base, exponent)),
  numeric('exact', (value) => toExact(value)),
  numeric('inexact', (value) => (isExact(value) ? new Flonum(toDouble(value)) : value)),
  plain('number->string', 1, 2, (_, value, radix) =>
    numberText(numberOf(value, 'number->string'), radixOf(radix, 'number->string')),
  ),
  plain('string->number', 1, 2, (m, text, radix) => {
    if (typeof text !== 'string') return wrongType('string->number', 'a string', text);
    m.charge(text.length >> 3);
    return parseNumber(text, radixOf(radix, 'string->number')) ?? false;
  }),
];

/** Numbers: R7RS 6.2 without complex ones and without the transcendental functions. */
export const numberPrimitives: readonly PrimitiveDefinition[] = definitions.map(weighed);
