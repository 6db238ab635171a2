import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { SourceFile } from '../language/program.ts';

/** Bytes of one file of a policy. */
const FILE_BYTES_MAX = 10 * 1024 * 1024;
/** Files of one policy; a directory with more is not a policy but an accident. */
const FILES_MAX = 5_000;
/** Files that are read at the same time: enough to keep a disk busy, and few beside those that a process may open. */
const FILES_AT_ONCE = 16;

/** A folder of a policy: its path in the policy, and whether its folders are read too. */
interface Folder {
  readonly path: string;
  readonly deep: boolean;
  /** A folder in it that is only an offer: its files count when they are copied up, or read alone. */
  readonly skip?: string;
}

const folders: readonly Folder[] = [
  { path: 'workflows', deep: true, skip: 'workflows/patterns' },
  { path: 'rules', deep: true, skip: 'rules/optional' },
];
/** The folders whose texts are a policy. */
export const policyFolders: readonly string[] = folders.map(({ path }) => path);
const testFolder: Folder = { path: 'tests', deep: false };

export interface FilesRead {
  /** By path, in the order of its bytes; paths have `/` everywhere. */
  readonly files: readonly SourceFile[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The texts of a policy: `workflows/**` and `rules/**`, with `tests: true` also `tests/*.scm`. Symbolic links, dot
 * files, files over 10 MB and files that are not UTF-8 are refused by name.
 */
export async function readPolicyFiles(
  directory: string,
  options: { readonly tests: boolean },
): Promise<FilesRead> {
  const reader = new Reader(directory);
  if ((await stat(directory).catch(() => null)) === null) {
    reader.refuse('', 'nothing-to-read', `there is no file or directory ${directory}`);
    return reader;
  }
  await reader.folders(folders);
  if (reader.files.length === 0 && reader.diagnostics.length === 0) {
    reader.refuse(
      '',
      'nothing-to-read',
      `there is no policy in ${directory}: no .scm file under workflows/ or rules/`,
    );
  }
  if (options.tests) await reader.folders([testFolder]);
  return {
    files: reader.files.toSorted((a, b) => inBytes(a.path, b.path)),
    diagnostics: reader.diagnostics.toSorted((a, b) => inBytes(a.span.file, b.span.file)),
  };
}

const inBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** One file as a policy of its own, its tests included. The path in its findings is `shown`. */
export async function readPolicyFile(path: string, shown: string): Promise<FilesRead> {
  const reader = new Reader(dirname(path));
  await reader.file(basename(path), shown);
  return { files: reader.files, diagnostics: reader.diagnostics };
}

class Reader {
  readonly files: SourceFile[] = [];
  readonly diagnostics: Diagnostic[] = [];
  private readonly directory: string;
  private readonly found: string[] = [];
  private count = 0;

  constructor(directory: string) {
    this.directory = directory;
  }

  refuse(
    path: string,
    code: 'file-refused' | 'nothing-to-read' | 'too-large' | 'invalid-text',
    message: string,
  ): void {
    this.diagnostics.push({
      severity: 'error',
      code,
      message,
      span: { file: path, start: 0, end: 0 },
    });
  }

  /** Reads all files of the folders, several at a time. */
  async folders(wanted: readonly Folder[]): Promise<void> {
    for (const folder of wanted) await this.folder(folder);
    const waiting = this.found.splice(0).values();
    const readOn = async (): Promise<void> => {
      for (const path of waiting) await this.file(path);
    };
    await Promise.all(Array.from({ length: FILES_AT_ONCE }, readOn));
  }

  /** Finds the files of a folder, and says what must not be there. */
  private async folder({ path, deep, skip }: Folder): Promise<void> {
    for (const entry of await this.entries(path)) {
      const inside = `${path}/${entry.name}`;
      if (inside === skip) continue;
      if (entry.name.startsWith('.'))
        this.refuse(inside, 'file-refused', `\`${inside}\` is a dot file; a policy holds none`);
      else if (entry.isSymbolicLink())
        this.refuse(
          inside,
          'file-refused',
          `\`${inside}\` is a symbolic link; a policy holds the files themselves`,
        );
      else if (entry.isDirectory() && deep)
        await this.folder({ path: inside, deep, ...(skip === undefined ? {} : { skip }) });
      else if (entry.isFile() && entry.name.endsWith('.scm')) this.find(inside);
    }
  }

  private async entries(path: string): Promise<readonly Dirent[]> {
    try {
      return await readdir(join(this.directory, path), { withFileTypes: true });
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }

  private find(path: string): void {
    this.count += 1;
    if (this.count <= FILES_MAX) this.found.push(path);
    else if (this.count === FILES_MAX + 1)
      this.refuse(path, 'too-large', `a policy has at most ${FILES_MAX} files`);
  }

  async file(path: string, shown = path): Promise<void> {
    const place = join(this.directory, path);
    const { size } = await stat(place);
    if (size > FILE_BYTES_MAX) {
      this.refuse(path, 'too-large', `\`${path}\` is larger than 10 MB`);
      return;
    }
    const text = decode(await readFile(place));
    if (text === undefined) this.refuse(path, 'invalid-text', `\`${path}\` is not UTF-8 text`);
    else this.files.push({ path: shown, text });
  }
}

function isMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** Strict UTF-8, the byte order mark kept as text so that the bytes can be told from it. */
function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
