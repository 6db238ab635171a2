import type { Diagnostic } from '../../core/diagnostic.ts';
import { positionOf, type Span } from '../../core/span.ts';
import type { Policy, WorkflowDefinition } from '../../policy/definitions.ts';
import type { PolicyText } from '../services.ts';

/** `file:line` of a span, from the texts of the policy. */
export function sourceOf(files: readonly PolicyText[], span: Span): string {
  const file = files.find(({ path }) => path === span.file);
  return file === undefined ? span.file : `${span.file}:${positionOf(file.text, span.start).line}`;
}

/** A diagnostic with the place as people count it. */
export function diagnosticView(files: readonly PolicyText[], diagnostic: Diagnostic) {
  const file = files.find(({ path }) => path === diagnostic.span.file);
  const { line, column } = positionOf(file?.text ?? '', diagnostic.span.start);
  return {
    severity: diagnostic.severity,
    code: diagnostic.code,
    message: diagnostic.message,
    file: diagnostic.span.file,
    line,
    column,
    help: diagnostic.help ?? null,
    path: [...(diagnostic.path ?? [])],
  };
}

/** A workflow as lists show it. */
export function workflowSummary(policy: Policy, workflow: WorkflowDefinition) {
  return {
    name: workflow.name,
    description: workflow.doc,
    applies_to: {
      types: workflow.appliesTo.types === null ? null : [...workflow.appliesTo.types],
      conditional: workflow.appliesTo.when !== null,
    },
    identifier: workflow.identifier,
    one_active_by: workflow.oneActive,
    phases: workflow.phases.map(({ name, label }) => ({ name, label })),
    requests: workflow.requests.map(({ name, kind }) => ({ name, kind })),
    source: sourceOf(policy.files, workflow.span),
  };
}
