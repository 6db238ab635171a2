import { z } from 'zod';
import { define, writing } from '../operation.ts';
import { changeId, changeView, commandInputs, jsonObject, line } from '../schemas.ts';
import { act } from './act.ts';
import { requestName } from './decide.ts';

export const task = define({
  name: 'task',
  title: 'Complete a task',
  description:
    'Hands in the work that a change waits for; text is kept as the artifact of the task. It does not approve what is handed in.',
  kind: 'command',
  permission: { action: 'complete', object: 'task' },
  rest: { method: 'POST', path: '/api/changes/{change_id}/tasks/{name}' },
  cli: {
    command: 'done',
    positional: ['change_id', 'name'],
    example: 'changeflow done NC-20260302-001 report --file report.md',
  },
  mcp: { tool: 'complete_task', hints: writing },
  input: z.strictObject({
    change_id: changeId,
    name: requestName.describe('The task as `waiting` names it.'),
    content: z.string().max(900_000).optional().describe('The work itself, as Markdown text.'),
    title: line.optional().describe('A title for the artifact.'),
    payload: jsonObject.optional().describe('Results as data, for the workflow.'),
    ...commandInputs,
  }),
  output: changeView,
  handle: (call, input) =>
    act(call, 'task', input, {
      kind: 'task',
      name: input.name,
      content: input.content ?? null,
      title: input.title ?? null,
      payload: input.payload ?? null,
    }),
});
