import { Option, type Command } from 'commander';
import { readFileSync } from 'node:fs';
import { descriptionFor } from '../operations/face-text.ts';
import { operations } from '../operations/registry.ts';
import type { CommandLine, Operation } from '../operations/operation.ts';
import {
  fromTexts,
  inputSchema,
  textKinds,
  type Input,
  type SchemaNode,
} from '../operations/rest.ts';
import type { Parts } from './parts.ts';
import { runOperation } from './run.ts';
import { cannotRead, usage } from './terminal.ts';

/** Adds a command for every operation that has words for one. */
export function addOperations(program: Command, parts: Parts): void {
  for (const operation of operations) {
    if (operation.cli !== null) addOperation(program, parts, operation, operation.cli);
  }
}

/** The command of some words below a program; parents are made where they are missing. */
function commandAt(program: Command, words: readonly string[]): Command {
  return words.reduce(
    (parent, word) =>
      parent.commands.find((command) => command.name() === word) ?? parent.command(word),
    program,
  );
}

export const withExample = (command: Command, example: string): Command =>
  command.addHelpText('after', `\nExample:\n  ${example}`);

function addOperation(
  program: Command,
  parts: Parts,
  operation: Operation,
  cli: CommandLine,
): void {
  const command = commandAt(program, cli.command.split(' '));
  command.description(descriptionFor(operation, 'cli')).summary(operation.title);
  withExample(command, cli.example);
  const { properties = {}, required = [] } = inputSchema(operation);
  for (const name of cli.positional) {
    const description = properties[name]?.description ?? '';
    command.argument(`<${name.replaceAll('_', '-')}>`, description);
  }
  for (const [name, property] of Object.entries(properties)) {
    if (cli.positional.includes(name)) continue;
    const isFile = name === 'content';
    command.addOption(optionOf(operation, name, property, required.includes(name) && !isFile));
    if (property.default === true)
      command.option(`--no-${name.replaceAll('_', '-')}`, `The opposite of --${name}.`);
    if (isFile)
      command.option('--file <path>', 'Read the content from a file; - for standard input.');
  }
  command.action(async () => {
    const given = command.processedArgs as readonly string[];
    const positional = cli.positional.map((name, at) => [name, given[at] ?? ''] as const);
    const input = { ...Object.fromEntries(positional), ...flagsOf(operation, command) };
    await runOperation(parts, command, operation.name, input);
  });
}

function optionOf(
  operation: Operation,
  name: string,
  property: SchemaNode,
  mandatory: boolean,
): Option {
  const kind = textKinds(operation).get(name);
  const flag = `--${name.replaceAll('_', '-')}`;
  const description = property.description ?? '';
  if (kind === 'boolean') return new Option(flag, description);
  const value =
    kind === 'list' || kind === 'items'
      ? '<a,b>'
      : kind === 'json'
        ? '<json>'
        : kind === 'number'
          ? '<n>'
          : '<text>';
  const option = new Option(`${flag} ${value}`, description);
  if (property.enum !== undefined) option.choices(property.enum.map(String));
  return option.makeOptionMandatory(mandatory);
}

/** Flags as inputs: their texts are read by what the operation takes. */
function flagsOf(operation: Operation, command: Command): Input {
  const options = command.opts<{ readonly [flag: string]: string | boolean | undefined }>();
  const texts: { [name: string]: string } = {};
  for (const name of Object.keys(operation.input.shape)) {
    const value = options[camelCase(name)];
    if (value !== undefined) texts[name] = String(value);
  }
  const { file } = options;
  if (typeof file === 'string') {
    if (texts['content'] !== undefined) throw usage('give --content or --file, not both');
    texts['content'] = readText(file);
  }
  return fromTexts(operation, texts);
}

const camelCase = (name: string): string =>
  name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

export function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (fault) {
    throw cannotRead(file, fault);
  }
}
