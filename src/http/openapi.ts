import { refusalCodes } from '../core/refusal.ts';
import { descriptionFor } from '../operations/face-text.ts';
import type { Operation } from '../operations/operation.ts';
import { operations } from '../operations/registry.ts';
import { inputSchema, outputSchema, pathInputs, type SchemaNode } from '../operations/rest.ts';

type Node = { readonly [key: string]: unknown };

/** The OpenAPI 3.1 description of all operations, made from the registry alone. */
export function openApi(version: string): Node {
  const schemas: { [name: string]: unknown } = { problem };
  const paths: { [path: string]: { [method: string]: unknown } } = {};
  for (const operation of operations) {
    const path = (paths[operation.rest.path] ??= {});
    path[operation.rest.method.toLowerCase()] = described(operation, schemas);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'ChangeFlow',
      version,
      description:
        'Decides what may change in production. Every operation is also a command and most are MCP tools.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    paths,
    components: {
      schemas,
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  };
}

const problem: Node = {
  type: 'object',
  description: 'An error as RFC 9457 has it.',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', enum: [...Object.keys(refusalCodes), 'fault'] },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
    },
    reasons: { type: 'array', items: { type: 'object' } },
    details: { type: 'object' },
  },
};

function described(operation: Operation, schemas: { [name: string]: unknown }): Node {
  const input = hoisted(`${operation.name}_input`, inputSchema(operation), schemas);
  const output = hoisted(`${operation.name}_output`, outputSchema(operation), schemas);
  const isGet = operation.rest.method === 'GET';
  const content = { 'application/json': { schema: output } };
  const success = `${operation.rest.status ?? 200}`;
  return {
    operationId: operation.name,
    summary: operation.title,
    description: descriptionFor(operation, 'rest'),
    ...(operation.permission === null ? { security: [] } : {}),
    parameters: parametersOf(operation, input),
    ...(isGet
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: bodyOf(operation, input) } },
          },
        }),
    responses: {
      [success]: { description: operation.title, content },
      default: {
        description: 'Refused, or failed.',
        content: {
          'application/problem+json': { schema: { $ref: '#/components/schemas/problem' } },
        },
      },
    },
  };
}

const headerNames: { readonly [name: string]: string } = {
  idempotency_key: 'Idempotency-Key',
  expected_version: 'If-Match',
};

function parametersOf(operation: Operation, input: SchemaNode): readonly Node[] {
  const inPath = pathInputs(operation);
  const required = new Set(input.required);
  return Object.entries(input.properties ?? {}).flatMap(([name, property]): readonly Node[] => {
    const { description, ...schema } = property;
    const told = description === undefined ? {} : { description };
    if (inPath.includes(name)) return [{ name, in: 'path', required: true, schema, ...told }];
    const header = headerNames[name];
    if (header !== undefined)
      return [{ name: header, in: 'header', schema: { type: 'string' }, ...told }];
    if (operation.rest.method !== 'GET') return [];
    return [{ name, in: 'query', required: required.has(name), schema, ...told }];
  });
}

/** What is left for the body when path and headers have had theirs. */
function bodyOf(operation: Operation, input: SchemaNode): Node {
  const elsewhere = new Set([...pathInputs(operation), ...Object.keys(headerNames)]);
  const entries = Object.entries(input.properties ?? {}).filter(([name]) => !elsewhere.has(name));
  const required = (input.required ?? []).filter((name) => !elsewhere.has(name));
  return { ...input, properties: Object.fromEntries(entries), required };
}

/** A schema whose own definitions have moved to the document's components, references with them. */
function hoisted(
  name: string,
  schema: SchemaNode,
  schemas: { [name: string]: unknown },
): SchemaNode {
  const text = JSON.stringify(schema).replaceAll('"#/$defs/', `"#/components/schemas/${name}_`);
  const { $defs = {}, ...rest } = JSON.parse(text) as SchemaNode & {
    readonly $defs?: { readonly [name: string]: unknown };
  };
  for (const [key, definition] of Object.entries($defs)) schemas[`${name}_${key}`] = definition;
  return rest;
}
