import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top of the installation: where the shipped policy lies beside `src` or `dist`. */
export const packageDirectory = packageAbove(dirname(fileURLToPath(import.meta.url)));

/** The product's version, as its package says. */
export const version = (
  JSON.parse(readFileSync(join(packageDirectory, 'package.json'), 'utf8')) as {
    readonly version: string;
  }
).version;

function packageAbove(directory: string): string {
  for (let at = directory; ; at = dirname(at)) {
    if (existsSync(join(at, 'package.json'))) return at;
    if (dirname(at) === at) throw new Error(`no package.json above ${directory}`);
  }
}
