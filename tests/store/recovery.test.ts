import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { author } from './samples.ts';
import {
  contentOf,
  expectFaithful,
  openOn,
  play,
  scriptArbitrary,
  fixedScript,
} from './scripts.ts';
import { SimulatedDisk } from './simulated-disk.ts';

describe('the files store, opened again', () => {
  test('answers what it answered before it was closed', async () => {
    await fc.assert(
      fc.asyncProperty(scriptArbitrary, async (script) => {
        const disk = new SimulatedDisk();
        const store = await openOn(disk);
        const outcome = await play(store, script);
        expect(outcome.unknown).toEqual([]);
        const before = await contentOf(store);
        await store.close();
        const again = await openOn(disk.afterKill());
        expect(again.health()).toMatchObject({ ready: true, findings: [] });
        expect(await contentOf(again)).toEqual(before);
        await expectFaithful(again, outcome);
      }),
      { numRuns: 60 },
    );
  });

  test.each([['state'], ['index'], ['state', 'index']])(
    'makes %s %s anew from the journal, byte for byte',
    async (...folders) => {
      await fc.assert(
        fc.asyncProperty(scriptArbitrary, async (script) => {
          const disk = new SimulatedDisk();
          const store = await openOn(disk);
          await play(store, script);
          const before = await contentOf(store);
          await store.close();
          for (const folder of folders) disk.removeAll(`/data/${folder}`);
          const again = await openOn(disk);
          expect(again.health()).toMatchObject({ ready: true, findings: [] });
          expect(await contentOf(again)).toEqual(before);
        }),
        { numRuns: 30 },
      );
    },
  );

  test('writes the same state and index for the same journal', async () => {
    const rebuilt = async (disk: SimulatedDisk): Promise<readonly Buffer[]> => {
      disk.removeAll('/data/state');
      disk.removeAll('/data/index');
      await (await openOn(disk)).close();
      return disk.paths
        .filter((path) => /\/(?:state|index)\//.test(path))
        .map((path) => disk.bytes(path));
    };
    const disk = new SimulatedDisk();
    const store = await openOn(disk);
    await play(store, fixedScript);
    await store.close();
    const first = await rebuilt(disk.afterKill());
    expect(first.length).toBeGreaterThan(1);
    expect(await rebuilt(disk.afterKill())).toEqual(first);
  });

  test('gives numbers above all that a commit can have carried', async () => {
    const disk = new SimulatedDisk();
    const store = await openOn(disk);
    const numbers = [await store.reserve('default', 'n'), await store.reserve('default', 'n')];
    await author(store).put('C-1');
    const killed = await openOn(disk.afterKill());
    expect(await killed.reserve('default', 'n')).toBe(3);
    numbers.push(await store.reserve('default', 'n'));
    await store.close();
    const closed = await openOn(disk.afterKill());
    expect(await closed.reserve('default', 'n')).toBe(4);
    expect(numbers).toEqual([1, 2, 3]);
  });
});
