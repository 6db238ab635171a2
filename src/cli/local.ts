import { Option, type Command } from 'commander';
import { storedTokens } from '../client/stored-tokens.ts';
import { durationSeconds } from '../core/duration.ts';
import { nearest } from '../core/nearest.ts';
import { AGENT, MEMBER } from '../policy/standing-roles.ts';
import { withExample } from './from-registry.ts';
import type { Parts, Workshop } from './parts.ts';
import { openWorkshop } from './policy/workshop.ts';
import { during } from './progress.ts';
import { globalsOf } from './run.ts';
import { CommandFailure, createTerminal, usage } from './terminal.ts';

/** Commands that work on the data directory itself, for whoever owns its files. */
export function addLocal(program: Command, parts: Parts): void {
  addToken(program, parts);
  addRebuild(program, parts);
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
    await expectKnown(flags.role ?? [], () => openWorkshop(parts, create, undefined));
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

/** A role that the policy does not define would never count; while the policy cannot be read, nothing is known of it. */
async function expectKnown(roles: readonly string[], open: () => Promise<Workshop>): Promise<void> {
  if (roles.length === 0) return;
  const { policy } = (await open()).check;
  if (policy === null) return;
  const known = [MEMBER, AGENT, ...policy.definitions.roles.map(({ name }) => name)];
  const unknown = roles.find((role) => !known.includes(role));
  if (unknown === undefined) return;
  const near = nearest(unknown, known);
  const hint = near === undefined ? `It has ${known.join(', ')}.` : `Did you mean ${near}?`;
  throw usage(`the policy has no role ${unknown}. ${hint}`);
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
    const { changes } = await during('Computing anew', globals, () =>
      parts.rebuild({ data, policy }),
    );
    terminal.print(
      terminal.json ? JSON.stringify({ changes }) : `${changes} changes computed anew.`,
    );
  });
}
