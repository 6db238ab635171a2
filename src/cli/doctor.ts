import type { Command } from 'commander';
import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withExample } from './from-registry.ts';
import type { Config, Parts, Workshop } from './parts.ts';
import { globalsOf, withConnection, type Globals } from './run.ts';
import { createTerminal, safe, type Colors, type Terminal } from './terminal.ts';

/** Less than this is too little to go on writing for long. */
const FREE_MIN_BYTES = 256 * 1024 * 1024;
const [NODE_MAJOR, NODE_MINOR] = [20, 19];

interface Finding {
  readonly what: string;
  /** A warning stops nothing; what is bad does. */
  readonly state: 'ok' | 'warning' | 'bad';
  readonly said: string;
  /** What to do about it. */
  readonly help: string | null;
}

const well = (what: string, said: string): Finding => ({ what, state: 'ok', said, help: null });
const warning = (what: string, said: string, help: string | null): Finding => ({
  what,
  state: 'warning',
  said,
  help,
});
const ill = (what: string, said: string, help: string): Finding => ({
  what,
  state: 'bad',
  said,
  help,
});

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
    const workshop = await parts.workshop(config.policy);
    const findings = [
      nodeFinding(process.versions.node),
      well('changeflow', parts.version),
      ...dataFindings(config.data),
      policyFinding(config.policy, workshop),
      ...(await serverFindings(parts, globals, terminal, config, workshop)),
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

function policyFinding(directory: string, { check }: Workshop): Finding {
  const errors = check.diagnostics.filter(({ severity }) => severity === 'error').length;
  const warnings = check.diagnostics.length - errors;
  const said = `${directory}, ${errors} errors, ${warnings} warnings`;
  const help = `changeflow check ${directory}`;
  if (errors > 0) return ill('policy directory', said, help);
  return warnings > 0 ? warning('policy directory', said, help) : well('policy directory', said);
}

/** What the server says of itself. Where none runs, this command becomes it for as long as it takes to ask. */
async function serverFindings(
  parts: Parts,
  globals: Globals,
  terminal: Terminal,
  config: Config,
  { check }: Workshop,
): Promise<readonly Finding[]> {
  const isRemote = globals.server !== undefined || process.env['CHANGEFLOW_URL'] !== undefined;
  if (!isRemote && !existsSync(config.data)) return [];
  try {
    return await withConnection(parts, globals, async (call) => {
      const ready = await call('ready', {}, terminal);
      const findings = ready.kind === 'value' ? healthFindings(ready.value) : [];
      const id = check.policy?.id ?? null;
      return isRemote || id === null
        ? findings
        : [...findings, await inForce(() => call('policy', {}, terminal), id)].filter(
            (finding) => finding !== null,
          );
    });
  } catch (fault) {
    const said = fault instanceof Error ? fault.message : String(fault);
    return [ill('server', said, 'read docs/operating.md, “When something is wrong”')];
  }
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

/** Whether the directory’s policy is the one in force; nothing where the caller may not read that. */
async function inForce(
  ask: () => Promise<{ readonly kind: string; readonly value?: unknown }>,
  id: string,
): Promise<Finding | null> {
  try {
    const { value } = await ask();
    const active = (value as { readonly id: string }).id;
    return active === id
      ? well('policy in force', id)
      : ill('policy in force', `${active}, not that of the directory`, 'changeflow policy load');
  } catch {
    return null;
  }
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
