// What `npm start`, `npm test` and the others run. Plain JavaScript without dependencies: it has to work before anything
// is installed, under `ignore-scripts`, and with NODE_ENV=production.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { constants } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const inRoot = (...parts) => join(root, ...parts);
const cache = inRoot('.cache');
const compiled = join(cache, 'bench');
const bin = inRoot('dist', 'src', 'bin.js');
const [verb, ...args] = process.argv.slice(2);

const verbs = {
  async start() {
    await prepared();
    return run(process.execPath, [bin, 'serve', '--demo', ...args]);
  },
  async test() {
    await prepared();
    return tool('vitest', ['run', ...args]);
  },
  async 'test:quick'() {
    await prepared();
    return tool('vitest', ['run', '--project', 'quick', ...args]);
  },
  async build() {
    await installed();
    return locked('build', build);
  },
  async check() {
    await installed();
    return inTurn([
      ['tsc', ['-p', 'tsconfig.json']],
      ['eslint', ['.']],
      ['prettier', ['--check', '.']],
      ['depcruise', ['--config', '.dependency-cruiser.cjs', 'src', 'grammar']],
      ['knip', []],
    ]);
  },
  async bench() {
    await prepared();
    const all = readdirSync(inRoot('bench'))
      .filter((file) => file.endsWith('.ts'))
      .map((file) => file.slice(0, -'.ts'.length));
    const rest = args.findIndex((arg) => !all.includes(arg));
    const wanted = rest === -1 ? args : args.slice(0, rest);
    const status = await compileBenches();
    if (status !== 0) return status;
    for (const name of wanted.length === 0 ? all : wanted) {
      const program = join(compiled, 'bench', `${name}.js`);
      const given = rest === -1 ? [] : args.slice(rest);
      const failed = await run(process.execPath, ['--expose-gc', program, ...given]);
      if (failed !== 0) return failed;
    }
    return 0;
  },
};

if (verb === undefined || !Object.hasOwn(verbs, verb)) {
  process.stderr.write(`usage: node scripts/run.js ${Object.keys(verbs).join('|')}\n`);
  process.exitCode = 2;
} else {
  process.exitCode = await verbs[verb]();
}

/** Dependencies are those of the lock file and the build those of the sources, or this process ends here. */
async function prepared() {
  await installed();
  const status = await locked('build', async () => (isBuilt() ? 0 : build()));
  if (status !== 0) process.exit(status);
}

async function installed() {
  const status = await locked('install', install);
  if (status !== 0) process.exit(status);
}

async function install() {
  const stamp = inRoot('node_modules', '.changeflow-stamp');
  const lock = createHash('sha256')
    .update(readFileSync(inRoot('package-lock.json')))
    .digest('hex');
  const wanted = `${lock} node ${process.versions.node.split('.')[0]}\n`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return 0;
  process.stderr.write('Installing dependencies…\n');
  const status = await run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], {
    output: 'stderr',
  });
  if (status === 0) writeFileSync(stamp, wanted);
  else process.stderr.write('The installation failed; nothing else was started.\n');
  return status;
}

/** The build is whole and no source is newer. */
function isBuilt() {
  if (!existsSync(bin)) return false;
  const built = statSync(bin).mtimeMs;
  return newest(sources().map((path) => inRoot(path))) < built;
}

function sources() {
  return ['src', 'grammar', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];
}

function newest(paths) {
  return Math.max(
    0,
    ...paths.map((path) => {
      const found = statSync(path, { throwIfNoEntry: false });
      if (found === undefined) return 0;
      if (!found.isDirectory()) return found.mtimeMs;
      return Math.max(found.mtimeMs, newest(readdirSync(path).map((name) => join(path, name))));
    }),
  );
}

/** Compiles beside and swaps, so that nothing ever runs half a build. */
async function build() {
  process.stderr.write('Building…\n');
  const beside = join(cache, `dist-${process.pid}`);
  const status = await tool('tsc', ['-p', 'tsconfig.build.json', '--outDir', beside], {
    output: 'stderr',
  });
  if (status !== 0) {
    rmSync(beside, { recursive: true, force: true });
    return status;
  }
  for (const folder of ['src', 'grammar']) copyTexts(inRoot(folder), beside);
  const before = join(cache, `dist-before-${process.pid}`);
  if (existsSync(inRoot('dist'))) renameSync(inRoot('dist'), before);
  renameSync(beside, inRoot('dist'));
  rmSync(before, { recursive: true, force: true });
  return 0;
}

/** What is measured is what ships: JavaScript made by the compiler, with its benches beside it. */
async function compileBenches() {
  const options = ['--noCheck', '--outDir', compiled];
  const status = await tool('tsc', ['-p', inRoot('bench', 'tsconfig.json'), ...options], {
    output: 'stderr',
  });
  for (const folder of ['src', 'grammar']) copyTexts(inRoot(folder), compiled);
  return status;
}

/** The library's texts stand beside the code that reads them. */
function copyTexts(folder, target) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) copyTexts(path, target);
    else if (entry.name.endsWith('.scm')) {
      const copy = join(target, relative(root, path));
      mkdirSync(dirname(copy), { recursive: true });
      copyFileSync(path, copy);
    }
  }
}

/** One process at a time does the work; a lock whose process is gone is taken over. */
async function locked(name, work) {
  mkdirSync(cache, { recursive: true });
  const lock = join(cache, `${name}.lock`);
  while (!taken(lock)) await new Promise((resolve) => setTimeout(resolve, 200));
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function taken(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  const owner = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0;
  if (owner > 0 && !isAlive(owner)) rmSync(lock, { force: true });
  return false;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

async function inTurn(steps) {
  const failed = [];
  for (const [name, given] of steps) {
    if ((await tool(name, given)) !== 0) failed.push(name);
  }
  if (failed.length > 0) process.stderr.write(`Failed: ${failed.join(', ')}\n`);
  return failed.length === 0 ? 0 : 1;
}

function tool(name, given, options) {
  return run(inRoot('node_modules', '.bin', name), given, options);
}

/** Runs a program in the repository's directory; signals are passed on, and its exit code is ours. */
function run(program, given, { output = 'inherit' } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = ['inherit', output === 'stderr' ? process.stderr : 'inherit', 'inherit'];
    const isNpm = program === 'npm' && process.platform === 'win32';
    const cwd = verb === 'start' ? process.cwd() : root;
    const child = spawn(program, given, {
      stdio,
      cwd: program === process.execPath ? cwd : root,
      shell: isNpm,
    });
    const forward = (signal) => child.kill(signal);
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, forward);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      for (const each of signals) process.off(each, forward);
      resolve(signal === null ? code : 128 + constants.signals[signal]);
    });
  });
}
