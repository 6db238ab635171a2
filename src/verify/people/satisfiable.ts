import { assignable, type Wanted } from './assignment.ts';
import { isCertain, type Demand, type Who } from './demand.ts';

/** A person of the roster, with all roles held, the inherited ones included. */
export interface Person {
  readonly id: string;
  readonly roles: readonly string[];
}

/** The people there are, and whose change it is; null for somebody who is none of them. */
export interface House {
  readonly people: readonly Person[];
  readonly author: string | null;
}

/** A vote that is wanted: what of, and how many of those asked may have voted elsewhere when that opens. */
export interface Ballot {
  readonly demand: Demand;
  readonly before: number;
}

/** Whether somebody is one of those whom a clause names. */
export function isOneOf(who: Who, { id, roles }: Person, author: string | null): boolean {
  switch (who.kind) {
    case 'role':
      return roles.includes(who.role);
    case 'person':
      return id === who.person;
    case 'author':
      return id === author;
    case 'some':
      return who.roles.some((role) => roles.includes(role));
    case 'anybody':
      return true;
  }
}

/** Those who may say yes to a change of the author's. */
export const eligible = (demand: Demand, house: House): readonly Person[] =>
  placesOf(demand, house).map((place) => house.people[place]!);

/** Whether the votes that are wanted are a share of those who may vote when it opens. */
export const isShare = ({ quorum: { kind } }: Demand): boolean =>
  kind !== 'count' && kind !== 'each';

/** The places in the roster of those who may vote when it opens, before time escalates. */
export const mayVoteAtFirst = (demand: Demand, house: House): readonly number[] =>
  placesOf({ ...demand, escalated: [] }, house);

/** Their places in the roster. */
function placesOf(demand: Demand, { people, author }: House): readonly number[] {
  const { by, escalated, exclude, allowsAuthor } = demand;
  const asked = [...by, ...escalated];
  const places: number[] = [];
  people.forEach((person, place) => {
    if (!asked.some((who) => isOneOf(who, person, author))) return;
    if (!allowsAuthor && person.id === author) return;
    if (!exclude.some((who) => isOneOf(who, person, author))) places.push(place);
  });
  return places;
}

/**
 * How many different people must say yes, at the least: worked out of those who may when it opens, before time escalates
 * to others, without those who have voted by then where another person is wanted.
 */
export function votesNeeded({ demand, before }: Ballot, house: House): number {
  const { quorum, atLeast } = demand;
  const able = (): number => Math.max(0, mayVoteAtFirst(demand, house).length - before);
  switch (quorum.kind) {
    case 'each':
      return Math.max(demandedOf(demand, house.author).length, atLeast);
    case 'count':
      return Math.max(quorum.count, atLeast);
    case 'all':
      return Math.max(able(), atLeast, 1);
    case 'majority':
      return Math.max(Math.floor(able() / 2) + 1, atLeast);
    case 'percent':
      return Math.max(Math.ceil((able() * quorum.percent) / 100), atLeast, 1);
  }
}

/** Those of whom each must be stood for: whoever is known, each once; one of the others where nobody is. */
function demandedOf({ by }: Demand, author: string | null): readonly Who[] {
  const certain = by.filter(isCertain);
  if (certain.length === 0) return by.slice(0, 1);
  const isAuthor = (who: Who): boolean => who.kind === 'person' && who.person === author;
  const twice = certain.some(isAuthor);
  return twice ? certain.filter(({ kind }) => kind !== 'author') : certain;
}

/** Whether there are people who give all the votes, nobody more than one. Exact, for what is demanded at the least. */
export const satisfiable = (ballots: readonly Ballot[], house: House): boolean =>
  shortage(ballots, house) === 0;

/** How many of the votes nobody is left for, at the least. */
export function shortage(ballots: readonly Ballot[], house: House): number {
  const wanted = ballots.flatMap((ballot) => votesOf(ballot, house));
  return wanted.reduce((sum, { votes }) => sum + votes, 0) - assignable(wanted);
}

/** The votes that are wanted, by who may give them. */
export function votesOf(ballot: Ballot, house: House): readonly Wanted[] {
  const { demand } = ballot;
  const needed = votesNeeded(ballot, house);
  const places = placesOf(demand, house);
  if (demand.quorum.kind !== 'each') return [{ votes: needed, places }];
  const each = demandedOf(demand, house.author);
  return [
    ...each.map((who) => ({ votes: 1, places: placesOf({ ...demand, by: [who] }, house) })),
    { votes: needed - each.length, places },
  ];
}
