import { mkdirSync } from 'node:fs';
import { StoreFault } from '../../engine/ports.ts';
import { ownDirectory, type Ownership } from './owner.ts';

const WAIT_MS = 5_000;
const LOOK_MS = 10;
const asleep = new Int32Array(new SharedArrayBuffer(4));

/**
 * Does what reads and rewrites files of a directory while no other process does. Waits up to five seconds for its turn,
 * then throws `StoreFault`; whoever died at it is no hindrance. For work of milliseconds: nothing else goes on meanwhile.
 */
export function exclusively<T>(directory: string, work: () => T): T {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const owned = turnIn(directory);
  try {
    return work();
  } finally {
    owned.release();
  }
}

function turnIn(directory: string): Ownership {
  for (const last = performance.now() + WAIT_MS; ;) {
    try {
      return ownDirectory(directory, null);
    } catch (error) {
      if (!(error instanceof StoreFault) || performance.now() > last) throw error;
      Atomics.wait(asleep, 0, 0, LOOK_MS);
    }
  }
}
