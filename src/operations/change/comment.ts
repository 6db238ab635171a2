import { z } from 'zod';
import { signalPermissions } from '../../change/permissions.ts';
import { define, writing } from '../operation.ts';
import { changeId, changeView, commandInputs, said } from '../schemas.ts';
import { act } from './act.ts';

export const comment = define({
  name: 'comment',
  title: 'Comment on a change',
  description: 'Adds a comment to the record of a change. It moves nothing and decides nothing.',
  kind: 'command',
  permission: { action: 'comment', object: 'change' },
  rest: { method: 'POST', path: '/api/changes/{change_id}/comment' },
  cli: {
    command: 'comment',
    positional: ['change_id', 'text'],
    example: 'changeflow comment NC-20260302-001 "The vendor confirmed the date."',
  },
  mcp: { tool: 'add_comment', hints: writing },
  input: z.strictObject({
    change_id: changeId,
    text: said.describe('What to say.'),
    ...commandInputs,
  }),
  output: changeView,
  handle: (call, input) => act(call, 'comment', input, { kind: 'comment', text: input.text }),
});

export const cancel = define({
  name: 'cancel',
  title: 'Cancel a change',
  description:
    'Cancels an open change: what is asked is withdrawn and the change ends, unless its workflow handles cancelling itself. It deletes nothing.',
  kind: 'command',
  permission: signalPermissions.cancel,
  rest: { method: 'POST', path: '/api/changes/{change_id}/cancel' },
  cli: {
    command: 'cancel',
    positional: ['change_id'],
    example: 'changeflow cancel NC-20260302-001 --reason "Superseded"',
  },
  mcp: null,
  input: z.strictObject({
    change_id: changeId,
    reason: said.optional().describe('Why; kept in the record.'),
    ...commandInputs,
  }),
  output: changeView,
  handle: (call, input) =>
    act(call, 'cancel', input, { kind: 'cancel', reason: input.reason ?? null }),
});

export const retry = define({
  name: 'retry',
  title: 'Retry a failed change',
  description:
    'Delivers again the event whose step raised a condition that the workflow did not handle. A change that has not failed refuses it.',
  kind: 'command',
  permission: { action: 'retry', object: 'change' },
  rest: { method: 'POST', path: '/api/changes/{change_id}/retry' },
  cli: { command: 'retry', positional: ['change_id'], example: 'changeflow retry NC-20260302-001' },
  mcp: null,
  input: z.strictObject({ change_id: changeId, ...commandInputs }),
  output: changeView,
  handle: (call, input) => act(call, 'retry', input, { kind: 'retry' }),
});
