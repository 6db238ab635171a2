import type { Datum } from '../core/datum.ts';
import { listItems, symbolName } from '../core/datum.ts';
import { unreachable } from '../core/unreachable.ts';
import type { Operator } from '../policy/definitions.ts';
import { orderOf } from '../core/exact.ts';

/** A comparison's answer, or that the value is not of a type that can be compared so. */
export type Verdict = boolean | 'wrong-type';

/**
 * Compares values with a constant. Types are never converted: "3" is not 3, the symbol `a` is not the text "a", and
 * asking which of a word and a number is less is an error, as it is in the language.
 */
export function comparing(operator: Operator, constant: Datum): (value: Datum) => Verdict {
  switch (operator) {
    case '=':
      return sameAs(constant);
    case '!=': {
      const same = sameAs(constant);
      return (value) => !same(value);
    }
    case '<':
    case '<=':
    case '>':
    case '>=':
      return (value) => ordered(operator, order(value, constant));
    case 'member': {
      const keys = keysOf(constant);
      return keys === undefined ? wrong : (value) => keys.has(keyOf(value));
    }
    case 'contains': {
      const key = keyOf(constant);
      return (value) => listItems(value)?.some((item) => keyOf(item) === key) ?? 'wrong-type';
    }
    case 'intersects': {
      const keys = keysOf(constant);
      if (keys === undefined) return wrong;
      return (value) => listItems(value)?.some((item) => keys.has(keyOf(item))) ?? 'wrong-type';
    }
    default:
      return unreachable(operator);
  }
}

const wrong = (): Verdict => 'wrong-type';

/** Numbers are the same when they are equal, exact or not; everything else when it is written the same. */
function sameAs(constant: Datum): (value: Datum) => boolean {
  const key = keyOf(constant);
  return (value) => keyOf(value) === key || order(value, constant) === 0;
}

/** Most numbers are small whole ones, and most judgements compare them. */
const order = (a: Datum, b: Datum): ReturnType<typeof orderOf> =>
  typeof a === 'number' && typeof b === 'number' ? (a < b ? -1 : a > b ? 1 : 0) : orderOf(a, b);

function ordered(operator: '<' | '<=' | '>' | '>=', order: ReturnType<typeof orderOf>): Verdict {
  if (order === undefined) return 'wrong-type';
  if (order === 'unordered') return false;
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order >= 0;
}

/** Tells data apart, types and exactness included. */
function keyOf(datum: Datum): string {
  if (typeof datum === 'string') return `"${datum}`;
  const word = symbolName(datum);
  return word === undefined ? JSON.stringify(datum) : `'${word}`;
}

const keysOf = (list: Datum): ReadonlySet<string> | undefined => {
  const items = listItems(list);
  return items === undefined ? undefined : new Set(items.map(keyOf));
};
