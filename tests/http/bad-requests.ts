import fc from 'fast-check';
import request from 'supertest';
import type { Express } from 'express';
import { operations } from '../../src/operations/registry.ts';
import type { Operation } from '../../src/operations/operation.ts';
import { inputSchema, pathInputs, type SchemaNode } from '../../src/operations/rest.ts';

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

/** Sends `runs` random requests to each operation; the first that is answered by a fault fails, with its seed. */
export async function sendBadRequests(
  app: Express,
  operation: Operation,
  runs: number,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(
      inputs(operation),
      fc.constantFrom('dana', 'tess', 'ida', 'vic'),
      async (input, as) => {
        const response = await send(app, operation, input, as);
        if (response.status >= 500)
          throw new Error(`${operation.name} answers ${response.status}: ${response.text}`);
        if (
          response.status >= 400 &&
          typeof (response.body as { code?: unknown }).code !== 'string'
        ) {
          throw new Error(`${operation.name} refuses without a code: ${response.text}`);
        }
      },
    ),
    { numRuns: runs },
  );
}

export const testable = operations.filter(({ name }) => name !== 'audit_journal');

function send(
  app: Express,
  operation: Operation,
  input: { readonly [name: string]: unknown },
  as: string,
) {
  const inPath = pathInputs(operation);
  const path = operation.rest.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    segment(input[name]),
  );
  const rest = Object.fromEntries(Object.entries(input).filter(([name]) => !inPath.includes(name)));
  const verb =
    operation.rest.method === 'GET' ? 'get' : operation.rest.method === 'POST' ? 'post' : 'patch';
  const query = operation.rest.method === 'GET' ? `?${queryOf(rest)}` : '';
  const sent = request(app)[verb](`${path}${query}`).set('Authorization', `Bearer ${as}`);
  if (operation.rest.method === 'GET') return sent;
  return sent.set('Content-Type', 'application/json').send(JSON.stringify(rest));
}

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
