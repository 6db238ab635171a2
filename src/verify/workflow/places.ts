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
  /** The word that a form begins with, and its line: "race (line 14)". */
  readonly formOf: (node: Core) => string;
  /** "workflows/release.scm:14". */
  readonly sourceOf: (node: Core) => string;
  /** What happens on the way, in order: requests with how they ended, and the passing of time. */
  readonly pathOf: (steps: readonly Step[], from: Span) => readonly string[];
}

/** What a form begins with; of a clause, what its test does. */
const FORM_WORD = /^[(\s]*([^\s()"';`,]+)/;

export function placesOf(policy: Policy, code: CodeBase, whole: Span): Places {
  const texts = new Map(policy.files.map(({ path, text }) => [path, text]));
  const spanOf = (node: Core | null | undefined): Span => {
    const span = node === null || node === undefined ? whole : code.spanOf(node);
    return span.file === '' ? whole : span;
  };
  const placeOf = (node: Core): { readonly file: string; readonly line: number } => {
    const { file, start } = spanOf(node);
    return { file, line: positionOf(texts.get(file) ?? '', start).line };
  };
  const sourceOf = (node: Core): string => {
    const { file, line } = placeOf(node);
    return `${file}:${line}`;
  };
  const lineOf = (node: Core, from: Span): string => {
    const { file, line } = placeOf(node);
    return file === from.file ? `line ${line}` : `${file}:${line}`;
  };
  const formOf = (node: Core): string => {
    const word = FORM_WORD.exec(code.textAt(spanOf(node)))?.[1] ?? 'value';
    return `${word} (${lineOf(node, whole)})`;
  };
  return {
    spanOf,
    lineOf,
    formOf,
    sourceOf,
    pathOf: (steps, from) =>
      steps.flatMap(({ label, node }) =>
        label === null ? [] : [node === null ? label : `${label} (${lineOf(node, from)})`],
      ),
  };
}
