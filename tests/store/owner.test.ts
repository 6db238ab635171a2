import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { StoreFault } from '../../src/engine/ports.ts';
import { livingOwner, ownDirectory, type Owner } from '../../src/store/files/owner.ts';
import { openFilesStore } from '../../src/store/files/store.ts';
import { realClock, recompute } from './samples.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'owner-'));
});
afterEach(() => rm(directory, { recursive: true }));

const put = (owner: Partial<Owner>): Promise<void> =>
  writeFile(
    join(directory, 'owner.json'),
    JSON.stringify({ pid: 1, started: null, boot: null, host: hostname(), url: null, ...owner }),
  );

/** A process that has ended: its number is no one's, or someone else's. */
async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => child.once('exit', resolve));
  return child.pid ?? 0;
}

describe('a data directory', () => {
  test('has one owner, whom others are told of', () => {
    const ownership = ownDirectory(directory, null);
    expect(() => ownDirectory(directory, null)).toThrow(StoreFault);
    ownership.announce('http://127.0.0.1:8080');
    expect(livingOwner(directory)).toMatchObject({
      pid: process.pid,
      host: hostname(),
      url: 'http://127.0.0.1:8080',
    });
    expect(() => ownDirectory(directory, null)).toThrow(
      /belongs to process .*8080.*talk to that one/,
    );
    ownership.release();
    expect(livingOwner(directory)).toBeNull();
    ownDirectory(directory, null).release();
  });

  test('is taken over at once from an owner that is dead', async () => {
    await put({ pid: await deadProcess() });
    expect(livingOwner(directory)).toBeNull();
    ownDirectory(directory, null).release();
    expect(await readdir(directory)).toEqual([]);
  });

  test.each([
    ['of another boot', { pid: process.pid, boot: 'another' }],
    ['whose number another process has now', { pid: process.pid, started: '1' }],
    ['that makes no sense', { pid: -5 }],
  ])('is taken over from an owner %s', async (_, owner) => {
    await put(owner);
    ownDirectory(directory, null);
    expect(livingOwner(directory)?.pid).toBe(process.pid);
  });

  test('is taken over when the file was never whole', async () => {
    await writeFile(join(directory, 'owner.json'), '{"pid":');
    ownDirectory(directory, null);
    expect(livingOwner(directory)?.pid).toBe(process.pid);
  });

  test('is left to an owner on another host, of which nothing can be known', async () => {
    await put({ pid: 1, host: 'elsewhere' });
    expect(() => ownDirectory(directory, null)).toThrow(/on elsewhere.*remove owner\.json/);
  });

  test('is not released by one who has lost it', async () => {
    const ownership = ownDirectory(directory, null);
    await put({ pid: process.ppid });
    ownership.release();
    expect(JSON.parse(await readFile(join(directory, 'owner.json'), 'utf8'))).toMatchObject({
      pid: process.ppid,
    });
  });

  test('cannot be opened twice, and can again once it was closed', async () => {
    const options = { directory, clock: realClock, recompute };
    const store = await openFilesStore(options);
    await expect(openFilesStore(options)).rejects.toThrow(StoreFault);
    await store.close();
    await (await openFilesStore(options)).close();
    expect(await readdir(directory)).not.toContain('owner.json');
  });
});
