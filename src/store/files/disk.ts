import {
  closeSync,
  fdatasync,
  fstatSync,
  ftruncateSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * What the store does to a file system, and all of it: a test that stands in for a disk, breaks it or cuts its power
 * has these few things to imitate. Everything throws what Node throws; only `sync`, `prepare` and `replace`, which
 * wait for the device, are asynchronous.
 */
export interface Disk {
  /** `create` fails where the file exists; `read` and `write` where it does not. */
  open(path: string, mode: 'read' | 'write' | 'create'): number;
  close(file: number): void;
  size(file: number): number;
  /** Fills the buffer from the position as far as the file goes; the number of bytes read. */
  read(file: number, buffer: Uint8Array, position: number): number;
  /** Writes all the bytes or throws, then perhaps after some of them. */
  write(file: number, bytes: Uint8Array, position: number): void;
  truncate(file: number, length: number): void;
  /** When it resolves, what was written and the file's length survive a power cut. */
  sync(file: number): Promise<void>;
  /** Makes a file of so many zero bytes, durable, so that later writes into it need no metadata. */
  prepare(path: string, length: number): Promise<void>;
  /** Puts a whole file in the place of another or of none, durable, never half. */
  replace(path: string, bytes: Uint8Array): Promise<void>;
  rename(from: string, to: string): void;
  /** Nothing to remove is no mistake. */
  remove(path: string): void;
  makeFolder(path: string): void;
  /** Makes the names in a folder durable. */
  syncFolder(path: string): void;
  /** The names in a folder, sorted; none where there is no folder. */
  list(path: string): readonly string[];
  /** A whole file, or null where there is none. */
  load(path: string): Buffer | null;
}

const FILE_MODE = 0o644;
const FOLDER_MODE = 0o755;
const ZEROS = Buffer.alloc(1 << 20);

/** The machine's own file system. */
export const nodeDisk: Disk = {
  open: (path, mode) => openSync(path, { read: 'r', write: 'r+', create: 'wx+' }[mode], FILE_MODE),
  close: closeSync,
  size: (file) => fstatSync(file).size,
  read(file, buffer, position) {
    let done = 0;
    while (done < buffer.length) {
      const count = readSync(file, buffer, done, buffer.length - done, position + done);
      if (count === 0) break;
      done += count;
    }
    return done;
  },
  write(file, bytes, position) {
    let done = 0;
    while (done < bytes.length) {
      done += writeSync(file, bytes, done, bytes.length - done, position + done);
    }
  },
  truncate: ftruncateSync,
  sync: (file) =>
    new Promise((resolve, reject) => {
      fdatasync(file, (error) => {
        if (error === null) resolve();
        else reject(error);
      });
    }),
  async prepare(path, length) {
    const file = await open(path, 'w', FILE_MODE);
    try {
      for (let at = 0; at < length; at += ZEROS.length) {
        await file.write(ZEROS, 0, Math.min(ZEROS.length, length - at), at);
      }
      await file.sync();
    } finally {
      await file.close();
    }
  },
  async replace(path, bytes) {
    const temporary = `${path}.new`;
    const file = await open(temporary, 'w', FILE_MODE);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    nodeDisk.syncFolder(dirname(path));
  },
  rename: renameSync,
  remove: (path) => rmSync(path, { force: true }),
  makeFolder: (path) => void mkdirSync(path, { recursive: true, mode: FOLDER_MODE }),
  syncFolder(path) {
    const folder = openSync(path, 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  },
  list: (path) => absentAs([], () => readdirSync(path).sort()),
  load: (path) => absentAs(null, () => readFileSync(path)),
};

function absentAs<T>(nothing: T, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return nothing;
    throw error;
  }
}
