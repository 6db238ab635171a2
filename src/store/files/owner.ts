import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { StoreFault } from '../../engine/ports.ts';

/** The process that has a data directory. `started` and `boot` tell it from a later process with the same number. */
export interface Owner {
  readonly pid: number;
  /** When the process started, in the kernel's own count; null where the system does not say. */
  readonly started: string | null;
  readonly boot: string | null;
  readonly host: string;
  /** Where it answers; null before it listens. */
  readonly url: string | null;
}

export interface Ownership {
  /** Tells others where this process answers. */
  announce(url: string): void;
  release(): void;
}

const FILE = 'owner.json';
const ATTEMPTS = 5;

/**
 * Makes this process the one owner of a directory; throws `StoreFault` where another one lives. A dead owner on this
 * host is replaced at once: there is no heartbeat that would have to run out. An owner on another host cannot be
 * looked at from here and counts as alive.
 */
export function ownDirectory(directory: string, url: string | null): Ownership {
  mkdirSync(directory, { recursive: true, mode: 0o755 });
  const path = join(directory, FILE);
  let mine = { ...thisProcess(), url };
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (claim(path, mine)) {
      return {
        announce(where) {
          mine = { ...mine, url: where };
          writeBeside(path, mine, (temporary) => renameSync(temporary, path));
        },
        release() {
          if (same(readOwner(path), mine)) rmSync(path, { force: true });
        },
      };
    }
    const other = readOwner(path);
    if (other !== null && isAlive(other)) throw new StoreFault(held(directory, other));
    if (other !== null) removeDead(path, other);
  }
  throw new StoreFault(`${directory} is being taken by several processes at once: try again`);
}

/** The living owner of a directory, for whoever wants to talk to it instead. */
export function livingOwner(directory: string): Owner | null {
  const owner = readOwner(join(directory, FILE));
  return owner !== null && isAlive(owner) ? owner : null;
}

/** Creates the owner's file whole; false where there is one already. */
function claim(path: string, owner: Owner): boolean {
  let created = true;
  writeBeside(path, owner, (temporary) => {
    try {
      linkSync(temporary, path);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      created = false;
    } finally {
      rmSync(temporary, { force: true });
    }
  });
  return created;
}

/**
 * Takes a dead owner's file away. Between looking and taking, another process may have put its own there: what was
 * moved is looked at again and put back if it is not the dead one's.
 */
function removeDead(path: string, dead: Owner): void {
  const aside = `${path}.${process.pid}.dead`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    throw error;
  }
  const moved = readOwner(aside);
  if (moved !== null && !same(moved, dead)) linkSync(aside, path);
  rmSync(aside, { force: true });
}

function writeBeside(path: string, owner: Owner, use: (temporary: string) => void): void {
  const temporary = `${path}.${process.pid}.new`;
  writeFileSync(temporary, `${JSON.stringify(owner, null, 2)}\n`, { mode: 0o644 });
  use(temporary);
}

/** The owner a file names; null where there is none. What cannot be read is no owner: it was never whole. */
function readOwner(path: string): Owner | null {
  const text = tryRead(path);
  if (text === null) return null;
  try {
    const owner = JSON.parse(text) as Partial<Owner> | null;
    if (typeof owner?.pid !== 'number' || typeof owner.host !== 'string') return NOBODY;
    return {
      pid: owner.pid,
      host: owner.host,
      started: owner.started ?? null,
      boot: owner.boot ?? null,
      url: owner.url ?? null,
    };
  } catch {
    return NOBODY;
  }
}

const NOBODY: Owner = { pid: -1, started: null, boot: null, host: hostname(), url: null };

const same = (a: Owner | null, b: Owner): boolean =>
  a !== null &&
  a.pid === b.pid &&
  a.started === b.started &&
  a.boot === b.boot &&
  a.host === b.host;

function isAlive(owner: Owner): boolean {
  if (owner.host !== hostname()) return true;
  if (owner.pid < 1) return false;
  if (owner.boot !== null && owner.boot !== bootId()) return false;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return owner.started === null || owner.started === startOf(owner.pid);
}

const thisProcess = (): Omit<Owner, 'url'> => ({
  pid: process.pid,
  started: startOf(process.pid),
  boot: bootId(),
  host: hostname(),
});

/** Field 22 of /proc/PID/stat, counted behind the command's closing parenthesis, since the command may hold anything. */
function startOf(pid: number): string | null {
  const stat = tryRead(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

const bootId = (): string | null => tryRead('/proc/sys/kernel/random/boot_id')?.trim() ?? null;

function tryRead(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

const held = (directory: string, owner: Owner): string =>
  `${directory} belongs to process ${owner.pid} on ${owner.host}` +
  `${owner.url === null ? '' : ` (${owner.url})`}: talk to that one, stop it, or choose another directory. ` +
  `If that host is gone for good, remove ${FILE}.`;
