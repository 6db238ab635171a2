/** Gives each different text a small number, from 0, so that columns hold numbers. Names are never forgotten. */
export class Names {
  readonly #numbers = new Map<string, number>();
  readonly #names: string[] = [];

  constructor(names: readonly string[] = []) {
    for (const name of names) this.number(name);
  }

  get all(): readonly string[] {
    return this.#names;
  }

  number(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.#names.length);
    return this.#names.push(name) - 1;
  }

  /** The number of a name that is there already; a name never seen is in no row. */
  find(name: string): number | undefined {
    return this.#numbers.get(name);
  }

  name(number: number): string {
    return this.#names[number]!;
  }
}

/** The same for lists of texts: rows that have equal lists share one. */
export class NameLists {
  readonly #names: Names;
  readonly #lists: (readonly string[])[] = [];

  constructor(texts: readonly string[] = []) {
    this.#names = new Names(texts);
    for (const text of texts) this.#lists.push(decode(text));
  }

  /** Each list as text, by number. */
  get all(): readonly string[] {
    return this.#names.all;
  }

  number(list: readonly string[]): number {
    const number = this.#names.number(JSON.stringify(list));
    if (number === this.#lists.length) this.#lists.push(list);
    return number;
  }

  list(number: number): readonly string[] {
    return this.#lists[number]!;
  }

  /** The list of a number, where that has been given to one. */
  find(number: number): readonly string[] | undefined {
    return this.#lists[number];
  }

  /** For each list, whether it has any of the names: one look for each row is then enough. */
  having(wanted: readonly string[]): readonly boolean[] {
    const set = new Set(wanted);
    return this.#lists.map((list) => list.some((name) => set.has(name)));
  }
}

const decode = (text: string): readonly string[] => JSON.parse(text) as readonly string[];
