/**
 * The rows that have each of some keys. A row that loses its last key costs nothing any more, so that what is asked for
 * by a key costs as much as there are rows that have it now, however many there have been.
 */
export class Postings {
  readonly #rows = new Map<string, Set<number>>();

  /** A row had these keys, and has those. */
  move(row: number, before: readonly string[], after: readonly string[]): void {
    for (const key of before) {
      const rows = this.#rows.get(key);
      rows?.delete(row);
      if (rows?.size === 0) this.#rows.delete(key);
    }
    for (const key of after) {
      const rows = this.#rows.get(key);
      if (rows === undefined) this.#rows.set(key, new Set([row]));
      else rows.add(row);
    }
  }

  /** The rows below one that have any of the keys, highest first. */
  rowsOf(keys: readonly string[], below: number): Iterable<number> {
    const having = keys.flatMap((key) => this.#rows.get(key) ?? []);
    const count = having.reduce((sum, { size }) => sum + size, 0);
    if (count > SORTED_MAX) return lookedThrough(having, below);
    const rows = new Set(having.flatMap((rows) => [...rows]).filter((row) => row < below));
    return [...rows].sort((a, b) => b - a);
  }
}

/** Where more rows than this have a key, the next of them is near, and sorting them all for each page is not worth it. */
const SORTED_MAX = 4096;

function* lookedThrough(having: readonly ReadonlySet<number>[], below: number): Generator<number> {
  for (let row = below - 1; row >= 0; row -= 1) if (having.some((rows) => rows.has(row))) yield row;
}
