import type { Datum } from '../core/datum.ts';
import { listItems } from '../core/datum.ts';
import { unreachable } from '../core/unreachable.ts';
import type { Operator } from '../policy/definitions.ts';
import { orderOf } from './exact.ts';

/** A comparison's answer, or that the value is not of a type that can be compared so. */
export type Verdict = boolean | 'wrong-type';

/**
 * Compares a value with a constant. Types are never converted: "3" is not 3, the symbol `a` is not the text "a", and
 * asking which of a word and a number is less is an error, as it is in the language.
 */
export function compareHolds(operator: Operator, value: Datum, constant: Datum): Verdict {
  switch (operator) {
    case '=':
      return same(value, constant);
    case '!=':
      return !same(value, constant);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return ordered(operator, orderOf(value, constant));
    case 'member':
      return has(constant, value);
    case 'contains':
      return has(value, constant);
    case 'intersects':
      return meet(value, constant);
    default:
      return unreachable(operator);
  }
}

const same = (a: Datum, b: Datum): boolean => orderOf(a, b) === 0 || equal(a, b);

/** Data are plain, so their text tells them apart, types and exactness included. */
const equal = (a: Datum, b: Datum): boolean => JSON.stringify(a) === JSON.stringify(b);

function ordered(operator: '<' | '<=' | '>' | '>=', order: ReturnType<typeof orderOf>): Verdict {
  if (order === undefined) return 'wrong-type';
  if (order === 'unordered') return false;
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order >= 0;
}

function has(list: Datum, item: Datum): Verdict {
  const items = listItems(list);
  return items === undefined ? 'wrong-type' : items.some((one) => equal(one, item));
}

function meet(a: Datum, b: Datum): Verdict {
  const [items, others] = [listItems(a), listItems(b)];
  if (items === undefined || others === undefined) return 'wrong-type';
  return items.some((item) => others.some((other) => equal(item, other)));
}
