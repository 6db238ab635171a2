import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ok } from '../../src/core/result.ts';
import { openHouse, type House } from '../operations/house.ts';
import { appOf } from './server.ts';

const LINES = 3_000;
const line = 'x'.repeat(10_000);

let house: House;
let server: Server;
let written = 0;
let ended = false;
const faults: unknown[] = [];
beforeEach(async () => {
  house = await openHouse();
  written = 0;
  ended = false;
  async function* lines() {
    try {
      for (; written < LINES; written += 1) yield line;
    } finally {
      ended = true;
    }
  }
  const app = appOf(house, {
    invoke: async () => ok({ kind: 'lines', media: 'application/x-ndjson', lines: lines() }),
    log: { fault: (_id, fault) => void faults.push(fault) },
  });
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await house.close();
});

async function journal(): Promise<IncomingMessage> {
  const { port } = server.address() as AddressInfo;
  const headers = { authorization: 'Bearer ida' };
  const request = get({ port, host: '127.0.0.1', path: '/api/audit/journal', headers });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return response;
}

test('an export is whole for a reader who stalls again and again, without a warning of the host', async () => {
  const warnings: Error[] = [];
  const warn = (warning: Error): void => void warnings.push(warning);
  process.on('warning', warn);
  let [bytes, chunks] = [0, 0];
  for await (const chunk of await journal()) {
    bytes += (chunk as Buffer).length;
    chunks += 1;
    if (chunks % 20 === 0) for (let turn = 0; turn < 5; turn += 1) await setImmediate();
  }
  await setImmediate();
  process.off('warning', warn);
  expect(bytes).toBe(LINES * (line.length + 1));
  expect(warnings).toEqual([]);
  expect(faults).toEqual([]);
});

test('a reader who leaves ends the reading of the journal, and that is no fault', async () => {
  const response = await journal();
  await once(response, 'readable');
  response.destroy();
  while (!ended) await setImmediate();
  expect(written).toBeLessThan(LINES);
  expect(faults).toEqual([]);
});
