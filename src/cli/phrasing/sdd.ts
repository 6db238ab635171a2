import type { z } from 'zod';
import type { adrView, progressView } from '../../operations/sdd/shapes.ts';
import { table } from '../table.ts';
import type { Colors } from '../terminal.ts';
import { moment } from './moment.ts';

/** The stages of a change and how far it has come. */
export function progress(view: z.output<typeof progressView>, colors: Colors): string {
  const rows = view.stages.map(({ name, status, started_at, completed_at, artifact }) => [
    name,
    status.replace('_', ' '),
    started_at === undefined ? '' : moment(started_at),
    completed_at === undefined ? '' : moment(completed_at),
    artifact ?? '',
  ]);
  const size = view.size === null ? '' : `, ${view.size}`;
  const lines = [
    `${colors.bold(view.id)}  ${view.type}${size}, ${view.status}`,
    table(colors, ['Stage', 'Status', 'Started', 'Completed', 'Artifact'], rows),
    ...(view.adrs.length === 0 ? [] : [`decisions: ${view.adrs.join(', ')}`]),
    ...(view.instructions === null ? [] : ['', view.instructions]),
  ];
  return lines.join('\n');
}

interface Recorded {
  readonly adr: z.output<typeof adrView>;
  readonly locations: readonly string[];
}

export function adr(view: Recorded, colors: Colors): string {
  const { id, title, status } = view.adr;
  return `${colors.bold(id)}  ${title} (${status})\nkept in ${view.locations.join(', ')}`;
}
