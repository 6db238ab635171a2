import { z } from 'zod';
import { refuse, type Refusal } from '../../core/refusal.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { nearest } from '../../core/nearest.ts';
import type { Policy, WorkflowDefinition } from '../../policy/definitions.ts';
import { define, reading } from '../operation.ts';
import { word } from '../schemas.ts';
import { workflowSummary } from './describe.ts';
import { workflowDetail } from './shapes.ts';

export const workflows = define({
  name: 'workflows',
  title: 'List workflows',
  description:
    'Lists the workflows of the policy in force: which changes each takes, its phases and what it asks for. With a name it explains that one, with its text. It starts nothing.',
  kind: 'query',
  permission: { action: 'read', object: 'policy' },
  changeless: true,
  rest: { method: 'GET', path: '/api/workflows' },
  cli: { command: 'workflows', positional: [], example: 'changeflow workflows' },
  mcp: { tool: 'list_workflows', hints: reading },
  input: z.strictObject({ name: word.optional().describe('A workflow to explain.') }),
  output: z.object({ workflows: z.array(workflowDetail) }),
  handle: async (call, { name }) => {
    const { policy } = call.services.engine.policy();
    if (name !== undefined) {
      const found = find(policy, name);
      if (!found.ok) return found;
      return ok({ kind: 'value', value: { workflows: [detail(policy, found.value)] } });
    }
    const all = policy.definitions.workflows.map((each) => workflowSummary(policy, each));
    return ok({ kind: 'value', value: { workflows: all } });
  },
});

export const workflow = define({
  name: 'workflow',
  title: 'Explain a workflow',
  description: 'Explains one workflow of the policy in force, with its text.',
  kind: 'query',
  permission: { action: 'read', object: 'policy' },
  changeless: true,
  rest: { method: 'GET', path: '/api/workflows/{name}' },
  cli: {
    command: 'workflow',
    positional: ['name'],
    example: 'changeflow workflow NAME',
  },
  mcp: null,
  input: z.strictObject({ name: word }),
  output: workflowDetail,
  handle: async (call, { name }) => {
    const { policy } = call.services.engine.policy();
    const found = find(policy, name);
    return found.ok ? ok({ kind: 'value', value: detail(policy, found.value) }) : found;
  },
});

function find(policy: Policy, name: string): Result<WorkflowDefinition, Refusal> {
  const { workflows: all } = policy.definitions;
  const found = all.find((each) => each.name === name);
  if (found !== undefined) return ok(found);
  const names = all.map((each) => each.name);
  const near = nearest(name, names);
  const hint = near === undefined ? `There are ${names.join(', ')}.` : `Did you mean ${near}?`;
  return err(refuse('not-found', `There is no workflow ${name}. ${hint}`));
}

function detail(policy: Policy, definition: WorkflowDefinition) {
  const { lifecycle, span } = definition;
  const text = policy.files.find(({ path }) => path === span.file)?.text;
  return {
    ...workflowSummary(policy, definition),
    ...(lifecycle === null
      ? {}
      : {
          states: lifecycle.states.map(({ name, label, final }) => ({ name, label, final })),
          transitions: lifecycle.transitions.map(({ name, from, to }) => ({ name, from, to })),
        }),
    ...(text === undefined ? {} : { text: text.slice(span.start, span.end) }),
  };
}
