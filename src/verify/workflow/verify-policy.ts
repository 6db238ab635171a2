import type { Diagnostic } from '../../core/diagnostic.ts';
import type { Policy, PolicyCheck } from '../../policy/definitions.ts';
import { defaultLimits, type Limits } from '../net/limits.ts';
import { guardFindings } from '../guards/guard-findings.ts';
import { codeBaseOf, type Test } from './code-base.ts';
import { drawWorkflow } from './draw-workflow.ts';
import { workflowFindings } from './findings.ts';
import { lockFindings } from './lock-order.ts';
import { readingOf } from './reading.ts';
import type { Remarks } from './remarks.ts';
import { unreachableFindings } from './unreachable.ts';

/** What the checks of single definitions found, and what the proof of the whole finds; the policy only where neither is an error. */
export function verified(check: PolicyCheck): PolicyCheck {
  if (check.policy === null) return check;
  const found = verifyPolicy(check.policy);
  if (found.length === 0) return check;
  const diagnostics = inOrder([...check.diagnostics, ...found], check.files);
  const broken = diagnostics.some(({ severity }) => severity === 'error');
  return { ...check, diagnostics, policy: broken ? null : check.policy };
}

/** Proves every workflow of a policy sound, or says how it can go wrong. */
export function verifyPolicy(
  policy: Policy,
  limits: Limits = defaultLimits,
): readonly Diagnostic[] {
  const code = codeBaseOf(policy);
  const { workflows } = policy.definitions;
  const readings = workflows.map((workflow) =>
    readingOf(policy, workflow, code, drawWorkflow(workflow.name, code), limits),
  );
  const found = [...readings.flatMap(workflowFindings), ...lockFindings(readings)];
  const whole = readings.every(({ drawn }) => drawn.whole);
  if (!whole || found.some(({ severity }) => severity === 'error')) return distinct(found);
  const remarks = new Map(readings.map(({ workflow, drawn }) => [workflow.name, drawn.remarks]));
  return distinct([
    ...found,
    ...unreachableFindings(remarks, code),
    ...guardFindings(code, answeredIn([...remarks.values()])),
  ]);
}

/** Tests that the reading of the workflows has seen go one way alone. */
function answeredIn(drawn: readonly Remarks[]): ReadonlySet<Test> {
  const ways = new Map<Test, { then: boolean; otherwise: boolean }>();
  for (const [node, { then, otherwise }] of drawn.flatMap(({ tested }) => [...tested])) {
    const known = ways.get(node);
    ways.set(node, {
      then: then || known?.then === true,
      otherwise: otherwise || known?.otherwise === true,
    });
  }
  return new Set([...ways].flatMap(([node, way]) => (way.then && way.otherwise ? [] : [node])));
}

/** A helper that several workflows call says the same of each. */
function distinct(found: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return found.filter(({ code, message, span }) => {
    const key = `${span.file} ${span.start} ${code} ${message}`;
    return seen.size < seen.add(key).size;
  });
}

function inOrder(found: readonly Diagnostic[], files: PolicyCheck['files']): readonly Diagnostic[] {
  const order = new Map(files.map(({ path }, index) => [path, index]));
  const place = ({ span }: Diagnostic): number => order.get(span.file) ?? order.size;
  return found.toSorted((a, b) => place(a) - place(b) || a.span.start - b.span.start);
}
