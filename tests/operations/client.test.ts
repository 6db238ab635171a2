import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient, type Client } from '../../src/client/rest.ts';
import { operations } from '../../src/operations/registry.ts';
import { inputSchema, pathInputs } from '../../src/operations/rest.ts';
import { appOf } from '../http/server.ts';
import { codeOf, openHouse, refusalOf, type House } from './house.ts';

let house: House;
let server: Server;
let client: Client;
beforeAll(async () => {
  house = await openHouse();
  server = createServer(appOf(house)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  client = createClient({ kind: 'url', url }, 'Bearer dana');
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await house.close();
});

const inPaths = operations.filter((operation) => pathInputs(operation).length > 0);
const blanks: readonly (readonly [string, unknown])[] = [
  ['nothing', undefined],
  ['an empty text', ''],
  ['blanks', '  '],
  ['null', null],
  ['a number', 7],
];

test.each(
  inPaths.flatMap((operation) => blanks.map((blank) => [operation.name, ...blank] as const)),
)(
  'a client of %s with %s in its path hears what the operation itself says',
  async (name, _, blank) => {
    const operation = operations.find((each) => each.name === name)!;
    const names = pathInputs(operation);
    const input = Object.fromEntries(names.map((each) => [each, blank]));
    const expected = refusalOf(await house.as('dana')(name, input));
    const said = refusalOf(await client.call(name, input));
    expect(said).toEqual(expected);
    expect(said.code).toBe('invalid-input');
    for (const each of names) expect(said.message).toContain(`/${each}:`);
  },
);

test('a client that names no parameter of the operation is told those that it has', async () => {
  const said = refusalOf(await client.call('get', { id: 'NC-1' }));
  expect(said).toEqual(refusalOf(await house.as('dana')('get', { id: 'NC-1' })));
  expect(said.message).toContain('change_id');
});

test.each(['.', '..', '../policy', 'a/b', '%2e%2e', 'NC-1?limit=1', 'NC 1#x'])(
  'a change that is called %s is not found, and nothing else is asked for',
  async (id) => {
    for (const name of ['get', 'history', 'explain'])
      expect(codeOf(await client.call(name, { change_id: id })), name).toBe('not-found');
  },
);

test('every input that stands in a path refuses the empty text', () => {
  for (const operation of inPaths) {
    const { properties = {} } = inputSchema(operation);
    for (const name of pathInputs(operation)) {
      const input = Object.fromEntries(Object.keys(properties).map((each) => [each, '']));
      const taken = operation.accept(input);
      const issues = taken.ok ? [] : taken.error.issues.map(({ path }) => path.join('/'));
      expect(issues, operation.name).toContain(name);
    }
  }
});
