import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { storedTokens } from '../../src/client/stored-tokens.ts';
import { resolveConfig } from '../../src/config.ts';
import { serve, type Serving } from '../../src/main.ts';
import { packageDirectory } from '../../src/version.ts';

let data: string;
let serving: Serving;
const ids: string[] = [];

const start = async (): Promise<void> => {
  const flags = { data, policy: packageDirectory, demo: true, port: 0, log: 'silent' };
  serving = await serve(resolveConfig(flags, {}));
};

/** The answer of the server: its status, and what it says. */
async function ask(person: string, method: string, path: string, body?: object) {
  const response = await fetch(`${serving.url ?? ''}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${storedTokens(data)[person] ?? ''}`,
      'content-type': 'application/json',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, said: (await response.json()) as { [name: string]: unknown } };
}

const read = (path: string) => ask('dana', 'GET', path);

/** Changes one byte of the text of the second change, in the middle of the journal. */
async function damage(): Promise<void> {
  const path = join(data, 'journal', '00000001.jsonl');
  const at = (await readFile(path)).indexOf('The second');
  const file = await open(path, 'r+');
  await file.write('t', at);
  await file.close();
}

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'changeflow-damaged-'));
  await start();
  for (const title of ['The first', 'The second', 'The third']) {
    const { said } = await ask('dana', 'POST', '/api/changes', { title, description: 'It.' });
    ids.push(String(said['id']));
  }
  await serving.close();
  await damage();
}, 60_000);

afterAll(async () => {
  await rm(data, { recursive: true });
});

/** What holds of a server over the damaged journal, however much of it can still be shown. */
async function expectReadOnly(): Promise<void> {
  const refused = await ask('pat', 'GET', '/api/audit/verify');
  expect([refused.status, refused.said['code']]).toEqual([403, 'not-permitted']);
  const verified = await ask('vic', 'GET', '/api/audit/verify?replay=true');
  expect([verified.status, verified.said['sound']]).toEqual([200, false]);
  expect(verified.said['findings']).toMatchObject([
    {
      code: 'damaged',
      message: expect.stringContaining('journal/00000001.jsonl at byte') as string,
    },
  ]);
  const { status, said } = await ask('dana', 'POST', '/api/changes', {
    title: 'A fourth',
    description: 'It.',
  });
  expect([status, said['code']]).toEqual([503, 'unavailable']);
  expect((await read('/health/ready')).status).toBe(503);
  expect((await read('/api/policy')).status).toBe(200);
}

test('a server over a damaged journal starts, is read, refuses as ever, and tells the damage', async () => {
  await start();
  const { items } = (await read('/api/changes')).said as { items: { id: string }[] };
  expect(items.map(({ id }) => id)).toEqual(ids.toReversed());
  expect((await read(`/api/changes/${ids[1] ?? ''}`)).said['title']).toBe('The second');
  expect((await read(`/api/changes/${ids[0] ?? ''}/events`)).status).toBe(200);
  expect((await read(`/api/changes/${ids[1] ?? ''}/events`)).status).toBe(503);
  await expectReadOnly();
  await serving.close();
}, 60_000);

test('without index and state it starts with what stands before the damage', async () => {
  for (const folder of ['index', 'state']) await rm(join(data, folder), { recursive: true });
  await start();
  const { items } = (await read('/api/changes')).said as { items: { id: string }[] };
  expect(items.map(({ id }) => id)).toEqual(ids.slice(0, 1));
  expect((await read(`/api/changes/${ids[2] ?? ''}`)).status).toBe(404);
  await expectReadOnly();
  await serving.close();
}, 60_000);
