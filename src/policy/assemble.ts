import type { Diagnostic } from '../core/diagnostic.ts';
import { inOrder, expandProgram, type Program, type SourceFile } from '../language/program.ts';
import { unitsOf } from '../language/compile/units.ts';
import type { Linker } from '../machine/program.ts';
import { definedBy, policyFindings } from './check.ts';
import type { Policy, PolicyCheck } from './definitions.ts';
import { generatedDefinitions } from './generated.ts';
import { policyId } from './identity.ts';
import type { PolicyLibrary } from './library.ts';
import { newLinker, topLevelFindings } from './program.ts';
import { readableOf } from './readable.ts';

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
  const given = definedBy(program);
  const own = files.filter((file) => !isTest(file));
  const text = { v: 1, id: policyId(id, own), library: id, provenance, files: own } as const;
  const policyOf = (defined: Program): Policy => {
    const { definitions } = defined === program ? given : definedBy(defined);
    const generated = generatedDefinitions(definitions);
    const { units, roots } = unitsOf([
      ...library.definitions,
      ...generated,
      ...defined.definitions,
    ]);
    return {
      ...text,
      definitions,
      units: Object.fromEntries(units),
      roots: Object.fromEntries(roots),
      positions: Object.fromEntries(
        defined.definitions.map(({ name, positions }) => [name, positions]),
      ),
    };
  };
  const readable = program.diagnostics.some(({ severity }) => severity === 'error')
    ? { ...program, definitions: readableOf(program, library.arities) }
    : program;
  const policy = policyOf(program);
  const others = policyFindings(program, given, files);
  const found = [...withoutNamesIn(others, program.diagnostics, files), ...others];
  const broken = found.some(({ severity }) => severity === 'error');
  if (!broken) found.push(...topLevelFindings(policy, program.definitions, linker));
  const order = new Map(files.map(({ path }, index) => [path, index]));
  const diagnostics = inOrder(found, order);
  const sound = !diagnostics.some(({ severity }) => severity === 'error');
  const read =
    readable === program ? { policy, whole: true } : { policy: policyOf(readable), whole: false };
  return { policy: sound ? policy : null, read, diagnostics, files };
}

/** Findings without those of unbound names that others tell as a role, system or workflow that is not there. */
function withoutNamesIn(
  others: readonly Diagnostic[],
  found: readonly Diagnostic[],
  files: readonly SourceFile[],
): readonly Diagnostic[] {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const nameAt = ({ span: { file, start, end } }: Diagnostic): string =>
    texts.get(file)?.slice(start, end) ?? '';
  const told = new Set(others.filter(({ code }) => code.startsWith('unknown-')).map(nameAt));
  return found.filter((each) => each.code !== 'unbound-name' || !told.has(nameAt(each)));
}
