import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Clock } from '../../src/engine/ports.ts';
import { openFilesStore, type FilesStoreOptions } from '../../src/store/files/store.ts';
import { author, realClock, recompute } from './samples.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'documents-'));
});
afterEach(() => rm(directory, { recursive: true }));

const open = (more: Partial<FilesStoreOptions> = {}) =>
  openFilesStore({ directory, clock: realClock, recompute, ...more });
const read = (...path: string[]): Promise<string> => readFile(join(directory, ...path), 'utf8');

describe('documents for people', () => {
  test('say what the change is, where in the journal that was, and its artifacts under their names', async () => {
    const store = await open();
    const { put } = author(store);
    await put('C-1', { title: 'Title', artifacts: [{ name: 'plan.md', content: '# Plan\n' }] });
    await store.close();
    const text = await read('changes', 'C-1', 'change.json');
    expect(JSON.parse(text)).toMatchObject({
      id: 'C-1',
      fields: { title: 'Title' },
      journal: { seq: 1 },
      machine: { stack: [1, 'two', null] },
      artifacts: [{ name: 'plan.md' }],
    });
    expect(text.split('\n').filter((line) => line.includes('"machine"'))).toEqual([
      '  "machine": {"stack":[1,"two",null],"v":1}',
    ]);
    expect(await read('changes', 'C-1', 'plan.md')).toBe('# Plan\n');
    expect((await stat(join(directory, 'changes', 'C-1', 'change.json'))).mode & 0o777).toBe(0o644);
  });

  test('have caught up after a clean close, with the newest of each change', async () => {
    // On a clock that stands still nothing is written before the close.
    const store = await open({ clock: { now: () => 0, at: () => () => undefined } });
    const { put } = author(store);
    for (let round = 1; round <= 3; round += 1) {
      await Promise.all(
        ['C-1', 'C-2', 'C-3'].map((change) => put(change, { title: `round ${round}` })),
      );
    }
    expect(store.health().documents_behind).toBe(3);
    await store.close();
    for (const change of ['C-1', 'C-2', 'C-3'])
      expect(await read('changes', change, 'change.json')).toContain('round 3');
    expect(store.health().documents_behind).toBe(0);
  });

  test('are written behind, no faster than one in 20 ms while commands come', async () => {
    let nowMs = 0;
    const wakes: (readonly [number, () => void])[] = [];
    const clock: Clock = {
      now: () => nowMs,
      at(instant, wake) {
        wakes.push([instant, wake]);
        return () => undefined;
      },
    };
    const store = await open({ clock, background: false });
    const { put } = author(store);
    await Promise.all(['C-1', 'C-2', 'C-3', 'C-4'].map((change) => put(change)));
    const behind: number[] = [store.health().documents_behind];
    for (let round = 0; round < 3; round += 1) {
      nowMs += 20;
      for (const [instant, wake] of wakes.splice(0)) {
        expect(instant).toBe(nowMs);
        wake();
      }
      await expect
        .poll(() => wakes.length + (store.health().documents_behind === 0 ? 1 : 0))
        .toBe(1);
      behind.push(store.health().documents_behind);
    }
    // After 50 ms without a command the rest is written freely.
    expect(behind).toEqual([4, 3, 2, 0]);
    await store.close();
  });

  test('that cannot be written are behind, said to be, and written after the next change', async () => {
    const store = await open();
    const { put } = author(store);
    await writeFile(join(directory, 'changes'), 'no folder');
    await put('C-1');
    await expect
      .poll(() => store.health().findings.map((finding) => finding.code))
      .toEqual(['behind']);
    expect(store.health()).toMatchObject({ ready: true, documents_behind: 1 });
    await rm(join(directory, 'changes'));
    await put('C-2');
    await store.close();
    expect(store.health().documents_behind).toBe(0);
    expect((await readdir(join(directory, 'changes'))).sort()).toEqual(['C-1', 'C-2']);
  });

  test('that a clean close could not write are written after the next start', async () => {
    const store = await open();
    await author(store).put('C-1');
    await writeFile(join(directory, 'changes'), 'no folder');
    await store.close();
    await rm(join(directory, 'changes'));
    await (await open()).close();
    expect(await readdir(join(directory, 'changes'))).toEqual(['C-1']);
  });

  test('move to the history with their change', async () => {
    const store = await open();
    const { put } = author(store);
    await put('C-1', { artifacts: [{ name: 'plan.md', content: 'x' }] });
    await store.close();
    const again = await open();
    const document = {
      ...(await again.load('default', 'C-1'))!,
      status: 'archived' as const,
      version: 2,
    };
    const [entry] = (await again.list('default', { limit: 1 })).items;
    const commit = author(again).prepare('C-1', {});
    await again.commit({
      ...commit,
      records: commit.records.map((record) => ({ ...record, version: 2 })),
      expects: [{ change: 'C-1', version: 1 }],
      documents: [{ change: 'C-1', document, entry: { ...entry!, status: 'archived' } }],
    });
    await again.close();
    expect(await readdir(join(directory, 'changes'))).toEqual([]);
    expect((await readdir(join(directory, 'history', 'C-1'))).sort()).toEqual([
      'change.json',
      'plan.md',
    ]);
  });

  test('are as the caller puts them, within their folder only, or not at all', async () => {
    const people = async (document: { readonly id: string }) => ({
      change: { shown: document.id },
      files: [
        { path: 'notes/N-1.md', text: 'note' },
        { path: '../escaped.md', text: 'no' },
        { path: '/tmp/escaped.md', text: 'no' },
      ],
    });
    const store = await open({ people });
    await author(store).put('C-1');
    await author(store, 'other').put('C-1');
    await store.close();
    expect(JSON.parse(await read('changes', 'C-1', 'change.json'))).toMatchObject({ shown: 'C-1' });
    expect(await read('tenants', 'other', 'changes', 'C-1', 'notes', 'N-1.md')).toBe('note');
    expect(await readdir(join(directory, 'changes'))).toEqual(['C-1']);
    const off = await open({ people: 'off' });
    await author(off).put('C-2');
    await off.close();
    expect(await readdir(join(directory, 'changes'))).toEqual(['C-1']);
  });
});
