import type { Span } from '../core/span.ts';
import { positionOf } from '../core/span.ts';
import type { Policy } from '../policy/definitions.ts';

/** What the readers of a policy take of it: its definitions, and its files for saying where each stands. */
export type PolicyText = Pick<Policy, 'definitions' | 'files'>;

/** `file:line` of a definition, or the file alone where its text is not kept. */
export function sourceOf({ files }: Pick<Policy, 'files'>, span: Span): string {
  const file = files.find(({ path }) => path === span.file);
  return file === undefined ? span.file : `${span.file}:${positionOf(file.text, span.start).line}`;
}

/** What stands at a span, on one line; empty where the text is not kept. */
export function textAt({ files }: Pick<Policy, 'files'>, span: Span): string {
  const file = files.find(({ path }) => path === span.file);
  return (file?.text.slice(span.start, span.end) ?? '').replaceAll(/\s+/g, ' ').trim();
}
