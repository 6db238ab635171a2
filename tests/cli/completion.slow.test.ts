import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operations } from '../../src/operations/registry.ts';
import { packageDirectory } from '../../src/version.ts';
import { freshDirectory, run, serving } from './process.ts';

const directory = freshDirectory();
const data = join(directory, 'data');
const program = join(directory, 'changeflow');
let server: Awaited<ReturnType<typeof serving>>;
let change: string;
beforeAll(async () => {
  server = await serving(['--demo', '--data', data]);
  const made = await run([
    ...['--data', data, '--quiet', 'create', '--title', 'a', '--description', 'b'],
    ...['--change-type', 'normal'],
  ]);
  change = made.out.trim();
  const words = [process.execPath, '--import', import.meta.resolve('tsx')];
  const bin = join(packageDirectory, 'src', 'bin.ts');
  writeFileSync(program, `#!/bin/sh\nexec ${words.join(' ')} ${bin} "$@"\n`);
  chmodSync(program, 0o755);
  for (const shell of shells.keys()) {
    const { out } = await run(['completion', shell]);
    writeFileSync(join(directory, `completion.${shell}`), out);
  }
});
afterAll(() => server.stop());

/** Programs that print what a shell offers for the words given, the last of which is being typed. */
const shells: ReadonlyMap<string, string> = new Map([
  [
    'bash',
    `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _changeflow; printf '%s\\n' "\${COMPREPLY[@]}"`,
  ],
  [
    'zsh',
    // What the completion system is given stands for it: the system itself needs a terminal.
    `compdef() { : }; compadd() { [[ $1 == -a ]] && print -l -- \${(P)2} || { shift; print -l -- "$@" } }
_describe() { print -l -- \${(P)2%%:*} }; _files() { print -l -- *(N) }
source "$1"; shift; words=("$@"); CURRENT=$#; _changeflow`,
  ],
  [
    'fish',
    `source $argv[1]; complete -C (string join ' ' -- $argv[2..]) | string replace -r '\\t.*' ''`,
  ],
]);

function offered(shell: string, ...words: readonly string[]): readonly string[] {
  const script = shells.get(shell) ?? '';
  const file = join(directory, `completion.${shell}`);
  const before = shell === 'fish' ? [] : [shell];
  const ran = spawnSync(shell, ['-c', script, ...before, file, program, ...words], {
    cwd: join(packageDirectory, 'demo'),
    encoding: 'utf8',
    env: { ...process.env, HOME: directory, CHANGEFLOW_DATA: data },
  });
  expect(ran.stderr).toBe('');
  return ran.stdout.split('\n').filter((line) => line !== '');
}

describe.each([...shells.keys()])('%s completes', (shell) => {
  test('the commands of every operation', () => {
    const first = offered(shell, '');
    const wanted = operations.flatMap(({ cli }) => cli?.command.split(' ')[0] ?? []);
    expect(first).toEqual(expect.arrayContaining(wanted));
    expect(offered(shell, 'audit', '')).toEqual(
      expect.arrayContaining(['report', 'export', 'verify']),
    );
    expect(offered(shell, '--data', data, 'audit', '')).toContain('report');
  });

  test('the flags of the command and those of all', () => {
    const flags = offered(shell, 'list', '--');
    expect(flags).toEqual(expect.arrayContaining(['--status', '--limit', '--json', '--data']));
    expect(flags).not.toContain('--title');
  });

  test('values that are known beforehand', () => {
    expect(offered(shell, 'list', '--status', '')).toEqual(
      expect.arrayContaining(['open', 'completed', 'rejected']),
    );
    expect(offered(shell, 'completion', 'values', '')).toEqual(
      expect.arrayContaining(['changes', 'holders']),
    );
  });

  test('changes that are open, and names with a credential', () => {
    expect(offered(shell, 'show', '')).toEqual([change]);
    expect(offered(shell, 'approve', '')).toEqual([change]);
    expect(offered(shell, '--as', '')).toContain('tess');
  });

  test('files where a file is wanted', () => {
    expect(offered(shell, 'eval', '')).toContain('principals.json');
  });
});

test('what scripts ask for starts no server and makes no directory', async () => {
  const nowhere = join(freshDirectory(), 'none');
  for (const kind of ['changes', 'holders']) {
    expect(await run(['--data', nowhere, 'completion', 'values', kind])).toEqual({
      status: 0,
      out: '',
      err: '',
    });
  }
  expect(existsSync(nowhere)).toBe(false);
});
