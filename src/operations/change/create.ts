import { z } from 'zod';
import { commandOptions } from '../actor.ts';
import { newFields } from '../fields.ts';
import { define, writing } from '../operation.ts';
import {
  changeView,
  commandInputs,
  contentInputs,
  declaredType,
  dependency,
  word,
} from '../schemas.ts';
import { answerChange } from '../view.ts';
import { shownOf } from './act.ts';

type Named = string | { readonly id: string };

/** A change that is named twice would have two policies, of which one is a slip. */
function refuseRepeated(given: readonly Named[], context: z.RefinementCtx): void {
  const ids = given.map((each) => (typeof each === 'string' ? each : each.id));
  ids.forEach((id, at) => {
    if (ids.indexOf(id) < at)
      context.addIssue({ code: 'custom', path: [at], message: `names ${id} a second time` });
  });
}

export const create = define({
  name: 'create',
  title: 'Create a change',
  description:
    'Records a change, assesses its risk and starts the workflow that the policy applies to it. Nobody is asked to approve until it is submitted, unless `submit` is true. It approves nothing.',
  kind: 'command',
  permission: { action: 'create', object: 'change' },
  rest: { method: 'POST', path: '/api/changes', status: 201 },
  cli: {
    command: 'create',
    positional: [],
    example:
      'changeflow create --title "Rotate the keys" --description "Yearly rotation" --affected-systems vault --submit',
  },
  mcp: { tool: 'create_change_request', hints: writing },
  input: z.strictObject({
    ...contentInputs,
    change_type: declaredType,
    workflow: word.optional().describe('A workflow by name; only one that applies to the change.'),
    depends_on: z
      .array(z.union([z.string().trim().min(1).max(100), dependency]))
      .max(100)
      .superRefine(refuseRepeated)
      .optional()
      .describe('Changes that must be done before.'),
    submit: z.boolean().default(false).describe('Submit it in the same step.'),
    ...commandInputs,
  }),
  output: changeView,
  handle: async (call, input) => {
    const receipt = await call.services.engine.create(
      {
        kind: 'create',
        fields: newFields(input),
        declared_type: input.change_type ?? null,
        workflow: input.workflow ?? null,
        depends_on: (input.depends_on ?? []).map((each) =>
          typeof each === 'string' ? { id: each, policy: 'block' as const } : each,
        ),
        submit: input.submit,
      },
      commandOptions(call, 'create', input),
    );
    if (!receipt.ok) return receipt;
    const change = await shownOf(call, receipt.value);
    if (!change.ok) return change;
    const created = `/api/changes/${encodeURIComponent(change.value.id)}`;
    return { ok: true, value: { ...answerChange(change.value), created } };
  },
});
