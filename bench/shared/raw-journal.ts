import { closeSync, fdatasync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { nodeDisk } from '../../src/store/files/disk.ts';
import { load, type Load } from './harness.ts';

const RECORD = Buffer.alloc(500, 'x');
const FILE_BYTES = 64 << 20;

/**
 * What the disk alone gives: appends of 500-byte records into a preallocated file, all that wait written together and
 * synced once, so many callers waiting at a time.
 */
export async function rawJournal(
  directory: string,
  callers: number,
  seconds: number,
): Promise<Load> {
  const path = join(directory, `raw-${callers}`);
  await nodeDisk.prepare(path, FILE_BYTES);
  const file = openSync(path, 'r+');
  const { append } = groups(file);
  try {
    return await load(callers, seconds * 1000, append);
  } finally {
    closeSync(file);
    rmSync(path);
  }
}

function groups(file: number): { readonly append: () => Promise<void> } {
  let at = 0;
  let waiting: (() => void)[] = [];
  let writing = false;

  const write = async (): Promise<void> => {
    writing = true;
    await new Promise((resume) => setImmediate(resume));
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      const bytes = Buffer.concat(group.map(() => RECORD));
      if (at + bytes.length > FILE_BYTES) at = 0;
      writeSync(file, bytes, 0, bytes.length, at);
      at += bytes.length;
      await new Promise<void>((resolve, reject) => {
        fdatasync(file, (error) => (error === null ? resolve() : reject(error)));
      });
      for (const resolve of group) resolve();
    }
    writing = false;
  };
  const append = (): Promise<void> =>
    new Promise((resolve, reject) => {
      waiting.push(resolve);
      if (!writing) write().catch(reject);
    });
  return { append };
}
