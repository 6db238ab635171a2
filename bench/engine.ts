import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageDirectory } from '../src/version.ts';
import { load, median, percentile, print } from './shared/harness.ts';
import { rawJournal } from './shared/raw-journal.ts';
import { openWorld } from './shared/world.ts';

/**
 * The engine over the file store, fsync on: commands a second and their latencies at 1 to 256 callers, each creating a
 * change of a two-step lifecycle, submitting and approving it, between runs of the raw journal on the same disk; and
 * with few and with many changes in the tenant. One JSON line a case.
 *
 *   engine [POLICY_DIRECTORY] [CHANGES] [SECONDS] [RUNS]
 */
const [directory = packageDirectory, changesText = '100000', secondsText = '2', runsText = '3'] =
  process.argv.slice(2);
const CHANGES = Number(changesText);
const SECONDS = Number(secondsText);
const RUNS = Number(runsText);
const FEW = 1000;
/** What of the raw journal's rate the engine shall keep with 64 callers. */
const SHARE = 0.15;

const data = mkdtempSync(join(tmpdir(), 'changeflow-bench-'));
const world = await openWorld(join(data, 'engine'), directory);
let made = 0;

/** A caller's next command: each change is created, submitted, approved. */
function caller(): () => Promise<void> {
  const steps: (() => Promise<void>)[] = [];
  let id = '';
  return () => {
    if (steps.length === 0) {
      made += 1;
      steps.push(
        async () => {
          id = (await world.create('basic')).id;
        },
        () => world.submit(id),
        () => world.approve(id),
      );
    }
    return steps.shift()!();
  };
}

async function measure(callers: number, label: string): Promise<number> {
  const rates: number[] = [];
  const raw: number[] = [];
  const latencies: (readonly number[])[] = [];
  const rawLatencies: (readonly number[])[] = [];
  for (let run = 0; run <= RUNS; run += 1) {
    const commands = Array.from({ length: callers }, caller);
    const result = await load(callers, SECONDS * 1000, (at) => commands[at]!());
    const alone = await rawJournal(data, callers, SECONDS / 2);
    if (run === 0) continue;
    rates.push(result.perSecond);
    raw.push(alone.perSecond);
    latencies.push(result.latenciesMs);
    rawLatencies.push(alone.latenciesMs);
  }
  const name = `${label}, ${callers} callers`;
  print('engine', {
    name,
    value: median(rates),
    unit: 'commands/s',
    peer: { name: `raw journal (bar ${SHARE} with 64)`, value: median(raw) },
  });
  for (const share of [0.5, 0.95, 0.99])
    print('engine', {
      name: `${name}, p${share * 100}`,
      value: percentile(latencies.flat(), share),
      unit: 'ms',
      peer: { name: 'raw journal', value: percentile(rawLatencies.flat(), share) },
    });
  return median(rates);
}

async function grow(count: number): Promise<void> {
  const filler = async (): Promise<void> => {
    while (made < count) {
      made += 1;
      await world.create('basic');
    }
  };
  await Promise.all(Array.from({ length: 256 }, filler));
}

try {
  await grow(FEW);
  for (const callers of [1, 16, 256]) await measure(callers, `${FEW} changes`);
  const few = await measure(64, `${FEW} changes`);
  if (CHANGES > FEW) {
    await grow(CHANGES);
    print('engine', {
      name: `${CHANGES} changes against ${FEW}, 64 callers (bar 0.8)`,
      value: await measure(64, `${CHANGES} changes`),
      unit: 'commands/s',
      limit: { name: `${FEW} changes`, value: few },
    });
  }
} finally {
  await world.close();
  rmSync(data, { recursive: true });
}
