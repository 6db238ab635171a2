/** Votes of one sort: how many are wanted, and by their places in the roster who may give them. */
export interface Wanted {
  readonly votes: number;
  readonly places: readonly number[];
}

/**
 * As many of the votes as different people can give, nobody more than one: a maximum flow from sorts of votes to people,
 * of whom those who may give the same sorts are taken together.
 */
export function assignable(wanted: readonly Wanted[]): number {
  const { left, may } = grouped(wanted);
  const given = wanted.map(() => left.map(() => 0));
  let total = 0;
  wanted.forEach(({ votes }, sort) => {
    for (let missing = votes; missing > 0;) {
      const pushed = push(sort, missing, { may, left, given });
      if (pushed === 0) break;
      missing -= pushed;
      total += pushed;
    }
  });
  return total;
}

interface Flow {
  /** By sort, the groups whose people may give such votes. */
  readonly may: readonly (readonly number[])[];
  /** By group, how many of its people are left. */
  readonly left: number[];
  /** By sort and group, how many votes are given. */
  readonly given: readonly number[][];
}

/** People by the sorts of votes that they may give. */
function grouped(wanted: readonly Wanted[]): Pick<Flow, 'may'> & { readonly left: number[] } {
  const sorts = new Map<number, number[]>();
  wanted.forEach(({ places }, sort) => {
    for (const place of places) {
      const known = sorts.get(place);
      if (known === undefined) sorts.set(place, [sort]);
      else known.push(sort);
    }
  });
  const groups = new Map<string, number>();
  const left: number[] = [];
  const may = wanted.map((): number[] => []);
  for (const mine of sorts.values()) {
    const key = mine.join(' ');
    const group = groups.get(key) ?? left.push(0) - 1;
    if (!groups.has(key)) for (const sort of mine) may[sort]!.push(group);
    groups.set(key, group);
    left[group]! += 1;
  }
  return { left, may };
}

/** A sort that may give way, and the group of people that it would give up. */
interface Reached {
  readonly sort: number;
  readonly by: number | null;
}

/** Gives at most so many votes of a sort, along a shortest way on which others give way; answers how many. */
function push(sort: number, most: number, { may, left, given }: Flow): number {
  const cameBy = new Map<number, number>();
  const sorts: Reached[] = [{ sort, by: null }];
  const reached = new Set([sort]);
  for (let at = 0; at < sorts.length; at += 1) {
    for (const group of may[sorts[at]!.sort]!) {
      if (cameBy.has(group)) continue;
      cameBy.set(group, at);
      if (left[group]! > 0) return pushAlong(group, most);
      given.forEach((votes, other) => {
        if (votes[group] === 0 || reached.has(other)) return;
        reached.add(other);
        sorts.push({ sort: other, by: group });
      });
    }
  }
  return 0;

  function pushAlong(last: number, wanted: number): number {
    const steps: {
      readonly sort: number;
      readonly takes: number;
      readonly frees: number | null;
    }[] = [];
    let amount = Math.min(wanted, left[last]!);
    for (let group: number | null = last; group !== null;) {
      const { sort: from, by }: Reached = sorts[cameBy.get(group)!]!;
      steps.push({ sort: from, takes: group, frees: by });
      if (by !== null) amount = Math.min(amount, given[from]![by]!);
      group = by;
    }
    left[last]! -= amount;
    for (const { sort: from, takes, frees } of steps) {
      given[from]![takes]! += amount;
      if (frees !== null) given[from]![frees]! -= amount;
    }
    return amount;
  }
}
