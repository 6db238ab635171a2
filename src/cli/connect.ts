import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect as connectTo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { createClient, type Client, type Place } from '../client/rest.ts';
import { socketPath } from '../client/socket-path.ts';
import { storedTokens } from '../client/stored-tokens.ts';
import { nearest } from '../core/nearest.ts';
import type { Config, Flags, Parts } from './parts.ts';
import { usage } from './terminal.ts';

export interface Connection {
  readonly client: Client;
  /** Ends the server where this command had to become it. */
  readonly close: () => Promise<void>;
}

export interface ConnectOptions {
  readonly server?: string;
  readonly as?: string;
  /** Without a token the caller shall be an agent of whoever the machine vouches for. */
  readonly agent?: boolean;
  /** Only to read: where there is no data directory yet, none is made. */
  readonly reads?: boolean;
}

/**
 * The server to talk to: the one named, else the owner of the data directory, else this process, which becomes the
 * owner for as long as it takes.
 */
export async function connect(
  parts: Parts,
  flags: Flags,
  options: ConnectOptions,
): Promise<Connection> {
  const running = await connectRunning(parts, flags, options);
  if (running !== null) return running;
  const config = parts.resolveConfig(flags);
  const authorization = credential(config, options);
  if (options.reads === true && !existsSync(config.data))
    return overNothing(parts, flags, authorization);
  return serveHere(parts, flags, authorization);
}

async function serveHere(
  parts: Parts,
  flags: Flags,
  authorization: string | null,
): Promise<Connection> {
  const serving = await parts.serve(flags, true);
  const client = createClient({ kind: 'socket', path: serving.socket }, authorization);
  return { client, close: serving.close };
}

/** What a data directory that is not there says when it is asked; it is not there afterwards either. */
async function overNothing(
  parts: Parts,
  flags: Flags,
  authorization: string | null,
): Promise<Connection> {
  const empty = mkdtempSync(join(tmpdir(), 'changeflow-empty-'));
  const remove = (): void => rmSync(empty, { recursive: true, force: true });
  try {
    const { client, close } = await serveHere(parts, { ...flags, data: empty }, authorization);
    return { client, close: () => close().finally(remove) };
  } catch (fault) {
    remove();
    throw fault;
  }
}

/** The server that runs already, or null where none does. */
export async function connectRunning(
  parts: Parts,
  flags: Flags,
  options: ConnectOptions = {},
): Promise<Connection | null> {
  const config = parts.resolveConfig(flags);
  const authorization = credential(config, options);
  const named = options.server ?? process.env['CHANGEFLOW_URL'];
  const place = named === undefined ? await ownerOf(config.data) : urlPlace(named);
  if (place === null) return null;
  return { client: createClient(place, authorization), close: () => Promise.resolve() };
}

function credential(config: Config, { as, agent }: ConnectOptions): string | null {
  if (as === undefined) {
    const token = process.env['CHANGEFLOW_TOKEN'];
    if (token !== undefined && token !== '') return `Bearer ${token}`;
    return agent === true ? 'Agent' : null;
  }
  const tokens = storedTokens(config.data);
  const token = tokens[as];
  if (token !== undefined) return `Bearer ${token}`;
  const near = nearest(as, Object.keys(tokens));
  const hint = near === undefined ? 'See `changeflow token list`.' : `Did you mean ${near}?`;
  throw usage(`no credential is stored for ${as} in ${config.data}. ${hint}`);
}

function urlPlace(url: string): Place {
  if (!URL.canParse(url) || !/^https?:/.test(url))
    throw usage(`${url} is no http(s) URL of a server`);
  return { kind: 'url', url };
}

const ownerShape = z.object({ url: z.string().nullable() });

/** The living owner of a directory: its socket, else the URL that it announced; null where nobody answers. */
async function ownerOf(data: string): Promise<Place | null> {
  let socket: string;
  try {
    socket = socketPath(data);
  } catch {
    return null;
  }
  if (await answers({ path: socket })) return { kind: 'socket', path: socket };
  const url = announced(data);
  if (url === null) return null;
  const { hostname, port } = new URL(url);
  return (await answers({ host: hostname, port: Number(port) })) ? { kind: 'url', url } : null;
}

function announced(data: string): string | null {
  try {
    return ownerShape.parse(JSON.parse(readFileSync(join(data, 'owner.json'), 'utf8'))).url;
  } catch {
    return null;
  }
}

function answers(at: { path: string } | { host: string; port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTo(at);
    const done = (answered: boolean): void => {
      socket.destroy();
      resolve(answered);
    };
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
    socket.setTimeout(2_000, () => done(false));
  });
}
