import { inOrder, expandProgram, type Definition, type SourceFile } from '../language/program.ts';
import { unitsOf } from '../language/compile/units.ts';
import type { Linker } from '../machine/program.ts';
import { definitionsOf, policyFindings } from './check.ts';
import type { Policy, PolicyCheck } from './definitions.ts';
import { generatedDefinitions } from './generated.ts';
import { policyId } from './identity.ts';
import type { PolicyLibrary } from './library.ts';
import { newLinker, topLevelFindings } from './program.ts';

/** Texts of tests, which may stand beside a policy and are no part of it. */
const isTest = ({ path }: SourceFile): boolean => path.startsWith('tests/');

/**
 * A policy from its texts: expanded, checked, its top-level values evaluated once. Pure, but for the linker, which has the
 * program afterwards for those who want it to run.
 */
export function assemble(
  files: readonly SourceFile[],
  provenance: Policy['provenance'],
  { id, library }: PolicyLibrary,
  linker: Linker = newLinker(),
): PolicyCheck {
  const program = expandProgram(files, library);
  const definitions = definitionsOf(program);
  const all: readonly Definition[] = [
    ...library.definitions,
    ...generatedDefinitions(definitions),
    ...program.definitions,
  ];
  const { units, roots } = unitsOf(all);
  const own = files.filter((file) => !isTest(file));
  const policy: Policy = {
    v: 1,
    id: policyId(id, own),
    library: id,
    provenance,
    files: own,
    definitions,
    units: Object.fromEntries(units),
    roots: Object.fromEntries(roots),
    positions: Object.fromEntries(
      program.definitions.map(({ name, positions }) => [name, positions]),
    ),
  };
  const unread = program.diagnostics.some(({ severity }) => severity === 'error');
  const found = [...program.diagnostics, ...policyFindings(program, definitions, files)];
  const broken = found.some(({ severity }) => severity === 'error');
  if (!broken) found.push(...topLevelFindings(policy, program.definitions, linker));
  const order = new Map(files.map(({ path }, index) => [path, index]));
  const diagnostics = inOrder(found, order);
  const sound = !diagnostics.some(({ severity }) => severity === 'error');
  return { policy: sound ? policy : null, read: unread ? null : policy, diagnostics, files };
}
