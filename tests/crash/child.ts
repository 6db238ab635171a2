import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { FailPoint } from '../../src/store/files/fail-points.ts';
import type { ServerOptions } from './server.ts';

/** A server in a process of its own. */
export interface Child {
  readonly url: string;
  /** Dies at the nth time that the place is reached from now on. */
  arm(point: FailPoint, count: number): Promise<void>;
  /** How it ended: the signal that killed it, or its exit status. */
  readonly ended: Promise<NodeJS.Signals | number>;
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts `script` and waits until it serves; throws with what it said where it ends first. */
export async function startServer(script: string, options: ServerOptions): Promise<Child> {
  const child = fork(script, [JSON.stringify(options)], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4_000)));
  const ended = new Promise<NodeJS.Signals | number>((resolve) => {
    child.once('close', (status, signal) => {
      resolve(signal ?? status ?? -1);
    });
  });
  const first = await Promise.race([heard(child), ended]);
  if (typeof first !== 'object') throw new Error(`the server ended with ${first}: ${said}`);
  return {
    url: (first as { readonly url: string }).url,
    ended,
    async arm(point, count) {
      const armed = heard(child);
      child.send(`${point}:${count}`);
      await Promise.race([armed, ended]);
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async stop() {
      child.kill('SIGTERM');
      const how = await ended;
      if (how !== 0) throw new Error(`the server did not stop cleanly (${how}): ${said}`);
    },
  };
}

const heard = async (child: ChildProcess): Promise<object> => {
  const [message] = (await once(child, 'message')) as [object];
  return message;
};
