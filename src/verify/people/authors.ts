import type { Demand, Who } from './demand.ts';
import { isOneOf, type Person } from './satisfiable.ts';

/** People whose changes are all decided alike: those who are asked and excluded in the same places. */
export interface AuthorClass {
  /** One of them; null for somebody who is none of the people there are. */
  readonly author: string | null;
  readonly ids: readonly string[];
}

/** The authors whom demands tell apart; a stranger where there is nobody. */
export function authorsOf(
  people: readonly Person[],
  demands: readonly Demand[],
): readonly AuthorClass[] {
  if (people.length === 0) return [{ author: null, ids: [] }];
  const named = demands.flatMap(({ by, escalated, exclude }): readonly Who[] => [
    ...by,
    ...escalated,
    ...exclude,
  ]);
  const classes = new Map<string, string[]>();
  for (const person of people) {
    const key = named.map((who) => (isOneOf(who, person, null) ? '1' : '0')).join('');
    const known = classes.get(key);
    if (known === undefined) classes.set(key, [person.id]);
    else known.push(person.id);
  }
  return [...classes.values()].map((ids) => ({ author: ids[0]!, ids }));
}
