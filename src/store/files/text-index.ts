import { searchText, searchWords } from '../query.ts';

const SAMPLE_TEXTS = 256;
/** The share of texts from which on a word is common. */
const COMMON = 0.05;

/**
 * The folded titles and descriptions of all changes, in one stretch of bytes outside the heap: the runtime searches
 * that at memory speed, and a change costs its text and twelve bytes. Newest text of a row counts; older text is
 * garbage until the stretch is copied.
 */
export class TextIndex {
  #bytes = Buffer.alloc(1 << 16);
  #used = 0;
  /** Bytes of texts that are still some row's newest. */
  #live = 0;
  /** Texts in order of place: where each begins, and whose it is. */
  #starts: number[] = [];
  #rows: number[] = [];
  /** A row's newest text, by its number among the texts; undefined for a row without one. */
  readonly #newest: (number | undefined)[] = [];

  put(row: number, title: string, description: string): void {
    const text = Buffer.from(`\0${searchText(title, description)}`);
    const before = this.#newest[row];
    if (before !== undefined) this.#live -= this.#end(before) - this.#starts[before]!;
    this.#live += text.length;
    if (this.#used - this.#live > this.#live + (1 << 16)) this.#compact(row);
    this.#append(row, text);
  }

  has(row: number): boolean {
    return this.#newest[row] !== undefined;
  }

  /**
   * A test of rows for all the words; null for a query without words, which every row satisfies. A word that most texts
   * have is looked for in the rows that the caller comes to, since a page is soon full of them; a rare one is looked for
   * in one pass over all texts, since the caller would come to every row.
   */
  find(q: string): ((row: number) => boolean) | null {
    const words = searchWords(q).map((word) => Buffer.from(word));
    const sample = words.map((word) => ({ word, texts: this.#textsInSample(word) }));
    const [rarest] = sample.sort((a, b) => a.texts - b.texts);
    if (rarest === undefined) return null;
    if (rarest.texts > SAMPLE_TEXTS * COMMON)
      return (row) => this.#hasAll(this.#newest[row], words);
    const found = this.#rowsWith(rarest.word);
    return (row) => found.has(row) && this.#hasAll(this.#newest[row], words);
  }

  /** In how many of the texts written last a word is. */
  #textsInSample(word: Buffer): number {
    let count = 0;
    for (
      let text = Math.max(0, this.#starts.length - SAMPLE_TEXTS);
      text < this.#starts.length;
      text += 1
    ) {
      if (this.#hasAll(text, [word])) count += 1;
    }
    return count;
  }

  #rowsWith(word: Buffer): ReadonlySet<number> {
    const found = new Set<number>();
    for (let at = this.#next(word, 0); at !== -1;) {
      const text = this.#textAt(at);
      found.add(this.#rows[text]!);
      at = this.#next(word, this.#end(text));
    }
    return found;
  }

  #next(word: Buffer, from: number): number {
    const at = this.#bytes.indexOf(word, from);
    return at === -1 || at >= this.#used ? -1 : at;
  }

  #hasAll(text: number | undefined, words: readonly Buffer[]): boolean {
    if (text === undefined) return false;
    const part = this.#bytes.subarray(this.#starts[text], this.#end(text));
    return words.every((word) => part.includes(word));
  }

  #end(text: number): number {
    return this.#starts[text + 1] ?? this.#used;
  }

  /** The text that a byte belongs to. */
  #textAt(at: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#starts[middle]! <= at) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #append(row: number, text: Uint8Array): void {
    if (this.#used + text.length > this.#bytes.length) {
      const larger = Buffer.alloc(Math.ceil((this.#used + text.length) * 1.25));
      larger.set(this.#bytes.subarray(0, this.#used));
      this.#bytes = larger;
    }
    this.#bytes.set(text, this.#used);
    this.#newest[row] = this.#starts.length;
    this.#starts.push(this.#used);
    this.#rows.push(row);
    this.#used += text.length;
  }

  /** Copies the newest texts together, but for the row whose text is about to be appended. */
  #compact(except: number): void {
    const bytes = this.#bytes;
    const kept = this.#rows.flatMap((row, text) =>
      this.#newest[row] === text && row !== except
        ? [[row, bytes.subarray(this.#starts[text], this.#end(text))] as const]
        : [],
    );
    this.#bytes = Buffer.alloc(bytes.length);
    this.#used = 0;
    this.#starts = [];
    this.#rows = [];
    for (const [row, text] of kept) this.#append(row, text);
  }
}
