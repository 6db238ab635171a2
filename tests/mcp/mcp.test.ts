import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as EarlierClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as EarlierTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operations } from '../../src/operations/registry.ts';
import { appOf } from '../http/server.ts';
import { openHouse, valueOf, type House } from '../operations/house.ts';

let house: House;
let server: Server;
let url: URL;
beforeAll(async () => {
  house = await openHouse();
  server = createServer(appOf(house)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`);
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await house.close();
});

interface Result {
  readonly isError?: boolean;
  readonly content: readonly { readonly type: string; readonly text?: string }[];
  readonly structuredContent?: { readonly [name: string]: unknown };
}

/** What both generations of clients can do, alike. */
interface Session {
  readonly call: (name: string, input: object) => Promise<Result>;
  readonly tools: () => Promise<readonly { name: string }[]>;
  readonly read: (uri: string) => Promise<string>;
  readonly prompt: (name: string, given: { [name: string]: string }) => Promise<string>;
  readonly close: () => Promise<void>;
}

const headers = (as: string) => ({ requestInit: { headers: { Authorization: `Bearer ${as}` } } });

async function modern(as: string): Promise<Session> {
  const client = new Client(
    { name: 'test', version: '1' },
    { versionNegotiation: { mode: 'auto' } },
  );
  await client.connect(new StreamableHTTPClientTransport(url, headers(as)));
  return sessionOf(client as unknown as AnyClient);
}

async function earlier(as: string): Promise<Session> {
  const client = new EarlierClient({ name: 'test', version: '1' });
  await client.connect(new EarlierTransport(url, headers(as)));
  return sessionOf(client as unknown as AnyClient);
}

interface AnyClient {
  callTool(call: { name: string; arguments: object }): Promise<Result>;
  listTools(): Promise<{ tools: { name: string }[] }>;
  readResource(of: { uri: string }): Promise<{ contents: { text?: string }[] }>;
  getPrompt(of: {
    name: string;
    arguments: object;
  }): Promise<{ messages: { content: { text?: string } }[] }>;
  close(): Promise<void>;
}

const sessionOf = (client: AnyClient): Session => ({
  call: (name, input) => client.callTool({ name, arguments: input }),
  tools: async () => (await client.listTools()).tools,
  read: async (uri) => (await client.readResource({ uri })).contents[0]?.text ?? '',
  prompt: async (name, given) =>
    (await client.getPrompt({ name, arguments: given })).messages[0]?.content.text ?? '',
  close: () => client.close(),
});

const change = { title: 'Rotate the key', description: 'Yearly.', change_type: 'normal' };

describe.each([
  ['the stateless protocol', modern],
  ['the protocol before it', earlier],
] as const)('over %s', (_, open) => {
  test('every tool of the registry is offered, with its schemas and hints', async () => {
    const session = await open('dana');
    const tools = await session.tools();
    expect(tools.map(({ name }) => name).sort()).toEqual(
      operations.flatMap(({ mcp }) => mcp?.tool ?? []).sort(),
    );
    for (const tool of tools) {
      expect(tool).toMatchObject({
        inputSchema: { type: 'object' },
        outputSchema: { type: 'object' },
        annotations: {
          readOnlyHint: expect.any(Boolean) as boolean,
          destructiveHint: expect.any(Boolean) as boolean,
          idempotentHint: expect.any(Boolean) as boolean,
          openWorldHint: expect.any(Boolean) as boolean,
        },
      });
    }
    await session.close();
  });

  test('text and structured content carry the same facts', async () => {
    const session = await open('dana');
    const result = await session.call('create_change_request', change);
    expect(result.isError ?? false).toBe(false);
    expect(JSON.parse(result.content[0]?.text ?? '')).toEqual(result.structuredContent);
    expect(result.structuredContent).toMatchObject({ author: 'dana', change_type: 'normal' });
    await session.close();
  });

  test('a call that needs people answers at once with who is asked and where they decide', async () => {
    const session = await open('dana');
    const made = await session.call('create_change_request', change);
    const id = String(made.structuredContent?.['id']);
    const asked = await session.call('request_approval', { change_id: id });
    expect(asked.content[1]?.text).toContain('tech-lead');
    expect(asked.content[1]?.text).toContain(`/api/changes/${id}/decisions`);
    await session.close();
  });

  test('errors say their code, that nothing changed, and what to do next', async () => {
    const session = await open('dana');
    const wrong = await session.call('create_change_request', { ...change, titel: 'x' });
    expect(wrong.isError).toBe(true);
    expect(wrong.content[0]?.text).toMatch(
      /^unknown-parameter: .*`title`.* Nothing was changed\.$/,
    );
    expect(JSON.parse(wrong.content[1]?.text ?? '')).toMatchObject({
      code: 'unknown-parameter',
      changed: false,
    });
    const missing = await session.call('request_approval', { change_id: 'NC-1' });
    expect(missing.content[0]?.text).toMatch(/^not-found: /);
    await session.close();
  });

  test('resources are read and prompts written', async () => {
    const session = await open('dana');
    const { id } = valueOf<{ id: string }>(await house.as('dana')('create', change));
    expect(JSON.parse(await session.read(`changeflow://changes/${id}`))).toMatchObject({ id });
    expect(JSON.parse(await session.read('changeflow://workflows/basic-approval'))).toMatchObject({
      name: 'basic-approval',
    });
    for (const name of ['change-types', 'approval-matrix', 'freeze-calendar']) {
      expect(JSON.parse(await session.read(`changeflow://config/${name}`)), name).toBeTypeOf(
        'object',
      );
    }
    expect(await session.read('changeflow://docs/language')).toContain('#');
    await expect(session.read('changeflow://changes/NC-1')).rejects.toThrow();
    expect(await session.prompt('review-change', { change_id: id })).toContain(id);
    expect(
      await session.prompt('analyze-change-risk', {
        change_description: 'd',
        environment: 'staging',
      }),
    ).toContain('assess_change_risk');
    await session.close();
  });
});

/** One input a tool, in an order in which each finds what it needs. */
const inputs: readonly (readonly [tool: string, input: (id: string) => object])[] = [
  ['get_change', (id) => ({ change_id: id, include: ['explanation'] })],
  ['list_changes', () => ({ status: 'open', limit: 3 })],
  ['update_change', (id) => ({ change_id: id, labels: ['a'] })],
  ['add_comment', (id) => ({ change_id: id, text: 'Hm.' })],
  ['assess_change_risk', () => ({ title: 'a', description: 'b' })],
  ['check_freeze_periods', () => ({ environment: 'production' })],
  ['list_workflows', () => ({})],
  ['list_pending_approvals', () => ({})],
  ['request_approval', (id) => ({ change_id: id })],
  ['expedite_approval', (id) => ({ change_id: id, justification: 'Now.' })],
  ['decide_approval', (id) => ({ change_id: id, decision: 'approve' })],
  ['send_signal', (id) => ({ change_id: id, name: 'nonsense' })],
  ['complete_task', (id) => ({ change_id: id, name: 'nonsense', content: 'x' })],
  ['sdd_change_status', () => ({})],
];

test('every tool says what its operation says: the same facts, or the same code', async () => {
  const session = await modern('dana');
  for (const [tool, input] of inputs) {
    const operation = operations.find(({ mcp }) => mcp?.tool === tool);
    const [mine, theirs] = await Promise.all(
      ['1', '2'].map(
        async () => valueOf<{ id: string }>(await house.as('dana')('create', change)).id,
      ),
    );
    const outcome = await house.as('dana')(operation?.name ?? '', input(mine ?? ''));
    const result = await session.call(tool, input(theirs ?? ''));
    if (outcome.ok) expect(shape(result.structuredContent), tool).toEqual(shape(valueOf(outcome)));
    else expect(result.content[0]?.text, tool).toContain(`${outcome.error.code}: `);
  }
  await session.close();
});

/** Facts without what tells one change from the next. */
function shape(value: unknown): unknown {
  const text = JSON.stringify(value)
    .replaceAll(/NC-\d{8}-\d+/g, 'NC')
    .replaceAll(/"\d{4}-\d\d-\d\dT[^"]+"/g, '"at"');
  return JSON.parse(
    text
      .replaceAll(/"(hash|digest)":"[0-9a-f]{64}"/g, '"$1":""')
      .replaceAll(/"next_cursor":"[^"]+"/g, '"next_cursor":""'),
  ) as unknown;
}
