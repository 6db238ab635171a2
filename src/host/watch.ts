import { watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';

const SETTLE_MS = 200;
const FOLDERS = ['workflows', 'rules'];

/**
 * Calls back once files of a policy directory have changed and rest again, its folders themselves too: they may be moved
 * away and come back, as a change of branch does. The returned function stops.
 */
export function watchPolicy(directory: string, changed: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const watchers = new Map<string, FSWatcher>();
  const touch = (): void => {
    clearTimeout(timer);
    timer = setTimeout(changed, SETTLE_MS).unref();
  };
  const begin = (path: string, recursive: boolean, hear: (name: string | null) => void): void => {
    watchers.get(path)?.close();
    watchers.delete(path);
    try {
      const watcher = watch(path, { recursive, persistent: false }, (_, name) => hear(name));
      // What is deleted while it is watched is begun with again when it is back.
      watcher.on('error', () => watcher.close());
      watchers.set(path, watcher);
    } catch {
      // Not there yet.
    }
  };
  const beginFolder = (folder: string): void => begin(join(directory, folder), true, touch);
  begin(directory, false, (name) => {
    if (name === null || !FOLDERS.includes(name)) return;
    beginFolder(name);
    touch();
  });
  FOLDERS.forEach(beginFolder);
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers.values()) watcher.close();
  };
}
