import type { Datum } from '../core/datum.ts';
import { list, listItems, symbol, symbolName } from '../core/datum.ts';
import type { Assessment } from './assess.ts';

const PERSON = 'person:';

/** Somebody who is asked, as text: a role's name, or `person:ID`; undefined for a datum that is nobody. */
export function whoText(datum: Datum): string | undefined {
  const role = symbolName(datum);
  if (role !== undefined) return role;
  const [head, id, extra] = listItems(datum) ?? [];
  const isPerson = head !== undefined && symbolName(head) === 'person' && extra === undefined;
  return isPerson && typeof id === 'string' ? PERSON + id : undefined;
}

/** The inverse of `whoText`. */
const whoDatum = (text: string): Datum =>
  text.startsWith(PERSON) ? list(symbol('person'), text.slice(PERSON.length)) : symbol(text);

/** An assessment as a program sees it: a record of score, level, approvers and reasons. */
export const assessmentDatum = (assessment: Assessment): Datum => [
  'r',
  'assessment',
  assessment.score,
  symbol(assessment.level),
  list(...assessment.approvers.map(whoDatum)),
  list(
    ...assessment.factors.map(({ label, points, reason }) => `${label}: ${points}, ${reason}`),
    ...assessment.rules.map(({ rule, because, points }) => `${because ?? rule}: ${points}`),
  ),
];
