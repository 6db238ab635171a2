import { Option, type Command } from 'commander';
import { storedTokens } from '../client/stored-tokens.ts';
import { durationSeconds } from '../core/duration.ts';
import { withExample } from './from-registry.ts';
import type { Parts } from './parts.ts';
import { globalsOf, withConnection } from './run.ts';
import { CommandFailure, createTerminal, usage } from './terminal.ts';

/** Commands that work on the data directory itself, for whoever owns its files. */
export function addLocal(program: Command, parts: Parts): void {
  addToken(program, parts);
  addRebuild(program, parts);
  addDoctor(program, parts);
}

interface NewTokenFlags {
  readonly role?: readonly string[];
  readonly kind: 'person' | 'agent' | 'system';
  readonly for?: string;
  readonly expires?: string;
}

function addToken(program: Command, parts: Parts): void {
  const token = program
    .command('token')
    .description('Tokens kept in the data directory.')
    .summary('Show and make tokens');
  withExample(
    token,
    'curl -H "Authorization: Bearer $(changeflow token show NAME)" http://127.0.0.1:8080/api/inbox',
  );
  const configOf = (command: Command) => {
    const { data, policy } = globalsOf(command);
    return parts.resolveConfig({ data, policy });
  };
  const show = token
    .command('show')
    .argument('<name>')
    .description('Prints the stored token of a principal.');
  withExample(show, 'changeflow token show NAME');
  show.action((name: string) => {
    const found = storedTokens(configOf(show).data)[name];
    if (found === undefined) throw new CommandFailure(`no token is stored for ${name}`, 1);
    createTerminal({}).print(found);
  });
  const list = token.command('list').description('Lists whose tokens are stored.');
  withExample(list, 'changeflow token list');
  list.action(() => {
    const terminal = createTerminal(globalsOf(list));
    const names = Object.keys(storedTokens(configOf(list).data));
    if (terminal.json) terminal.print(JSON.stringify(names));
    else for (const name of names) terminal.print(name);
  });
  const create = token
    .command('create')
    .argument('<principal>', 'Identifier of the principal; a new one is added.')
    .description(
      'Makes a token and prints it; with it, adds a principal or gives one further roles.',
    )
    .addOption(new Option('--role <name>', 'A role; may be repeated.').argParser(append))
    .addOption(
      new Option('--kind <kind>', 'What it is.')
        .choices(['person', 'agent', 'system'])
        .default('person'),
    )
    .option('--for <person>', 'The person an agent acts for.')
    .option('--expires <duration>', 'When it stops being valid, from now, such as 90d.');
  withExample(create, 'changeflow token create robin --role reviewer --expires 90d');
  create.action(async (principal: string, flags: NewTokenFlags) => {
    const { data, policy } = globalsOf(create);
    const made = await parts.addToken(
      { data, policy },
      {
        id: principal,
        kind: flags.kind,
        roles: flags.role ?? [],
        ...(flags.for === undefined ? {} : { for: flags.for }),
      },
      expiryOf(flags.expires),
    );
    createTerminal({}).print(made);
  });
}

const append = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  value,
];

function expiryOf(duration: string | undefined): string | null {
  if (duration === undefined) return null;
  const seconds = durationSeconds(duration);
  if (seconds === undefined) throw usage(`${duration} is no duration such as 90d or 12h`);
  return new Date(Date.now() + seconds * 1000).toISOString();
}

function addRebuild(program: Command, parts: Parts): void {
  const command = program
    .command('rebuild')
    .summary('Compute everything anew from the journal')
    .description(
      'Deletes documents and indexes of the data directory and computes them anew from the journal. The server must be stopped.',
    );
  withExample(command, 'changeflow rebuild --data ./.changeflow');
  command.action(async () => {
    const globals = globalsOf(command);
    const terminal = createTerminal(globals);
    const { data, policy } = globals;
    const { changes } = await parts.rebuild({ data, policy });
    terminal.print(
      terminal.json ? JSON.stringify({ changes }) : `${changes} changes computed anew.`,
    );
  });
}

interface DoctorFinding {
  readonly what: string;
  readonly well: boolean;
  readonly said: string;
}

/** What is read of the operation's answer. */
interface Ready {
  readonly findings: readonly { readonly code: string; readonly message: string }[];
}

/** What the server says of itself, and what its store has found and mended; a server that is not ready is an error. */
function serverFindings(ready: unknown): readonly DoctorFinding[] {
  const { findings = [], ...rest } = ready as Partial<Ready>;
  return [
    { what: 'server', well: true, said: JSON.stringify(rest) },
    ...findings.map(({ code, message }) => ({ what: code, well: true, said: message })),
  ];
}

function addDoctor(program: Command, parts: Parts): void {
  const command = program
    .command('doctor')
    .summary('Find out what is wrong')
    .description(
      'Looks at this installation, the data directory, its server, its journal and its policy.',
    );
  withExample(command, 'changeflow doctor');
  command.action(async () => {
    const globals = globalsOf(command);
    const terminal = createTerminal(globals);
    const { data, policy } = globals;
    const config = parts.resolveConfig({ data, policy });
    const findings: DoctorFinding[] = [
      { what: 'node', well: process.versions.node >= '20.19', said: process.versions.node },
      { what: 'changeflow', well: true, said: parts.version },
      { what: 'data', well: true, said: config.data },
      { what: 'policy', well: true, said: config.policy },
    ];
    try {
      await withConnection(parts, globals, async (call) => {
        const ready = await call('ready', {}, terminal);
        if (ready.kind === 'value') findings.push(...serverFindings(ready.value));
      });
    } catch (fault) {
      const said = fault instanceof Error ? fault.message : String(fault);
      findings.push({ what: 'server', well: false, said });
    }
    const { check } = await parts.workshop(config.policy);
    const wrong = check.diagnostics.filter(({ severity }) => severity === 'error').length;
    findings.push({
      what: 'policy check',
      well: wrong === 0,
      said: `${wrong} errors, ${check.diagnostics.length - wrong} warnings`,
    });
    const { green, red } = terminal.colors;
    if (terminal.json) terminal.print(JSON.stringify(findings, null, 2));
    else
      for (const { what, well, said } of findings)
        terminal.print(`${well ? green('ok  ') : red('BAD ')} ${what}: ${said}`);
    if (findings.some(({ well }) => !well)) process.exitCode = 1;
  });
}
