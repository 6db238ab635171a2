import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pc from 'picocolors';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { phrase } from '../../src/cli/phrasing/phrase.ts';
import type { ChangeView } from '../../src/operations/view.ts';
import { policyDirectory } from '../engine/world.ts';
import { appOf } from '../http/server.ts';
import { shippedTexts } from '../policy/shipped-files.ts';
import { openHouse, valueOf, type House } from './house.ts';

const stop = `(define-freeze stop "Stocktaking" (from "2026-03-01") (to "2026-03-05") (kind full)
  (environment production) (calendar corporate))`;

let house: House;
beforeAll(async () => {
  const policy = await policyDirectory({ ...(await shippedTexts()), 'rules/stop.scm': stop });
  house = await openHouse(undefined, undefined, policy);
});
afterAll(() => house.close());

const input = {
  title: 'Turn the switch',
  description: 'From left to right.',
  change_type: 'normal',
  environment: 'production',
};

const call = async (operation: string, given: object): Promise<ChangeView> =>
  valueOf<ChangeView>(await house.as('dana')(operation, given));

const warning = {
  kind: 'freeze',
  about: 'stop',
  from: '2026-03-01T05:00:00.000Z',
  to: '2026-03-06T05:00:00.000Z',
  next_slot: { from: '2026-03-06T05:00:00.000Z', to: null },
};
const told = 'Stocktaking (stop)';

describe('a freeze in the way of a change', () => {
  test('is told when it is submitted, and not before', async () => {
    const created = await call('create', input);
    expect(created.warnings).toEqual([]);
    const { warnings } = await call('submit', { change_id: created.id });
    expect(warnings).toMatchObject([warning]);
    expect(warnings[0]?.text).toContain(told);
    expect((await call('get', { change_id: created.id })).warnings).toEqual(warnings);
  });

  test('is told when it is created and submitted at once', async () => {
    expect((await call('create', { ...input, submit: true })).warnings).toMatchObject([warning]);
  });

  test('is told by why, and among my changes', async () => {
    const { id } = await call('create', { ...input, submit: true });
    const why = valueOf<{ warnings: string[] }>(
      await house.as('tess')('explain', { change_id: id }),
    );
    expect(why.warnings[0]).toContain(told);
    const mine = valueOf<{ items: { change: { id: string }; warnings: string[] }[] }>(
      await house.as('dana')('status'),
    );
    expect(mine.items.find(({ change }) => change.id === id)?.warnings).toEqual(why.warnings);
  });

  test('reads on the command line as a warning', async () => {
    const plain = pc.createColors(false);
    const change = await call('create', { ...input, submit: true });
    expect(phrase('submit', change, plain)).toContain(`warning: the freeze ${told}`);
    const why = valueOf(await house.as('tess')('explain', { change_id: change.id }));
    expect(phrase('explain', why, plain)).toContain(`warning: the freeze ${told}`);
    const mine = valueOf(await house.as('dana')('status'));
    expect(phrase('status', mine, plain)).toContain(`warning: the freeze ${told}`);
  });
});

describe('over the net', () => {
  let server: Server;
  beforeAll(async () => {
    server = createServer(appOf(house)).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const headers = { Authorization: 'Bearer dana' };

  test('REST answers a submission with the freeze in its way', async () => {
    const { id } = await call('create', input);
    const answer = await request(server).post(`/api/changes/${id}/submit`).set(headers).send({});
    expect(answer.status).toBe(200);
    expect((answer.body as ChangeView).warnings).toMatchObject([warning]);
  });

  test('a tool answers it as data and in a sentence', async () => {
    const { id } = await call('create', input);
    const client = new Client(
      { name: 'test', version: '1' },
      { versionNegotiation: { mode: 'auto' } },
    );
    const { port } = server.address() as AddressInfo;
    const url = new URL(`http://127.0.0.1:${port}/mcp`);
    await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
    const answer = await client.callTool({
      name: 'request_approval',
      arguments: { change_id: id },
    });
    expect(answer.structuredContent).toMatchObject({ warnings: [warning] });
    expect(JSON.stringify(answer.content)).toContain(`Warning for ${id}: the freeze ${told}`);
    await client.close();
  });
});

describe('a change whose dependency failed', () => {
  test('is told apart in a list, and shown with how it failed', async () => {
    const first = await call('create', { ...input, environment: 'staging' });
    const second = await call('create', {
      ...input,
      environment: 'staging',
      depends_on: [{ id: first.id, policy: 'allow' }],
    });
    await call('cancel', { change_id: first.id });
    await house.services.engine.settled();
    const shown = await call('get', { change_id: second.id });
    expect(shown.dependencies).toEqual([{ id: first.id, policy: 'allow' }]);
    expect(shown.warnings).toMatchObject([{ kind: 'dependency', about: first.id }]);
    expect(shown.warnings[0]?.text).toContain(`${first.id}, which this depends on, is cancelled`);
    const list = valueOf<{ items: { id: string; failed_dependencies: string[] }[] }>(
      await house.as('dana')('list', { status: 'open' }),
    );
    const flagged = list.items.filter((one) => one.failed_dependencies.length > 0);
    expect(flagged).toMatchObject([{ id: second.id, failed_dependencies: [first.id] }]);
    expect(phrase('list', list, pc.createColors(false))).toContain(`without ${first.id}`);
    const inbox = valueOf<{ items: { kind: string; effect: string }[] }>(
      await house.as('dana')('inbox', { limit: 100 }),
    );
    const notices = inbox.items.filter(({ kind }) => kind === 'notice');
    expect(notices.some(({ effect }) => effect.includes(`${first.id}, which this`))).toBe(true);
  });
});
