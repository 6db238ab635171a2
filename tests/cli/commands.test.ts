import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { createProgram } from '../../src/cli/cli.ts';
import type { Parts } from '../../src/cli/parts.ts';
import { operations } from '../../src/operations/registry.ts';

const never = (): never => {
  throw new Error('help needs no server');
};
const parts: Parts = {
  version: '0.0.0',
  resolveConfig: never,
  serve: never,
  workshop: never,
  rebuild: never,
  addToken: never,
  mcpOverStdio: never,
};

function leaves(
  command: Command,
  words: readonly string[] = [],
): readonly (readonly [string, Command])[] {
  if (command.commands.length === 0) return [[words.join(' '), command]];
  return command.commands.flatMap((child) => leaves(child, [...words, child.name()]));
}

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) });
  command.outputHelp();
  return text;
}

const all = leaves(createProgram(parts));

test.each(all)('%s explains itself with an example', (_, command) => {
  const help = helpOf(command);
  expect(command.description()).not.toBe('');
  expect(help).toMatch(/Example:\n {2}\S/);
  expect(help).toMatch(/changeflow/);
});

test.each(all)('%s explains itself within 80 columns, its example aside', (_, command) => {
  const [before = ''] = helpOf(command).split('\nExample:');
  for (const line of before.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
});

test('every operation with words for a command has that command, with its inputs', () => {
  for (const { cli, input } of operations) {
    if (cli === null) continue;
    const command = all.find(([words]) => words === cli.command)?.[1];
    expect(command, cli.command).toBeDefined();
    const flags = Object.keys(input.shape).filter((name) => !cli.positional.includes(name));
    expect(command?.options.map(({ long }) => long)).toEqual(
      expect.arrayContaining(flags.map((name) => `--${name.replaceAll('_', '-')}`)),
    );
  }
});

test('the commands change only under review', () => {
  expect(all.map(([words, command]) => `${words} ${command.usage()}`)).toMatchSnapshot();
});
