import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The root of the repository, which is also the directory of the policy that ships. */
export const root = join(import.meta.dirname, '..', '..');

export interface Texts {
  readonly [path: string]: string;
}

/** The texts of the shipped policy by path, tests left out. */
export async function shippedTexts(): Promise<Texts> {
  return { ...(await textsOf('workflows')), ...(await textsOf('rules')) };
}

/** The policy files of one folder, folders in it left out. */
export async function textsOf(folder: string): Promise<Texts> {
  const names = (await readdir(join(root, folder))).filter((name) => name.endsWith('.scm')).sort();
  const texts = await Promise.all(
    names.map(async (name) => {
      const path = `${folder}/${name}`;
      return [path, await readFile(join(root, path), 'utf8')] as const;
    }),
  );
  return Object.fromEntries(texts);
}

/** The texts with one passage replaced; throws where the passage is not there exactly once. */
export function edited(texts: Texts, path: string, passage: string, by: string): Texts {
  const parts = texts[path]?.split(passage) ?? [];
  if (parts.length !== 2) {
    throw new Error(`${path} has ${parts.length - 1} times the passage ${passage}`);
  }
  return { ...texts, [path]: parts.join(by) };
}
