import { plain } from './plain.ts';
import { Instance, RecordKind, symbol } from './values.ts';
import type { Procedure, Value } from './values.ts';
import { textOf } from './write.ts';

const kind = new RecordKind('decision', ['outcome', 'how', 'by', 'reason', 'votes', 'conditions']);

/** What an approval ends with, as far as the tests use it; `how` is false where nobody decided. */
export const decision = (outcome: string, how: string | false): Instance =>
  new Instance(kind, [
    symbol(outcome),
    how === false ? false : symbol(how),
    null,
    false,
    null,
    null,
  ]);

export const outcomeOf = (value: Value): string | undefined =>
  value instanceof Instance && value.kind === kind ? textOf(value.fields[0]!, false) : undefined;

export const decisionProcedures: readonly Procedure[] = [
  plain('decision-outcome', 1, 1, (value) => (value as Instance).fields[0]!),
  ...['approved', 'rejected', 'revise', 'expired', 'stale'].map((outcome) =>
    plain(`${outcome}?`, 1, 1, (value) => outcomeOf(value) === outcome),
  ),
];
