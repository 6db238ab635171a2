import type {
  CallToolResult,
  McpServer,
  StandardSchemaWithJSON,
} from '@modelcontextprotocol/server';
import type { Refusal } from '../core/refusal.ts';
import type { Operation, Outcome } from '../operations/operation.ts';
import { descriptionFor } from '../operations/face-text.ts';
import { problemOf } from '../operations/problem.ts';
import { operations } from '../operations/registry.ts';
import type { SchemaNode } from '../operations/rest.ts';
import type { McpDoor } from './door.ts';
import { toolInput, toolOutput } from './tool-schemas.ts';

type Input = { readonly [name: string]: unknown };
type Answered = { readonly [name: string]: unknown };

/** Offers every operation that is a tool. Inputs go to the operation as they came: it alone says what is wrong. */
export function addTools(server: McpServer, door: McpDoor): void {
  for (const operation of operations) {
    if (operation.mcp === null) continue;
    const { defaults } = operation.mcp;
    server.registerTool(
      operation.mcp.tool,
      {
        title: operation.title,
        description: descriptionFor(operation, 'mcp'),
        inputSchema: described<Input>(toolInput(operation)),
        outputSchema: described<unknown>(toolOutput(operation)),
        annotations: { title: operation.title, ...operation.mcp.hints },
      },
      async (input) =>
        toolResult(operation, await door.call(operation.name, { ...defaults, ...input })),
    );
  }
}

/** A schema that tells clients what to send and leaves judging to the operation. */
function described<T>(schema: SchemaNode): StandardSchemaWithJSON<T, T> {
  const json = () => ({ ...schema });
  return {
    '~standard': {
      version: 1,
      vendor: 'changeflow',
      validate: (value) => ({ value: (value ?? {}) as T }),
      jsonSchema: { input: json, output: json },
    },
  };
}

/** Text and structured content say the same; who has to act next is told in a sentence. */
function toolResult(operation: Operation, outcome: Outcome): CallToolResult {
  if (!outcome.ok) return refusalResult(operation, outcome.error);
  if (outcome.value.kind !== 'value') {
    throw new Error(`the tool of ${operation.name} answers something other than a value`);
  }
  const value = outcome.value.value as Answered;
  const told = operation.kind === 'command' ? [...warned(value), ...awaited(value)] : [];
  return {
    content: [
      { type: 'text', text: JSON.stringify(value) },
      ...told.map((text) => ({ type: 'text' as const, text })),
    ],
    structuredContent: value,
  };
}

function refusalResult(operation: Operation, refusal: Refusal): CallToolResult {
  const { code, detail, ...rest } = problemOf(refusal);
  const changed =
    refusal.code === 'unavailable'
      ? 'Whether anything changed is not known: read it, or repeat with the same idempotency_key.'
      : 'Nothing was changed.';
  const said = operation.kind === 'command' ? `${detail} ${changed}` : detail;
  const facts = JSON.stringify({ code, changed: false, ...rest });
  return {
    isError: true,
    content: [
      { type: 'text', text: `${code}: ${said}` },
      { type: 'text', text: facts },
    ],
  };
}

/** Who is asked and where they decide, for a change that waits for people. */
function awaited(value: Answered): readonly string[] {
  const { id, waiting } = value;
  if (typeof id !== 'string' || !Array.isArray(waiting)) return [];
  const approvals = (
    waiting as readonly { kind: string; request: string; roles: readonly string[] }[]
  )
    .filter(({ kind }) => kind === 'approval')
    .map(({ request, roles }) => `${request} (${roles.join(', ')})`);
  if (approvals.length === 0) return [];
  return [
    `${id} waits for people: ${approvals.join('; ')}. They decide with \`changeflow approve ${id}\` or POST /api/changes/${id}/decisions; this call does not wait.`,
  ];
}

/** What is in the way of a change, a sentence each. */
function warned({ id, warnings }: Answered): readonly string[] {
  if (typeof id !== 'string' || !Array.isArray(warnings)) return [];
  return (warnings as readonly { text: string }[]).map(({ text }) => `Warning for ${id}: ${text}.`);
}
