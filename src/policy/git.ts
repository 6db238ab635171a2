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
  // One process tells both: to start one takes longer than what it does.
  const status = await git(directory, ['status', '--porcelain=v2', '--branch', '--', ...paths]);
  if (status !== null) return provenanceIn(status);
  // A checkout whose files cannot be compared still has a commit.
  const head = await git(directory, ['rev-parse', '--verify', 'HEAD']);
  return head === null ? none : { commit: head.trim(), dirty: true };
}

const none: Policy['provenance'] = { commit: null, dirty: false };

/** Lines that start with `#` are about the branch; every other is a path that differs. */
function provenanceIn(status: string): Policy['provenance'] {
  const commit = /^# branch\.oid ([0-9a-f]+)$/m.exec(status)?.[1];
  return commit === undefined ? none : { commit, dirty: /^[^#]/m.test(status) };
}

function git(directory: string, words: readonly string[]): Promise<string | null> {
  const options = { timeout: 10_000, maxBuffer: 16 * 1024 * 1024, windowsHide: true };
  return new Promise((resolve) => {
    execFile('git', ['-C', directory, ...words], options, (error, stdout) =>
      resolve(error === null ? stdout : null),
    );
  });
}
