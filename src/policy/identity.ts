import { sha256 } from '../core/json.ts';
import type { SourceFile } from '../language/program.ts';

/** The lines `path NUL sha256(bytes) LF`, sorted by the bytes of the path. */
function lines(files: readonly SourceFile[]): string {
  return files
    .toSorted((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)))
    .map(({ path, text }) => `${path}\0${sha256(text)}\n`)
    .join('');
}

/** The SHA-256 that names a library by its sources. */
export const libraryId = (files: readonly SourceFile[]): string => sha256(lines(files));

/** The SHA-256 that names a policy by its library and its files. */
export const policyId = (library: string, files: readonly SourceFile[]): string =>
  sha256(`${library}\n${lines(files)}`);
