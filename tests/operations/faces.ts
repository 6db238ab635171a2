import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { join } from 'node:path';
import { vi } from 'vitest';
import { runCli } from '../../src/cli/cli.ts';
import { storedTokens } from '../../src/client/stored-tokens.ts';
import { resolveConfig } from '../../src/config.ts';
import type { Parts } from '../../src/cli/parts.ts';
import { serve, type Serving } from '../../src/main.ts';
import type { Operation } from '../../src/operations/operation.ts';
import { textKinds, toRequest, type Input } from '../../src/operations/rest.ts';
import { version } from '../../src/version.ts';

/** What a face said: facts, or a refusal without the sentence around it. */
export type Said =
  | { readonly facts: unknown }
  | { readonly refused: { readonly code: string; readonly [more: string]: unknown } };

/** One way in to a server of its own. What it does not offer goes over REST, so that worlds stay alike. */
export interface Face {
  readonly name: string;
  readonly offers: (operation: Operation) => boolean;
  readonly say: (operation: Operation, as: string, input: Input) => Promise<Said>;
  readonly close: () => Promise<void>;
}

interface World {
  readonly data: string;
  readonly serving: Serving;
  readonly url: string;
  readonly tokenOf: (person: string) => string;
}

/** Starts a demo over a policy directory, in a data directory that is new. */
async function openWorld(data: string, policy: string): Promise<World> {
  const flags = { data, policy, demo: true, port: 0, log: 'silent', project: 'faces' };
  const serving = await serve(resolveConfig(flags, {}));
  const { url } = serving;
  if (url === null) throw new Error('a server without an address');
  const tokens = storedTokens(data);
  const tokenOf = (person: string): string => {
    const token = tokens[person];
    if (token === undefined) throw new Error(`nobody is called ${person}`);
    return token;
  };
  return { data, serving, url, tokenOf };
}

/** The three faces, each before a world of its own; the worlds are alike as long as they are told the same. */
export async function openFaces(directory: string, policy: string): Promise<readonly Face[]> {
  const [first, second, third] = await Promise.all(
    ['rest', 'mcp', 'cli'].map((name) => openWorld(join(directory, name), policy)),
  );
  if (first === undefined || second === undefined || third === undefined) throw new Error('three');
  return [restFace(first), mcpFace(second), cliFace(third)];
}

function restFace(world: World): Face {
  return {
    name: 'REST',
    offers: () => true,
    say: (operation, as, input) => sayOverRest(world, operation, as, input),
    close: () => world.serving.close(),
  };
}

async function sayOverRest(
  world: World,
  operation: Operation,
  as: string,
  input: Input,
): Promise<Said> {
  const { method, path, query, body, headers } = toRequest(operation, input);
  const search = new URLSearchParams();
  for (const [name, value] of query) search.append(name, value);
  const response = await fetch(`${world.url}${path}?${search.toString()}`, {
    method,
    headers: {
      ...headers,
      authorization: `Bearer ${world.tokenOf(as)}`,
      ...(body === null ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === null ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return response.ok ? { facts: factsIn(text) } : { refused: refusalIn(text) };
}

function mcpFace(world: World): Face {
  const clients = new Map<string, Promise<Client>>();
  const clientOf = (as: string): Promise<Client> => {
    const client = clients.get(as) ?? connected(world, as);
    clients.set(as, client);
    return client;
  };
  return {
    name: 'MCP',
    offers: ({ mcp }) => mcp !== null,
    async say(operation, as, input) {
      if (operation.mcp === null) return sayOverRest(world, operation, as, input);
      const client = await clientOf(as);
      const answer = await client.callTool({ name: operation.mcp.tool, arguments: input });
      if (answer.isError !== true) return { facts: answer.structuredContent };
      const [said = '', facts = ''] = answer.content.map((part) =>
        part.type === 'text' ? part.text : '',
      );
      const refused = refusalIn(facts);
      if (!said.startsWith(`${refused.code}: `)) throw new Error(`${refused.code} is not said`);
      return { refused };
    },
    async close() {
      for (const client of clients.values()) await (await client).close();
      await world.serving.close();
    },
  };
}

async function connected(world: World, as: string): Promise<Client> {
  const client = new Client(
    { name: 'test', version: '1' },
    { versionNegotiation: { mode: 'auto' } },
  );
  const headers = { Authorization: `Bearer ${world.tokenOf(as)}` };
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${world.url}/mcp`), { requestInit: { headers } }),
  );
  return client;
}

/** Commands whose words are not made from the registry, by operation. */
const ownWords: { readonly [operation: string]: (input: Input) => readonly string[] } = {
  decide: ({ change_id, decision, request, reason, expected_digest, conditions }) => [
    String(decision),
    String(change_id),
    ...(typeof request === 'string' ? [request] : []),
    ...flag('message', reason),
    ...(Array.isArray(conditions) ? conditions.flatMap((each) => flag('condition', each)) : []),
    ...flag('expected-digest', expected_digest),
  ],
  audit_verify: ({ replay }) => ['audit', 'verify', ...flag('replay', replay)],
};

function cliFace(world: World): Face {
  return {
    name: 'command line',
    offers: (operation) => operation.cli !== null || operation.name in ownWords,
    async say(operation, as, input) {
      const words = wordsOf(operation, input);
      if (words === null) return sayOverRest(world, operation, as, input);
      const ran = await captured(['--data', world.data, '--json', '--as', as, ...words]);
      if (ran.status === 0) return { facts: factsIn(ran.out) };
      return { refused: refusalIn(ran.err) };
    },
    close: () => world.serving.close(),
  };
}

function wordsOf(operation: Operation, input: Input): readonly string[] | null {
  const own = ownWords[operation.name];
  if (own !== undefined) return own(input);
  if (operation.cli === null) return null;
  const { command, positional } = operation.cli;
  const kinds = textKinds(operation);
  const flags = Object.entries(input).flatMap(([name, value]) => {
    if (positional.includes(name)) return [];
    const text = kinds.get(name) === 'list' && Array.isArray(value) ? value.join(',') : value;
    return flag(name.replaceAll('_', '-'), text);
  });
  return [...command.split(' '), ...flags, '--', ...positional.map((name) => String(input[name]))];
}

function flag(name: string, value: unknown): readonly string[] {
  if (value === undefined) return [];
  if (typeof value === 'boolean') return [value ? `--${name}` : `--no-${name}`];
  return [`--${name}`, typeof value === 'string' ? value : JSON.stringify(value)];
}

const never = (): never => {
  throw new Error('the owner of the data directory does that');
};
const parts: Parts = {
  version,
  resolveConfig: (flags) => resolveConfig(flags, {}),
  serve: never,
  workshop: never,
  rebuild: never,
  addToken: never,
  mcpOverStdio: never,
};

/** Runs a command in this process, with what it writes. */
async function captured(
  args: readonly string[],
): Promise<{ readonly status: number; readonly out: string; readonly err: string }> {
  let [out, err] = ['', ''];
  const onOut = vi
    .spyOn(process.stdout, 'write')
    .mockImplementation((chunk) => ((out += String(chunk)), true));
  const onErr = vi
    .spyOn(process.stderr, 'write')
    .mockImplementation((chunk) => ((err += String(chunk)), true));
  try {
    return { status: await runCli(args, parts), out, err };
  } finally {
    onOut.mockRestore();
    onErr.mockRestore();
  }
}

/** One JSON value, one a line, or text as it is. */
function factsIn(text: string): unknown {
  const parsed = parsedOrNull([text]) ?? parsedOrNull(text.trim().split('\n'));
  return parsed === null ? text : parsed.length === 1 ? parsed[0] : parsed;
}

function parsedOrNull(texts: readonly string[]): readonly unknown[] | null {
  try {
    return texts.map((text) => JSON.parse(text) as unknown);
  } catch {
    return null;
  }
}

/** Code and facts of a refusal, whichever way its face writes the sentence. */
function refusalIn(text: string): { readonly code: string } {
  const { code, errors, reasons, details } = JSON.parse(text) as {
    readonly [member: string]: unknown;
  };
  if (typeof code !== 'string') throw new Error(`no refusal: ${text}`);
  return { code, ...defined({ errors, reasons, details }) };
}

const defined = (members: Input): Input =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

const HASH = /\b[0-9a-f]{64}\b/g;
const INSTANT = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g;
const DAY = /-\d{8}-/g;
const unlike = /^next_cursor$|_hours$/;

/** Facts without what two worlds cannot share: instants, durations, what is hashed over them, and cursors. */
export function alike(value: unknown): unknown {
  if (typeof value === 'string') {
    return value.replaceAll(INSTANT, 'INSTANT').replaceAll(HASH, 'HASH').replaceAll(DAY, '-DAY-');
  }
  if (Array.isArray(value)) return value.map(alike);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      member !== null && unlike.test(name) ? 'UNLIKE' : alike(member),
    ]),
  );
}
