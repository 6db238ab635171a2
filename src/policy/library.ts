import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expandLibrary, type Library, type SourceFile } from '../language/program.ts';
import type { Arity } from '../language/forms.ts';
import { primitiveArities } from '../machine/primitives.ts';
import { policyDefiners } from './definers/definers.ts';
import { workflowForms } from './forms/forms.ts';
import { libraryId } from './identity.ts';

/** The language that policies are written in: its base and workflow libraries, expanded, under the hash of their text. */
export interface PolicyLibrary {
  readonly id: string;
  readonly library: Library;
}

/** Names that the library speaks of and each policy defines: its catalogue, and the risk model meant without a name. */
const policyGlobals = ['%catalogue', '%default-model'] as const;

/** The folders of the library's texts, which stand beside the code that needs them. */
const folders = ['../language/library/', './library/'] as const;

/**
 * Reads and expands the library, a quarter of what a first policy takes: read it once and hand it on. Throws where the
 * library itself is wrong, which its tests exclude.
 */
export async function readLibrary(): Promise<PolicyLibrary> {
  const files = (await Promise.all(folders.map(readFolder))).flat();
  const library = expandLibrary(files, {
    primitives: new Map<string, Arity>([
      ...primitiveArities,
      ...policyGlobals.map((name) => [name, { min: 0, max: 0 }] as const),
    ]),
    forms: workflowForms,
    definers: policyDefiners,
  });
  const [wrong] = library.diagnostics;
  if (wrong !== undefined) {
    throw new Error(`the library is wrong: ${wrong.span.file}: ${wrong.message}`);
  }
  return { id: libraryId(files), library };
}

async function readFolder(folder: string): Promise<readonly SourceFile[]> {
  const place = new URL(folder, import.meta.url);
  const names = (await readdir(fileURLToPath(place)))
    .filter((name) => name.endsWith('.scm'))
    .sort();
  return Promise.all(
    names.map(async (name) => ({
      path: `${folder.replace(/^[./]+/, '')}${name}`,
      text: await readFile(new URL(name, place), 'utf8'),
    })),
  );
}
