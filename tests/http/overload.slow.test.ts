import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { storedTokens } from '../../src/client/stored-tokens.ts';
import { freshDirectory, run, serving } from '../cli/process.ts';

/** Small, so that a laptop overloads it; what counts is how many more come. */
const MAX_IN_FLIGHT = 48;
const SECONDS = 6;

const data = join(freshDirectory(), 'overload');
let server: Awaited<ReturnType<typeof serving>>;
beforeAll(async () => {
  server = await serving([
    ...['--demo', '--data', data, '--log', 'error'],
    ...['--max-in-flight', `${MAX_IN_FLIGHT}`],
  ]);
});
afterAll(() => server.stop());

interface Answered {
  readonly title: string;
  /** 0 where the connection ended first, such as an idle one that the server closed as it was taken up again. */
  readonly status: number;
  readonly retryAfter: string | undefined;
}

const agent = new Agent({ keepAlive: true });

function create(title: string): Promise<Answered> {
  const body = JSON.stringify({ title, description: 'Under load.', change_type: 'normal' });
  return new Promise((resolve) => {
    const unanswered = () => resolve({ title, status: 0, retryAfter: undefined });
    const sent = request(
      `${server.url}/api/changes`,
      {
        agent,
        method: 'POST',
        headers: {
          authorization: `Bearer ${storedTokens(data)['dana'] ?? ''}`,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        },
      },
      (response) => {
        void text(response).then(() => {
          const retryAfter = response.headers['retry-after'];
          resolve({ title, status: response.statusCode ?? 0, retryAfter });
        }, unanswered);
      },
    );
    sent.once('error', unanswered);
    sent.end(body);
  });
}

/** Callers who each send again as soon as they were answered, whatever the answer was. */
async function load(name: string, callers: number): Promise<readonly Answered[]> {
  const until = performance.now() + SECONDS * 1_000;
  const one = async (caller: number): Promise<Answered[]> => {
    const all: Answered[] = [];
    while (performance.now() < until) all.push(await create(`${name} ${caller}.${all.length}`));
    return all;
  };
  return (await Promise.all(Array.from({ length: callers }, (_, at) => one(at)))).flat();
}

const count = (all: readonly Answered[], wanted: number): number =>
  all.filter(({ status }) => status === wanted).length;

test('five times as many callers as it takes make the server shed, and keep 70 % of what it can do', async () => {
  await load('warm', 8);
  const alone = await load('alone', MAX_IN_FLIGHT);
  const under = await load('under', 5 * MAX_IN_FLIGHT);
  const [capacity, goodput] = [alone, under].map((all) => count(all, 201) / SECONDS);
  const after = await create('after');

  const [shed, unanswered] = [count(under, 429), count(under, 0)];
  console.log(
    JSON.stringify({ capacity, offered: under.length / SECONDS, goodput, shed, unanswered }),
  );
  expect(count(alone, 429)).toBe(0);
  expect(shed).toBeGreaterThan(MAX_IN_FLIGHT);
  expect(count(under, 201) + shed + unanswered).toBe(under.length);
  expect(unanswered).toBeLessThan(0.01 * under.length);
  for (const { status, retryAfter } of under)
    expect(retryAfter).toBe(status === 429 ? '1' : undefined);
  expect(goodput).toBeGreaterThan(0.7 * (capacity ?? NaN));
  expect(after).toMatchObject({ status: 201 });

  const created = await titlesInJournal();
  for (const { title, status } of [...alone, ...under, after]) {
    const times = created.get(title) ?? 0;
    if (status === 0) expect(times, title).toBeLessThanOrEqual(1);
    else expect(times, title).toBe(status === 201 ? 1 : 0);
  }
  expect(await (await fetch(`${server.url}/health/ready`)).json()).toMatchObject({
    in_flight: 0,
    turned_away: shed,
  });
});

/** How often a change of each title was created, by the journal. */
async function titlesInJournal(): Promise<ReadonlyMap<string, number>> {
  const { out } = await run(['--data', data, '--as', 'ida', 'audit', 'export']);
  const times = new Map<string, number>();
  for (const line of out.trim().split('\n')) {
    const { type, data: told } = JSON.parse(line) as {
      readonly type: string;
      readonly data: { readonly fields?: { readonly title?: string } };
    };
    const title = type === 'created' ? told.fields?.title : undefined;
    if (title !== undefined) times.set(title, (times.get(title) ?? 0) + 1);
  }
  return times;
}
