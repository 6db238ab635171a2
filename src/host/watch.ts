import { watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';

const SETTLE_MS = 200;

/** Calls back once files of a policy directory have changed and rest again; the returned function stops. */
export function watchPolicy(directory: string, changed: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const touch = (): void => {
    clearTimeout(timer);
    timer = setTimeout(changed, SETTLE_MS).unref();
  };
  const watchers = ['workflows', 'rules'].flatMap((folder): FSWatcher[] => {
    try {
      return [watch(join(directory, folder), { recursive: true, persistent: false }, touch)];
    } catch {
      return [];
    }
  });
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
