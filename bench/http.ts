import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resolveConfig } from '../src/config.ts';
import { addToken } from '../src/main.ts';
import { packageDirectory } from '../src/version.ts';
import { load, median, percentile, print, take } from './shared/harness.ts';
import { connect, served, type Client } from './shared/http.ts';
import { AUTHOR, fill, openWorld, REVIEWER, rolesOf } from './shared/world.ts';

/**
 * The product as it is served, in a process of its own on loopback with fsync on, loaded by this one: approvals against
 * an Express that only echoes an answer of the same size, and reads while many changes wait. One JSON line a case.
 *
 *   http [CHANGES] [APPROVALS] [RUNS]
 */
const [changesText = '100000', approvalsText = '2000', runsText = '3'] = process.argv.slice(2);
const CHANGES = Number(changesText);
const APPROVALS = Number(approvalsText);
const RUNS = Number(runsText);
const READS_MS = 3_000;
const READERS = 4;

const data = mkdtempSync(join(tmpdir(), 'changeflow-bench-'));
const policy = packageDirectory;
const world = await openWorld(data, policy);
const needed = 2 * (RUNS + 1) * APPROVALS + 100;
const waiting = [...(await fill(world, Math.max(CHANGES, needed)))];
await world.close();

const config = resolveConfig({ data, policy });
const tokenOf = (id: string): string =>
  addToken(config, { id, kind: 'person', roles: rolesOf(id) }, null);
const [author, reviewer] = [tokenOf(AUTHOR), tokenOf(REVIEWER)];
const bin = fileURLToPath(new URL('../src/bin.js', import.meta.url));
const product = await served(bin, [
  ...['--data', data, '--policy', policy, '--json'],
  ...['serve', '--port', '0'],
]);

const decision = { decision: 'approve', reason: 'Read it; the plan is sound.' };

/** Approves one waiting change after another; the text of the last answer. */
async function approve(client: Client): Promise<string> {
  const id = waiting.pop();
  if (id === undefined) throw new Error('no change waits any more: ask for more of them');
  return client.send('POST', `/api/changes/${encodeURIComponent(id)}/decisions`, decision);
}

async function approvals(callers: number): Promise<void> {
  const ours = connect(product.url, callers, reviewer);
  const file = join(data, 'answer.json');
  writeFileSync(file, await approve(ours));
  const echo = await served(fileURLToPath(new URL('shared/echo.js', import.meta.url)), [file]);
  const theirs = connect(echo.url, callers);
  const rates: { ours: number; theirs: number }[] = [];
  const latencies: number[] = [];
  try {
    for (let run = 0; run <= RUNS; run += 1) {
      const mine = await take(callers, APPROVALS, () => approve(ours));
      const bare = await take(callers, APPROVALS, () => theirs.send('POST', '/', decision));
      if (run === 0) continue;
      rates.push({ ours: mine.perSecond, theirs: bare.perSecond });
      latencies.push(...mine.latenciesMs);
    }
  } finally {
    ours.close();
    theirs.close();
    await echo.stop();
  }
  print('http', {
    name: `approvals, ${callers} callers, ${CHANGES} changes`,
    value: median(rates.map((rate) => rate.ours)),
    unit: 'calls/s',
    peer: { name: 'Express echo', value: median(rates.map((rate) => rate.theirs)) },
  });
  for (const share of [0.5, 0.95, 0.99])
    print('http', {
      name: `approvals, ${callers} callers, p${share * 100}`,
      value: percentile(latencies, share),
      unit: 'ms',
      ...(callers === 16 && share === 0.99 ? { limit: { name: 'bar', value: 25 } } : {}),
    });
}

async function reads(name: string, bar: number, path: () => string): Promise<void> {
  const client = connect(product.url, READERS, author);
  await client.send('GET', path());
  const call = async (): Promise<void> => {
    await client.send('GET', path());
  };
  await load(READERS, READS_MS / 3, call);
  const { latenciesMs } = await load(READERS, READS_MS, call);
  client.close();
  print('http', {
    name: `${name}, ${READERS} callers, ${CHANGES} changes, p95`,
    value: percentile(latenciesMs, 0.95),
    unit: 'ms',
    limit: { name: 'bar', value: bar },
  });
}

try {
  for (const callers of [16, 64]) await approvals(callers);
  let next = 0;
  const each = (): string => encodeURIComponent(waiting[(next += 7919) % waiting.length]!);
  await reads('get', 10, () => `/api/changes/${each()}`);
  await reads('list', 10, () => '/api/changes?status=open&limit=25');
  await reads('inbox', 10, () => '/api/inbox?limit=25');
  await reads('list with words', 50, () => `/api/changes?limit=25&q=change%20${(next += 7)}`);
} finally {
  await product.stop();
  rmSync(data, { recursive: true });
}
