/** The documents used last, within a number of bytes of their JSON text; the one unused for longest goes first. */
export class Cache<T> {
  readonly #bytesMax: number;
  readonly #items = new Map<string, { readonly value: T; readonly bytes: number }>();
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get(id: string): T | undefined {
    const item = this.#items.get(id);
    if (item === undefined) return undefined;
    this.#items.delete(id);
    this.#items.set(id, item);
    return item.value;
  }

  set(id: string, value: T, bytes: number): void {
    this.#bytes += bytes - (this.#items.get(id)?.bytes ?? 0);
    this.#items.delete(id);
    this.#items.set(id, { value, bytes });
    for (const [oldest, item] of this.#items) {
      if (this.#bytes <= this.#bytesMax) break;
      this.#items.delete(oldest);
      this.#bytes -= item.bytes;
    }
  }
}
