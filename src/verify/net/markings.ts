/**
 * A growing set of markings, each a row of token counts, numbered in the order they came. Rows are found again by a
 * hash that is linear in the counts, so that firing a transition changes it by a constant.
 */
export class Markings {
  readonly places: number;
  /** Rows one behind the other. Grows: take it anew after `add`. */
  cells: Uint8Array | Uint32Array;
  count = 0;
  private readonly most: number;
  private hashes: Int32Array;
  private slots: Int32Array;

  /**
   * @param wide whether counts may be above 255
   * @param most how many markings may be added, so that no room is made for more
   */
  constructor(places: number, wide: boolean, most: number) {
    this.places = places;
    this.most = most;
    this.cells = wide ? new Uint32Array(64 * places) : new Uint8Array(64 * places);
    this.hashes = new Int32Array(64);
    this.slots = new Int32Array(256).fill(-1);
  }

  /** The number of a marking: that of its equal, else a new one, which is then the highest. */
  add(row: Uint8Array | Uint32Array, hash: number): number {
    const { places } = this;
    let mask = this.slots.length - 1;
    let slot = spread(hash) & mask;
    for (let at = this.slots[slot]!; at !== -1; at = this.slots[slot]!) {
      if (this.hashes[at] === hash && this.equals(row, at * places)) return at;
      slot = (slot + 1) & mask;
    }
    if (this.count * 2 >= this.slots.length) {
      this.rehash();
      mask = this.slots.length - 1;
      slot = this.freeSlot(hash, mask);
    }
    const added = this.count++;
    this.slots[slot] = added;
    this.makeRoom();
    this.hashes[added] = hash;
    this.cells.set(row, added * places);
    return added;
  }

  hashOf(marking: number): number {
    return this.hashes[marking]!;
  }

  private equals(row: Uint8Array | Uint32Array, base: number): boolean {
    const { cells, places } = this;
    for (let place = 0; place < places; place++) {
      if (cells[base + place] !== row[place]) return false;
    }
    return true;
  }

  private freeSlot(hash: number, mask: number): number {
    let slot = spread(hash) & mask;
    while (this.slots[slot] !== -1) slot = (slot + 1) & mask;
    return slot;
  }

  private rehash(): void {
    this.slots = new Int32Array(this.slots.length * 2).fill(-1);
    const mask = this.slots.length - 1;
    for (let at = 0; at < this.count; at++) {
      this.slots[this.freeSlot(this.hashes[at]!, mask)] = at;
    }
  }

  private makeRoom(): void {
    if (this.count <= this.hashes.length) return;
    const twice = 2 * this.hashes.length;
    // Old rows and new ones are there at once: of the last step, so that both together are not twice the most.
    const hashes = new Int32Array(2 * twice > this.most ? Math.max(this.count, this.most) : twice);
    hashes.set(this.hashes);
    this.hashes = hashes;
    const room = this.hashes.length * this.places;
    const cells = this.cells instanceof Uint8Array ? new Uint8Array(room) : new Uint32Array(room);
    cells.set(this.cells);
    this.cells = cells;
  }
}

const spread = (hash: number): number => {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return mixed ^ (mixed >>> 13);
};

/** A factor for each place; the hash of a marking is the sum of count times factor, modulo 2³². */
export function hashFactors(places: number): Int32Array {
  const factors = new Int32Array(places);
  let state = 0x9e3779b9;
  for (let place = 0; place < places; place++) {
    state = Math.imul(state ^ (state >>> 16), 0x85ebca6b) + 0x6d2b79f5;
    factors[place] = state | 1;
  }
  return factors;
}
