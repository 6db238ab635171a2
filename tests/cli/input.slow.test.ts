import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packageDirectory } from '../../src/version.ts';
import { freshDirectory, run, serving } from './process.ts';

const data = join(freshDirectory(), 'input');
let server: Awaited<ReturnType<typeof serving>>;
let change: string;
beforeAll(async () => {
  server = await serving(['--demo', '--data', data]);
  const made = await run(['--data', data, '--quiet', 'create', ...content, '--submit']);
  change = made.out.trim();
});
afterAll(() => server.stop());

const content = ['--title', 'a', '--description', 'b', '--change-type', 'normal'];
const bin = [
  process.execPath,
  '--import',
  import.meta.resolve('tsx'),
  join(packageDirectory, 'src', 'bin.ts'),
].join(' ');

/** Bash with these lines as its standard input, which it shares with the commands that it runs. */
async function session(lines: readonly string[]): Promise<string> {
  const shell = spawn('bash', [], {
    cwd: packageDirectory,
    env: { ...process.env, CHANGEFLOW_DATA: data, NO_COLOR: '1' },
  });
  shell.stdin.end(`cf() { ${bin} "$@"; }\n${lines.join('\n')}\n`);
  shell.stderr.resume();
  return text(shell.stdout);
}

test('commands that were not told to read standard input leave it to the next command', async () => {
  const commands = [
    '--version',
    '--help',
    'nonsense',
    'list',
    `show ${change}`,
    `why ${change}`,
    `comment ${change} hello`,
    `--as tess approve ${change} -m fine`,
    `done ${change} nothing --content x`,
    'risk --title a --description b',
    'policy show',
    'check',
    'test',
    'graph nothing',
    "eval -e '(+ 1 2)'",
    'token list',
    'doctor',
    'completion bash',
    '--as ida audit verify',
    '--server http://127.0.0.1:1 list',
    `--data ${join(freshDirectory(), 'own')} list`,
  ];
  const out = await session(
    commands.flatMap((command, at) => [`cf ${command} >/dev/null`, `echo "after ${at}"`]),
  );
  expect(out.trim().split('\n')).toEqual(commands.map((_, at) => `after ${at}`));
});

test('one that was told to read it takes it all', async () => {
  expect(await session(['cf eval -', '(* 6 7)'])).toBe('42\n');
});
