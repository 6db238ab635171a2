import { Command, CommanderError } from 'commander';
import { addAudit } from './audit.ts';
import { addCompletion } from './completion/command.ts';
import { addDecisions } from './decide.ts';
import { addDoctor } from './doctor.ts';
import { addOperations } from './from-registry.ts';
import { addLocal } from './local.ts';
import type { Parts } from './parts.ts';
import { addPolicyTools } from './policy/policy-tools.ts';
import { addRules } from './policy/rules.ts';
import { addConversations } from './policy/repl.ts';
import { addMcp, addServe } from './serve.ts';
import { CommandFailure } from './terminal.ts';
import { addVerify } from './policy/verify.ts';

/** Runs one command. Resolves to the exit status: 0, 1 findings or refused, 2 usage, 3 not permitted, 4 unreachable. */
export async function runCli(args: readonly string[], parts: Parts): Promise<number> {
  const program = createProgram(parts);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return typeof process.exitCode === 'number' ? process.exitCode : 0;
  } catch (fault) {
    return statusOf(fault);
  }
}

export function createProgram(parts: Parts): Command {
  const program = new Command('changeflow')
    .description('Decides what may change in production.')
    .version(parts.version)
    .option('--data <dir>', 'The data directory (CHANGEFLOW_DATA, else the nearest .changeflow).')
    .option('--policy <dir>', 'The policy directory (CHANGEFLOW_POLICY).')
    .option('--server <url>', 'The server to talk to (CHANGEFLOW_URL).')
    .option('--as <name>', 'Use the stored credential of this name.')
    .option('--json', 'Print JSON.')
    .option('--quiet', 'Print identifiers alone.')
    .showHelpAfterError('(add --help for the options)')
    .showSuggestionAfterError()
    .configureHelp({ minWidthToWrap: 20, showGlobalOptions: true })
    .addHelpText('after', `\n${statuses}\n\nExample:\n  changeflow serve --demo`);
  program.commandsGroup('The server:');
  addServe(program, parts);
  addMcp(program, parts);
  program.commandsGroup('Changes, answered by the server:');
  addOperations(program, parts);
  addAudit(program, parts);
  addDecisions(program, parts);
  program.commandsGroup('Policies as files, without a server:');
  addPolicyTools(program, parts);
  addVerify(program);
  addRules(program, parts);
  addConversations(program, parts);
  program.commandsGroup('This machine:');
  addLocal(program, parts);
  addDoctor(program, parts);
  addCompletion(program, parts);
  everywhere(program, (command) => {
    command.exitOverride();
    if (command.summary() === '') command.summary(summaryOf(command.commands));
  });
  return program;
}

const statuses = `Exit status: 0, 1 findings or refused, 2 usage or wrong input, 3 not permitted,
4 no server, or one that takes nothing now.`;

/** What a command with commands below it is for, in their words. */
const summaryOf = (commands: readonly Command[]): string =>
  commands.map((command) => command.summary()).join('; ');

function everywhere(command: Command, visit: (command: Command) => void): void {
  visit(command);
  for (const child of command.commands) everywhere(child, visit);
}

function statusOf(fault: unknown): number {
  if (fault instanceof CommanderError) return fault.exitCode === 0 ? 0 : 2;
  const message = fault instanceof Error ? fault.message : String(fault);
  const isJson = fault instanceof CommandFailure && fault.isJson;
  process.stderr.write(`${isJson ? '' : 'changeflow: '}${message}\n`);
  if (fault instanceof CommandFailure) return fault.status;
  const name = fault instanceof Error ? fault.name : '';
  if (name === 'ConfigError') return 2;
  if (name === 'StoreFault') return 4;
  return 1;
}
