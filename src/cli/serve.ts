import { Option, type Command } from 'commander';
import { once } from 'node:events';
import { connect } from './connect.ts';
import { withExample } from './from-registry.ts';
import type { Parts, Serving } from './parts.ts';
import { during } from './progress.ts';
import { connectOptions, globalsOf } from './run.ts';
import { createTerminal, type Terminal } from './terminal.ts';

interface Flags {
  readonly port?: string;
  readonly host?: string;
  readonly demo?: boolean;
  readonly project?: string;
  readonly timeZone?: string;
  readonly allowedHosts?: string;
  readonly maxInFlight?: string;
  readonly log?: string;
  readonly printConfig?: boolean;
}

export function addServe(program: Command, parts: Parts): void {
  const command = program
    .command('serve')
    .summary('Start the server')
    .description('Starts the server on a data directory and serves until it is told to stop.')
    .option('--port <n>', 'Port to listen at (8080).')
    .option('--host <address>', 'Address to listen at (127.0.0.1).')
    .option(
      '--demo',
      'Eight people with a token each; this machine alone, and its user needs no token.',
    )
    .option('--project <name>', 'Name of the project.')
    .option('--time-zone <zone>', 'IANA time zone of the days in identifiers (UTC).')
    .option('--allowed-hosts <a,b>', 'Names that clients may call the server by.')
    .option('--max-in-flight <n>', 'Requests at work at once; more are refused with 429 (512).')
    .addOption(
      new Option('--log <level>', 'What is logged.').choices(['silent', 'error', 'info', 'debug']),
    )
    .option('--print-config', 'Show the configuration and stop.');
  withExample(command, 'changeflow serve --data /var/lib/changeflow --port 8080');
  command.action(async (flags: Flags) => {
    const globals = globalsOf(command);
    const terminal = createTerminal(globals);
    const { printConfig, timeZone, allowedHosts, maxInFlight, ...rest } = flags;
    const given = {
      data: globals.data,
      policy: globals.policy,
      ...rest,
      time_zone: timeZone,
      allowed_hosts: allowedHosts?.split(','),
      max_in_flight: maxInFlight,
      as: undefined,
      json: undefined,
      quiet: undefined,
      server: undefined,
    };
    const config = parts.resolveConfig(given);
    if (printConfig === true) {
      terminal.print(JSON.stringify(config, null, 2));
      return;
    }
    const serving = await during('Opening the data directory', globals, () => parts.serve(given));
    welcome(terminal, serving, config.demo);
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    await serving.close();
  });
}

function welcome(terminal: Terminal, serving: Serving, demo: boolean): void {
  if (terminal.json) {
    terminal.print(JSON.stringify({ url: serving.url, policy: serving.policy.id }));
    return;
  }
  const { bold, dim, yellow } = terminal.colors;
  const wrong = serving.policy.diagnostics.filter(({ severity }) => severity === 'error').length;
  terminal.print(
    `${bold('ChangeFlow')} at ${serving.url ?? serving.socket}  ${dim('(Ctrl+C ends it)')}`,
  );
  if (wrong > 0) {
    terminal.print(
      yellow(`The policy directory has ${wrong} errors; the last good policy stays in force.`),
    );
  }
  if (demo && !terminal.quiet) {
    terminal.print(`
Try:
  ./changeflow create --title "Rotate the signing key" --description "Yearly rotation." --change-type normal --submit
  ./changeflow --as tess inbox
  ./changeflow --as tess approve CHANGE -m "Read it."
`);
  }
}

export function addMcp(program: Command, parts: Parts): void {
  const command = program
    .command('mcp')
    .summary('Speak MCP over standard input and output')
    .description(
      'Serves the Model Context Protocol over standard input and output, by the server that owns the data directory, or as its owner. The caller is an agent acting for the user of this machine, unless CHANGEFLOW_TOKEN or --as says otherwise.',
    );
  withExample(command, 'changeflow mcp --data ./.changeflow');
  command.action(async () => {
    const globals = globalsOf(command);
    const { data, policy } = globals;
    const options = { agent: true, ...connectOptions(globals) };
    const connection = await connect(parts, { data, policy }, options);
    try {
      await parts.mcpOverStdio({ version: parts.version, call: connection.client.call });
    } finally {
      await connection.close();
    }
  });
}
