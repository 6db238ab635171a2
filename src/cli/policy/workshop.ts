import type { Command } from 'commander';
import { renderDiagnostics } from '../../language/diagnostics.ts';
import type { Parts, Workshop } from '../parts.ts';
import { globalsOf } from '../run.ts';
import { CommandFailure } from '../terminal.ts';

/** The directory named, else the one that the options, the environment or the working directory tell. */
export function openWorkshop(
  parts: Parts,
  command: Command,
  directory: string | undefined,
): Promise<Workshop> {
  const { policy, data } = globalsOf(command);
  return parts.workshop(parts.resolveConfig({ data, policy: directory ?? policy }).policy);
}

export const textsOf = (check: Workshop['check']): ReadonlyMap<string, string> =>
  new Map(check.files.map(({ path, text }) => [path, text]));

/** What cannot be read cannot be tested or drawn. */
export function failOnErrors({ check }: Workshop): void {
  const errors = check.diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  throw new CommandFailure(
    `the policy has errors:\n${renderDiagnostics(errors, textsOf(check), 'text')}`,
    1,
  );
}
