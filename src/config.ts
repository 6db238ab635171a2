import { existsSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { parse } from 'smol-toml';
import { z } from 'zod';
import { flawText } from './operations/flaw-text.ts';
import { packageDirectory } from './version.ts';
import { DATA_NAME, dataDirectory } from './client/data-directory.ts';

const shape = z.strictObject({
  data: z.string().min(1).optional(),
  policy: z.string().min(1).optional(),
  host: z.string().min(1).default('127.0.0.1'),
  port: z.coerce.number().int().min(0).max(65_535).default(8080),
  /** Names that clients may call the server by, besides those of this machine. */
  allowed_hosts: z.array(z.string().min(1)).default([]),
  demo: z.boolean().default(false),
  project: z.string().trim().min(1).max(100).optional(),
  time_zone: z.string().refine(isTimeZone, 'is no IANA time zone').default('UTC'),
  /** Requests at work at once; more are refused. */
  max_in_flight: z.coerce.number().int().min(1).max(100_000).default(512),
  log: z.enum(['silent', 'error', 'info', 'debug']).default('info'),
});

/** Everything that a server is told from outside; decided once, then frozen. */
export interface Config {
  readonly data: string;
  readonly policy: string;
  readonly host: string;
  readonly port: number;
  readonly allowedHosts: readonly string[];
  readonly demo: boolean;
  readonly project: string;
  readonly timeZone: string;
  /** Requests at work at once; more are refused. */
  readonly maxInFlight: number;
  readonly log: 'silent' | 'error' | 'info' | 'debug';
}

export type Flags = { readonly [name: string]: unknown };

/** What is wrong with the configuration, in a sentence; thrown before anything has begun. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Flags, then environment, then `changeflow.toml` in the working directory, then defaults. */
export function resolveConfig(
  flags: Flags,
  env: NodeJS.ProcessEnv = process.env,
  from: string = process.cwd(),
): Config {
  const given = { ...tomlIn(from), ...environment(env), ...withoutHoles(flags) };
  const parsed = shape.safeParse(given, { error: flawText });
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
    throw new ConfigError(`configuration: ${wrong.join('; ')}`);
  }
  const { demo, host, port, log, time_zone, allowed_hosts, max_in_flight } = parsed.data;
  if (demo && !isLoopback(host)) {
    throw new ConfigError(
      'the demo binds this machine only: leave --host out, or leave --demo out',
    );
  }
  const data = dataDirectory(parsed.data.data, from);
  return Object.freeze({
    data,
    policy: policyDirectory(parsed.data.policy, from),
    host,
    port,
    allowedHosts: allowed_hosts,
    demo,
    project: parsed.data.project ?? projectOf(data),
    timeZone: time_zone,
    maxInFlight: max_in_flight,
    log,
  });
}

/** The directory named, else the working directory where it holds a policy, else the one that ships. */
function policyDirectory(named: string | undefined, from: string): string {
  if (named !== undefined) return resolve(from, named);
  const here = ['workflows', 'rules'].every((folder) => existsSync(join(from, folder)));
  return here ? resolve(from) : packageDirectory;
}

/** Without a name the project is called as the directory that holds the data. */
function projectOf(data: string): string {
  const named = basename(data) === DATA_NAME ? basename(dirname(data)) : basename(data);
  return named === '' ? userInfo().username : named;
}

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host.startsWith('127.');

function tomlIn(directory: string): Flags {
  const file = join(directory, 'changeflow.toml');
  if (!existsSync(file)) return {};
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (fault) {
    throw new ConfigError(`${file}: ${fault instanceof Error ? fault.message : String(fault)}`);
  }
}

function environment(env: NodeJS.ProcessEnv): Flags {
  return withoutHoles({
    data: env['CHANGEFLOW_DATA'],
    policy: env['CHANGEFLOW_POLICY'],
    host: env['CHANGEFLOW_HOST'],
    port: env['CHANGEFLOW_PORT'],
    allowed_hosts: env['CHANGEFLOW_ALLOWED_HOSTS']?.split(','),
    project: env['CHANGEFLOW_PROJECT'],
    time_zone: env['CHANGEFLOW_TIME_ZONE'],
    max_in_flight: env['CHANGEFLOW_MAX_IN_FLIGHT'],
    log: env['CHANGEFLOW_LOG'],
  });
}

const withoutHoles = (flags: Flags): Flags =>
  Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
