import type { z } from 'zod';
import type { diagnosticShape, workflowDetail } from '../../operations/policy/shapes.ts';
import { table } from '../table.ts';
import type { Colors } from '../terminal.ts';
import { moment } from './moment.ts';

type Workflow = z.output<typeof workflowDetail>;

export function workflows(
  view: { readonly workflows: readonly Workflow[] },
  colors: Colors,
): string {
  const [only] = view.workflows;
  if (view.workflows.length === 1 && only?.text !== undefined) return workflow(only, colors);
  const rows = view.workflows.map((each) => [
    each.name,
    applies(each),
    each.description ?? '',
    each.source,
  ]);
  return table(colors, ['Workflow', 'Applies to', 'What it is', 'Source'], rows);
}

export function workflow(view: Workflow, colors: Colors): string {
  const lines = [
    `${colors.bold(view.name)}  ${view.description ?? ''}`,
    `applies to ${applies(view)}; identifier ${view.identifier}  ${colors.dim(view.source)}`,
    `phases: ${view.phases.map(({ label }) => label).join(', ')}`,
    `asks for: ${view.requests.map(({ name, kind }) => `${name} (${kind})`).join(', ')}`,
    ...(view.text === undefined ? [] : ['', view.text]),
  ];
  return lines.join('\n');
}

const applies = ({ applies_to: { types, conditional } }: Workflow): string =>
  `${types === null ? 'any type' : types.join(', ')}${conditional ? ', by a condition' : ''}`;

interface Policy {
  readonly id: string;
  readonly commit: string | null;
  readonly dirty: boolean;
  readonly activated_at: string;
  readonly diagnostics: readonly z.output<typeof diagnosticShape>[];
  readonly workflows: readonly unknown[];
  readonly rules: readonly unknown[];
  readonly roles: readonly unknown[];
  readonly systems: readonly unknown[];
  readonly freezes: readonly unknown[];
}

export function policy(view: Policy, colors: Colors): string {
  const counts = (['workflows', 'rules', 'roles', 'systems', 'freezes'] as const).map(
    (section) => `${view[section].length} ${section}`,
  );
  const commit =
    view.commit === null ? 'no commit' : `commit ${view.commit}${view.dirty ? ', dirty' : ''}`;
  const lines = [
    `${colors.bold(view.id)}  ${commit}, in force since ${moment(view.activated_at)}`,
    counts.join(', '),
    ...view.diagnostics.map(
      ({ file, line, column, severity, code, message }) =>
        `${file}:${line}:${column}: ${severity}[${code}]: ${message}`,
    ),
  ];
  return lines.join('\n');
}
