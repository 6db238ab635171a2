import type { Express } from 'express';
import { afterAll, beforeAll, test } from 'vitest';
import { openHouse, type House } from '../operations/house.ts';
import { sendBadRequests, testable } from './bad-requests.ts';
import { appOf } from './server.ts';

let house: House;
let app: Express;
beforeAll(async () => {
  house = await openHouse();
  app = appOf(house);
  await house.as('dana')('create', {
    title: 'a',
    description: 'b',
    change_type: 'normal',
    submit: true,
  });
});
afterAll(() => house.close());

test.each(testable.map((operation) => [operation.name, operation] as const))(
  'no bad request to %s is answered by a fault',
  (_, operation) => sendBadRequests(app, operation, 300),
);
