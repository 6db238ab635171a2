import { execFileSync, fork } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TENANT } from '../src/engine/engine.ts';
import { packageDirectory } from '../src/version.ts';
import { median, print } from './shared/harness.ts';
import { served } from './shared/http.ts';
import { fill, openWorld, type World } from './shared/world.ts';

/**
 * What it costs to wait. The bytes of the continuations of shipped workflows; then so many changes that wait for one
 * approval each, made by the engine and left by SIGKILL: time until the engine is ready again, in its process and as a
 * server from its start on; memory and disk for each. One JSON line a case.
 *
 *   suspended [CHANGES]
 */
const CHANGES = Number(process.argv[2] ?? '100000');
const policy = packageDirectory;
const FIRST_TOUCHES = 200;

/** The shipped workflows where they wait, with the bar of each where there is one. */
async function continuations(directory: string): Promise<void> {
  const world = await openWorld(directory, policy);
  const basic = await world.create('basic', {}, true);
  await bytes(world, 'basic-approval in review', basic.id, 600);
  const systems = ['payment-api', 'checkout'];
  const fields = { title: 'Update payment gateway', description: 'Security patch for CVE-1' };
  const normal = await world.create('normal', { ...fields, systems }, true);
  const open = (await world.engine.get(TENANT, normal.id))?.requests.length ?? 0;
  await bytes(world, `normal-change with ${open} open requests`, normal.id, 3000);
  const staged = await world.create('feature', { size: 'large' });
  await bytes(world, 'feature-large in its first stage', staged.id);
  await world.close();
}

async function bytes(world: World, name: string, change: string, bar?: number): Promise<void> {
  const state = await world.engine.get(TENANT, change);
  const value = JSON.stringify(state?.machine).length;
  const limit = bar === undefined ? {} : { limit: { name: 'bar', value: bar } };
  print('suspended', { name: `continuation of ${name}`, value, unit: 'bytes', ...limit });
  print('suspended', {
    name: `whole state of ${name}`,
    value: JSON.stringify(state).length,
    unit: 'bytes',
  });
}

/** Runs in a process of its own, so that memory is that of the engine alone. */
async function wake(directory: string): Promise<void> {
  const before = memory();
  const start = performance.now();
  const world = await openWorld(directory, policy);
  const ready = performance.now() - start;
  print('suspended', {
    name: `engine ready after SIGKILL, ${CHANGES} changes`,
    value: ready,
    unit: 'ms',
    limit: { name: 'bar', value: 2000 },
  });
  print('suspended', {
    name: 'memory for each change',
    value: (memory() - before) / CHANGES,
    unit: 'bytes',
    limit: { name: 'bar', value: 500 },
  });
  const { items } = await world.engine.list(TENANT, { limit: FIRST_TOUCHES, status: 'open' });
  const [cold, warm] = [await loads(world, items), await loads(world, items)];
  print('suspended', { name: 'load of a change, first touch', value: cold, unit: 'ms' });
  print('suspended', { name: 'load of a change, warm', value: warm, unit: 'ms' });
  await world.close();
}

async function loads(world: World, items: readonly { readonly id: string }[]): Promise<number> {
  const times: number[] = [];
  for (const { id } of items) {
    const start = performance.now();
    await world.engine.get(TENANT, id);
    times.push(performance.now() - start);
  }
  return median(times);
}

function memory(): number {
  // Buffers go with the second collection.
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** From the start of the process: runtime, program, policy and data, until the server says that it is ready. */
async function serverReady(directory: string): Promise<void> {
  const bin = fileURLToPath(new URL('../src/bin.js', import.meta.url));
  const start = performance.now();
  const args = ['--data', directory, '--policy', policy, '--json', 'serve', '--port', '0'];
  const server = await served(bin, args);
  while (!(await fetch(`${server.url}/health/ready`)).ok) continue;
  const value = performance.now() - start;
  await server.stop('SIGKILL');
  print('suspended', {
    name: `server ready after SIGKILL, ${CHANGES} changes, from the start of its process`,
    value,
    unit: 'ms',
  });
}

function disk(directory: string): void {
  const folders = ['journal', 'state', 'index'].map((name) => join(directory, name));
  const sizes = execFileSync('du', ['-sb', ...folders.filter((path) => existsSync(path))]);
  const total = [...sizes.toString().matchAll(/^(\d+)/gm)].reduce((sum, [n]) => sum + Number(n), 0);
  print('suspended', {
    name: 'journal, state and index for each change',
    value: total / CHANGES,
    unit: 'bytes',
    limit: { name: 'bar', value: 6000 },
  });
}

async function part(name: string, directory: string): Promise<void> {
  const env = { ...process.env, SUSPENDED_PART: name, SUSPENDED_DIRECTORY: directory };
  const child = fork(import.meta.filename, process.argv.slice(2), { env });
  await new Promise((resolve) => child.once('exit', resolve));
}

const own = process.env['SUSPENDED_DIRECTORY'] ?? '';
switch (process.env['SUSPENDED_PART']) {
  case 'fill':
    await fill(await openWorld(own, policy), CHANGES);
    process.kill(process.pid, 'SIGKILL');
    break;
  case 'wake':
    await wake(own);
    process.kill(process.pid, 'SIGKILL');
    break;
  default: {
    const parent = mkdtempSync(join(tmpdir(), 'changeflow-bench-'));
    const directory = join(parent, 'full');
    try {
      await continuations(join(parent, 'few'));
      await part('fill', directory);
      disk(directory);
      await serverReady(directory);
      await part('wake', directory);
    } finally {
      rmSync(parent, { recursive: true });
    }
  }
}
