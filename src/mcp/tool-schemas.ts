import type { Operation } from '../operations/operation.ts';
import { inputSchema, outputSchema, type SchemaNode } from '../operations/rest.ts';

/*
 * Schemas of tools stand in an agent's context all the time, so they say what an agent uses and no more: names, types,
 * words to choose from, what is needed. Nothing that an operation takes or answers is refused by them; the operation
 * itself judges its input, and the OpenAPI document has every schema whole.
 */

/** Levels of objects that an answer is outlined to: an answer of a query is read, one of a command is looked at. */
const LEVELS = { query: 2, command: 1 } as const;

/** What the tool takes: the operation's inputs but for those that only choose another form of the answer. */
export function toolInput(operation: Operation): SchemaNode {
  const { without = [], defaults = {} } = operation.mcp ?? {};
  const { type, properties = {}, required } = inputSchema(operation);
  const taken = Object.entries(properties)
    .filter(([name]) => !without.includes(name))
    .map(([name, property]) => {
      const own = Object.hasOwn(defaults, name) ? { default: defaults[name] } : {};
      return [name, { ...(brief(property) as SchemaNode), ...own }] as const;
    });
  return {
    ...(type === undefined ? {} : { type }),
    properties: Object.fromEntries(taken),
    ...(required === undefined ? {} : { required }),
    additionalProperties: false,
  };
}

/** What the tool answers, in outline. */
export const toolOutput = (operation: Operation): SchemaNode => {
  const { required } = outputSchema(operation);
  const outline = outlined(brief(outputSchema(operation)), LEVELS[operation.kind]) as SchemaNode;
  return { ...outline, ...(required === undefined ? {} : { required }) };
};

/** Keywords that bound or describe what nobody chooses by: patterns and lengths that the operation checks anyway. */
const LEFT_OUT = new Set([
  ...['$defs', 'pattern', 'propertyNames', 'additionalProperties'],
  ...['minLength', 'minimum', 'maximum', 'maxItems'],
]);

type Node = { readonly [keyword: string]: unknown };

/** A schema without those keywords; a reference, which here stands for any JSON, becomes the schema of anything. */
function brief(schema: unknown, isNames = false): unknown {
  if (Array.isArray(schema)) return schema.map((item) => brief(item));
  if (typeof schema !== 'object' || schema === null) return schema;
  if (!isNames && '$ref' in schema) return {};
  return Object.fromEntries(
    Object.entries(schema as Node).flatMap(([key, value]) => {
      if (!isNames && isLeftOut(key, value)) return [];
      return [[key, brief(value, !isNames && key === 'properties')]];
    }),
  );
}

/** Bounds are told where a caller could miss them: those of numbers that count something. */
const isLeftOut = (keyword: string, value: unknown): boolean =>
  LEFT_OUT.has(keyword) &&
  !((keyword === 'minimum' || keyword === 'maximum') && Math.abs(Number(value)) <= 1_000);

/** A schema with the members of objects down to some level, and below it only that there is an object. */
function outlined(schema: unknown, levels: number): unknown {
  if (Array.isArray(schema)) return schema.map((item) => outlined(item, levels));
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema as Node).flatMap(([keyword, value]) => {
      if (keyword === 'required') return [];
      if (keyword !== 'properties') return [[keyword, outlined(value, levels)]];
      return levels === 0 ? [] : [[keyword, members(value as Node, levels - 1)]];
    }),
  );
}

const members = (properties: Node, levels: number): Node =>
  Object.fromEntries(
    Object.entries(properties).map(([name, each]) => [name, outlined(each, levels)]),
  );
