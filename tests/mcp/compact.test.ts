import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operations } from '../../src/operations/registry.ts';
import { appOf } from '../http/server.ts';
import { openHouse, valueOf, type House } from '../operations/house.ts';

const CHANGES = 14;
let house: House;
let server: Server;
let client: Client;
beforeAll(async () => {
  house = await openHouse();
  server = createServer(appOf(house)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`);
  client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } });
  const requestInit = { headers: { Authorization: 'Bearer ida' } };
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit }));
  for (let at = 0; at < CHANGES; at += 1)
    valueOf(
      await house.as('dana')('create', {
        title: `Change ${at}`,
        description: 'Yearly.',
        change_type: 'emergency',
        justification: 'Now.',
        submit: true,
      }),
    );
});
afterAll(async () => {
  await client.close();
  server.closeAllConnections();
  server.close();
  await house.close();
});

interface Report {
  readonly total_changes: number;
  readonly urgent_changes: readonly string[];
  readonly left_out?: { readonly urgent_changes: number };
  readonly changes: readonly { readonly id: string }[];
  readonly next_cursor?: string | null;
}

async function report(input: object): Promise<{ readonly size: number; readonly report: Report }> {
  const given = { ...input } as { [name: string]: unknown };
  const result = await client.callTool({ name: 'generate_audit_report', arguments: given });
  expect(result.isError ?? false, JSON.stringify(result.content)).toBe(false);
  const size = JSON.stringify(result).length;
  return { size, report: result.structuredContent as Report };
}

describe('what an agent has in mind all the time', () => {
  test('all tools together take less than 48 KB', async () => {
    const { tools } = await client.listTools();
    expect(JSON.stringify(tools).length).toBeLessThan(48_000);
  });

  test('the texts of tools name tools, and leave nothing to be filled in', async () => {
    const { tools } = await client.listTools();
    const others = operations.filter(({ mcp, name }) => mcp !== null && mcp.tool !== name);
    for (const { name, description = '' } of tools) {
      expect(description, name).not.toMatch(/[{}]/);
      const inputs = Object.keys(
        tools.find((tool) => tool.name === name)?.inputSchema.properties ?? {},
      );
      const foreign = others.filter((other) => !inputs.includes(other.name));
      for (const other of foreign) expect(description, name).not.toContain(`\`${other.name}\``);
    }
    const list = tools.find(({ name }) => name === 'list_changes');
    expect(list?.description).toContain('`get_change`');
  });

  test('a tool says which words it takes, and what it needs', async () => {
    const { tools } = await client.listTools();
    const vote = tools.find(({ name }) => name === 'decide_approval');
    expect(vote?.inputSchema).toMatchObject({
      type: 'object',
      required: ['change_id', 'decision'],
      properties: {
        decision: { type: 'string', enum: ['approve', 'reject', 'revise', 'abstain'] },
        confidence: { type: 'number', minimum: 0, maximum: 1 },
      },
    });
  });
});

describe('the audit report for an agent', () => {
  test('is totals and figures unless it asks for more', async () => {
    const { size, report: told } = await report({});
    expect(told.total_changes).toBe(CHANGES);
    expect(told.changes).toEqual([]);
    expect(told.urgent_changes).toHaveLength(10);
    expect(told.left_out?.urgent_changes).toBe(CHANGES - 10);
    expect(size).toBeLessThan(6_000);
  });

  test('tells the changes page by page, each once', async () => {
    const seen: string[] = [];
    let cursor: string | null | undefined;
    do {
      const input = { details: true, ...(cursor == null ? {} : { cursor }) };
      const { report: told } = await report(input);
      expect(told.changes.length).toBeLessThanOrEqual(10);
      expect(told.total_changes).toBe(CHANGES);
      seen.push(...told.changes.map(({ id }) => id));
      cursor = told.next_cursor;
    } while (cursor != null);
    const all = valueOf<Report>(await house.as('ida')('audit_report', {}));
    expect(seen).toEqual(all.changes.map(({ id }) => id));
    expect(all.next_cursor).toBeUndefined();
    expect(all.urgent_changes).toHaveLength(CHANGES);
  });

  test('refuses a cursor of nothing', async () => {
    const result = await client.callTool({
      name: 'generate_audit_report',
      arguments: { details: true, cursor: 'NC-1' },
    });
    expect(JSON.stringify(result.content)).toContain('/cursor: is no `next_cursor`');
  });
});
