import { sha256 } from '../../core/json.ts';

/** As much of a text as a part of a file's name takes. */
const LONGEST = /^.{0,60}/su;

/**
 * The file that a task's text is kept as: what the policy says, else its name. A key stands before the extension, so
 * that requests of one name never write over each other's.
 */
export function artifactFile(task: {
  readonly name: string;
  readonly key: string | null;
  readonly artifact: string | null;
}): string {
  const file = task.artifact ?? `${fileSafe(task.name)}.md`;
  if (task.key === null) return file;
  const dot = file.lastIndexOf('.');
  const end = dot > 0 ? dot : file.length;
  return `${file.slice(0, end)}-${fileSafe(task.key)}${file.slice(end)}`;
}

/** A text as part of a file's name. Different texts stay different: what had to be changed gets a mark of its own. */
function fileSafe(text: string): string {
  const plain = text.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[^\p{L}\p{N}]+/u, '');
  const short = LONGEST.exec(plain)![0];
  if (short === text) return text;
  const mark = sha256(text).slice(0, 8);
  return short === '' ? mark : `${short}-${mark}`;
}
