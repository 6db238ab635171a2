import { realpath } from 'node:fs/promises';
import { assemble } from './assemble.ts';
import type { PolicyCheck } from './definitions.ts';
import { provenanceOf } from './git.ts';
import { readLibrary, type PolicyLibrary } from './library.ts';
import { readPolicyFiles } from './read-files.ts';

export interface LoadOptions {
  /** The library, where it has been read already. */
  readonly library?: PolicyLibrary;
  /** Whether `tests/*.scm` are read too; they are no part of the policy's id. */
  readonly tests?: boolean;
}

/**
 * Reads a directory as a policy: the policy where nothing is wrong, and everything there is to say. Throws only where
 * the disk fails.
 */
export async function loadPolicy(
  directory: string,
  options: LoadOptions = {},
): Promise<PolicyCheck> {
  const library = options.library ?? (await readLibrary());
  const place = await realpath(directory).catch(() => directory);
  const [read, provenance] = await Promise.all([
    readPolicyFiles(place, { tests: options.tests ?? false }),
    provenanceOf(place),
  ]);
  const check = assemble(read.files, provenance, library);
  const diagnostics = [...read.diagnostics, ...check.diagnostics];
  const sound = !read.diagnostics.some(({ severity }) => severity === 'error');
  return { policy: sound ? check.policy : null, diagnostics, files: read.files };
}
