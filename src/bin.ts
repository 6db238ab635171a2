import { runCli } from './cli/cli.ts';
import { resolveConfig } from './config.ts';
import { version } from './version.ts';

// A reader that has seen enough, such as `head`, is no fault.
process.stdout.on('error', (fault: NodeJS.ErrnoException) => {
  if (fault.code !== 'EPIPE') throw fault;
  process.exit(0);
});

// The server's parts take time to load, and most commands only talk to one that runs.
const main = () => import('./main.ts');

process.exitCode = await runCli(process.argv.slice(2), {
  version,
  resolveConfig,
  serve: async (flags, socketOnly) => (await main()).serve(resolveConfig(flags), socketOnly),
  workshop: async (directory) => (await main()).workshop(directory),
  rebuild: async (flags) => (await main()).rebuild(resolveConfig(flags)),
  addToken: async (flags, principal, expiresAt) =>
    (await main()).addToken(resolveConfig(flags), principal, expiresAt),
  mcpOverStdio: async (door) => (await main()).mcpOverStdio(door),
});
