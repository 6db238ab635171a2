import { positionOf, type Span } from '../../core/span.ts';
import type { Core } from '../../machine/code.ts';
import type { Policy } from '../../policy/definitions.ts';
import type { CodeBase } from './code-base.ts';
import type { Step } from './draft.ts';

/** Words for places and paths, as a reader of the policy's files would say them. */
export interface Places {
  readonly spanOf: (node: Core | null | undefined) => Span;
  /** "line 14", with its file where that is another one than `from`. */
  readonly lineOf: (node: Core, from: Span) => string;
  /** What happens on the way, in order: requests with how they ended, and the passing of time. */
  readonly pathOf: (steps: readonly Step[], from: Span) => readonly string[];
}

export function placesOf(policy: Policy, code: CodeBase, whole: Span): Places {
  const texts = new Map(policy.files.map(({ path, text }) => [path, text]));
  const spanOf = (node: Core | null | undefined): Span => {
    const span = node === null || node === undefined ? whole : code.spanOf(node);
    return span.file === '' ? whole : span;
  };
  const lineOf = (node: Core, from: Span): string => {
    const { file, start } = spanOf(node);
    const { line } = positionOf(texts.get(file) ?? '', start);
    return file === from.file ? `line ${line}` : `${file}:${line}`;
  };
  return {
    spanOf,
    lineOf,
    pathOf: (steps, from) =>
      steps.flatMap(({ label, node }) =>
        label === null ? [] : [node === null ? label : `${label} (${lineOf(node, from)})`],
      ),
  };
}
