import { z } from 'zod';
import { partialFields } from '../fields.ts';
import { define, writing } from '../operation.ts';
import { changeId, changeView, commandInputs, contentInputs } from '../schemas.ts';
import { act } from './act.ts';

/** Every field but those that no change is without. */
const clearable = Object.keys(contentInputs).filter(
  (name) => name !== 'title' && name !== 'description',
);

export const edit = define({
  name: 'edit',
  title: 'Edit a change',
  description:
    'Edits fields of a change. Approvals that read an edited field become stale and are asked again; where that is no longer possible the edit is refused. It does not approve, submit or close.',
  kind: 'command',
  permission: { action: 'edit', object: 'change' },
  rest: { method: 'PATCH', path: '/api/changes/{change_id}' },
  cli: {
    command: 'edit',
    positional: ['change_id'],
    example: 'changeflow edit NC-20260302-001 --rollback-plan "Restore the snapshot"',
  },
  mcp: { tool: 'update_change', hints: writing },
  input: z.strictObject({
    change_id: changeId,
    ...contentInputs,
    title: contentInputs.title.optional(),
    description: contentInputs.description.optional(),
    clear: z
      .array(z.union([z.enum(clearable), z.string().regex(/^custom\../, 'is no field to clear')]))
      .max(50)
      .optional()
      .describe('Fields that shall have no value; `custom.NAME` for a further one.'),
    expected_version: z
      .int()
      .min(1)
      .optional()
      .describe('Refuses the edit when the change has another version (`If-Match` over HTTP).'),
    ...commandInputs,
  }),
  output: changeView,
  handle: (call, input) =>
    act(call, 'edit', input, {
      kind: 'edit',
      fields: {
        ...partialFields(input),
        ...(input.clear === undefined ? {} : { clear: input.clear.map(fieldName) }),
      },
    }),
});

/** Systems have another name outside, since a change only *affects* them. */
const fieldName = (name: string): string => (name === 'affected_systems' ? 'systems' : name);
