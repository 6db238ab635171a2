import type { Diagnostic } from '../core/diagnostic.ts';
import { compileUnit } from '../language/compile/compile.ts';
import type { Definition } from '../language/program.ts';
import { Linker, type LinkFailure, type Program } from '../machine/program.ts';
import type { Policy } from './definitions.ts';

/** Links programs of this release's bytecode; one linker shares what its programs have in common. */
export const newLinker = (): Linker => new Linker(compileUnit);

/**
 * The running form of a policy, from its units alone: its files may be gone. Throws where the units are not those of
 * a policy that was checked.
 */
export function policyProgram(policy: Policy, linker: Linker = newLinker()): Program {
  const linked = linkPolicy(policy, linker);
  if (linked.ok) return linked.value;
  throw new Error(
    `policy ${policy.id}: ${linked.error.definition}: ${linked.error.failure.message}`,
  );
}

const linkPolicy = (policy: Policy, linker: Linker): ReturnType<Linker['link']> =>
  linker.link(
    new Map(Object.entries(policy.units)),
    policy.roots,
    new Map(Object.entries(policy.positions)),
  );

/**
 * Evaluates the top-level values of a policy once, with pure code only, and says which of them fails. What is linked is
 * kept in the linker.
 */
export function topLevelFindings(
  policy: Policy,
  definitions: readonly Definition[],
  linker: Linker,
): readonly Diagnostic[] {
  const linked = linkPolicy(policy, linker);
  return linked.ok ? [] : [findingOf(linked.error, definitions)];
}

function findingOf(
  { definition, failure }: LinkFailure,
  definitions: readonly Definition[],
): Diagnostic {
  const failed = definitions.find(({ name }) => name === definition);
  return {
    severity: 'error',
    code: 'evaluation-failed',
    message: `the value of \`${definition}\` cannot be made: ${failure.message}`,
    span: failed?.span ?? { file: '', start: 0, end: 0 },
  };
}
