import { afterEach, beforeEach, expect, test } from 'vitest';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { createGate, type Gate } from '../../src/operations/gate.ts';
import { sheddingUnder } from '../../src/http/overload.ts';
import { appOf } from '../http/server.ts';
import { codeOf, openHouse, refusalOf, valueOf, type House } from './house.ts';

const change = { title: 'Rotate the key', description: 'Yearly.', change_type: 'normal' };

let gate: Gate;
let house: House;
let server: Server;
let url: string;
beforeEach(async () => {
  gate = createGate(2);
  house = await openHouse(undefined, gate);
  server = createServer(sheddingUnder(gate, appOf(house))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await house.close();
});

/** Fills the gate with work that ends when it is told to. */
function fill(): () => Promise<void> {
  const ends: (() => void)[] = [];
  const held = [1, 2].map(() => gate.enter(() => new Promise<void>((end) => ends.push(end))));
  return async () => {
    for (const end of ends) end();
    for (const each of held) await each;
  };
}

const created = async (): Promise<number> =>
  (await house.records()).filter(({ type }) => type === 'created').length;

test('what comes beyond the bound is refused at once, begins nothing, and is taken when there is room', async () => {
  const outcomes = await Promise.all(
    Array.from({ length: 5 }, () => house.as('dana')('create', change)),
  );
  expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, false, false, false]);
  expect(outcomes.slice(2).map(codeOf)).toEqual(Array(3).fill('too-many-requests'));
  expect(await created()).toBe(2);
  expect((await house.as('dana')('create', change)).ok).toBe(true);
  expect(gate.counts()).toEqual({ in_flight: 0, turned_away: 3 });
});

test('work that fails leaves its place to the next', async () => {
  await expect(gate.enter(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(gate.isFull()).toBe(false);
});

test('a full server still says that it is well, and how many it has turned away', async () => {
  const release = fill();
  await house.as('dana')('list');
  expect(valueOf(await house.invoke(null, 'ready', {}))).toMatchObject({
    in_flight: 2,
    turned_away: 1,
  });
  expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  await release();
});

test('a full server answers 429 with Retry-After as a problem, before it reads the body', async () => {
  const release = fill();
  const send = () =>
    fetch(`${url}/api/changes`, {
      method: 'POST',
      headers: { authorization: 'Bearer dana', 'content-type': 'application/json' },
      body: JSON.stringify(change),
    });
  const response = await send();
  expect(response.status).toBe(429);
  expect(response.headers.get('retry-after')).toBe('1');
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(await response.json()).toEqual({
    type: 'urn:changeflow:refusal:too-many-requests',
    title: expect.any(String) as string,
    status: 429,
    detail: refusalOf(await house.as('dana')('list')).message,
    code: 'too-many-requests',
    details: { retry_after_seconds: 1 },
  });
  expect(await created()).toBe(0);
  await release();
  expect((await send()).status).toBe(201);
});

test('a tool of a full server answers an error that says so, that nothing changed, and when to try again', async () => {
  const release = fill();
  const response = await fetch(`${url}/mcp`, {
    method: 'POST',
    headers: {
      authorization: 'Bearer dana',
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'create_change_request', arguments: change },
    }),
  });
  const text = await response.text();
  expect(text).toContain('"isError":true');
  expect(text).toMatch(/too-many-requests: .*try again in 1 s\. Nothing was changed\./);
  expect(await created()).toBe(0);
  await release();
});
