import { z } from 'zod';
import type { Operation } from './operation.ts';

/** A request as both ends of REST see it: the client makes it from an input, the server makes the input from it. */
export interface RestRequest {
  readonly method: string;
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
  readonly body: { readonly [name: string]: unknown } | null;
  readonly headers: { readonly [name: string]: string };
}

export type Input = { readonly [name: string]: unknown };

/** Inputs that stand in the path, in order. */
export const pathInputs = (operation: Operation): readonly string[] =>
  [...operation.rest.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');

/** Inputs that travel as headers. */
const headerInputs = ['idempotency_key', 'expected_version'] as const;

export function toRequest(operation: Operation, input: Input): RestRequest {
  const inPath = pathInputs(operation);
  const path = operation.rest.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(textOf(input[name])),
  );
  const rest = Object.entries(input).filter(
    ([name, value]) => value !== undefined && !inPath.includes(name) && !isHeader(name),
  );
  const isGet = operation.rest.method === 'GET';
  return {
    method: operation.rest.method,
    path,
    query: isGet
      ? rest.flatMap(([name, value]) => texts(value).map((text) => [name, text] as const))
      : [],
    body: isGet ? null : Object.fromEntries(rest),
    headers: headersOf(input),
  };
}

const isHeader = (name: string): boolean => headerInputs.some((header) => header === name);

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.map(textOf) : [textOf(value)];

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);

function headersOf(input: Input): { readonly [name: string]: string } {
  const { idempotency_key: key, expected_version: version } = input;
  return {
    ...(typeof key === 'string' ? { 'idempotency-key': key } : {}),
    ...(typeof version === 'number' ? { 'if-match': `"${version}"` } : {}),
  };
}

/** The type that an input's text shall be read as; inputs with several types are read as text. */
export type TextKind = 'text' | 'number' | 'boolean' | 'list' | 'items' | 'json';

/** How each input of an operation is read from text, by name. */
export function textKinds(operation: Operation): ReadonlyMap<string, TextKind> {
  const known = kindsKnown.get(operation);
  if (known !== undefined) return known;
  const { properties = {} } = inputSchema(operation);
  const kinds = new Map(
    Object.entries(properties).map(([name, property]) => [name, kindOf(property)] as const),
  );
  kindsKnown.set(operation, kinds);
  return kinds;
}

/** A schema takes a millisecond to make, and every request with a query asks. */
const kindsKnown = new WeakMap<Operation, ReadonlyMap<string, TextKind>>();

function kindOf(property: SchemaNode): TextKind {
  const alternatives = property.anyOf?.map(kindOf);
  if (alternatives !== undefined)
    return alternatives.every((kind) => kind === 'text') ? 'text' : 'json';
  if (property.type === 'integer' || property.type === 'number') return 'number';
  if (property.type === 'boolean') return 'boolean';
  if (property.type === 'array') return kindOfItems(property.items);
  return property.type === 'string' || property.enum !== undefined ? 'text' : 'json';
}

/** `items`: a list of words, or JSON where an item says more than a word can. */
function kindOfItems(items: SchemaNode | undefined): TextKind {
  if (items?.type === 'string') return 'list';
  return items?.anyOf?.some(({ type }) => type === 'string') === true ? 'items' : 'json';
}

/**
 * An input from texts, such as a query string or flags: numbers, booleans, lists (repeated, or with commas) and JSON are
 * read by what the operation takes. What cannot be read stays text, so that validation names it.
 */
export function fromTexts(
  operation: Operation,
  texts: { readonly [name: string]: string | readonly string[] },
): Input {
  const kinds = textKinds(operation);
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, read(kinds.get(name) ?? 'text', text)]),
  );
}

function read(kind: TextKind, text: string | readonly string[]): unknown {
  if (kind === 'items' && typeof text === 'string' && /^\s*[[{]/.test(text)) return readJson(text);
  if (kind === 'list' || kind === 'items') {
    const parts = typeof text === 'string' ? [text] : text;
    return parts
      .flatMap((part) => part.split(','))
      .map((part) => part.trim())
      .filter((part) => part !== '');
  }
  if (typeof text !== 'string') return text.length === 1 ? read(kind, text[0] ?? '') : text;
  if (kind === 'number') return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  if (kind === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  return kind === 'json' ? readJson(text) : text;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

export interface SchemaNode {
  readonly type?: string;
  readonly properties?: { readonly [name: string]: SchemaNode };
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly enum?: readonly unknown[];
  readonly description?: string;
  readonly default?: unknown;
}

/** JSON Schema (draft 2020-12) of what an operation takes. */
export const inputSchema = (operation: Operation): SchemaNode => schemaOf(operation.input, 'input');

/** JSON Schema of what an operation answers. */
export const outputSchema = (operation: Operation): SchemaNode =>
  schemaOf(operation.output, 'output');

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): SchemaNode {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io });
  if ($schema === undefined) throw new Error('a schema without a dialect');
  return rest as SchemaNode;
}
