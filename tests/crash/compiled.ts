import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const folders = ['src', 'grammar'];

/** The sources as JavaScript, in a folder of their own. */
export interface Compiled {
  /** The path of a source's JavaScript, by the source's path from the top of the repository. */
  readonly path: (source: string) => string;
  readonly remove: () => void;
}

/**
 * Compiles the product as it is now, types unchecked, so that a process that is started hundreds of times starts
 * quickly and is never a build of yesterday, and one folder of tests beside it. It lies within the repository, where its
 * packages are found.
 */
export function compiled(tests: string): Compiled {
  const cache = join(root, '.cache');
  mkdirSync(cache, { recursive: true });
  const target = mkdtempSync(join(cache, 'crash-'));
  for (const folder of [...folders, join('tests', tests)]) compileFolder(folder, target);
  return {
    path: (source) => join(target, source.replace(/\.ts$/, '.js')),
    remove: () => rmSync(target, { recursive: true, force: true }),
  };
}

function compileFolder(folder: string, target: string): void {
  const compilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    rewriteRelativeImportExtensions: true,
  };
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const source = join(folder, entry.name);
    const copy = join(target, source);
    if (entry.isDirectory()) {
      compileFolder(source, target);
      continue;
    }
    mkdirSync(dirname(copy), { recursive: true });
    if (entry.name.endsWith('.ts')) {
      const text = readFileSync(join(root, source), 'utf8');
      const { outputText } = ts.transpileModule(text, { compilerOptions, fileName: source });
      writeFileSync(copy.replace(/\.ts$/, '.js'), outputText);
    } else copyFileSync(join(root, source), copy);
  }
}

/** Copies the policy that ships, so that a test may edit and delete it. */
export function copyPolicy(to: string): void {
  for (const folder of ['workflows', 'rules']) {
    mkdirSync(join(to, folder), { recursive: true });
    for (const name of readdirSync(join(root, folder)))
      if (name.endsWith('.scm')) copyFileSync(join(root, folder, name), join(to, folder, name));
  }
}
