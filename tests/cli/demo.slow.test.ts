import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageDirectory } from '../../src/version.ts';
import { freshDirectory, run, serving } from './process.ts';

const data = join(freshDirectory(), 'demo');
let server: Awaited<ReturnType<typeof serving>>;
beforeAll(async () => {
  server = await serving(['--demo', '--data', data]);
});
afterAll(() => server.stop());

const cf = (...args: string[]) => run(['--data', data, ...args]);
const json = async <T>(...args: string[]): Promise<T> =>
  JSON.parse((await cf('--json', ...args)).out) as T;
const change = ['--title', 'Rotate the key', '--description', 'Yearly.', '--change-type', 'normal'];

describe('the demo', () => {
  test('keeps eight credentials that only their owner can read', () => {
    const file = join(data, 'secrets', 'tokens.json');
    expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')) as object)).toHaveLength(8);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(data, 'secrets', 'roster.json')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(data, 'secrets', 'roster.json'), 'utf8')).not.toMatch(/cf_/);
  });

  test('carries a change from its creation to its approval, each person by their own credential', async () => {
    const created = await cf('--quiet', 'create', ...change, '--submit');
    expect(created).toMatchObject({ status: 0, err: '' });
    const id = created.out.trim();
    const inbox = await cf('--as', 'tess', 'inbox');
    expect(inbox.out).toContain(id);
    expect((await cf('approve', id)).status).not.toBe(0);
    const approved = await cf('--as', 'tess', 'approve', id, '-m', 'Read it.');
    expect(approved.status).toBe(0);
    expect((await cf('--as', 'tess', 'inbox')).out).toContain('Nothing waits for you.');
    expect((await cf('why', id)).out).toContain('implement');
    expect((await cf('log', id)).out).toMatch(/voted\s+tess/);
    expect((await cf('status')).out).toContain(id);
  });

  test('answers the same over HTTP with a stored token as on the command line', async () => {
    const token = (await cf('token', 'show', 'tess')).out.trim();
    const response = await fetch(`${server.url}/api/changes`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    expect(await response.json()).toEqual(await json('--as', 'tess', 'list'));
  });

  test('takes no forged, mistyped or foreign token', async () => {
    const token = (await cf('token', 'show', 'tess')).out.trim();
    const forged = [
      token.slice(0, -1),
      `${token}0`,
      token.replace(/.{12}$/, '000000000000'),
      'cf_x_y',
      'x',
    ];
    for (const each of forged) {
      const response = await fetch(`${server.url}/api/inbox`, {
        headers: { Authorization: `Bearer ${each}` },
      });
      expect(response.status).toBe(401);
    }
    expect(
      (await run(['--server', server.url, 'inbox'], { env: { CHANGEFLOW_TOKEN: 'cf_x' } })).status,
    ).toBe(3);
  });

  test('speaks MCP over standard input and output, as an agent of its user', async () => {
    const client = new Client(
      { name: 'test', version: '1' },
      { versionNegotiation: { mode: 'auto' } },
    );
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [
          '--import',
          import.meta.resolve('tsx'),
          join(packageDirectory, 'src', 'bin.ts'),
          'mcp',
          '--data',
          data,
        ],
        cwd: packageDirectory,
        stderr: 'inherit',
      }),
    );
    const made = await client.callTool({
      name: 'create_change_request',
      arguments: { title: 'By an agent', description: 'x', change_type: 'normal', submit: true },
    });
    const { id, author } = made.structuredContent as { id: string; author: string };
    expect(author).toBe('dana');
    const own = await client.callTool({
      name: 'decide_approval',
      arguments: { change_id: id, decision: 'approve' },
    });
    expect(own.isError).toBe(true);
    const events = await json<{
      items: { type: string; actor: { id: string; kind: string; for?: string } }[];
    }>('log', id);
    expect(events.items[0]).toMatchObject({
      type: 'created',
      actor: { id: 'agent:dana', kind: 'agent', for: 'dana' },
    });
    await client.close();
  });

  test('sends JSON, identifiers or a table, as it is told', async () => {
    const { items } = await json<{ items: { id: string }[] }>('list');
    const quiet = await cf('list', '--quiet');
    expect(quiet.out.trim().split('\n')).toEqual(items.map(({ id }) => id));
    expect((await cf('list')).out).not.toMatch(/\u001b/);
  });

  test('ends with the status that says why', async () => {
    const statuses = {
      refused: await cf('submit', 'NC-1'),
      usage: await cf('create', '--titel', 'x'),
      input: await cf('list', '--limit', '1000'),
      forbidden: await cf('audit', 'report'),
      unreachable: await run(['--server', 'http://127.0.0.1:1', 'list']),
      name: await cf('--as', 'tes', 'inbox'),
    };
    expect(
      Object.fromEntries(Object.entries(statuses).map(([why, { status }]) => [why, status])),
    ).toEqual({
      refused: 1,
      usage: 2,
      input: 2,
      forbidden: 3,
      unreachable: 4,
      name: 2,
    });
    expect(statuses.name.err).toContain('Did you mean tess?');
  });

  test('takes the whole specification-driven flow', async () => {
    expect((await cf('sdd', 'change', 'fix', 'small', 'Empty queries crash')).out).toContain(
      'empty-queries-crash',
    );
    expect(
      (
        await cf(
          'sdd',
          'adr',
          'Check first',
          '--context',
          'c',
          '--decision',
          'd',
          '--rationale',
          'r',
        )
      ).out,
    ).toContain('ADR-001');
    for (let stage = 0; stage < 3; stage += 1) {
      expect(await cf('sdd', 'advance', '--content', `text ${stage}`)).toMatchObject({ status: 0 });
    }
    expect((await cf('sdd', 'status')).status).toBe(1);
    expect((await cf('sdd', 'status', '--change-id', 'empty-queries-crash')).out).toContain(
      'completed',
    );
  });

  test('verifies what it has written, and exports it', async () => {
    expect((await cf('--as', 'ida', 'audit', 'verify', '--replay')).out).toContain(
      'The journal is sound.',
    );
    const lines = (await cf('--as', 'ida', 'audit', 'export')).out.trim().split('\n');
    expect(lines.length).toBeGreaterThan(10);
    const offline = (...given: string[]) =>
      run(['audit', 'verify', '-', ...given], { input: `${lines.join('\n')}\n` });
    expect(await offline()).toMatchObject({ status: 0 });
    const { seq, hash } = JSON.parse(lines[4] ?? '') as { seq: number; hash: string };
    expect(await offline('--checkpoint', `${seq}:${hash}`)).toMatchObject({ status: 0 });
    expect(await offline('--checkpoint', `${seq}:${'0'.repeat(64)}`)).toMatchObject({ status: 1 });
    lines.splice(3, 1);
    expect((await offline()).out).toContain('NOT sound');
    expect((await cf('--as', 'ida', 'audit', 'report', '--format', 'csv')).out).toMatch(
      /^change,title,/,
    );
  });

  test('refuses a directory that it has not made, and an address beyond this machine', async () => {
    const other = freshDirectory();
    expect((await run(['--data', other, 'list'])).status).toBe(0);
    expect(await run(['--data', other, 'serve', '--demo', '--port', '0'])).toMatchObject({
      status: 2,
    });
    expect(
      await run(['--data', join(other, 'x'), 'serve', '--demo', '--host', '0.0.0.0']),
    ).toMatchObject({ status: 2 });
  });
});

describe('without a server', () => {
  test('a command becomes the owner of the directory for as long as it takes, and all is kept', async () => {
    const own = join(freshDirectory(), 'own');
    const { out } = await run(['--data', own, '--quiet', 'create', ...change]);
    expect(existsSync(join(own, 'owner.json'))).toBe(false);
    const { items } = JSON.parse((await run(['--data', own, '--json', 'list'])).out) as {
      items: { id: string }[];
    };
    expect(items.map(({ id }) => id)).toEqual([out.trim()]);
  });

  test('a rebuild computes the same from the journal alone', async () => {
    const own = join(freshDirectory(), 'own');
    const { out } = await run(['--data', own, '--quiet', 'create', ...change, '--submit']);
    const shown = async (): Promise<unknown> =>
      JSON.parse((await run(['--data', own, '--json', 'show', out.trim()])).out);
    const before = await shown();
    expect((await run(['--data', own, 'rebuild'])).out).toContain('1 changes');
    expect(await shown()).toEqual(before);
  });

  test('nothing is made where there is only something to read', async () => {
    const own = join(freshDirectory(), 'own');
    expect(await run(['--data', own, 'list'])).toMatchObject({ status: 0, err: '' });
    expect((await run(['--data', own, 'show', 'NC-1'])).status).toBe(1);
    expect(existsSync(own)).toBe(false);
    expect((await run(['--data', own, 'create', ...change])).status).toBe(0);
    expect(existsSync(own)).toBe(true);
  });

  test('tokens that are made at once are all good, and the journal knows of whom', async () => {
    const robins = ['robin1', 'robin2', 'robin3', 'robin4', 'robin5'];
    const made = await Promise.all(
      robins.map((id) => cf('token', 'create', id, '--kind', 'agent', '--for', 'tess')),
    );
    for (const { out } of made) {
      const headers = { Authorization: `Bearer ${out.trim()}` };
      expect((await fetch(`${server.url}/api/inbox`, { headers })).status).toBe(200);
    }
    const known = async (): Promise<unknown[]> => {
      const { out } = await cf('--as', 'ida', 'audit', 'export');
      const records = out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { type: string; data: { id: string; for?: string } });
      return records
        .filter(({ type, data }) => type === 'principal-added' && data.for === 'tess')
        .map(({ data: { id } }) => id)
        .sort();
    };
    await expect.poll(known, { timeout: 10_000 }).toEqual(robins);
  });

  test('a token for who cannot be called so is refused, and everybody else still comes in', async () => {
    const own = join(freshDirectory(), 'own');
    expect((await run(['--data', own, 'list'])).status).toBe(0);
    const misspelt = await run(['--data', own, 'token', 'create', 'robin', '--role', 'reviewr']);
    expect(misspelt).toMatchObject({ status: 2, out: '' });
    expect(misspelt.err).toContain('Did you mean reviewer?');
    const refused = await run(['--data', own, 'token', 'create', 'a b']);
    expect(refused).toMatchObject({ status: 2, out: '' });
    expect(refused.err).toContain('is no identifier of a principal');
    expect((await run(['--data', own, 'list'])).status).toBe(0);
  });

  test('a token can be made for someone new, with roles, and expires', async () => {
    const own = join(freshDirectory(), 'own');
    const { out } = await run([
      '--data',
      own,
      'token',
      'create',
      'robin',
      '--role',
      'auditor',
      '--expires',
      '1d',
    ]);
    expect(out).toMatch(/^cf_/);
    const alone = await run(['--data', own, 'audit', 'verify']);
    expect(alone.status).toBe(3);
    expect(await run(['--data', own, '--as', 'robin', 'audit', 'verify'])).toMatchObject({
      status: 0,
    });
  });
});
