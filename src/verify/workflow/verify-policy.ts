import type { Diagnostic } from '../../core/diagnostic.ts';
import type { Policy, PolicyCheck, WorkflowDefinition } from '../../policy/definitions.ts';
import { defaultLimits, type Limits } from '../net/limits.ts';
import { guardFindings } from '../guards/guard-findings.ts';
import { codeBaseOf, type Test } from './code-base.ts';
import { drawWorkflow } from './draw-workflow.ts';
import { effectsInConditions } from './effects-in-conditions.ts';
import { endlessFindings } from './endless.ts';
import { judgeWorkflow, type Judged, type OfWorkflow } from './findings.ts';
import { lockFindings } from './lock-order.ts';
import { neverEnding } from './never-ends.ts';
import { readingOf, type Reading } from './reading.ts';
import type { Remarks } from './remarks.ts';
import { speakerOf, unreachableFindings } from './unreachable.ts';

/**
 * What the checks of single definitions found, and what the proof of the whole finds, which tells of workflows as soon as
 * every definition can be read; the policy only where neither is an error.
 */
export function verified(check: PolicyCheck): PolicyCheck {
  const found = verifyPolicy(check.read.policy, defaultLimits, check.read.whole);
  if (found.length === 0) return check;
  const diagnostics = inOrder([...check.diagnostics, ...found], check.files);
  const broken = diagnostics.some(({ severity }) => severity === 'error');
  return { ...check, diagnostics, policy: broken ? null : check.policy };
}

/** Proves every workflow of a policy sound, or says how it can go wrong. */
export function verifyPolicy(
  policy: Policy,
  limits: Limits = defaultLimits,
  whole = true,
): readonly Diagnostic[] {
  const { judge, together, beside } = policyJudge(policy, whole);
  const judged = policy.definitions.workflows.map((workflow) => judge(workflow, limits));
  const own = judged.flatMap(({ findings }) => findings);
  return distinct([...own, ...beside(), ...[...together(judged).values()].flat()]);
}

/** Proves workflows one by one, and then what they show together. */
export interface PolicyJudge {
  readonly judge: (workflow: WorkflowDefinition, limits: Limits) => Judged;
  /** What all workflows of the policy show together, by the name of the workflow that it is first told of. */
  readonly together: (judged: readonly Judged[]) => ReadonlyMap<string, readonly Diagnostic[]>;
  /** What is wrong with code that only computes, whoever calls it. */
  readonly beside: () => readonly Diagnostic[];
}

/** `whole`: whether the policy is all of what its author wrote. */
export function policyJudge(policy: Policy, whole = true): PolicyJudge {
  const code = codeBaseOf(policy);
  return {
    beside: () => [
      ...effectsInConditions(policy, code),
      ...endlessFindings(Object.keys(policy.positions), code),
    ],
    judge(workflow, limits) {
      const drawn = drawWorkflow(workflow.name, code);
      return judgeWorkflow(readingOf(policy, workflow, code, drawn, limits));
    },
    together(judged) {
      const found = new Map<string, Diagnostic[]>();
      const tell = ({ workflow, finding }: OfWorkflow): void => {
        found.set(workflow, [...(found.get(workflow) ?? []), finding]);
      };
      lockFindings(judged.map(({ reading }) => reading)).forEach(tell);
      neverEnding(judged.flatMap(soundAlone)).forEach(tell);
      const broken = new Set<string>();
      const remarks = new Map<string, Remarks>();
      for (const { reading, findings } of judged) {
        const { name } = reading.workflow;
        remarks.set(name, reading.drawn.remarks);
        const told = [...findings, ...(found.get(name) ?? [])];
        if (!reading.drawn.whole || told.some(({ severity }) => severity === 'error'))
          broken.add(name);
      }
      // What no workflow comes to that could be read, another may.
      if (!whole) return found;
      unreachableFindings(remarks, broken, code).forEach(tell);
      if (broken.size > 0) return found;
      const speaker = speakerOf([...remarks.keys()], code);
      for (const { definition, finding } of guardFindings(code, answeredIn([...remarks.values()])))
        tell({ workflow: speaker(definition), finding });
      return found;
    },
  };
}

/** A workflow of which nothing is wrong by itself, and all of which is known. */
const soundAlone = ({ reading, findings }: Judged): readonly Reading[] =>
  reading.drawn.whole && findings.every(({ severity }) => severity === 'warning') ? [reading] : [];

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
