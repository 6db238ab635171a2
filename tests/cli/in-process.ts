import { vi } from 'vitest';
import { runCli } from '../../src/cli/cli.ts';
import type { Parts } from '../../src/cli/parts.ts';
import { workshop } from '../../src/main.ts';
import type { Ran } from './process.ts';

const never = (): never => {
  throw new Error('a policy tool needs no server');
};
const parts: Parts = {
  version: '0.0.0',
  resolveConfig: ({ policy }) => ({ data: 'data', policy: String(policy), demo: false }),
  serve: never,
  workshop,
  rebuild: never,
  addToken: never,
  mcpOverStdio: never,
};

/** What a command that needs no server prints, and its status, without a process of its own. */
export async function inProcess(args: readonly string[]): Promise<Ran> {
  let [out, err] = ['', ''];
  const take = (into: (text: string) => void) => (text: string | Uint8Array) => {
    into(String(text));
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(take((text) => (out += text))),
    vi.spyOn(process.stderr, 'write').mockImplementation(take((text) => (err += text))),
  ];
  const status = await runCli([...args], parts);
  for (const spy of spies) spy.mockRestore();
  process.exitCode = 0;
  return { status, out, err };
}
