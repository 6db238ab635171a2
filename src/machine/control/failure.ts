import type { Datum } from '../../core/datum.ts';
import type { Exhausted } from './conditions.ts';
import { Signal, fail } from './conditions.ts';
import { datumOfValue } from '../data/datum-values.ts';
import type { Ending, Machine } from '../machine.ts';
import { writeValue } from '../data/printer.ts';
import type { Program } from '../program.ts';
import { traceLines, traceOf } from './sites.ts';
import type { TraceLine } from './sites.ts';
import { Record, Sym, conditionType, itemsOf } from '../data/values.ts';
import type { Value } from '../data/values.ts';

/** More than the budget: what ran out, and where the program was. */
export interface OverBudget {
  readonly kind: 'over-budget';
  readonly what: 'steps' | 'cells' | 'fibers';
  readonly message: string;
  readonly backtrace: readonly TraceLine[];
}

/** What a program raised and nothing handled. */
export interface Raised {
  readonly kind: 'raised';
  /** The raised object; what is no plain data is replaced by its written text. */
  readonly value: Datum;
  readonly message: string;
  readonly backtrace: readonly TraceLine[];
}

export type MachineFailure = OverBudget | Raised;

export function exhausted(m: Machine, { what }: Exhausted): OverBudget {
  return {
    kind: 'over-budget',
    what,
    message: `the budget of ${String(m.budget[what])} ${what} is used up`,
    backtrace: traceLines(m.program, traceOf(m)),
  };
}

export function raised(
  program: Program,
  { value, trace }: Extract<Ending, { kind: 'raised' }>,
): Raised {
  return {
    kind: 'raised',
    value: dataOf(value),
    message: messageOf(value) || 'what was raised has no text',
    backtrace: traceLines(program, trace),
  };
}

/** A condition's message and irritants, or the written form of anything else that was raised. */
export function messageOf(value: Value): string {
  if (!(value instanceof Record && value.type === conditionType)) return writeValue(value);
  const [, message, irritants] = value.fields as [Value, Value, Value];
  const text = typeof message === 'string' ? message : writeValue(message);
  return [text, ...(itemsOf(irritants) ?? []).map((irritant) => writeValue(irritant))].join(' ');
}

/** What is raised is told as data up to this size; beyond it as text. */
const DATA_MAX = 100_000;

/** The value as data, with what cannot be data written out. */
function dataOf(value: Value): Datum {
  let room = DATA_MAX;
  try {
    return datumOfValue(
      value,
      (cells) => {
        room -= cells;
        if (room < 0) fail('not-data', 'this is too large');
      },
      (procedure) => writeValue(procedure),
    );
  } catch (thrown) {
    if (!(thrown instanceof Signal)) throw thrown;
    if (!(value instanceof Record && value.type === conditionType)) return writeValue(value);
    const [kind] = value.fields;
    return [
      'r',
      'condition',
      ['y', kind instanceof Sym ? kind.name : 'error'],
      messageOf(value),
      null,
    ];
  }
}
