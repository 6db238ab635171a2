import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { newLinker, policyProgram } from '../src/policy/program.ts';
import { loadPolicy } from '../src/policy/load.ts';
import { verified } from '../src/verify/workflow/verify-policy.ts';
import { packageDirectory } from '../src/version.ts';
import { median, print } from './shared/harness.ts';

/**
 * The shipped policy from its text on disk to a linked program that can run: the first time in a process, as a start
 * sees it, each in a process of its own, and warm, as a reload does. One JSON line a case.
 *
 *   policy [DIRECTORY] [RUNS] [PROCESSES]
 *   policy --first DIRECTORY        what one process measures of itself, as JSON
 */
const args = process.argv.slice(2);
const WARM = 3;

/** Milliseconds of one process, each for the first time in it. */
interface First {
  /** From its start to where it could begin to read: the host starts, modules are loaded. */
  readonly started: number;
  readonly running: number;
  /** The processor's time of `running`, of all its threads: some of it compiles what runs often. */
  readonly processor: number;
  /** To prove every workflow sound, after that. */
  readonly proved: number;
}

async function readAndLink(directory: string): Promise<Awaited<ReturnType<typeof loadPolicy>>> {
  const linker = newLinker();
  const check = await loadPolicy(directory, { linker });
  const { policy, diagnostics } = check;
  if (policy === null) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  policyProgram(policy, linker);
  return check;
}

async function timed<T>(work: () => T | Promise<T>): Promise<{ ms: number; made: T }> {
  const start = performance.now();
  const made = await work();
  return { ms: performance.now() - start, made };
}

async function first(directory: string): Promise<First> {
  const started = performance.now();
  const before = process.cpuUsage();
  const { ms: running, made: check } = await timed(() => readAndLink(directory));
  const { user, system } = process.cpuUsage(before);
  const { ms: proved } = await timed(() => verified(check));
  return { started, running, processor: (user + system) / 1000, proved };
}

function inProcesses(count: number, directory: string): readonly First[] {
  const program = [fileURLToPath(import.meta.url), '--first', directory];
  return Array.from(
    { length: count },
    () => JSON.parse(execFileSync(process.execPath, program, { encoding: 'utf8' })) as First,
  );
}

async function report(directory: string, runs: number, processes: number): Promise<void> {
  const all = inProcesses(processes, directory);
  const middle = (of: (one: First) => number): number => median(all.map(of));
  const bar = { name: 'bar', value: 150 };
  const ms = (name: string, value: number): void => print('policy', { name, value, unit: 'ms' });
  print('policy', {
    name: 'text to running, first in a process',
    value: middle(({ running }) => running),
    unit: 'ms',
    limit: bar,
  });
  ms(
    'the same, processor time',
    middle(({ processor }) => processor),
  );
  ms(
    'before that, from the start of the process',
    middle(({ started }) => started),
  );
  ms(
    'after that, every workflow proved sound',
    middle(({ proved }) => proved),
  );
  for (let run = 0; run < WARM; run += 1) await readAndLink(directory);
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1)
    times.push((await timed(() => readAndLink(directory))).ms);
  print('policy', { name: 'text to running, warm', value: median(times), unit: 'ms', limit: bar });
}

if (args[0] === '--first') console.log(JSON.stringify(await first(args[1] ?? packageDirectory)));
else await report(args[0] ?? packageDirectory, Number(args[1] ?? 15), Number(args[2] ?? 9));
