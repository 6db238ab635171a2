import { describe, expect, test } from 'vitest';
import { StoreFault } from '../../src/engine/ports.ts';
import { seal } from '../../src/store/files/line.ts';
import { all, author, at } from './samples.ts';
import { openOn } from './scripts.ts';
import { SimulatedDisk } from './simulated-disk.ts';

const SEGMENT = '/data/journal/00000001.jsonl';

/** A journal of a few commits in one segment, with all that commit lines can hold; closed, or left as a kill leaves it. */
async function smallJournal(close: boolean): Promise<SimulatedDisk> {
  const disk = new SimulatedDisk();
  const store = await openOn(disk, { segmentBytesMin: 1 << 16, segmentBytesMax: 1 << 16 });
  const { put } = author(store);
  await store.reserve('default', 'n');
  await put(
    'C-1',
    {},
    {
      key: { id: 'k', body: 'b', time: at(1), answer: 1 },
      take: [{ claim: 'one', holder: 'C-1' }],
    },
  );
  await put('C-2');
  await put('C-1', { title: 'é' });
  if (close) await store.close();
  return disk.afterKill();
}

const usedBytes = (disk: SimulatedDisk): number => disk.bytes(SEGMENT).lastIndexOf(10) + 1;

describe('a journal that was cut short', () => {
  test('anywhere in its last group, by a crash, opens without that group and says so', async () => {
    const whole = await smallJournal(false);
    // What a crash of the machine may leave: nothing derived had reached the disk.
    whole.removeAll('/data/state');
    const end = usedBytes(whole);
    const lastLine = whole.bytes(SEGMENT).lastIndexOf(10, end - 2) + 1;
    for (let cut = lastLine; cut < end; cut += 1) {
      const disk = whole.afterKill();
      disk.bytes(SEGMENT).fill(0, cut);
      const store = await openOn(disk);
      const { ready, findings } = store.health();
      expect([cut, ready]).toEqual([cut, true]);
      expect(findings.map((finding) => [finding.code, finding.file, finding.offset])).toEqual(
        cut === lastLine ? [] : [['torn-tail', 'journal/00000001.jsonl', lastLine]],
      );
      const records = await all(store);
      expect(records.slice(0, 2).map((record) => record.change)).toEqual(['C-1', 'C-2']);
      expect(records.slice(2).map((record) => record.type)).toEqual(
        cut === lastLine ? [] : ['tail-cut'],
      );
      const kept = disk.paths.filter((path) => path.includes('/torn/'));
      expect(kept.map((path) => disk.bytes(path).length)).toEqual(
        cut === lastLine ? [] : [cut - lastLine],
      );
      await author(store).put('C-3');
      await store.close();
      expect((await openOn(disk)).health()).toMatchObject({ ready: true, findings: [] });
    }
  });

  test('anywhere, where documents show that more was acknowledged, stops commands', async () => {
    for (const closed of [true, false]) {
      const whole = await smallJournal(closed);
      const end = usedBytes(whole);
      for (let cut = 0; cut < end; cut += 7) {
        const disk = whole.afterKill();
        disk.bytes(SEGMENT).fill(0, cut);
        const store = await openOn(disk);
        expect([cut, store.health().ready]).toEqual([cut, false]);
        expect(store.health().findings[0]?.code).toBe('damaged');
        await expect(author(store).put('C-9')).rejects.toThrow(StoreFault);
      }
    }
  });

  test('before its last group stops commands and names file, byte and record', async () => {
    const disk = await smallJournal(false);
    disk.removeAll('/data/state');
    const second = disk.bytes(SEGMENT).indexOf(10) + 1;
    disk.bytes(SEGMENT).fill(0, second + 20, second + 40);
    const store = await openOn(disk);
    expect(store.health().findings).toMatchObject([
      { code: 'damaged', file: 'journal/00000001.jsonl', offset: second, seq: 2 },
    ]);
    expect((await store.load('default', 'C-1'))?.version).toBe(1);
  });

  test('by a whole segment stops commands', async () => {
    for (const number of [1, 2, 3]) {
      const disk = new SimulatedDisk();
      const store = await openOn(disk);
      const { put } = author(store);
      for (let n = 0; n < 30; n += 1) await put(`C-${n % 3}`);
      await store.close();
      disk.removeAll(`/data/journal/0000000${number}.jsonl`);
      expect([number, (await openOn(disk)).health().ready]).toEqual([number, false]);
    }
  });
});

describe('a journal with one bit flipped', () => {
  test('anywhere is found at the start, or is harmless', { timeout: 600_000 }, async () => {
    const whole = await smallJournal(false);
    const before = await all(await openOn(whole.afterKill()));
    const end = usedBytes(whole);
    let found = 0;
    for (let bit = 0; bit < (end + 64) * 8; bit += 1) {
      const disk = whole.afterKill();
      const bytes = disk.bytes(SEGMENT);
      bytes[bit >> 3] = bytes[bit >> 3]! ^ (1 << (bit & 7));
      const store = await openOn(disk).catch((error: unknown) => error);
      if (store instanceof StoreFault) {
        found += 1;
        continue;
      }
      const opened = store as Awaited<ReturnType<typeof openOn>>;
      const { findings } = opened.health();
      if (findings.length > 0) found += 1;
      const records = await all(opened).catch(() => []);
      if (findings.length === 0) expect(records).toEqual(before);
      // Whatever is still answered is what was written: good records from the first on, and then perhaps the note of a cut.
      const good = records.filter((record) => record.type !== 'tail-cut');
      expect(good).toEqual(before.slice(0, good.length));
    }
    expect(found).toBeGreaterThanOrEqual(end * 8);
  });

  test('in a part that a snapshot covers is found by the scrub, and by reading', async () => {
    const whole = await smallJournal(true);
    const first = whole.bytes(SEGMENT).indexOf(10);
    for (let byte = 0; byte < first; byte += 3) {
      const disk = whole.afterKill();
      disk.bytes(SEGMENT)[byte]! ^= 4;
      const store = await openOn(disk);
      if (byte % 2 === 0) await store.scrub();
      else await expect(all(store)).rejects.toThrow(StoreFault);
      expect([byte, store.health().ready]).toEqual([byte, false]);
    }
  });

  test('in state or index is harmless: what is answered is right', async () => {
    const whole = await smallJournal(true);
    const before = await (await openOn(whole.afterKill())).load('default', 'C-1');
    for (const path of whole.paths.filter((name) => /\/(?:state|index)\//.test(name))) {
      for (let byte = 0; byte < whole.bytes(path).length; byte += 5) {
        const disk = whole.afterKill();
        disk.bytes(path)[byte]! ^= 1 << (byte % 8);
        const store = await openOn(disk);
        expect([path, byte, store.health().ready]).toEqual([path, byte, true]);
        expect(await store.load('default', 'C-1')).toEqual(before);
        expect((await store.list('default', { limit: 9 })).items).toHaveLength(2);
      }
    }
  });
});

test.each([
  [3, /newer release: start that one/],
  [1, /before the first release: begin with an empty directory/],
])('a journal of version %i is refused with what to do', async (version, message) => {
  const disk = await smallJournal(false);
  disk.put(SEGMENT, seal(`{"v":${version},"group":0,"records":[]`));
  await expect(openOn(disk)).rejects.toThrow(message);
});
