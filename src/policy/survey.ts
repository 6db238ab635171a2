import { symbolName } from '../core/datum.ts';
import type { Span } from '../core/span.ts';
import { walk } from '../language/positions.ts';
import type { Definition } from '../language/program.ts';
import type { Core } from '../machine/code.ts';
import type { WorkflowDefinition } from './definitions.ts';

/** What the text of one definition has, as its core tells it. */
export interface Survey {
  readonly phases: WorkflowDefinition['phases'];
  readonly requests: WorkflowDefinition['requests'];
  /** Global names that it mentions. */
  readonly mentions: ReadonlySet<string>;
}

/** The library's procedures that open a request, and the kind of it. */
const openers: { readonly [procedure: string]: string } = {
  '%await-approval': 'approval',
  '%require-approval': 'approval',
  '%await-signal': 'signal',
  '%task': 'task',
};

/** Calls `visit` with each node of a definition and where it stands; the whole definition where macros made it. */
export function visitNodes(
  { core, positions, span }: Definition,
  visit: (node: Core, span: Span) => void,
): void {
  let index = 0;
  walk(core, (node) => {
    const [start, end] = [positions.offsets[index] ?? -1, positions.offsets[index + 1] ?? -1];
    index += 2;
    visit(node, start < 0 ? span : { file: positions.file, start, end });
  });
}

export function surveyDefinition(definition: Definition): Survey {
  const phases: WorkflowDefinition['phases'][number][] = [];
  const requests: WorkflowDefinition['requests'][number][] = [];
  const mentions = new Set<string>();
  visitNodes(definition, (node, span) => {
    if (node[0] === 'global') mentions.add(node[1]);
    if (node[0] !== 'call' || node[1][0] !== 'global') return;
    const [, [, procedure], first, second] = node;
    const name = first?.[0] === 'const' ? symbolName(first[1]) : undefined;
    if (name === undefined) return;
    const kind = openers[procedure];
    if (kind !== undefined) requests.push({ name, kind, span });
    if (procedure !== '%phase') return;
    const label = second?.[0] === 'const' && typeof second[1] === 'string' ? second[1] : name;
    phases.push({ name, label, span });
  });
  return { phases, requests, mentions };
}

/** The surveys of a definition and of all that it leads to, itself first, each once. */
export function surveysFrom(name: string, surveys: ReadonlyMap<string, Survey>): readonly Survey[] {
  const reached = new Set([name]);
  for (const next of reached) {
    for (const mention of surveys.get(next)?.mentions ?? []) {
      if (surveys.has(mention)) reached.add(mention);
    }
  }
  return [...reached].map((reachedName) => surveys.get(reachedName)!);
}
