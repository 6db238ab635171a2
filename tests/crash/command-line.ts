import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Compiled } from './compiled.ts';

export interface Finished {
  readonly status: number;
  readonly printed: string;
}

/** A server that was started as people start it. */
export interface Serving {
  readonly url: string;
  kill(): Promise<void>;
  stop(): Promise<void>;
}

const flags = (data: string, policy: string): readonly string[] => [
  '--data',
  data,
  '--policy',
  policy,
];

/** Runs one command to its end. */
export async function changeflow(
  code: Compiled,
  data: string,
  policy: string,
  ...command: readonly string[]
): Promise<Finished> {
  const all = [code.path('src/bin.ts'), ...flags(data, policy), '--json', ...command];
  const child = spawn(process.execPath, all, { cwd: data, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const [status] = (await once(child, 'close')) as [number];
  return { status, printed };
}

/** Starts `serve` and waits for the address that it prints. */
export async function serving(code: Compiled, data: string, policy: string): Promise<Serving> {
  const command = ['--json', 'serve', '--demo', '--port', '0'];
  const all = [code.path('src/bin.ts'), ...flags(data, policy), ...command];
  const child = spawn(process.execPath, all, { stdio: ['ignore', 'pipe', 'pipe'] });
  let faults = '';
  child.stderr.on('data', (chunk: Buffer) => (faults += chunk.toString()));
  const ended = once(child, 'close');
  const first = await Promise.race([once(createInterface(child.stdout), 'line'), ended]);
  if (child.exitCode !== null) throw new Error(`the server ended at once: ${faults}`);
  const { url } = JSON.parse(String(first[0])) as { readonly url: string };
  const end = async (signal: NodeJS.Signals): Promise<unknown> => {
    child.kill(signal);
    const [status, killedBy] = (await ended) as [number | null, NodeJS.Signals | null];
    return killedBy ?? status;
  };
  return {
    url,
    async kill() {
      await end('SIGKILL');
    },
    async stop() {
      const how = await end('SIGTERM');
      if (how !== 0) throw new Error(`the server did not stop cleanly (${String(how)}): ${faults}`);
    },
  };
}
