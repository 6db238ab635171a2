import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageDirectory } from '../../src/version.ts';

const bin = join(packageDirectory, 'src', 'bin.ts');

export interface Ran {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

export const freshDirectory = (): string => mkdtempSync(join(tmpdir(), 'changeflow-cli-'));

export function start(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  cwd = packageDirectory,
): ChildProcess {
  const clean = {
    ...process.env,
    CHANGEFLOW_DATA: undefined,
    CHANGEFLOW_TOKEN: undefined,
    CHANGEFLOW_URL: undefined,
    NO_COLOR: '1',
  };
  return spawn(process.execPath, ['--import', import.meta.resolve('tsx'), bin, ...args], {
    cwd,
    env: { ...clean, ...env },
  });
}

/** Runs the command as a process, from its sources. */
export function run(
  args: readonly string[],
  options: { input?: string; env?: NodeJS.ProcessEnv; cwd?: string } = {},
): Promise<Ran> {
  const child = start(args, options.env, options.cwd);
  let [out, err] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
  child.stdin?.end(options.input ?? '');
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, out, err }));
  });
}

/** Starts a server and waits until it says where it is. */
export async function serving(
  args: readonly string[],
): Promise<{ readonly url: string; readonly stop: () => Promise<number | null> }> {
  const child = start(['serve', '--json', '--port', '0', ...args]);
  let err = '';
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const url = await new Promise<string>((resolve, reject) => {
    let out = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      if (out.includes('\n'))
        resolve((JSON.parse(out.split('\n')[0] ?? '') as { url: string }).url);
    });
    child.once('close', (status) => reject(new Error(`the server ended with ${status}: ${err}`)));
  });
  return {
    url,
    stop: () =>
      new Promise((resolve) => {
        child.once('close', resolve);
        child.kill('SIGTERM');
      }),
  };
}
