import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/**
 * The socket of a data directory's owner: in the user's runtime directory under a hash of the directory's real path,
 * since the system cuts longer paths off without a word. The directory must exist.
 */
export function socketPath(data: string): string {
  const runtime = process.env['XDG_RUNTIME_DIR'] ?? join(tmpdir(), `changeflow-${userInfo().uid}`);
  const name = createHash('sha256').update(realpathSync(data)).digest('hex').slice(0, 16);
  return join(runtime, `changeflow-${name}.sock`);
}
