import type { Datum } from '../../core/datum.ts';
import type { Decided } from '../aggregate/model.ts';

/** The decision as the program gets it. */
export function decisionDatum(decision: Decided): Datum {
  const people: Datum = decision.by.length === 0 ? null : ['l', ...decision.by];
  const votes: readonly Datum[] = decision.votes.map(({ by, decision: word, reason }) => [
    'l',
    by,
    ['y', word],
    reason ?? false,
  ]);
  return [
    'r',
    'decision',
    ['y', decision.outcome],
    decision.how === null ? false : ['y', decision.how],
    people,
    decision.reason ?? false,
    votes.length === 0 ? null : ['l', ...votes],
    decision.conditions.length === 0 ? null : ['l', ...decision.conditions],
  ];
}
