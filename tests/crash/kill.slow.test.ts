import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failPoints, type FailPoint } from '../../src/store/files/fail-points.ts';
import { randomFrom } from '../store/simulated-disk.ts';
import { startServer, type Child } from './child.ts';
import { createClient, type Client } from './commands.ts';
import { compiled, copyPolicy, type Compiled } from './compiled.ts';
import { createLoad, type Load } from './load.ts';
import { judge, type Verdict } from './oracle.ts';
import type { ServerOptions } from './server.ts';

const kills = Number(process.env['CHANGEFLOW_CRASH_KILLS'] ?? '200');
const seed = Number(process.env['CHANGEFLOW_CRASH_SEED'] ?? Date.now() % 1_000_000);
const CLIENTS = 12;
/** A server is killed so often before its directory is judged for the last time, and a new one begun. */
const KILLS_PER_DIRECTORY = 17;
const AT_ONCE = 2;
const PROGRESS_MS = 30_000;
/** A kill takes a second or two; on a machine that is busy with other things, several. */
const RUN_MS_MAX = 60_000 + kills * 9_000;

const points = Object.keys(failPoints) as FailPoint[];
/** How often a place is passed at most before the kill: places that are rare under load strike sooner. */
const passes: { readonly [Point in FailPoint]: number } = {
  'before-write': 25,
  'between-write-and-fsync': 25,
  'between-fsync-and-answer': 25,
  'during-state-write': 25,
  'during-index-write': 3,
  'during-document-write': 8,
};

let code: Compiled;
let root: string;
beforeAll(() => {
  code = compiled('crash');
  root = mkdtempSync(join(tmpdir(), 'changeflow-crash-'));
  copyPolicy(join(root, 'policy'));
});
afterAll(() => {
  code.remove();
  rmSync(root, { recursive: true, force: true });
});

const start = (options: Omit<ServerOptions, 'policy'>): Promise<Child> =>
  startServer(code.path('tests/crash/server.ts'), { ...options, policy: join(root, 'policy') });

/** Loads a server until it dies where it was told to; gives what the journal says then. */
async function killOnce(
  options: Omit<ServerOptions, 'policy'>,
  load: Load,
  point: FailPoint,
  count: number,
): Promise<Verdict> {
  const server = await start(options);
  await server.arm(point, count);
  await load.run(createClient(server.url, options.data));
  // Nothing but the fail point sends this signal.
  expect([point, await server.ended]).toEqual([point, 'SIGKILL']);
  return judge(options.data, load.log);
}

const faultless = { lost: [], twice: [], unasked: [], overwritten: [], broken: [] };

/** What a server that lives on makes of it: all that was begun comes to its end, and the journal is sound. */
async function heal(data: string, load: Load): Promise<void> {
  const server = await start({ data, kill: 'process', planted: null });
  const client: Client = createClient(server.url, data);
  await load.finish(client, PROGRESS_MS);
  expect(await client.get('ida', '/api/audit/verify?replay=true')).toMatchObject({
    sound: true,
    findings: [],
  });
  await server.stop();
  expect(judge(data, load.log)).toMatchObject({ ...faultless, unacknowledged: 0 });
  const count = (kind: string): number =>
    load.log.filter(({ reply }) => reply.kind === kind).length;
  expect(count('unanswered')).toBe(0);
  // Of two edits of one version, one is refused: clients did get in each other's way.
  expect(count('refused')).toBeGreaterThan(0);
}

interface Struck {
  kills: number;
  unacknowledged: number;
}

/** Kills the server of one directory at the places given, one after another. */
async function killAt(
  name: string,
  places: readonly FailPoint[],
  tally: Map<FailPoint, Struck>,
): Promise<number> {
  const random = randomFrom(seed + Number(name));
  const data = join(root, name);
  const load = createLoad(CLIENTS, name, random);
  for (const [at, point] of places.entries()) {
    const kill = at % 2 === 0 ? 'process' : 'power';
    const count = 1 + Math.floor(random() * passes[point]);
    const verdict = await killOnce({ data, kill, planted: null }, load, point, count);
    expect([point, count, kill, verdict]).toMatchObject([point, count, kill, faultless]);
    const struck = tally.get(point)!;
    struck.kills += 1;
    struck.unacknowledged += verdict.unacknowledged;
  }
  await heal(data, load);
  rmSync(data, { recursive: true });
  return load.log.length;
}

/** Every place equally often, in an order of its own for each seed. */
function placesToStrike(): readonly FailPoint[] {
  const random = randomFrom(seed);
  const all = Array.from({ length: kills }, (_, at) => points[at % points.length]!);
  return all
    .map((point) => ({ point, order: random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ point }) => point);
}

describe('a server that is killed under load', () => {
  it(
    `loses nothing it has acknowledged and does nothing twice, ${kills} times`,
    async () => {
      console.log(`CHANGEFLOW_CRASH_SEED=${seed} CHANGEFLOW_CRASH_KILLS=${kills}`);
      const tally = new Map(points.map((point) => [point, { kills: 0, unacknowledged: 0 }]));
      const places = placesToStrike();
      const runs: (readonly FailPoint[])[] = [];
      for (let at = 0; at < places.length; at += KILLS_PER_DIRECTORY)
        runs.push(places.slice(at, at + KILLS_PER_DIRECTORY));
      let sent = 0;
      let next = 0;
      const work = async (): Promise<void> => {
        while (next < runs.length) {
          const at = next++;
          sent += await killAt(`${at}`, runs[at]!, tally);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      console.log(`${sent} commands`, Object.fromEntries(tally));
      for (const { kills: struck } of tally.values())
        expect(struck).toBeGreaterThanOrEqual(Math.floor(kills / points.length));
      // Where the disk has it and nobody knows, some of it must have been waiting for its answer.
      expect(tally.get('between-fsync-and-answer')?.unacknowledged).toBeGreaterThan(0);
    },
    RUN_MS_MAX,
  );
});

describe('the same run over a planted mistake', () => {
  /** Kills a few times and judges; stops as soon as something is wrong. */
  /** Kills until the fault is seen that a planted bug must lead to; it may take some kills to strike where it shows. */
  async function firstFault(
    planted: ServerOptions['planted'],
    fault: 'lost' | 'twice' | 'overwritten',
  ): Promise<Partial<Verdict>> {
    const data = join(root, `planted-${planted ?? ''}`);
    const kill = planted === 'no-fsync' ? 'power' : 'process';
    const load = createLoad(CLIENTS, 'planted', randomFrom(seed));
    for (let round = 0; round < 15; round += 1) {
      const verdict = await killOnce(
        { data, kill, planted },
        load,
        'between-fsync-and-answer',
        12 + round,
      ).catch((error: unknown) => {
        // A client that is answered twice in two ways has found it, too.
        if (String(error).includes('was refused')) return { ...judge(data, load.log) };
        throw error;
      });
      if (verdict[fault].length > 0) return verdict;
    }
    return {};
  }

  it('finds that a disk that does not sync loses what was acknowledged', async () => {
    const { lost = [] } = await firstFault('no-fsync', 'lost');
    expect(lost.length).toBeGreaterThan(0);
  });

  it('finds that without keys a command that is sent again is done again', async () => {
    const { twice = [] } = await firstFault('no-key-check', 'twice');
    expect(twice.length).toBeGreaterThan(0);
  });

  it('finds that without expected versions an edit overwrites another', async () => {
    const { overwritten = [] } = await firstFault('no-expected-version', 'overwritten');
    expect(overwritten.length).toBeGreaterThan(0);
  });
});
