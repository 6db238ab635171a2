import { describe, expect, test } from 'vitest';
import { expectFaithful, fixedScript, openOn, play } from './scripts.ts';
import { ioError, randomFrom, SimulatedDisk, type Operation } from './simulated-disk.ts';

/** Plays the fixed script with a fault, and gives the disk and what the callers know. */
async function playWith(prepare: (disk: SimulatedDisk) => void) {
  const disk = new SimulatedDisk();
  prepare(disk);
  const store = await openOn(disk).catch(() => null);
  const outcome =
    store === null ? { acknowledged: [], unknown: [], refused: 0 } : await play(store, fixedScript);
  return { disk, store, outcome };
}

describe('the files store, when the power is cut at any change of the disk', () => {
  test('keeps what was acknowledged, twice nothing and nothing in part, and goes on', async () => {
    const { disk: whole } = await playWith(() => undefined);
    expect(whole.operations).toBeGreaterThan(100);
    let torn = 0;
    for (let number = 0; number < whole.operations; number += 1) {
      for (const when of ['before', 'after'] as const) {
        const { disk, outcome } = await playWith((simulated) => simulated.cutAt(number, when));
        const random = randomFrom(number * 2 + (when === 'after' ? 1 : 0));
        const store = await openOn(disk.afterPowerCut(random));
        expect([number, when, store.health().ready]).toEqual([number, when, true]);
        torn += store.health().findings.filter((finding) => finding.code === 'torn-tail').length;
        await expectFaithful(store, outcome);
        const more = await play(store, fixedScript.slice(0, 1));
        expect(more.unknown).toEqual([]);
      }
    }
    expect(torn).toBeGreaterThan(10);
  });

  test('loses acknowledged commits where the disk lies about syncing, so the test above can fail', async () => {
    const lost: number[] = [];
    for (let seed = 0; seed < 20; seed += 1) {
      const { disk, outcome } = await playWith((simulated) => {
        simulated.port.sync = async () => undefined;
      });
      const store = await openOn(disk.afterPowerCut(randomFrom(seed))).catch(() => null);
      const faithful =
        store !== null &&
        store.health().ready &&
        (await expectFaithful(store, outcome).then(
          () => true,
          () => false,
        ));
      if (!faithful) lost.push(seed);
    }
    expect(lost.length).toBeGreaterThan(10);
  });
});

describe('the files store, when the disk fails', () => {
  const operations: Operation[] = [
    'open',
    'write',
    'truncate',
    'sync',
    'prepare',
    'replace',
    'rename',
    'syncFolder',
  ];
  test.each(
    operations.flatMap((operation) => ['EIO', 'ENOSPC'].map((code) => [code, operation] as const)),
  )(
    'after %s in %s faults at most while it lasts, and loses and doubles nothing',
    async (code, operation) => {
      let fired = 0;
      for (const [first, last] of [
        [1, 1],
        [3, 3],
        [2, 9],
        [10, 12],
      ] as const) {
        for (const when of ['before', 'after'] as const) {
          let seen = 0;
          const { disk, store, outcome } = await playWith((simulated) => {
            simulated.hook = (current, phase) => {
              if (current !== operation || phase !== when) return;
              seen += 1;
              if (seen < first || seen > last) return;
              fired += 1;
              throw ioError(code);
            };
          });
          disk.hook = () => undefined;
          if (store !== null) {
            const healed = await play(store, fixedScript.slice(0, 2));
            outcome.acknowledged.push(...healed.acknowledged);
            outcome.unknown.push(...healed.unknown);
            const after = await play(store, fixedScript.slice(0, 1));
            outcome.acknowledged.push(...after.acknowledged);
            expect(after.unknown).toEqual([]);
            expect(store.health().ready).toBe(true);
            await expectFaithful(store, outcome);
          }
          const again = await openOn(disk.afterKill());
          expect(again.health().ready).toBe(true);
          await expectFaithful(again, outcome);
        }
      }
      expect(fired).toBeGreaterThan(0);
    },
  );
});
