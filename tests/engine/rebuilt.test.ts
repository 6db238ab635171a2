import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { TENANT } from '../../src/engine/engine.ts';
import { openStore } from './files-store.ts';
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

const directories: string[] = [];
afterEach(() => {
  for (const directory of directories.splice(0))
    rmSync(directory, { recursive: true, force: true });
});

/** The text of every change, as a fresh process reads it. */
async function texts(directory: string, ids: readonly string[]): Promise<readonly string[]> {
  const store = await openStore(directory);
  const found = await Promise.all(ids.map((id) => store.load(TENANT, id)));
  await store.close();
  return found.map((one) => JSON.stringify(one));
}

describe('what is derived from the journal', () => {
  it('is computed anew to the same text when it is deleted', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'changeflow-rebuilt-'));
    directories.push(directory);
    const store = await openStore(directory);
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
