import { closeSync, fdatasync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeDisk } from '../src/store/files/disk.ts';

/**
 * What the disk alone gives: appends of 500-byte records into a preallocated file, all that wait written together and
 * synced once, so many callers waiting at a time. The measure for everything durable. One JSON line a case.
 *
 *   node bench/raw-journal.ts [DIRECTORY] [SECONDS]
 */
const RECORD = Buffer.alloc(500, 'x');
const FILE_BYTES = 64 << 20;

async function measure(directory: string, callers: number, seconds: number): Promise<void> {
  const path = join(directory, `raw-${callers}`);
  await nodeDisk.prepare(path, FILE_BYTES);
  const file = openSync(path, 'r+');
  const latencies: number[] = [];
  const until = performance.now() + seconds * 1000;
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
  const call = async (): Promise<void> => {
    while (performance.now() < until) {
      const start = performance.now();
      await append();
      latencies.push(performance.now() - start);
    }
  };

  const start = performance.now();
  await Promise.all(Array.from({ length: callers }, call));
  const elapsed = (performance.now() - start) / 1000;
  closeSync(file);
  latencies.sort((a, b) => a - b);
  const quantile = (part: number): number =>
    Number(latencies[Math.floor(latencies.length * part)]?.toFixed(3));
  const rate = Math.round(latencies.length / elapsed);
  console.log(
    JSON.stringify({
      bench: 'raw-journal',
      callers,
      per_second: rate,
      p50_ms: quantile(0.5),
      p95_ms: quantile(0.95),
    }),
  );
}

const directory = mkdtempSync(join(process.argv[2] ?? tmpdir(), 'raw-journal-'));
const seconds = Number(process.argv[3] ?? 3);
try {
  for (const callers of [1, 16, 64, 256]) await measure(directory, callers, seconds);
} finally {
  rmSync(directory, { recursive: true });
}
