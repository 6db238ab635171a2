import { Command, CommanderError } from 'commander';
import { addAudit } from './audit.ts';
import { addCompletion } from './completion/command.ts';
import { addDecisions } from './decide.ts';
import { addOperations } from './from-registry.ts';
import { addLocal } from './local.ts';
import type { Parts } from './parts.ts';
import { addPolicyTools } from './policy-tools.ts';
import { addRules } from './rules.ts';
import { addConversations } from './repl.ts';
import { addMcp, addServe } from './serve.ts';
import { CommandFailure } from './terminal.ts';

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
    .addHelpText('after', '\nExample:\n  changeflow serve --demo');
  addServe(program, parts);
  addMcp(program, parts);
  addOperations(program, parts);
  addAudit(program, parts);
  addDecisions(program, parts);
  addPolicyTools(program, parts);
  addRules(program, parts);
  addConversations(program, parts);
  addLocal(program, parts);
  addCompletion(program, parts);
  everywhere(program, (command) => command.exitOverride());
  return program;
}

function everywhere(command: Command, visit: (command: Command) => void): void {
  visit(command);
  for (const child of command.commands) everywhere(child, visit);
}

function statusOf(fault: unknown): number {
  if (fault instanceof CommanderError) return fault.exitCode === 0 ? 0 : 2;
  const message = fault instanceof Error ? fault.message : String(fault);
  process.stderr.write(`changeflow: ${message}\n`);
  if (fault instanceof CommandFailure) return fault.status;
  const name = fault instanceof Error ? fault.name : '';
  if (name === 'ConfigError') return 2;
  if (name === 'StoreFault') return 4;
  return 1;
}
