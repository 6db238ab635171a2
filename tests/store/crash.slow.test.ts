import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { followChain } from '../../src/audit/chain.ts';
import { failPointFrom, failPoints } from '../../src/store/files/fail-points.ts';
import { livingOwner } from '../../src/store/files/owner.ts';
import { openFilesStore } from '../../src/store/files/store.ts';
import { all, documentOf, realClock, recompute } from './samples.ts';

const CHILD = new URL('crash-child.ts', import.meta.url).pathname;

/** Runs the child to its end; what it was told is safe, and how it ended. */
async function run(
  directory: string,
  point: string,
): Promise<{ readonly safe: readonly string[]; readonly signal: string | null }> {
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD, directory, point], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const signal = await new Promise<string | null>((resolve) =>
    child.once('close', (_, how) => resolve(how)),
  );
  return { safe: output.split('\n').slice(0, -1), signal };
}

const points = Object.keys(failPoints).flatMap((name) =>
  [1, 4, 9].map((count) => `${name}:${count}`),
);

test.each(points)('a process killed at %s has lost nothing that it acknowledged', async (point) => {
  const directory = await mkdtemp(join(tmpdir(), 'crash-'));
  try {
    const { safe, signal } = await run(directory, point);
    expect(signal).toBe('SIGKILL');
    expect(livingOwner(directory)).toBeNull();
    const store = await openFilesStore({ directory, clock: realClock, recompute });
    expect(store.health().ready).toBe(true);
    const chain = followChain();
    const records = await all(store);
    expect(records.flatMap((record) => chain.next(record))).toEqual([]);
    const changes = records
      .filter((record) => record.change !== null)
      .map((record) => record.change);
    expect(new Set(changes).size).toBe(changes.length);
    for (const change of safe) {
      expect(changes).toContain(change);
      expect((await store.answered('default', `key of ${change}`))?.answer).toBe(change);
      expect(await store.holder('default', `claim of ${change}`)).toBe(change);
    }
    for (const record of records) {
      if (record.change === null) continue;
      expect(await store.load('default', record.change)).toEqual(documentOf([record]).document);
    }
    await store.close();
    const [one] = changes;
    if (one !== null && one !== undefined) {
      const text = await readFile(join(directory, 'changes', one, 'change.json'), 'utf8');
      expect(JSON.parse(text)).toMatchObject({ id: one });
    }
  } finally {
    await rm(directory, { recursive: true });
  }
});

test('a fail point that does not exist is refused by name', () => {
  for (const text of ['nowhere:1', 'before-write:0', 'before-write:x', 'toString']) {
    expect(() => failPointFrom(text)).toThrow(/before-write/);
  }
  expect(failPointFrom(undefined)).toBe(failPointFrom(''));
});
