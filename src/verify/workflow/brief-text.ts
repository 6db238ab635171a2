import type { Core } from '../../machine/code.ts';
import type { CodeBase } from './code-base.ts';

const LENGTH_MAX = 40;

/** What its author wrote of a node, on one line and cut where it is long. */
export function briefText(node: Core, code: CodeBase): string {
  const text = code.textAt(code.spanOf(node)).replaceAll(/\s+/g, ' ');
  return text.length > LENGTH_MAX ? `${text.slice(0, LENGTH_MAX - 1)}…` : text;
}
