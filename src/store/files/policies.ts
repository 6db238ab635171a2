import { join } from 'node:path';
import { StoreFault, type Store } from '../../engine/ports.ts';
import { isSafeName } from '../check-commit.ts';
import type { Disk } from './disk.ts';

type Policy = Parameters<Store['savePolicy']>[0];

export interface Policies {
  save(policy: Policy): Promise<void>;
  load(id: string): Policy | null;
}

/** Where a data directory keeps its policies. */
export const POLICY_FOLDER = 'policies';

/**
 * Policies by their content's hash, one file each, never changed and never removed: what a change ran under can be read
 * as long as its journal. A policy is on the disk when `save` resolves, so before any commit can name it.
 */
export function policyFiles(disk: Disk, folder: string): Policies {
  const saved = new Set<string>();
  const pathOf = (id: string): string => {
    if (!isSafeName(id)) throw new StoreFault(`"${id}" cannot be a policy's id`);
    return join(folder, `${id}.json`);
  };
  return {
    async save(policy) {
      const path = pathOf(policy.id);
      if (saved.has(policy.id)) return;
      disk.makeFolder(folder);
      if (disk.load(path) === null)
        await disk.replace(path, Buffer.from(`${JSON.stringify(policy)}\n`));
      saved.add(policy.id);
    },
    load(id) {
      const bytes = isSafeName(id) ? disk.load(pathOf(id)) : null;
      return bytes === null ? null : (JSON.parse(bytes.toString('utf8')) as Policy);
    },
  };
}
