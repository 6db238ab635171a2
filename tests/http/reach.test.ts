import request from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ok } from '../../src/core/result.ts';
import { createApp } from '../../src/http/app.ts';
import type { Presented } from '../../src/http/door.ts';
import { openHouse, type House } from '../operations/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const asked = async (listensAt: 'owner' | 'address'): Promise<Presented | undefined> => {
  let seen: Presented | undefined;
  const door = {
    invoke: house.invoke,
    identify: async (presented: Presented) => {
      seen = presented;
      return ok(null);
    },
    mounts: [],
    version: '0',
    guard: null,
    log: { fault: () => undefined },
  };
  await request(createApp(door, listensAt)).get('/health/live');
  return seen;
};

test('only what is listened at tells the owner’s socket, never what a peer looks like', async () => {
  expect(await asked('owner')).toMatchObject({ reach: 'socket' });
  expect(await asked('address')).toMatchObject({ reach: 'loopback' });
});
