import type { Demand } from './demand.ts';
import { isShare, mayVoteAtFirst, votesOf, type House } from './satisfiable.ts';

/** Beyond so many choices for one question it is taken that people can vote so. */
const CHOICES_MAX = 20_000;

/** How many choices may still be tried for all questions. */
export interface Choices {
  left: number;
}

/** How many choices one counts for: each looks at all people. */
export const effortOf = ({ people }: House): number => Math.max(1, Math.ceil(people.length / 20));

/** An approval among others, of which it wants other people than some. */
export interface Placed {
  readonly demand: Demand;
  /** Approvals that open at the same moment have the same turn. */
  readonly turn: number;
  /** The places among all of those that want other people than this one. */
  readonly apartFrom: ReadonlySet<number>;
}

/**
 * Whether people can give the votes of all approvals, in the order of their turns, by trying each choice of voters among
 * people whom something tells apart. Who has voted before an approval opens that wants others is not counted in a share
 * of those asked. Where `mayAbstain`, people may vote earlier for that alone.
 */
export function satisfiableApart(
  placed: readonly Placed[],
  house: House,
  { mayAbstain, choices }: { readonly mayAbstain: boolean; readonly choices: Choices },
): boolean {
  const most = Math.min(choices.left, CHOICES_MAX) / effortOf(house);
  const choosing = new Choosing(placed, house, mayAbstain, most);
  const found = choosing.from(0) || choosing.isExhausted;
  choices.left -= choosing.choices * effortOf(house);
  return found;
}

class Choosing {
  choices = 0;
  private readonly placed: readonly Placed[];
  private readonly house: House;
  private readonly mayAbstain: boolean;
  /** By place in the roster, the approvals that the person votes in. */
  private readonly votedIn: Set<number>[];
  /** By place in the roster, what the person may be asked for. */
  private readonly profiles: readonly string[];
  private readonly most: number;

  constructor(placed: readonly Placed[], house: House, mayAbstain: boolean, most: number) {
    this.most = most;
    this.placed = placed;
    this.house = house;
    this.mayAbstain = mayAbstain;
    this.votedIn = house.people.map(() => new Set());
    const asked = placed.flatMap(({ demand }) => [
      ...votesOf({ demand, before: 0 }, house).map(({ places }) => new Set(places)),
      new Set(isShare(demand) ? mayVoteAtFirst(demand, house) : []),
    ]);
    this.profiles = house.people.map((_, place) =>
      asked.map((places) => (places.has(place) ? '1' : '0')).join(''),
    );
  }

  get isExhausted(): boolean {
    return this.choices >= this.most;
  }

  /** Whether the approvals from one on can get their votes. */
  from(at: number): boolean {
    const one = this.placed[at];
    if (one === undefined) return true;
    const before = mayVoteAtFirst(one.demand, this.house).filter((place) =>
      this.hasVoted(place, one, one.turn),
    ).length;
    const sorts = votesOf({ demand: one.demand, before }, this.house);
    const each = (index: number): boolean => {
      const sort = sorts[index];
      if (sort === undefined) return this.from(at + 1) || this.abstains(at);
      const free = sort.places.filter((place) => !this.hasVoted(place, one, Infinity));
      return this.choose(sort.votes, this.alike(free, at), at, () => each(index + 1));
    };
    return each(0);
  }

  /** Whether the others can get their votes if more people vote in one than it wants. */
  private abstains(at: number): boolean {
    const one = this.placed[at]!;
    const counting = this.placed.filter(
      ({ demand, turn, apartFrom }) => apartFrom.has(at) && turn > one.turn && isShare(demand),
    );
    if (!this.mayAbstain || counting.length < 2) return false;
    const free = mayVoteAtFirst(one.demand, this.house).filter(
      (place) => !this.hasVoted(place, one, Infinity),
    );
    return free.some((_, votes) =>
      this.choose(votes + 1, this.alike(free, at), at, () => this.from(at + 1)),
    );
  }

  /** Whether somebody has voted in an approval that wants others than this one, in an earlier turn. */
  private hasVoted(place: number, { apartFrom }: Placed, turn: number): boolean {
    return [...this.votedIn[place]!].some(
      (other) => apartFrom.has(other) && this.placed[other]!.turn < turn,
    );
  }

  /** Those who have not voted in it, by what tells them apart. */
  private alike(places: readonly number[], at: number): readonly (readonly number[])[] {
    const groups = new Map<string, number[]>();
    for (const place of places) {
      const voted = this.votedIn[place]!;
      if (voted.has(at)) continue;
      const key = `${this.profiles[place]}|${[...voted].join(' ')}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [place]);
      else group.push(place);
    }
    return [...groups.values()].toSorted((one, other) => this.uses(one) - this.uses(other));
  }

  /** For how much the first of them may be asked. */
  private uses([place = 0]: readonly number[]): number {
    return this.profiles[place]!.replaceAll('0', '').length;
  }

  private choose(
    votes: number,
    groups: readonly (readonly number[])[],
    at: number,
    next: () => boolean,
  ): boolean {
    this.choices += 1;
    if (this.isExhausted) return false;
    if (votes === 0) return next();
    const [group, ...others] = groups;
    if (group === undefined) return false;
    for (let count = Math.min(votes, group.length); count >= 0; count -= 1) {
      const voters = group.slice(0, count);
      for (const place of voters) this.votedIn[place]!.add(at);
      const found = this.choose(votes - count, others, at, next);
      for (const place of voters) this.votedIn[place]!.delete(at);
      if (found) return true;
    }
    return false;
  }
}
