import { positionOf } from '../core/span.ts';
import type { PolicyCheck } from '../policy/definitions.ts';
import { ill, warning, well, type Finding } from './finding.ts';

/** The policy of a server as it says itself: what is in force, where it reads it, and what its newest read found. */
export interface ServedPolicy {
  readonly id: string;
  readonly directory: string | null;
  readonly diagnostics: readonly Said[];
}

type Checked = Pick<PolicyCheck, 'policy' | 'diagnostics' | 'files'>;

interface Said {
  readonly severity: 'error' | 'warning';
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/**
 * How a directory is as a policy, and whether what a server has in force is what the directory says. `check` is of the
 * directory as it is now, null where it is on another machine: then the server's newest read counts.
 */
export function policyFindings(
  directory: string,
  check: Checked | null,
  served: ServedPolicy | null,
): readonly Finding[] {
  const said = check === null ? (served?.diagnostics ?? []) : saidBy(check);
  const found = directoryFinding(directory, said);
  return served === null ? [found] : [found, inForce(served, check, found.state === 'bad')];
}

const saidBy = ({ diagnostics, files }: Checked): readonly Said[] =>
  diagnostics.map(({ severity, span, message }) => ({
    severity,
    file: span.file,
    line: positionOf(files.find(({ path }) => path === span.file)?.text ?? '', span.start).line,
    message,
  }));

function directoryFinding(directory: string, diagnostics: readonly Said[]): Finding {
  const what = 'policy directory';
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const warnings = diagnostics.length - errors.length;
  const counts = `${directory}, ${counted(errors.length, 'error')}, ${counted(warnings, 'warning')}`;
  const help = `changeflow check ${directory}`;
  const [first] = errors;
  if (first !== undefined)
    return ill(what, `${counts}; ${first.file}:${first.line}: ${first.message}`, help);
  return warnings > 0 ? warning(what, counts, help) : well(what, counts);
}

const counted = (count: number, word: string): string =>
  `${count} ${word}${count === 1 ? '' : 's'}`;

/** Whether the directory's policy is the one in force; one with errors cannot be, and loading it would not help. */
function inForce({ id }: ServedPolicy, check: Checked | null, isBroken: boolean): Finding {
  const what = 'policy in force';
  if (isBroken)
    return warning(
      what,
      `${id}, the last one without errors`,
      'mend the directory, then changeflow policy load',
    );
  if (check === null || check.policy?.id === id) return well(what, id);
  return ill(what, `${id}, not that of the directory`, 'changeflow policy load');
}
