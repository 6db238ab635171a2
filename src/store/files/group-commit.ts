/** Something that waits to become durable with others. */
interface Waiting<Item> {
  readonly item: Item;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export interface GroupCommitOptions<Item> {
  /** Makes a group durable and takes it into account; when it resolves the group is acknowledged. */
  readonly write: (group: readonly Item[]) => Promise<void>;
  /** Told once for each failed group, after everyone that waited has been told. */
  readonly failed: (error: unknown) => void;
}

const GROUP_MAX = 1024;

/**
 * Collects what arrives while a group is being written into the next group: never by a timer, so that a single caller
 * waits for nothing but the disk and many callers share one sync. What waits was made to follow the group before it, so
 * when a group fails, all that wait behind it fail.
 */
export class GroupCommit<Item> {
  readonly #options: GroupCommitOptions<Item>;
  #waiting: Waiting<Item>[] = [];
  #running: Promise<void> | null = null;

  constructor(options: GroupCommitOptions<Item>) {
    this.#options = options;
  }

  /** Whether something waits or is being written. */
  get busy(): boolean {
    return this.#running !== null;
  }

  /** Resolves when the item is durable and taken into account; rejects with the disk's error. */
  add(item: Item): Promise<void> {
    const done = new Promise<void>((resolve, reject) =>
      this.#waiting.push({ item, resolve, reject }),
    );
    this.#running ??= this.#run();
    return done;
  }

  async idle(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  async #run(): Promise<void> {
    // The turn ends first: commands that came with the same read of the sockets belong to one group.
    await new Promise((resume) => setImmediate(resume));
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, GROUP_MAX);
      try {
        await this.#options.write(group.map(({ item }) => item));
        for (const { resolve } of group) resolve();
      } catch (error) {
        const lost = [...group, ...this.#waiting];
        this.#waiting = [];
        for (const { reject } of lost) reject(error);
        this.#options.failed(error);
      }
    }
    this.#running = null;
  }
}
