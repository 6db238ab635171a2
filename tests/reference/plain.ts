import { raise } from './conditions.ts';
import { Procedure, Wrong } from './values.ts';
import type { Value } from './values.ts';

/** A procedure that answers at once; what it throws as `Wrong` is raised where it was called. */
export function plain(
  name: string,
  min: number,
  max: number,
  answer: (...operands: Value[]) => Value,
): Procedure {
  return new Procedure(name, min, max, (operands, dynamic, k) => {
    let value: Value;
    try {
      value = answer(...operands);
    } catch (thrown) {
      if (thrown instanceof Wrong) return raise(thrown.condition, dynamic, k);
      throw thrown;
    }
    return () => k(value);
  });
}
