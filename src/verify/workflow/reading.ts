import type { Policy, WorkflowDefinition } from '../../policy/definitions.ts';
import type { Limits } from '../net/limits.ts';
import type { CodeBase } from './code-base.ts';
import type { DrawnWorkflow } from './draw-workflow.ts';
import { placesOf, type Places } from './places.ts';

/** What a workflow's findings are told from. */
export interface Reading {
  readonly policy: Policy;
  readonly workflow: WorkflowDefinition;
  readonly code: CodeBase;
  readonly drawn: DrawnWorkflow;
  readonly places: Places;
  readonly limits: Limits;
}

export function readingOf(
  policy: Policy,
  workflow: WorkflowDefinition,
  code: CodeBase,
  drawn: DrawnWorkflow,
  limits: Limits,
): Reading {
  return { policy, workflow, code, drawn, places: placesOf(policy, code, workflow.span), limits };
}
