import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { defaultBudget } from '../../src/engine/budget.ts';
import { TENANT } from '../../src/engine/engine.ts';
import { createPolicies } from '../../src/engine/policies.ts';
import { createRecompute } from '../../src/engine/replay.ts';
import type { Clock } from '../../src/engine/ports.ts';
import { openFilesStore, type FilesStore } from '../../src/store/files/store.ts';
import { POLICY_FOLDER, policyFiles } from '../../src/store/files/policies.ts';
import { nodeDisk } from '../../src/store/files/disk.ts';
import { createWorld, policyDirectory } from './world.ts';

const policy = `
(define-role maker) (define-role checker)
(define-workflow plain
  (applies-to (type plain))
  (identifier "PL-{date}-{n:3}")
  (revisable
    (define systems (field 'systems '()))
    (phase look (parallel-for (who '(checker maker)) (require-approval see (by who) (distinct lookers)))))
  (task work (by maker)))`;

const people = { ann: ['maker'], bob: ['checker'], cas: ['maker'] };
const still: Clock = { now: () => Date.parse('2026-03-02T09:00:00Z'), at: () => () => undefined };

const directories: string[] = [];
afterEach(() => {
  for (const directory of directories.splice(0))
    rmSync(directory, { recursive: true, force: true });
});

function open(directory: string): Promise<FilesStore> {
  const kept = policyFiles(nodeDisk, join(directory, POLICY_FOLDER));
  const policies = createPolicies({
    policy: (id) => Promise.resolve(kept.load(id)),
    savePolicy: (one) => kept.save(one),
  });
  return openFilesStore({
    directory,
    clock: still,
    recompute: createRecompute(policies, defaultBudget),
    people: 'off',
  });
}

/** The text of every change, as a fresh process reads it. */
async function texts(directory: string, ids: readonly string[]): Promise<readonly string[]> {
  const store = await open(directory);
  const found = await Promise.all(ids.map((id) => store.load(TENANT, id)));
  await store.close();
  return found.map((one) => JSON.stringify(one));
}

describe('what is derived from the journal', () => {
  it('is computed anew to the same text when it is deleted', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'changeflow-rebuilt-'));
    directories.push(directory);
    const store = await open(directory);
    const w = await createWorld(
      await policyDirectory({ 'workflows/plain.scm': policy }),
      people,
      store,
    );
    const ids = [
      await w.create('ann', 'plain'),
      await w.create('ann', 'plain', { systems: ['b', 'a'] }),
      await w.create('cas', 'plain'),
    ];
    await w.decide(ids[0]!, 'bob', 'approve');
    await w.decide(ids[1]!, 'bob', 'revise');
    await w.decide(ids[2]!, 'bob', 'approve');
    await w.decide(ids[2]!, 'ann', 'approve');
    await w.act(ids[2]!, 'ann', {
      kind: 'task',
      name: 'work',
      content: 'Done.',
      title: null,
      payload: null,
    });
    await w.engine.close();
    await store.close();
    const before = await texts(directory, ids);
    for (const derived of ['state', 'index']) rmSync(join(directory, derived), { recursive: true });
    expect(await texts(directory, ids)).toEqual(before);
    expect(before.every((text) => text.length > 100)).toBe(true);
  });
});
