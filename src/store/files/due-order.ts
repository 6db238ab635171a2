/**
 * Rows ordered by when something is due: a binary heap that knows where each row is, so that a row moves in
 * logarithmic time when its instant changes. Eight bytes a row.
 */
export class DueOrder {
  readonly #due: (row: number) => number;
  readonly #heap: number[] = [];
  /** Place of a row in the heap plus one; zero for a row that is not in it. */
  #places = new Uint32Array(256);

  /** `due` gives a row's instant; the caller calls `set` whenever it has changed. */
  constructor(due: (row: number) => number) {
    this.#due = due;
  }

  set(row: number, present: boolean): void {
    this.#makeRoom(row);
    const place = this.#places[row]!;
    if (present && place === 0) {
      this.#heap.push(row);
      this.#rise(this.#heap.length - 1);
    } else if (present) {
      this.#sink(this.#rise(place - 1));
    } else if (place !== 0) {
      this.#remove(place - 1);
    }
  }

  /** Rows due at or before the instant, earliest first, at most so many; touches few more than it gives. */
  upTo(instant: number, limit: number): readonly number[] {
    const found: number[] = [];
    const edge = this.#heap.length > 0 ? [0] : [];
    while (edge.length > 0 && found.length < limit) {
      let best = 0;
      for (let at = 1; at < edge.length; at += 1)
        if (this.#before(edge[at]!, edge[best]!)) best = at;
      const place = edge[best]!;
      const row = this.#heap[place]!;
      if (this.#due(row) > instant) break;
      found.push(row);
      edge.splice(
        best,
        1,
        ...[2 * place + 1, 2 * place + 2].filter((child) => child < this.#heap.length),
      );
    }
    return found;
  }

  #before(a: number, b: number): boolean {
    const rowA = this.#heap[a]!;
    const rowB = this.#heap[b]!;
    const difference = this.#due(rowA) - this.#due(rowB);
    return difference === 0 ? rowA < rowB : difference < 0;
  }

  #rise(from: number): number {
    let at = from;
    this.#places[this.#heap[at]!] = at + 1;
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if (!this.#before(at, parent)) break;
      this.#swap(at, parent);
      at = parent;
    }
    return at;
  }

  #sink(from: number): void {
    let at = from;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= this.#heap.length) return;
      const right = left + 1;
      const least = right < this.#heap.length && this.#before(right, left) ? right : left;
      if (!this.#before(least, at)) return;
      this.#swap(at, least);
      at = least;
    }
  }

  #remove(place: number): void {
    this.#places[this.#heap[place]!] = 0;
    const last = this.#heap.pop()!;
    if (place === this.#heap.length) return;
    this.#heap[place] = last;
    this.#places[last] = place + 1;
    this.#sink(this.#rise(place));
  }

  #swap(a: number, b: number): void {
    const row = this.#heap[a]!;
    this.#heap[a] = this.#heap[b]!;
    this.#heap[b] = row;
    this.#places[this.#heap[a]] = a + 1;
    this.#places[row] = b + 1;
  }

  #makeRoom(row: number): void {
    if (row < this.#places.length) return;
    const places = new Uint32Array(Math.ceil(row * 1.25) + 1);
    places.set(this.#places);
    this.#places = places;
  }
}
