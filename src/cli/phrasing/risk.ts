import { table } from '../table.ts';
import type { Colors } from '../terminal.ts';

interface Risk {
  readonly risk_score: number;
  readonly risk_level: string;
  readonly declared_type: string | null;
  readonly effective_type: string;
  readonly recommended_type: string;
  readonly risk_factors: readonly {
    readonly label: string;
    readonly weight: number;
    readonly value: string;
    readonly points: number;
    readonly reason: string;
    readonly source: string;
  }[];
  readonly required_approvers: readonly string[];
  readonly warnings: readonly string[];
}

export function risk(view: Risk, colors: Colors): string {
  const rows = view.risk_factors.map((factor) => [
    factor.label,
    `${factor.points}`,
    `${factor.weight} × ${factor.value}`,
    factor.reason,
    factor.source,
  ]);
  const approvers = view.required_approvers.join(', ');
  return [
    colors.bold(`Risk Score: ${view.risk_score}/100 (${view.risk_level})`),
    `type ${view.effective_type}; ${view.recommended_type} is recommended`,
    table(colors, ['Factor', 'Points', 'Weight × grade', 'Why', 'Source'], rows),
    `approvers: ${approvers === '' ? 'nobody' : approvers}`,
    ...view.warnings.map((text) => colors.yellow(`warning: ${text}`)),
  ].join('\n');
}
