import { newLinker, policyProgram } from '../src/policy/program.ts';
import { loadPolicy } from '../src/policy/load.ts';
import { packageDirectory } from '../src/version.ts';
import { median, print } from './shared/harness.ts';

/**
 * The shipped policy from its text on disk to a linked program that can run: the first time in a process, as a start
 * sees it, and warm, as a reload does. One JSON line a case.
 *
 *   policy [DIRECTORY] [RUNS]
 */
const [directory = packageDirectory, runsText = '15'] = process.argv.slice(2);
const WARM = 3;

async function once(): Promise<number> {
  const start = performance.now();
  const linker = newLinker();
  const { policy, diagnostics } = await loadPolicy(directory, { linker });
  if (policy === null) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  policyProgram(policy, linker);
  return performance.now() - start;
}

const bar = { name: 'bar', value: 150 };
print('policy', {
  name: 'text to running, first in a process',
  value: await once(),
  unit: 'ms',
  limit: bar,
});
for (let run = 0; run < WARM; run += 1) await once();
const times: number[] = [];
for (let run = 0; run < Number(runsText); run += 1) times.push(await once());
print('policy', { name: 'text to running, warm', value: median(times), unit: 'ms', limit: bar });
