import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export const DATA_NAME = '.changeflow';

/**
 * The data directory: the one named, else the nearest `.changeflow` here or above, else `.changeflow` here. It need not
 * exist.
 */
export function dataDirectory(named: string | undefined, from: string): string {
  if (named !== undefined) return resolve(from, named);
  for (let at = resolve(from); ; at = dirname(at)) {
    const candidate = join(at, DATA_NAME);
    if (existsSync(candidate)) return candidate;
    if (dirname(at) === at) return resolve(from, DATA_NAME);
  }
}
