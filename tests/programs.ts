import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Programs that tests start and that come with no package of npm, each with the Debian package that brings it. */
const programs: { readonly [program: string]: string } = {
  bash: 'bash',
  curl: 'curl',
  fish: 'fish',
  git: 'git',
  zsh: 'zsh',
};

/**
 * Set-up of the suites that start other programs: what is missing is installed where that can be done, and else it is an
 * error. A test that quietly did not run would say as much as one that passed.
 */
export default function setup(): void {
  const wanted = missing();
  if (wanted.length === 0) return;
  const packages = wanted.map((program) => programs[program]!);
  const mayInstall = process.getuid?.() === 0 && isThere('apt-get');
  if (mayInstall) install(packages);
  const left = missing();
  if (left.length > 0)
    throw new Error(
      `the tests need ${left.join(', ')}, which ${left.length === 1 ? 'is' : 'are'} not installed: as root, apt-get install ${packages.join(' ')}`,
    );
}

const missing = (): readonly string[] => Object.keys(programs).filter((one) => !isThere(one));

function isThere(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function install(packages: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const given of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...packages],
  ]) {
    const { status } = spawnSync('apt-get', given, { env, stdio: ['ignore', 'ignore', 'inherit'] });
    if (status !== 0) return;
  }
}
