/** What was seen first among its likes: found by a number that likes have in common, told apart by looking. */
export class Twins<Item> {
  private readonly seen = new Map<number, Item[]>();
  private readonly numberOf: (item: Item) => number;
  private readonly alike: (one: Item, other: Item) => boolean;

  constructor(numberOf: (item: Item) => number, alike: (one: Item, other: Item) => boolean) {
    this.numberOf = numberOf;
    this.alike = alike;
  }

  isFirst(item: Item): boolean {
    const number = this.numberOf(item);
    const known = this.seen.get(number);
    if (known === undefined) this.seen.set(number, [item]);
    else if (known.some((other) => this.alike(item, other))) return false;
    else known.push(item);
    return true;
  }
}

/** A number for what was before and a set of numbers, in whatever order they come. */
export function mixed(before: number, numbers: Iterable<number>): number {
  let sum = 0;
  for (const number of numbers) sum = (sum + Math.imul(number + 1, 0x9e3779b1)) | 0;
  return Math.imul(before ^ 0x85ebca6b, 31) + sum;
}

export function sameSet(one: ReadonlySet<number>, other: ReadonlySet<number>): boolean {
  if (one.size !== other.size) return false;
  for (const item of one) if (!other.has(item)) return false;
  return true;
}

export function sameArcs(
  one: ReadonlyMap<number, number>,
  other: ReadonlyMap<number, number>,
): boolean {
  if (one.size !== other.size) return false;
  for (const [place, weight] of one) if (other.get(place) !== weight) return false;
  return true;
}
