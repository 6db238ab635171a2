/** How a row counts: the number of its list of systems, how it ended (null: it has not), and when it last moved (ms). */
export interface Counted {
  readonly systems: number;
  readonly ending: string | null;
  readonly at: number;
}

/** Endings since an instant: how many, and the latest. */
export interface Endings {
  readonly ending: string;
  readonly count: number;
  readonly latest: number;
}

/**
 * Counts rows by the list of systems that they have, so that what is asked of a system costs as much as there are
 * different lists, however many changes there have been. A row has one list, so that none is counted twice.
 */
export class Tallies {
  readonly #open = new Map<number, number>();
  /** By list and ending, the instants of its rows in order. */
  readonly #ended = new Map<number, Map<string, number[]>>();

  /** Takes rows in any order, at once: adding them one after another would sort each time. */
  load(rows: Iterable<Counted>): void {
    for (const row of rows) {
      if (row.ending === null) this.#count(row.systems, 1);
      else this.#instants(row.systems, row.ending).push(row.at);
    }
    for (const endings of this.#ended.values())
      for (const instants of endings.values()) instants.sort((a, b) => a - b);
  }

  /** A row counted so before, or not at all, and counts so now. */
  move(before: Counted | null, after: Counted): void {
    if (before !== null) this.#remove(before);
    if (after.ending === null) this.#count(after.systems, 1);
    else {
      const instants = this.#instants(after.systems, after.ending);
      instants.splice(firstFrom(instants, after.at), 0, after.at);
    }
  }

  /** The rows with one of these lists that have not ended. */
  open(lists: readonly number[]): number {
    return lists.reduce((sum, list) => sum + (this.#open.get(list) ?? 0), 0);
  }

  /** The rows with one of these lists that ended at an instant or later, and have not moved since. */
  endedSince(lists: readonly number[], since: number): readonly Endings[] {
    const found = new Map<string, Endings>();
    for (const list of lists)
      for (const [ending, instants] of this.#ended.get(list) ?? []) {
        const more = instants.length - firstFrom(instants, since);
        if (more === 0) continue;
        const { count = 0, latest = -Infinity } = found.get(ending) ?? {};
        const last = Math.max(latest, instants.at(-1) ?? -Infinity);
        found.set(ending, { ending, count: count + more, latest: last });
      }
    return [...found.values()];
  }

  #count(list: number, by: number): void {
    this.#open.set(list, (this.#open.get(list) ?? 0) + by);
  }

  #instants(list: number, ending: string): number[] {
    const endings = this.#ended.get(list) ?? new Map<string, number[]>();
    this.#ended.set(list, endings);
    const instants = endings.get(ending) ?? [];
    endings.set(ending, instants);
    return instants;
  }

  #remove({ systems, ending, at }: Counted): void {
    if (ending === null) {
      this.#count(systems, -1);
      return;
    }
    const instants = this.#instants(systems, ending);
    const index = firstFrom(instants, at);
    if (instants[index] === at) instants.splice(index, 1);
  }
}

/** The index of the first of ordered instants at or after one. */
function firstFrom(instants: readonly number[], at: number): number {
  let [low, high] = [0, instants.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (instants[middle]! < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
