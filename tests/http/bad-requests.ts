import fc from 'fast-check';
import request, { type Response, type Test } from 'supertest';
import type { Express } from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { refusalCodes } from '../../src/core/refusal.ts';
import { operations } from '../../src/operations/registry.ts';
import type { Operation } from '../../src/operations/operation.ts';
import { inputSchema, pathInputs, type SchemaNode } from '../../src/operations/rest.ts';
import { openHouse, type House } from '../operations/house.ts';
import { appOf } from './server.ts';

/** Anything that a request may carry where a value is wanted. */
const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    ' ',
    '\u0000',
    '\ud800',
    '__proto__',
    '../../etc/passwd',
    '💩',
    'a'.repeat(5_000),
    '1e400',
    '-0',
  ),
  fc.constantFrom(0, -1, 1.5, 1e308, Number.MAX_SAFE_INTEGER, null, true, [], {}, [[[[[]]]]]),
);

/** A value of about the right shape, so that some requests get behind the schema. */
function fitting(schema: SchemaNode): fc.Arbitrary<unknown> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(fitting));
  if (schema.type === 'string')
    return fc.oneof(
      fc.constantFrom('NC-20260302-001', 'submit', '2026-03-02', 'x'),
      fc.string({ maxLength: 40 }),
    );
  if (schema.type === 'integer' || schema.type === 'number')
    return fc.integer({ min: 0, max: 120 });
  if (schema.type === 'boolean') return fc.boolean();
  if (schema.type === 'array') return fc.array(fitting(schema.items ?? {}), { maxLength: 3 });
  return fc.dictionary(fc.string({ maxLength: 10 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 });
}

function inputs(operation: Operation): fc.Arbitrary<{ readonly [name: string]: unknown }> {
  const { properties = {} } = inputSchema(operation);
  const members = Object.entries(properties).map(
    ([name, schema]) =>
      [name, fc.oneof({ weight: 3, arbitrary: fitting(schema) }, anything)] as const,
  );
  const shaped = fc.record(Object.fromEntries(members), { requiredKeys: [] });
  const extra = fc.dictionary(fc.string({ maxLength: 8 }), anything, { maxKeys: 2 });
  return fc.oneof(
    { weight: 4, arbitrary: shaped },
    fc.tuple(shaped, extra).map(([a, b]) => ({ ...a, ...b })),
  );
}

/** Bodies that no client makes by itself: names twice, nesting without end, ends missing, not even JSON. */
function bodies(operation: Operation): fc.Arbitrary<string> {
  const names = Object.keys(inputSchema(operation).properties ?? {});
  const name = fc.constantFrom(...names, 'unknown');
  const member = fc
    .tuple(name, anything)
    .map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  const twice = fc
    .array(member, { minLength: 1, maxLength: 4 })
    .map((all) => `{${[...all, ...all].join(',')}}`);
  const deep = fc
    .tuple(name, fc.constantFrom('[', '{"a":'))
    .map(([key, open]) => `{${JSON.stringify(key)}:${nested(open, 10_000)}}`);
  const cut = fc.tuple(inputs(operation), fc.nat()).map(([input, at]) => {
    const text = JSON.stringify(input);
    return text.slice(0, at % text.length);
  });
  return fc.oneof(twice, deep, cut, fc.string({ unit: 'binary', minLength: 1 }));
}

const nested = (open: string, depth: number): string =>
  `${open.repeat(depth)}1${(open === '[' ? ']' : '}').repeat(depth)}`;

const anybody = fc.constantFrom('dana', 'tess', 'ida', 'vic');

/**
 * Tests every operation with `runs` random inputs and a fifth as many broken bodies: nothing is answered by a fault,
 * every refusal is a problem as documented, and every answer has the shape that its operation promises (the house
 * throws otherwise). The first that is not fails, with its seed.
 */
export function badRequestSuite(runs: number): void {
  let house: House;
  let app: Express;
  beforeAll(async () => {
    house = await openHouse();
    app = appOf(house);
    const change = { title: 'a', description: 'b', change_type: 'normal', submit: true };
    await house.as('dana')('create', change);
  });
  afterAll(() => house.close());

  const named = operations.map((operation) => [operation.name, operation] as const);
  const withBodies = named.filter(([, { rest }]) => rest.method !== 'GET');

  test.each(named)('no bad request to %s is answered by a fault', (_, operation) =>
    fc.assert(
      fc.asyncProperty(inputs(operation), anybody, async (input, as) => {
        hold(operation, await send(app, operation, input, as));
      }),
      { numRuns: runs },
    ),
  );

  test.each(withBodies)('no broken body for %s is answered by a fault', (_, operation) =>
    fc.assert(
      fc.asyncProperty(bodies(operation), anybody, async (body, as) => {
        hold(operation, await sendBody(app, operation, body, as));
      }),
      { numRuns: Math.ceil(runs / 5) },
    ),
  );

  test.each(withBodies)('ten megabytes for %s are refused as too large', async (_, operation) => {
    const body = JSON.stringify({ title: 'x'.repeat(10_000_000) });
    const response = await sendBody(app, operation, body, 'dana');
    hold(operation, response);
    expect(response.status).toBe(413);
  });
}

const problemShape = z.strictObject({
  type: z.string().startsWith('urn:changeflow:refusal:'),
  title: z.string().min(1),
  status: z.int().min(400).max(499),
  detail: z.string().min(1),
  code: z.string().refine((code) => Object.hasOwn(refusalCodes, code)),
  errors: z.array(z.strictObject({ path: z.string(), message: z.string().min(1) })).optional(),
  reasons: z.array(z.looseObject({ holds: z.boolean(), text: z.string() })).optional(),
  details: z.record(z.string(), z.json()).optional(),
});

/** No fault, and a refusal as it is documented. */
function hold(operation: Operation, response: Response): void {
  const { status } = response;
  const text = String(response.body);
  if (status >= 500) throw new Error(`${operation.name} answers ${status}: ${text}`);
  if (status < 400) return;
  expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(problemShape.parse(JSON.parse(text)).status).toBe(status);
}

function send(
  app: Express,
  operation: Operation,
  input: { readonly [name: string]: unknown },
  as: string,
) {
  const inPath = pathInputs(operation);
  const rest = Object.fromEntries(Object.entries(input).filter(([name]) => !inPath.includes(name)));
  if (operation.rest.method !== 'GET')
    return sendBody(app, operation, JSON.stringify(rest), as, input);
  return asText(request(app).get(`${pathOf(operation, input)}?${queryOf(rest)}`), as);
}

function sendBody(
  app: Express,
  operation: Operation,
  body: string,
  as: string,
  input: { readonly [name: string]: unknown } = {},
) {
  const verb = operation.rest.method === 'POST' ? 'post' : 'patch';
  const sent = request(app)[verb](pathOf(operation, input));
  return asText(sent, as).set('Content-Type', 'application/json').send(body);
}

/** Answers are read as text, whatever they say that they are. */
const asText = (sent: Test, as: string): Test =>
  sent
    .set('Authorization', `Bearer ${as}`)
    .buffer(true)
    .parse((incoming, done) => {
      let text = '';
      incoming.on('data', (chunk: Buffer) => (text += chunk.toString()));
      incoming.on('end', () => done(null, text));
    });

const pathOf = (operation: Operation, input: { readonly [name: string]: unknown }): string =>
  operation.rest.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => segment(input[name]));

/** A segment of a path is never empty and never a way up: those are other paths. */
function segment(value: unknown): string {
  const text =
    typeof value === 'string' ? value : value === undefined ? 'x' : JSON.stringify(value);
  const safe = text.replaceAll(/\p{Surrogate}/gu, '?');
  return /^\.{0,2}$/.test(safe) ? 'x' : encodeURIComponent(safe);
}

function queryOf(input: { readonly [name: string]: unknown }): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(input)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      search.append(name, typeof each === 'string' ? each : JSON.stringify(each));
    }
  }
  return search.toString();
}
