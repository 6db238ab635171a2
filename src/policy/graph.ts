import type { Lifecycle, WorkflowDefinition } from './definitions.ts';

/**
 * A workflow as a Mermaid diagram: a lifecycle as the states that its author drew; any other as the phases and requests
 * of its text, in the order of the text, which is a map of it and not its meaning.
 */
export function mermaid(workflow: WorkflowDefinition): string {
  return workflow.lifecycle === null ? flowchart(workflow) : stateDiagram(workflow.lifecycle);
}

function stateDiagram({ initial, states, transitions }: Lifecycle): string {
  const ids = new Map(states.map(({ name }, index) => [name, `s${index + 1}`]));
  const id = (state: string): string => ids.get(state) ?? '[*]';
  return [
    'stateDiagram-v2',
    ...states.map(({ name, label }) => `  state "${mermaidText(label)}" as ${id(name)}`),
    `  [*] --> ${id(initial)}`,
    ...transitions.flatMap(({ name, from, to }) =>
      from.map((state) => `  ${id(state)} --> ${id(to)}: ${mermaidText(name)}`),
    ),
    ...states.flatMap(({ name, final }) =>
      final === null ? [] : [`  ${id(name)} --> [*]: ${mermaidText(final)}`],
    ),
    '',
  ].join('\n');
}

/** A phase with what stands in it, or a request. */
type Part = { readonly order: number; readonly depth: number } & (
  | { readonly kind: 'phase'; readonly label: string; readonly parts: Part[] }
  | { readonly kind: 'request'; readonly text: string; readonly shape: Shape }
);

type Shape = readonly [open: string, close: string];

/** Decisions are diamonds, work is a box, signals are rounded. */
const shapes: { readonly [kind: string]: Shape } = {
  approval: ['{', '}'],
  task: ['[', ']'],
  signal: ['([', '])'],
  event: ['([', '])'],
};

function flowchart(workflow: WorkflowDefinition): string {
  const drawing = new Drawing();
  for (const part of nested(workflow)) drawing.part(part, 1);
  return drawing.text();
}

/** Parts in their order, each inside the phases around it. */
function nested({ phases, requests }: WorkflowDefinition): readonly Part[] {
  const parts: Part[] = [
    ...phases.map((phase): Part => ({ ...phase, kind: 'phase', parts: [] })),
    ...requests.map(({ name, kind, order, depth }): Part => {
      const text = `${name} (${kind})`;
      return { kind: 'request', text, shape: shapes[kind] ?? ['[', ']'], order, depth };
    }),
  ];
  const top: Part[] = [];
  const open: Extract<Part, { kind: 'phase' }>[] = [];
  for (const part of parts.toSorted((a, b) => a.order - b.order)) {
    open.splice(part.depth);
    (open.at(-1)?.parts ?? top).push(part);
    if (part.kind === 'phase') open.push(part);
  }
  return top;
}

class Drawing {
  private readonly lines: string[] = ['flowchart TD', '  start((start))'];
  private readonly edges: string[] = [];
  private last = 'start';
  private count = 0;

  part(part: Part, depth: number): void {
    if (part.kind === 'phase' && part.parts.length > 0) {
      this.subgraph(part, depth);
      return;
    }
    const [open, close] = part.kind === 'phase' ? (['[', ']'] as const) : part.shape;
    const text = part.kind === 'phase' ? part.label : part.text;
    const id = this.id();
    this.line(depth, `${id}${open}"${mermaidText(text)}"${close}`);
    this.follow(id);
  }

  text(): string {
    this.lines.push('  stop((end))');
    this.follow('stop');
    return `${[...this.lines, ...this.edges].join('\n')}\n`;
  }

  private subgraph(phase: Extract<Part, { kind: 'phase' }>, depth: number): void {
    this.line(depth, `subgraph ${this.id()}["${mermaidText(phase.label)}"]`);
    for (const part of phase.parts) this.part(part, depth + 1);
    this.line(depth, 'end');
  }

  private id(): string {
    this.count += 1;
    return `p${this.count}`;
  }

  private line(depth: number, text: string): void {
    this.lines.push(`${'  '.repeat(depth)}${text}`);
  }

  private follow(id: string): void {
    this.edges.push(`  ${this.last} --> ${id}`);
    this.last = id;
  }
}

/** Text that cannot end a Mermaid string, label or line. */
export const mermaidText = (text: string): string =>
  text.replaceAll(/["#;:\n\r]+/g, (found) =>
    Array.from(found, (letter) => (letter < ' ' ? ' ' : `#${letter.codePointAt(0)!};`)).join(''),
  );
