import request from 'supertest';
import type { Express } from 'express';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openHouse, type House } from '../operations/house.ts';
import { appOf } from './server.ts';

let house: House;
let app: Express;
beforeAll(async () => {
  house = await openHouse();
  app = appOf(house);
});
afterAll(() => house.close());

const change = { title: 'Rotate the key', description: 'Yearly.', change_type: 'normal' };
const post = (path: string, body: object, as = 'dana') =>
  request(app).post(path).set('Authorization', `Bearer ${as}`).send(body);
const get = (path: string, as = 'dana') =>
  request(app).get(path).set('Authorization', `Bearer ${as}`);
interface Created {
  id: string;
  version: number;
}
const created = async (): Promise<Created> => (await post('/api/changes', change)).body as Created;

describe('over HTTP', () => {
  test('what is created has a place and a version', async () => {
    const response = await post('/api/changes', change);
    expect(response.status).toBe(201);
    const { id, version } = response.body as Created;
    expect(response.headers['location']).toBe(`/api/changes/${id}`);
    expect(response.headers['etag']).toBe(`"${version}"`);
    const shown = await get(response.headers['location'] ?? '');
    expect(shown.body).toEqual(response.body);
  });

  test('an edit of a version that is no more is refused, and of the one that is goes through', async () => {
    const { id, version } = await created();
    const edit = (match: string) =>
      request(app)
        .patch(`/api/changes/${id}`)
        .set('Authorization', 'Bearer dana')
        .set('If-Match', match)
        .send({ labels: [match.length.toString()] });
    expect((await edit(`"${version + 7}"`)).status).toBe(412);
    expect((await edit('nonsense')).status).toBe(412);
    expect((await edit(`"${version}"`)).status).toBe(200);
  });

  test('a repeated key is answered as at first', async () => {
    const send = () => post('/api/changes', change).set('Idempotency-Key', 'k-1');
    const [first, again] = [await send(), await send()];
    expect((again.body as Created).id).toBe((first.body as Created).id);
    const other = await post('/api/changes', { ...change, title: 'Other' }).set(
      'Idempotency-Key',
      'k-1',
    );
    expect(other.status).toBe(422);
    expect(other.body).toMatchObject({ code: 'key-reused' });
  });

  test('errors are problems with a code, each wrong input and what to do', async () => {
    const response = await post('/api/changes', { title: 7, description: 'x' });
    expect(response.status).toBe(400);
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(response.body).toMatchObject({
      type: 'urn:changeflow:refusal:invalid-input',
      status: 400,
      code: 'invalid-input',
      errors: [{ path: '/title' }],
    });
  });

  test('a missing credential is asked for and a wrong one refused', async () => {
    const without = await request(app).get('/api/inbox');
    expect(without.status).toBe(401);
    expect(without.headers['www-authenticate']).toMatch(/^Bearer/);
    expect((await request(app).get('/api/inbox').set('Authorization', 'Basic eA==')).status).toBe(
      401,
    );
  });

  test('who may not is told which permission is missing', async () => {
    const response = await get('/api/audit/journal');
    expect(response.status).toBe(403);
    expect(response.body).toMatchObject({
      code: 'not-permitted',
      details: { action: 'export', object: 'audit' },
    });
  });

  test('the wrong moment is a conflict that names what is awaited', async () => {
    const { id } = await created();
    const response = await post(`/api/changes/${id}/tasks/nothing`, { content: 'x' });
    expect(response.status).toBe(409);
    expect(response.body).toMatchObject({ code: 'not-awaited' });
  });

  test('queries read numbers, lists and repeated names from text', async () => {
    await created();
    const page = await get('/api/changes?status=open&limit=1');
    expect((page.body as { items: unknown[] }).items).toHaveLength(1);
    const lists = ['system=a,b&system=c', 'system=a&system=b&system=c'];
    for (const query of lists) expect((await get(`/api/freeze-periods?${query}`)).status).toBe(200);
    expect((await get('/api/changes?limit=many')).status).toBe(400);
    const unknown = await get('/api/changes?statu=open');
    expect(unknown.body).toMatchObject({ code: 'unknown-parameter', errors: [{ path: '/statu' }] });
  });

  test('lines are streamed as NDJSON', async () => {
    const response = await get('/api/audit/journal', 'ida')
      .buffer(true)
      .parse((incoming, done) => {
        let text = '';
        incoming.on('data', (chunk: Buffer) => (text += chunk.toString()));
        incoming.on('end', () => done(null, text));
      });
    expect(response.headers['content-type']).toBe('application/x-ndjson');
    const seqs = (response.body as string)
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { seq: number }).seq);
    expect(seqs).toEqual(seqs.map((_, at) => at + 1));
  });

  test('a path has one identifier: a second one in the body is refused', async () => {
    const { id } = await created();
    const response = await post(`/api/changes/${id}/comment`, { change_id: 'NC-1', text: 'x' });
    expect(response.status).toBe(400);
  });

  test('identifiers of any spelling stay in their place of the path', async () => {
    for (const id of ['..', '%2e%2e', 'a%2Fb', '%F0%9F%92%A9', encodeURIComponent('a b?c=d')]) {
      expect((await get(`/api/changes/${id}`)).status, id).toBe(404);
    }
    expect((await get('/api/changes/%E0%A4%A')).status).toBe(400);
  });
});

describe('bodies', () => {
  const raw = (body: string, type = 'application/json') =>
    request(app)
      .post('/api/changes')
      .set('Authorization', 'Bearer dana')
      .set('Content-Type', type)
      .send(body);

  test('over a megabyte are refused as too large', async () => {
    const response = await raw(JSON.stringify({ ...change, description: 'x'.repeat(1_100_000) }));
    expect(response.status).toBe(413);
    expect(response.body).toMatchObject({ code: 'too-large' });
  });

  test.each(['{', 'nonsense', '[]', '"text"', '7', 'null', '{"title":}'])(
    '%s are refused as no object',
    async (body) => {
      const response = await raw(body);
      expect(response.status).toBe(400);
      expect(response.body).toMatchObject({ code: 'invalid-input' });
    },
  );

  test('that are not JSON are refused by their type', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      expect((await raw('title=x', type)).status, type).toBe(415);
    }
  });

  test('that are nested very deep are refused and break nothing', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect((await raw(`{"title":"x","description":"y","custom":{"a":${deep}}}`)).status).toBe(400);
  });

  test('cannot reach the prototype of anything', async () => {
    const response = await raw(
      '{"title":"x","description":"y","change_type":"normal","custom":{"__proto__":{"polluted":true}}}',
    );
    expect(response.status).toBe(400);
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('the server', () => {
  test('says that it is there to anyone', async () => {
    expect((await request(app).get('/health/live')).body).toMatchObject({ status: 'live' });
    expect((await request(app).get('/health/ready')).body).toMatchObject({ status: 'ready' });
  });

  test('tells a path that is not there from a method that the path does not take', async () => {
    expect((await get('/api/nothing')).status).toBe(404);
    const wrong = await request(app).delete('/api/changes').set('Authorization', 'Bearer dana');
    expect(wrong.status).toBe(405);
    expect(wrong.body).toMatchObject({ code: 'no-such-method' });
  });

  test('sends headers that keep its pages to themselves, and does not say what it is made of', async () => {
    const response = await request(app).get('/health/live');
    const headers = response.headers;
    expect(headers['content-security-policy']).toContain("default-src 'self'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers).not.toHaveProperty('x-powered-by');
  });

  test('shows a fault by a number and never by its stack', async () => {
    const faults: unknown[] = [];
    const broken = appOf(house, {
      invoke: () => Promise.reject(new Error('secret detail')),
      log: { fault: (_id, fault) => void faults.push(fault) },
    });
    const response = await request(broken).get('/api/inbox').set('Authorization', 'Bearer dana');
    expect(response.status).toBe(500);
    expect(response.text).not.toMatch(/secret|at .*\.ts/);
    expect(response.body).toMatchObject({ code: 'fault' });
    expect(faults).toHaveLength(1);
  });

  test('describes itself, without a reference that leads nowhere', async () => {
    const response = await request(app).get('/openapi.json');
    const document = response.body as { openapi: string; components: { schemas: object } };
    expect(document.openapi).toBe('3.1.0');
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(
      (match) => match[1] ?? '',
    );
    expect(references.length).toBeGreaterThan(0);
    for (const reference of new Set(references)) {
      expect(reference).toMatch(/^#\/components\/schemas\//);
      expect(document.components.schemas).toHaveProperty([reference.split('/').at(-1) ?? '']);
    }
  });

  test('serves its documentation from files of its own', async () => {
    const page = await request(app).get('/docs');
    expect(page.text).toContain('name="viewport" content="width=device-width');
    expect(page.headers['content-type']).toMatch(/^text\/html/);
    for (const [, path] of page.text.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect((await request(app).get(`/${path ?? ''}`)).status, path).toBe(200);
    }
    expect((await request(app).get('/docs/package.json')).status).not.toBe(500);
  });
});

describe('where the machine vouches for callers', () => {
  const guarded = () =>
    appOf(house, { guard: { hosts: ['localhost', '127.0.0.1', '[::1]'], refuseForwarded: true } });
  const ask = (headers: { [name: string]: string }, path = '/health/live') => {
    const asked = request(guarded()).get(path);
    for (const [name, value] of Object.entries(headers)) void asked.set(name, value);
    return asked;
  };

  test('requests of its own pages and tools pass', async () => {
    expect((await ask({})).status).toBe(200);
    expect((await ask({ Host: 'localhost:8080', Origin: 'http://127.0.0.1:8080' })).status).toBe(
      200,
    );
  });

  test.each([
    ['another host', { Host: 'evil.example' }],
    ['a host that only begins like ours', { Host: 'localhost.evil.example' }],
    ['a page of another origin', { Origin: 'https://evil.example' }],
    ['a page without an origin', { Origin: 'null' }],
    ['a proxy', { 'X-Forwarded-For': '10.0.0.1' }],
    ['a proxy of the new kind', { Forwarded: 'for=10.0.0.1' }],
  ])('a request by way of %s is refused', async (_, headers) => {
    expect((await ask(headers)).status).toBe(403);
    expect((await ask(headers, '/mcp')).status).toBe(403);
  });
});
