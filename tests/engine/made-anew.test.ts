import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { TENANT } from '../../src/engine/engine.ts';
import { stateLine, type StateLine } from '../../src/store/files/state-logs.ts';
import { openStore } from './files-store.ts';
import { createWorld, policyDirectory } from './world.ts';

const policy = `
(define-role maker) (define-role checker)
(define-workflow plain
  (applies-to (type plain))
  (identifier "PL-{date}-{n:3}")
  (define seen (revisable (phase look (require-approval see (by checker)))))
  (task work (by maker))
  (close (decision-how seen)))`;
const people = { ann: ['maker'], bob: ['checker'] };

const directories: string[] = [];
afterEach(() => {
  for (const directory of directories.splice(0))
    rmSync(directory, { recursive: true, force: true });
});

/** A directory with a change that waits for its approval, and the files of its policy. */
async function suspended(): Promise<{ directory: string; files: string; id: string }> {
  const directory = mkdtempSync(join(tmpdir(), 'changeflow-made-anew-'));
  const files = await policyDirectory({ 'workflows/plain.scm': policy });
  directories.push(directory, files);
  const store = await openStore(directory);
  const w = await createWorld(files, people, store);
  const id = await w.create('ann', 'plain');
  await w.engine.close();
  await store.close();
  return { directory, files, id };
}

/** Makes every stored state one of a version that no release has written. */
function plantVersion(directory: string, version: number): number {
  const path = join(directory, 'state', '00000001.log');
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  const planted = lines.map((text) => {
    const { document, seq } = JSON.parse(text) as StateLine;
    const machine = { ...document.machine!, v: version };
    const line = stateLine({ ...document, machine }, seq).toString('utf8');
    // The index knows where each line stands.
    expect(line.length).toBe(text.length + 1);
    return line;
  });
  writeFileSync(path, planted.join(''));
  return planted.length;
}

describe('a stored state of a version that this release does not read', () => {
  it('is made anew from the journal, the same to the byte, said so once, and gone on with', async () => {
    const { directory, files, id } = await suspended();
    const first = await openStore(directory);
    const before = await first.load(TENANT, id);
    await first.close();
    expect(plantVersion(directory, 9)).toBeGreaterThan(0);

    const store = await openStore(directory);
    expect(await store.load(TENANT, id)).toEqual(before);
    expect(store.health()).toMatchObject({ ready: true });
    expect(store.health().findings.map(({ code }) => code)).toEqual(['made-anew']);
    expect(store.health().findings[0]!.message).toContain(id);
    const w = await createWorld(files, people, store);
    expect((await w.decide(id, 'bob', 'approve')).ok).toBe(true);
    const task = {
      kind: 'task',
      name: 'work',
      content: 'Done.',
      title: null,
      payload: null,
    } as const;
    expect((await w.act(id, 'ann', task)).ok).toBe(true);
    expect(await store.load(TENANT, id)).toMatchObject({ status: 'completed', outcome: 'voted' });
    await w.engine.close();
    await store.close();
  });

  it('is written down in the version of this release, so that it is made anew only once', async () => {
    const { directory, id } = await suspended();
    plantVersion(directory, 9);
    const store = await openStore(directory);
    const made = await store.load(TENANT, id);
    await store.close();

    const again = await openStore(directory);
    expect(await again.load(TENANT, id)).toEqual(made);
    expect(again.health().findings).toEqual([]);
    await again.close();
  });
});

describe('the code that a suspended change runs', () => {
  it('is kept when the files of its policy are edited, and when they are gone', async () => {
    const { directory, files, id } = await suspended();
    rmSync(files, { recursive: true });
    const edited = await policyDirectory({
      'workflows/plain.scm': policy.replace('(task work (by maker))', '(task other (by maker))'),
    });
    directories.push(edited);
    const store = await openStore(directory);
    const w = await createWorld(edited, people, store);
    const newer = await w.create('ann', 'plain');
    expect((await w.decide(id, 'bob', 'approve')).ok).toBe(true);
    expect((await w.decide(newer, 'bob', 'approve')).ok).toBe(true);
    expect(await w.open(id)).toEqual(['work']);
    expect(await w.open(newer)).toEqual(['other']);
    const pinned = await Promise.all([id, newer].map((one) => store.load(TENANT, one)));
    await w.engine.close();
    await store.close();
    const kept = readdirSync(join(directory, 'policies'));
    for (const change of pinned)
      expect(kept.some((name) => name.includes(change!.workflow.policy))).toBe(true);
  });
});
