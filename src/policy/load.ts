import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, relative } from 'node:path';
import type { Linker } from '../machine/program.ts';
import { assemble } from './assemble.ts';
import type { Policy, PolicyCheck } from './definitions.ts';
import { provenanceOf } from './git.ts';
import { readLibrary, type PolicyLibrary } from './library.ts';
import { policyFolders, readPolicyFile, readPolicyFiles, type FilesRead } from './read-files.ts';

export interface LoadOptions {
  /** The library, where it has been read already. */
  readonly library?: PolicyLibrary;
  /** Whether `tests/*.scm` are read too; they are no part of the policy's id. A file read alone brings its own. */
  readonly tests?: boolean;
  /** Where the policy will run: what was linked to check it is linked there. */
  readonly linker?: Linker;
}

/**
 * Reads a directory, or one file, as a policy: the policy where nothing is wrong, and everything there is to say. Throws only where
 * the disk fails.
 */
export async function loadPolicy(
  directory: string,
  options: LoadOptions = {},
): Promise<PolicyCheck> {
  // What the disk and git have to tell comes while the library is read.
  const [{ read, provenance }, library] = await Promise.all([
    textsOf(directory, options),
    options.library ?? readLibrary(),
  ]);
  const check = assemble(read.files, provenance, library, options.linker);
  const diagnostics = [...read.diagnostics, ...check.diagnostics];
  const sound = !read.diagnostics.some(({ severity }) => severity === 'error');
  return {
    policy: sound ? check.policy : null,
    read: sound ? check.read : { ...check.read, whole: false },
    diagnostics,
    files: read.files,
  };
}

/** The texts of a directory or file, and the commit they come from. */
async function textsOf(directory: string, { tests = false }: LoadOptions): Promise<Texts> {
  const place = await realpath(directory).catch(() => directory);
  const isFile = (await stat(place).catch(() => null))?.isFile() ?? false;
  const [read, provenance] = await Promise.all(
    isFile
      ? [
          readPolicyFile(place, fromHere(directory)),
          provenanceOf(dirname(place), [basename(place)]),
        ]
      : [readPolicyFiles(place, { tests }), provenanceOf(place, policyFolders)],
  );
  return { read, provenance };
}

interface Texts {
  readonly read: FilesRead;
  readonly provenance: Policy['provenance'];
}

/** As a reader would type it: findings are opened by their paths. */
function fromHere(path: string): string {
  const short = relative('', path).replaceAll('\\', '/');
  return short.startsWith('..') ? path : short;
}
