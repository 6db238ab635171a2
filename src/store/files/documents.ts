import { mkdir, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Low } from 'lowdb';
import { DataFile, TextFile } from 'lowdb/node';
import { canonicalJson } from '../../core/canonical.ts';
import type { Head } from '../../audit/record.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Clock, DocumentWrite } from '../../engine/ports.ts';
import { isSafeName } from '../check-commit.ts';
import type { ReachFailPoint } from './fail-points.ts';

type ChangeState = DocumentWrite['document'];

/** What stands in `change.json` besides `journal` and `machine`, and the files beside it by their path. */
export interface People {
  readonly change: JsonObject;
  readonly files: readonly { readonly path: string; readonly text: string }[];
}

export interface DocumentsOptions {
  readonly clock: Clock;
  readonly reach: ReachFailPoint;
  /** The folder that holds `changes/` and `history/` of a tenant. */
  readonly folder: (tenant: string) => string;
  /** A change as it is now, and the last record of its tenant; null if there is none. */
  readonly newest: (
    tenant: string,
    change: string,
  ) => Promise<{ readonly document: ChangeState; readonly head: Head } | null>;
  /** How a change is put for people. */
  readonly people: (document: ChangeState) => Promise<People>;
  /** Whether commands wait for the disk. */
  readonly busy: () => boolean;
  readonly failed: (change: string, error: unknown) => void;
}

/** While commands keep coming, one document in this time: more of them would cost the commands their syncs. */
const PACE_MS = 20;
/** For so long after a command the next one is awaited. */
const BUSY_MS = 50;
const WRITERS_AT_CLOSE = 8;

/**
 * Writes the documents for people behind the commits: each change once however often it changed meanwhile, freely when
 * no command waits and slowly while some do. Nothing reads them to run a change. Only the names of changes wait here,
 * so what waits is bounded by the number of changes.
 */
export class Documents {
  readonly #options: DocumentsOptions;
  readonly #waiting = new Map<string, { readonly tenant: string; readonly change: string }>();
  /** Tried and not written: tried again with the next change, or at the next start. */
  readonly #failed = new Map<string, { readonly tenant: string; readonly change: string }>();
  readonly #writing = new Set<string>();
  #running: Promise<void> | null = null;
  #lastCommandMs = -Infinity;
  #closing = false;
  #hurry: (() => void) | null = null;

  constructor(options: DocumentsOptions) {
    this.#options = options;
  }

  /** How many changes have a document that is not the newest. */
  get behind(): number {
    return new Set([...this.#waiting.keys(), ...this.#failed.keys(), ...this.#writing]).size;
  }

  behindOf(tenant: string): readonly string[] {
    return [...this.#waiting.values(), ...this.#failed.values()]
      .filter((one) => one.tenant === tenant)
      .map(({ change }) => change);
  }

  /** Says that a change has a newer document. */
  changed(tenant: string, change: string): void {
    for (const [name, again] of this.#failed) this.#waiting.set(name, again);
    this.#failed.clear();
    this.#waiting.set(`${tenant}/${change}`, { tenant, change });
    this.#lastCommandMs = this.#options.clock.now();
    this.#running ??= this.#run();
  }

  /** Writes all that waits. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#hurry?.();
    await this.#running;
    await Promise.all(Array.from({ length: WRITERS_AT_CLOSE }, () => this.#writeAll()));
  }

  async #run(): Promise<void> {
    await this.#pause();
    while (this.#waiting.size > 0 && !this.#closing) {
      await this.#writeOne();
      if (this.#isBusy()) await this.#pause();
    }
    this.#running = null;
  }

  #isBusy(): boolean {
    return this.#options.busy() || this.#options.clock.now() - this.#lastCommandMs < BUSY_MS;
  }

  #pause(): Promise<void> {
    const { clock } = this.#options;
    // A pause begun after the close would be nobody's to end.
    if (this.#closing) return Promise.resolve();
    return new Promise((resume) => {
      const cancel = clock.at(clock.now() + PACE_MS, resume);
      this.#hurry = () => {
        cancel();
        resume();
      };
    });
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.size > 0) await this.#writeOne();
  }

  async #writeOne(): Promise<void> {
    const [next] = this.#waiting;
    if (next === undefined) return;
    const [name, { tenant, change }] = next;
    this.#waiting.delete(name);
    this.#writing.add(name);
    try {
      await this.#write(tenant, change);
    } catch (error) {
      this.#failed.set(name, { tenant, change });
      this.#options.failed(change, error);
    } finally {
      this.#writing.delete(name);
    }
  }

  async #write(tenant: string, change: string): Promise<void> {
    const { newest, people, reach } = this.#options;
    const found = await newest(tenant, change);
    if (found === null || !isSafeName(change)) return;
    const { document, head } = found;
    const folder = await this.#folderOf(tenant, document);
    const shown = await people(document);
    for (const { path, text } of shown.files) {
      if (path.split('/').every(isSafeName)) await writeText(join(folder, path), text);
    }
    reach('during-document-write');
    const file = new DataFile<Document>(join(folder, 'change.json'), {
      parse: JSON.parse,
      stringify: documentText,
    });
    const database = new Low<Document>(file, {
      change: shown.change,
      journal: head,
      machine: document.machine,
    });
    await database.write();
  }

  /** Where a change's files are; those of an archived one move to the history once. */
  async #folderOf(tenant: string, document: ChangeState): Promise<string> {
    const root = this.#options.folder(tenant);
    const open = join(root, 'changes', document.id);
    if (document.status !== 'archived') {
      await mkdir(open, { recursive: true });
      return open;
    }
    const archived = join(root, 'history', document.id);
    await mkdir(join(root, 'history'), { recursive: true });
    await rename(open, archived).catch(() => mkdir(archived, { recursive: true }));
    return archived;
  }
}

/** What `change.json` says. */
interface Document {
  readonly change: JsonObject;
  readonly journal: Head;
  readonly machine: unknown;
}

/** Indented for people and diffs, but for the machine's state, which is one line: it is long and means nothing to them. */
function documentText({ change, journal, machine }: Document): string {
  const shown = JSON.stringify({ ...change, journal }, byName, 2);
  return `${shown.slice(0, -2)},\n  "machine": ${canonicalJson(machine ?? null)}\n}\n`;
}

/** Members below the first level by name: a document made anew from records, which are sorted, must be the same text. */
const byName = (key: string, value: unknown): unknown =>
  key === '' || typeof value !== 'object' || value === null || Array.isArray(value)
    ? value
    : Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));

async function writeText(path: string, text: string): Promise<void> {
  const before = await readFile(path, 'utf8').catch(() => null);
  if (before === text) return;
  await mkdir(dirname(path), { recursive: true });
  await new TextFile(path).write(text);
}

/** A change as the engine keeps it, and its artifacts under their names. */
export async function plainPeople(document: ChangeState): Promise<People> {
  const artifacts = document.artifacts.map((artifact) => ({ ...artifact, content: undefined }));
  // Through text, as it will be stored: members that are undefined go.
  const change = JSON.parse(
    JSON.stringify({ ...document, machine: undefined, artifacts }),
  ) as JsonObject;
  return {
    change,
    files: document.artifacts.map(({ name, content }) => ({ path: name, text: content })),
  };
}
