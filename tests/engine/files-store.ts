import { join } from 'node:path';
import { defaultBudget } from '../../src/engine/budget.ts';
import { createPolicies } from '../../src/engine/policies/policies.ts';
import { createRecompute } from '../../src/engine/replay.ts';
import type { Clock } from '../../src/engine/ports.ts';
import { openFilesStore, type FilesStore } from '../../src/store/files/store.ts';
import { POLICY_FOLDER, policyFiles } from '../../src/store/files/policies.ts';
import { nodeDisk } from '../../src/store/files/disk.ts';

const still: Clock = { now: () => Date.parse('2026-03-02T09:00:00Z'), at: () => () => undefined };

/** The store of a directory as the server opens it, on a clock that stands still. */
export function openStore(directory: string): Promise<FilesStore> {
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
