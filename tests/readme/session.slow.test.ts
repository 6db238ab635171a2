import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { exchangesOf, matchesOutput } from './session.ts';

const root = resolve(import.meta.dirname, '../..');
const END = '--- end of output ---';
/** Milliseconds; the first start installs and builds. */
const START_WITHIN = 240_000;
const ANSWER_WITHIN = 60_000;

/** The files of a clone: what git tracks, and what it would. */
function clone(): string {
  const directory = mkdtempSync(join(tmpdir(), 'changeflow-clone-'));
  const listed = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    { cwd: root, encoding: 'utf8' },
  );
  for (const file of listed.split('\0').filter((name) => name !== '')) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    cpSync(join(root, file), join(directory, file));
  }
  execFileSync('git', ['init', '-q'], { cwd: directory });
  execFileSync('git', ['add', '-A'], { cwd: directory });
  execFileSync(
    'git',
    [
      '-c',
      'user.name=reader',
      '-c',
      'user.email=reader@example.org',
      'commit',
      '-q',
      '-m',
      'clone',
    ],
    { cwd: directory },
  );
  return directory;
}

/** A new user's environment: nothing of ours set. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(CHANGEFLOW|VITEST|NODE_ENV|FORCE_COLOR)/u.test(name),
  ),
);

const servers: ChildProcess[] = [];
const shells: ChildProcess[] = [];
let directory: string;

beforeEach(() => {
  endAll();
  directory = clone();
});

/** Ends every process that an attempt has started. */
function endAll(): void {
  for (const child of [...shells.splice(0), ...servers.splice(0)]) {
    if (child.pid === undefined || child.exitCode !== null) continue;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

afterAll(() => {
  endAll();
  rmSync(directory, { recursive: true, force: true });
});

/** Starts what stays in a terminal of its own; resolves with what it has said when that is what the README shows. */
function serve(command: string, expected: readonly string[]): Promise<string> {
  const child = spawn('bash', ['-c', command], {
    cwd: directory,
    env: environment,
    detached: true,
  });
  servers.push(child);
  return new Promise((done, fail) => {
    let said = '';
    const late = setTimeout(
      () => fail(new Error(`${command} has not said what the README shows:\n${said}`)),
      START_WITHIN,
    );
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      if (!matchesOutput(expected, said)) return;
      clearTimeout(late);
      done(said);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (code) => {
      clearTimeout(late);
      fail(new Error(`${command} ended with ${String(code)}:\n${said}`));
    });
  });
}

/** One shell for all other commands, as a user has it. */
function openShell(): (command: string) => Promise<string> {
  const shell = spawn('bash', [], { cwd: directory, env: environment, detached: true });
  shells.push(shell);
  let heard = '';
  let wake: () => void = () => undefined;
  const hear = (chunk: Buffer): void => {
    heard += chunk.toString();
    wake();
  };
  shell.stdout.on('data', hear);
  shell.stderr.on('data', hear);
  return async (command) => {
    heard = '';
    shell.stdin.write(`{ ${command}\n} 2>&1\necho\necho '${END}'\n`);
    const deadline = AbortSignal.timeout(ANSWER_WITHIN);
    deadline.addEventListener('abort', () => wake());
    while (!heard.includes(END)) {
      if (deadline.aborted) throw new Error(`${command} has not ended; it has said:\n${heard}`);
      await new Promise<void>((done) => (wake = done));
    }
    return heard.slice(0, heard.indexOf(END));
  };
}

describe('the README', () => {
  it(
    'shows a session that runs exactly as written, on a fresh clone',
    { timeout: 900_000 },
    async () => {
      const exchanges = exchangesOf(readFileSync(join(directory, 'README.md'), 'utf8'));
      expect(exchanges.length).toBeGreaterThan(10);
      const shell = openShell();
      for (const { command, expected } of exchanges) {
        const stays = command === 'npm start';
        const output = stays ? await serve(command, expected) : await shell(command);
        if (!matchesOutput(expected, output))
          expect({ command, output }).toEqual({ command, output: expected.join('\n') });
      }
    },
  );
});
