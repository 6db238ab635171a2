import type { Command } from 'commander';
import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { policyFindings, type ServedPolicy } from './doctor-policy.ts';
import { ill, warning, well, type Finding } from './finding.ts';
import { withExample } from './from-registry.ts';
import type { Parts } from './parts.ts';
import { globalsOf, withConnection, type Globals } from './run.ts';
import { createTerminal, safe, type Colors, type Terminal } from './terminal.ts';

/** Less than this is too little to go on writing for long. */
const FREE_MIN_BYTES = 256 * 1024 * 1024;
const [NODE_MAJOR, NODE_MINOR] = [20, 19];

/** Looks at everything that a start needs, and says of each thing how it is and what to do about it. */
export function addDoctor(program: Command, parts: Parts): void {
  const command = program
    .command('doctor')
    .summary('Find out what is wrong')
    .description(
      'Looks at this installation, the data directory, its server, its journal and its policy. Exit status 1 where something is wrong; a warning is nothing wrong yet.',
    );
  withExample(command, 'changeflow doctor');
  command.action(async () => {
    const globals = globalsOf(command);
    const terminal = createTerminal(globals);
    const { data, policy } = globals;
    const config = parts.resolveConfig({ data, policy });
    const served = await askServer(parts, globals, terminal, config.data);
    const findings = [
      nodeFinding(process.versions.node),
      well('changeflow', parts.version),
      ...dataFindings(config.data),
      ...served.findings,
      ...(await policyState(parts, globals, config.policy, served.policy)),
    ];
    show(terminal, findings);
    if (findings.some(({ state }) => state === 'bad')) process.exitCode = 1;
  });
}

export function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isRecent = major > NODE_MAJOR || (major === NODE_MAJOR && minor >= NODE_MINOR);
  return isRecent
    ? well('node', version)
    : ill('node', version, `install Node ${NODE_MAJOR}.${NODE_MINOR} or later`);
}

function dataFindings(data: string): readonly Finding[] {
  if (!existsSync(data))
    return [well('data directory', `${data} is not there yet: the first start makes it`)];
  return [writable(data), ...secretFindings(data), room(data)];
}

function writable(data: string): Finding {
  try {
    accessSync(data, constants.R_OK | constants.W_OK | constants.X_OK);
    return well('data directory', data);
  } catch {
    const help = 'run as the user who owns it, or choose another --data';
    return ill('data directory', `${data} cannot be written`, help);
  }
}

/** Files that hold credentials are for their owner alone. */
function secretFindings(data: string): readonly Finding[] {
  const files = ['roster.json', 'tokens.json'].map((name) => join(data, 'secrets', name));
  const open = files.filter((file) => existsSync(file) && (statSync(file).mode & 0o077) !== 0);
  if (open.length > 0)
    return [ill('secrets', `others can read ${open.join(', ')}`, `chmod 600 ${open.join(' ')}`)];
  return files.some((file) => existsSync(file)) ? [well('secrets', 'for their owner alone')] : [];
}

function room(data: string): Finding {
  const { bavail, bsize } = statfsSync(data);
  const free = bavail * bsize;
  const said = `${(free / 1024 ** 3).toFixed(1)} GiB free`;
  return free >= FREE_MIN_BYTES
    ? well('disk', said)
    : ill('disk', said, `make room on the disk of ${dirname(join(data, '.'))}`);
}

interface Served {
  readonly findings: readonly Finding[];
  /** What the server says of its policy; null where none runs, or where the caller may not read it. */
  readonly policy: ServedPolicy | null;
}

const nothingServed: Served = { findings: [], policy: null };

/** What the server says of itself. Where none runs, this command becomes it for as long as it takes to ask. */
async function askServer(
  parts: Parts,
  globals: Globals,
  terminal: Terminal,
  data: string,
): Promise<Served> {
  if (!isRemote(globals) && !existsSync(data)) return nothingServed;
  try {
    return await withConnection(parts, globals, async (call) => {
      const ready = await call('ready', {}, terminal);
      const policy = await servedPolicy(() => call('policy', {}, terminal));
      const health = ready.kind === 'value' ? healthFindings(ready.value) : [];
      return { findings: policy === null ? [...health, untold] : health, policy };
    });
  } catch (fault) {
    const said = fault instanceof Error ? fault.message : String(fault);
    const help = 'read docs/operating.md, “When something is wrong”';
    return { findings: [ill('server', said, help)], policy: null };
  }
}

const untold = warning(
  'policy in force',
  'the server does not tell you',
  'ask as somebody who may read the policy: --as NAME',
);

const isRemote = ({ server }: Globals): boolean =>
  server !== undefined || process.env['CHANGEFLOW_URL'] !== undefined;

/** Nothing where the caller may not read it. */
async function servedPolicy(
  ask: () => Promise<{ readonly kind: string; readonly value?: unknown }>,
): Promise<ServedPolicy | null> {
  try {
    return (await ask()).value as ServedPolicy;
  } catch {
    return null;
  }
}

/** Of the directory that the server reads, wherever this command runs; without a server, of the one it would read. */
async function policyState(
  parts: Parts,
  globals: Globals,
  own: string,
  served: ServedPolicy | null,
): Promise<readonly Finding[]> {
  if (served === null) return policyFindings(own, (await parts.workshop(own)).check, null);
  const directory = served.directory ?? own;
  const isHere = !isRemote(globals) && existsSync(directory);
  const check = isHere ? (await parts.workshop(directory)).check : null;
  return policyFindings(directory, check, served);
}

interface Health {
  readonly seq: number;
  readonly documents_behind: number;
  readonly in_flight: number;
  readonly turned_away: number;
  readonly findings: readonly {
    readonly code: string;
    readonly message: string;
    readonly help: string | null;
  }[];
}

export function healthFindings(value: unknown): readonly Finding[] {
  const { seq, documents_behind, in_flight, turned_away, findings } = value as Health;
  return [
    well('server', `ready, ${in_flight} requests at work, ${turned_away} turned away`),
    well('journal', `${seq} records, ${documents_behind} documents behind`),
    ...findings.map(({ code, message, help }) => warning(code, message, help)),
  ];
}

function show(terminal: Terminal, findings: readonly Finding[]): void {
  if (terminal.json) {
    terminal.print(JSON.stringify(findings, null, 2));
    return;
  }
  for (const finding of findings)
    if (!terminal.quiet || finding.state !== 'ok') terminal.print(told(finding, terminal.colors));
}

/** A finding as a person reads it, with what to do about it on a line of its own. */
export function told({ what, state, said, help }: Finding, colors: Colors): string {
  const { green, yellow, red } = colors;
  const marks = { ok: green('ok  '), warning: yellow('warn'), bad: red('BAD ') };
  const line = `${marks[state]} ${what}: ${safe(said)}`;
  return help === null ? line : `${line}\n     ${safe(help)}`;
}
