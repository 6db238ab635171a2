/**
 * What a random program is made from: numbers that choose, one after another. Once they are used up every choice is 0,
 * which is the smallest thing, so that fewer and smaller numbers make smaller programs and fast-check can shrink them.
 */
export class Choices {
  private readonly numbers: readonly number[];
  private at = 0;
  private names = 0;

  constructor(numbers: readonly number[]) {
    this.numbers = numbers;
  }

  /** A number from 0 to below the limit. */
  below(limit: number): number {
    const number = this.numbers[this.at] ?? 0;
    this.at += 1;
    return number % limit;
  }

  /** True once in so many times. */
  once(times: number): boolean {
    return this.below(times) === times - 1;
  }

  among<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  /** Whether only the smallest things are left to choose. */
  get over(): boolean {
    return this.at >= this.numbers.length;
  }

  /** A name that nothing else in the program has, but now and then one that something may. */
  fresh(stem: string): string {
    if (this.once(6)) return stem;
    this.names += 1;
    return `${stem}${this.names}`;
  }
}
