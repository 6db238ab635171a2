import { execFileSync, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFilesStore, type FilesStore } from '../src/store/files/store.ts';
import { documentOf, draft, realClock, recompute } from '../tests/store/samples.ts';

/**
 * The files store by itself: commits a second by number of callers, then so many suspended changes: memory and disk for
 * each, the rate with all of them there, and the time from SIGKILL to ready. One JSON line a case.
 *
 *   node --expose-gc bench/store.ts [DIRECTORY] [CHANGES] [SECONDS]
 */
const [parent = tmpdir(), changesText = '100000', secondsText = '3'] = process.argv.slice(2);
const CHANGES = Number(changesText);
const SECONDS = Number(secondsText);
const COMMITS_PER_CHANGE = 3;

const open = (directory: string): Promise<FilesStore> =>
  openFilesStore({ directory, clock: realClock, recompute, people: 'off' });

const print = (what: object): void => console.log(JSON.stringify({ bench: 'store', ...what }));

/** What a change and its continuation weigh: some 1.5 kB of JSON. */
const sample = (change: string) => ({
  title: `Raise the limit of ${change}`,
  description: `${change} meets its limit twice a week; twenty per cent more costs nothing and has been tried elsewhere. `,
  systems: ['ledger'],
  labels: ['limits'],
  due: new Date(Date.UTC(2031, 0, 1) + change.length * 1000).toISOString(),
});

const ballast = {
  machine: {
    v: 1,
    frames: Array.from({ length: 12 }, (_, at) => ['frame', at, `place-${at}`, [at, null, true]]),
  },
};

async function put(store: FilesStore, change: string, version: number): Promise<void> {
  const record = draft(change, version, version === 1 ? sample(change) : {});
  const records = Array.from({ length: version }, (_, at) => draft(change, at + 1, sample(change)));
  const made = documentOf(records.map((one) => ({ ...one, tenant: 'default' })));
  const result = await store.commit({
    tenant: 'default',
    records: [record],
    expects: [{ change, version: version - 1 }],
    documents: [
      { ...made, document: { ...made.document, ...ballast } as unknown as typeof made.document },
    ],
    take: [],
    release: [],
    key: null,
  });
  if (!result.ok) throw new Error(JSON.stringify(result.error));
}

/** So many callers, each waiting for its answer before it sends the next. */
async function load(
  callers: number,
  next: () => Promise<void> | null,
): Promise<{ readonly rate: number; readonly p95: number }> {
  const latencies: number[] = [];
  const start = performance.now();
  const call = async (): Promise<void> => {
    for (;;) {
      const sent = performance.now();
      const work = next();
      if (work === null) return;
      await work;
      latencies.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
  const rate = Math.round(latencies.length / ((performance.now() - start) / 1000));
  latencies.sort((a, b) => a - b);
  return { rate, p95: Number(latencies[Math.floor(latencies.length * 0.95)]?.toFixed(3)) };
}

/** Creates changes and moves each on, for some seconds. */
async function rates(store: FilesStore, what: string): Promise<void> {
  for (const callers of [1, 16, 64, 256]) {
    const until = performance.now() + SECONDS * 1000;
    let sent = 0;
    const { rate, p95 } = await load(callers, () => {
      if (performance.now() > until) return null;
      sent += 1;
      return put(store, `${what}-${callers}-${sent}`, 1);
    });
    print({ case: what, callers, commits_per_second: rate, p95_ms: p95 });
  }
}

async function fill(store: FilesStore): Promise<void> {
  let sent = 0;
  await load(256, () => {
    if (sent === CHANGES * COMMITS_PER_CHANGE) return null;
    const change = `C-${sent % CHANGES}`;
    const version = Math.floor(sent / CHANGES) + 1;
    sent += 1;
    return put(store, change, version);
  });
}

const memory = (): number => {
  // Buffers go with the second collection.
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

const diskBytes = (directory: string): number =>
  Number(execFileSync('du', ['-sb', directory]).toString().split('\t')[0]);

async function suspended(directory: string): Promise<void> {
  const before = memory();
  const start = performance.now();
  const store = await open(directory);
  const ready = performance.now() - start;
  const memoryReady = memory() - before;
  const page = await store.list('default', { limit: 100, waiting_for: ['role:judge'] });
  const texts = await timed(() => store.list('default', { limit: 100, q: 'limit C-77' }));
  const query = await timed(() => store.list('default', { limit: 100, q: 'limit C-77' }));
  const rare = await timed(() => store.list('default', { limit: 100, q: 'C-777' }));
  print({
    case: 'suspended',
    changes: CHANGES,
    listed: page.items.length,
    ready_after_kill_ms: Math.round(ready),
    memory_per_change: Math.round(memoryReady / CHANGES),
    memory_per_change_with_texts_and_cache: Math.round((memory() - before) / CHANGES),
    disk_per_change: Math.round(diskBytes(directory) / CHANGES),
    texts_ready_ms: Math.round(texts),
    query_ms: Number(query.toFixed(1)),
    rare_query_ms: Number(rare.toFixed(1)),
  });
  await rates(store, 'beside-suspended');
  await store.close();
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Each part in a process of its own: memory is then its own, and a fill can end as a crash does. */
async function part(name: string, directory: string): Promise<void> {
  const env = { ...process.env, STORE_BENCH_PART: name, STORE_BENCH_DIRECTORY: directory };
  const child = fork(import.meta.filename, [parent, changesText, secondsText], { env });
  await new Promise((resolve) => child.once('exit', resolve));
}

const own = process.env['STORE_BENCH_DIRECTORY'];
switch (process.env['STORE_BENCH_PART']) {
  case 'empty': {
    const store = await open(own ?? '');
    await rates(store, 'empty');
    await store.close();
    break;
  }
  case 'fill':
    await fill(await open(own ?? ''));
    process.kill(process.pid, 'SIGKILL');
    break;
  case 'suspended':
    await suspended(own ?? '');
    break;
  default: {
    const directory = mkdtempSync(join(parent, 'store-bench-'));
    try {
      await part('empty', join(directory, 'empty'));
      await part('fill', join(directory, 'full'));
      await part('suspended', join(directory, 'full'));
    } finally {
      rmSync(directory, { recursive: true });
    }
  }
}
