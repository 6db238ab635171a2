import request from 'supertest';
import type { Express } from 'express';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { guarded } from '../operations/guarded.ts';
import type { House } from '../operations/house.ts';
import { appOf } from './server.ts';

let house: House;
let app: Express;
beforeAll(async () => {
  house = await guarded(
    "(forbid (read change) (by auditor) (when (has-role? (author) 'vp-engineering)))",
    `(define-workflow road-change
       (applies-to (type road))
       (await-signal open-it (by implementer))
       (close (if (has-role? (author) 'tech-lead) 'by-a-lead 'by-another)))
     (define-rule by-a-lead
       "Whoever leads knows the ground."
       (when (has-role? (author) 'tech-lead))
       (then (add-risk 3) (tag ground)))`,
  );
  app = appOf(house);
});
afterAll(() => house.close());

const post = (path: string, body: object, as: string) =>
  request(app).post(path).set('Authorization', `Bearer ${as}`).send(body);
const get = (path: string, as: string) =>
  request(app).get(path).set('Authorization', `Bearer ${as}`);

const road = { title: 'A road', description: 'To the sea.', change_type: 'road' };
const createdBy = async (person: string): Promise<string> =>
  ((await post('/api/changes', road, person)).body as { id: string }).id;

describe('the roles of an author, over HTTP', () => {
  test('decide where a workflow goes, whoever sends what it waits for', async () => {
    for (const [author, outcome] of [
      ['tess', 'by-a-lead'],
      ['pat', 'by-another'],
    ] as const) {
      const id = await createdBy(author);
      const sent = await post(`/api/changes/${id}/signals`, { name: 'open-it' }, 'dana');
      expect(sent.body, author).toMatchObject({ outcome });
    }
  });

  test('decide who may read a change', async () => {
    const [open, closed] = [await createdBy('tess'), await createdBy('vic')];
    expect((await get(`/api/changes/${open}`, 'ida')).status).toBe(200);
    expect((await get(`/api/changes/${closed}`, 'ida')).status).toBe(403);
    const { items } = (await get('/api/changes?type=road&limit=100', 'ida')).body as {
      items: readonly { id: string }[];
    };
    expect(items.map(({ id }) => id)).toContain(open);
    expect(items.map(({ id }) => id)).not.toContain(closed);
  });

  test('count in the risk that whoever asks would take', async () => {
    const rulesOf = async (person: string) =>
      (
        (await post('/api/risk/assess', { title: 'A', description: 'b' }, person)).body as {
          rules: readonly { rule: string }[];
        }
      ).rules.map(({ rule }) => rule);
    expect(await rulesOf('tess')).toContain('by-a-lead');
    expect(await rulesOf('dana')).not.toContain('by-a-lead');
  });

  test('are found again by the check of the journal', async () => {
    const verified = await get('/api/audit/verify?replay=true', 'ida');
    expect(verified.body).toMatchObject({ sound: true, findings: [] });
  });
});
