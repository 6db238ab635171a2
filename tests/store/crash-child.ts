import { writeSync } from 'node:fs';
import { failPointFrom } from '../../src/store/files/fail-points.ts';
import { openFilesStore } from '../../src/store/files/store.ts';
import { author, at, realClock, recompute } from './samples.ts';

/**
 * A process for crash tests: commits to the directory given until its fail point ends it, and says on standard output
 * which changes it was told are safe.
 */
const [directory = '', point = '', commitsText = '5000'] = process.argv.slice(2);
const store = await openFilesStore({
  directory,
  clock: realClock,
  recompute,
  reach: failPointFrom(point),
  segmentBytesMin: 1 << 14,
  segmentBytesMax: 1 << 15,
  logBytesMax: 1 << 15,
  commitsPerSnapshot: 20,
  background: false,
});
const { put } = author(store);
const run = Date.now();
const acknowledge = (change: string): void => void writeSync(1, `${change}\n`);
for (let n = 0; n < Number(commitsText); n += 4) {
  const names = [0, 1, 2, 3].map((caller) => `C-${run}-${n + caller}`);
  const written = names.map(async (change) => {
    const key = { id: `key of ${change}`, body: 'b', time: at(1), answer: change };
    await put(change, {}, { key, take: [{ claim: `claim of ${change}`, holder: change }] });
    acknowledge(change);
  });
  await Promise.all(written);
}
await store.close();
