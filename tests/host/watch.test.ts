import { mkdtempSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { watchPolicy } from '../../src/host/watch.ts';

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

test('changes are heard of after a folder has been moved away and back, or made anew', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'changeflow-watch-'));
  for (const folder of ['workflows', 'rules']) mkdirSync(join(directory, folder));
  let heard = 0;
  stops.push(watchPolicy(directory, () => (heard += 1)));
  const hears = async (deed: () => void): Promise<void> => {
    const before = heard;
    deed();
    await expect.poll(() => heard, { timeout: 5000 }).toBeGreaterThan(before);
  };
  const file = join(directory, 'rules', 'risk.scm');
  await hears(() => writeFileSync(file, '1'));
  await hears(() => renameSync(join(directory, 'rules'), join(directory, 'away')));
  await hears(() => renameSync(join(directory, 'away'), join(directory, 'rules')));
  await hears(() => writeFileSync(file, '2'));
  await hears(() => rmSync(join(directory, 'rules'), { recursive: true }));
  await hears(() => mkdirSync(join(directory, 'rules')));
  await hears(() => writeFileSync(file, '3'));
  const before = heard;
  writeFileSync(join(directory, 'notes.txt'), 'no policy');
  await new Promise((resume) => setTimeout(resume, 400));
  expect(heard).toBe(before);
});
