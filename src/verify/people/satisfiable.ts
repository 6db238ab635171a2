import type { Demand, Who } from './demand.ts';

/** A person of the roster, with all roles held, the inherited ones included. */
export interface Person {
  readonly id: string;
  readonly roles: readonly string[];
}

/** A demand whose people are known. */
export type Known = Demand & { readonly by: readonly Who[] };

const is = (who: Who, { id, roles }: Person): boolean =>
  who.kind === 'role' ? roles.includes(who.role) : who.person === id;

/** Those who may say yes to a change of the author's. */
export function eligible(
  { by, escalated, exclude, allowsAuthor }: Known,
  people: readonly Person[],
  author: string | null,
): readonly Person[] {
  return people.filter(
    (person) =>
      [...by, ...escalated].some((who) => is(who, person)) &&
      !exclude.some((who) => is(who, person)) &&
      (allowsAuthor || person.id !== author),
  );
}

/** How many different people must say yes: worked out of those who may when it opens, before time escalates to others. */
export function votesNeeded(
  demand: Known,
  people: readonly Person[],
  author: string | null,
): number {
  const { by, quorum, atLeast } = demand;
  const count = eligible({ ...demand, escalated: [] }, people, author).length;
  switch (quorum.kind) {
    case 'each':
      return Math.max(by.length, atLeast);
    case 'count':
      return Math.max(quorum.count, atLeast);
    case 'all':
      return Math.max(count, atLeast, 1);
    case 'majority':
      return Math.max(Math.floor(count / 2) + 1, atLeast);
    case 'percent':
      return Math.max(Math.ceil((count * quorum.percent) / 100), atLeast, 1);
  }
}

/**
 * Whether there are people who together satisfy all the demands, nobody voting in two of them. Exact: a maximum
 * matching of votes with people, each vote to be given by one who may.
 */
export function satisfiable(
  demands: readonly Known[],
  people: readonly Person[],
  author: string | null,
): boolean {
  const votes = demands.flatMap((demand) => votesOf(demand, people, author));
  return matchingSize(votes) === votes.length;
}

/** For each vote that a demand wants, who may give it, by their places in the roster. */
function votesOf(
  demand: Known,
  people: readonly Person[],
  author: string | null,
): readonly (readonly number[])[] {
  const may = eligible(demand, people, author);
  const places = (persons: readonly Person[]): readonly number[] =>
    persons.map((person) => people.indexOf(person));
  const needed = votesNeeded(demand, people, author);
  const each =
    demand.quorum.kind === 'each'
      ? demand.by.map((who) =>
          places(may.filter((person) => [who, ...demand.escalated].some((one) => is(one, person)))),
        )
      : [];
  const others = Array.from({ length: needed - each.length }, () => places(may));
  return [...each, ...others];
}

/** Kuhn's algorithm: as many votes as can be given by different people. */
function matchingSize(votes: readonly (readonly number[])[]): number {
  const voteOf = new Map<number, number>();
  const place = (vote: number, tried: Set<number>): boolean =>
    votes[vote]!.some((person) => {
      if (tried.has(person)) return false;
      tried.add(person);
      const before = voteOf.get(person);
      if (before !== undefined && !place(before, tried)) return false;
      voteOf.set(person, vote);
      return true;
    });
  return votes.filter((_, vote) => place(vote, new Set())).length;
}
