import { execFile } from 'node:child_process';
import type { Policy } from './definitions.ts';

/**
 * Which commit a directory's policy comes from, and whether its `paths` differ from it. Without git, or outside a checkout,
 * there is none. Runs git itself, never a shell.
 */
export async function provenanceOf(
  directory: string,
  paths: readonly string[],
): Promise<Policy['provenance']> {
  const commit = await git(directory, ['rev-parse', '--verify', 'HEAD']);
  if (commit === null) return { commit: null, dirty: false };
  const changes = await git(directory, ['status', '--porcelain', '--', ...paths]);
  return { commit: commit.trim(), dirty: changes === null || changes.trim() !== '' };
}

function git(directory: string, words: readonly string[]): Promise<string | null> {
  const options = { timeout: 10_000, maxBuffer: 16 * 1024 * 1024, windowsHide: true };
  return new Promise((resolve) => {
    execFile('git', ['-C', directory, ...words], options, (error, stdout) =>
      resolve(error === null ? stdout : null),
    );
  });
}
