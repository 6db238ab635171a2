import { dirname } from 'node:path';
import type { Disk } from '../../src/store/files/disk.ts';

interface File {
  /** What a reader sees. */
  seen: Buffer;
  /** What a power cut leaves for certain. */
  synced: Buffer;
}

export type Operation =
  | 'open'
  | 'write'
  | 'truncate'
  | 'sync'
  | 'prepare'
  | 'replace'
  | 'rename'
  | 'remove'
  | 'syncFolder';

/** Called before and after the effect of everything that changes the disk, with its number; may throw. */
export type Hook = (operation: Operation, when: 'before' | 'after', number: number) => void;

/** Thrown by hooks that end the process: the disk takes nothing more. */
export class PowerCut extends Error {}

export const ioError = (code: string): Error =>
  Object.assign(new Error(`${code}: made by the test`), { code });

const SECTOR = 512;

/**
 * A disk in memory that knows what is only in the page cache. It differs from a real one in what tests need: each
 * change of state can be made to fail before or after its effect, and the power can be cut.
 */
export class SimulatedDisk {
  readonly #names = new Map<string, File>();
  /** Names as a power cut would leave them. */
  #syncedNames = new Map<string, File>();
  readonly #open = new Map<number, File>();
  #nextFile = 3;
  #operations = 0;
  #off = false;
  hook: Hook = () => undefined;

  get operations(): number {
    return this.#operations;
  }

  get paths(): readonly string[] {
    return [...this.#names.keys()].sort();
  }

  bytes(path: string): Buffer {
    return this.#file(path).seen;
  }

  put(path: string, bytes: Buffer): void {
    const file = { seen: Buffer.from(bytes), synced: Buffer.from(bytes) };
    this.#names.set(path, file);
    this.#syncedNames.set(path, file);
  }

  removeAll(prefix: string): void {
    for (const path of this.paths) if (path.startsWith(prefix)) this.#names.delete(path);
    this.#syncedNames = new Map(this.#names);
  }

  /** The disk as the next process finds it after this one was killed: everything written is there. */
  afterKill(): SimulatedDisk {
    const disk = new SimulatedDisk();
    for (const [path, file] of this.#names) disk.put(path, file.seen);
    return disk;
  }

  /** The disk after the power came back: of what was not synced, each sector and name is there or not as `random` says. */
  afterPowerCut(random: () => number): SimulatedDisk {
    const disk = new SimulatedDisk();
    for (const path of new Set([...this.#names.keys(), ...this.#syncedNames.keys()])) {
      const seen = this.#names.get(path);
      const synced = this.#syncedNames.get(path);
      const file = seen === synced || random() < 0.5 ? seen : synced;
      if (file !== undefined) disk.put(path, survivors(file, random));
    }
    return disk;
  }

  /** A hook that cuts the power at an operation, before or after its effect. */
  cutAt(number: number, when: 'before' | 'after'): void {
    this.hook = (_, phase, current) => {
      if (current !== number || phase !== when) return;
      this.#off = true;
      throw new PowerCut('the power was cut');
    };
  }

  readonly port: Disk = {
    open: (path, mode) => {
      if (mode === 'create') {
        if (this.#names.has(path)) throw ioError('EEXIST');
        this.#change('open', () => this.#names.set(path, empty()));
      }
      const file = this.#file(path);
      this.#open.set(this.#nextFile, file);
      return this.#nextFile++;
    },
    close: (file) => void this.#open.delete(file),
    size: (file) => this.#opened(file).seen.length,
    read: (file, buffer, position) => {
      const part = this.#opened(file).seen.subarray(position, position + buffer.length);
      buffer.set(part);
      return part.length;
    },
    write: (file, bytes, position) => {
      const target = this.#opened(file);
      this.#change('write', () => {
        if (position + bytes.length > target.seen.length)
          target.seen = resized(target.seen, position + bytes.length);
        target.seen.set(bytes, position);
      });
    },
    truncate: (file, length) => {
      const target = this.#opened(file);
      this.#change('truncate', () => (target.seen = resized(target.seen, length)));
    },
    sync: async (file) => {
      const target = this.#opened(file);
      const seen = Buffer.from(target.seen);
      await Promise.resolve();
      this.#change('sync', () => (target.synced = seen));
    },
    prepare: async (path, length) => {
      await Promise.resolve();
      this.#change('prepare', () =>
        this.#names.set(path, { seen: Buffer.alloc(length), synced: Buffer.alloc(length) }),
      );
    },
    replace: async (path, bytes) => {
      await Promise.resolve();
      this.#change('replace', () => this.put(path, Buffer.from(bytes)));
    },
    rename: (from, to) => {
      const file = this.#file(from);
      this.#change('rename', () => {
        this.#names.delete(from);
        this.#names.set(to, file);
      });
    },
    remove: (path) => {
      if (this.#names.has(path)) this.#change('remove', () => this.#names.delete(path));
    },
    makeFolder: () => undefined,
    syncFolder: (folder) =>
      this.#change('syncFolder', () => {
        const inside = (path: string): boolean => dirname(path) === folder;
        const others = [...this.#syncedNames].filter(([path]) => !inside(path));
        this.#syncedNames = new Map([
          ...others,
          ...[...this.#names].filter(([path]) => inside(path)),
        ]);
      }),
    list: (folder) => {
      const within = this.paths.filter((path) => path.startsWith(`${folder}/`));
      return [...new Set(within.map((path) => path.slice(folder.length + 1).split('/')[0]!))];
    },
    load: (path) => (this.#names.has(path) ? Buffer.from(this.#file(path).seen) : null),
  };

  #change(operation: Operation, effect: () => void): void {
    if (this.#off) throw new PowerCut('the power is off');
    const number = this.#operations++;
    this.hook(operation, 'before', number);
    effect();
    this.hook(operation, 'after', number);
  }

  #file(path: string): File {
    const file = this.#names.get(path);
    if (file === undefined) throw ioError('ENOENT');
    return file;
  }

  #opened(number: number): File {
    const file = this.#open.get(number);
    if (file === undefined) throw ioError('EBADF');
    return file;
  }
}

const empty = (): File => ({ seen: Buffer.alloc(0), synced: Buffer.alloc(0) });

function resized(bytes: Buffer, length: number): Buffer {
  const result = Buffer.alloc(length);
  bytes.copy(result);
  return result;
}

function survivors(file: File, random: () => number): Buffer {
  const length = random() < 0.5 ? file.seen.length : file.synced.length;
  const result = resized(file.synced, length);
  for (let at = 0; at < Math.min(length, file.seen.length); at += SECTOR) {
    if (random() < 0.5) file.seen.copy(result, at, at, Math.min(at + SECTOR, length));
  }
  return result;
}

/** A small generator of numbers in [0, 1), the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
