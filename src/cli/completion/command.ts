import { Argument, type Command } from 'commander';
import { storedTokens } from '../../client/stored-tokens.ts';
import { connectRunning } from '../connect.ts';
import { withExample } from '../from-registry.ts';
import type { Parts } from '../parts.ts';
import { connectOptions, globalsOf, type Globals } from '../run.ts';
import { createTerminal } from '../terminal.ts';
import { bashScript } from './bash.ts';
import { fishScript } from './fish.ts';
import { grammarOf } from './grammar.ts';
import { zshScript } from './zsh.ts';

const shells = {
  bash: [bashScript, 'source <(changeflow completion bash)'],
  zsh: [zshScript, 'source <(changeflow completion zsh)'],
  fish: [fishScript, 'changeflow completion fish | source'],
} as const;

/** Most identifiers that a shell is offered. */
const CHANGES_MAX = 100;

/** Scripts that make shells complete commands, flags, changes and names; made from the commands themselves. */
export function addCompletion(program: Command, parts: Parts): void {
  const completion = program
    .command('completion')
    .summary('Complete commands in a shell')
    .description('Prints a script that makes a shell complete commands, flags and changes.');
  for (const [shell, [script, example]] of Object.entries(shells)) {
    const command = completion
      .command(shell)
      .summary(`For ${shell}`)
      .description(
        `Prints the script for ${shell}; put the line of the example into its start file.`,
      );
    withExample(command, example);
    command.action(() => void process.stdout.write(script(grammarOf(program))));
  }
  addValues(completion, parts);
}

/** What scripts ask for while somebody types: quick, without starting a server, and silent about anything wrong. */
function addValues(completion: Command, parts: Parts): void {
  const command = completion
    .command('values')
    .addArgument(new Argument('<kind>', 'What to list.').choices(['changes', 'holders']))
    .summary('What scripts complete with')
    .description(
      'Prints the open changes of a server that runs, or the names of stored credentials, one a line. It starts no server.',
    );
  withExample(command, 'changeflow completion values changes');
  command.action(async (kind: string) => {
    const globals = globalsOf(command);
    const terminal = createTerminal(globals);
    const found = kind === 'changes' ? await openChanges(parts, globals) : holders(parts, globals);
    for (const each of found) terminal.print(each);
  });
}

function holders(parts: Parts, { data, policy }: Globals): readonly string[] {
  return Object.keys(storedTokens(parts.resolveConfig({ data, policy }).data));
}

async function openChanges(parts: Parts, globals: Globals): Promise<readonly string[]> {
  const { data, policy } = globals;
  const connection = await connectRunning(parts, { data, policy }, connectOptions(globals));
  const query = { status: 'open', limit: CHANGES_MAX };
  const outcome = await connection?.client.call('list', query);
  if (outcome?.ok !== true || outcome.value.kind !== 'value') return [];
  const { items } = outcome.value.value as { readonly items: readonly { readonly id: string }[] };
  return items.map(({ id }) => id);
}
