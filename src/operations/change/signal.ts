import { z } from 'zod';
import { define, writing } from '../operation.ts';
import { changeId, changeView, commandInputs, jsonObject } from '../schemas.ts';
import { act } from './act.ts';
import { requestName } from './decide.ts';

export const signal = define({
  name: 'signal',
  title: 'Send a signal',
  description:
    'Sends a change a signal or event that its workflow waits for, such as the trigger of a transition or the end of a build. What nobody awaits is kept where the workflow says so (events always), else refused with the list of what is awaited. A signal that another operation delivers needs what that operation needs; a decision is sent by no agent.',
  kind: 'command',
  permission: { action: 'send', object: 'signal' },
  rest: { method: 'POST', path: '/api/changes/{change_id}/signals' },
  cli: {
    command: 'signal',
    positional: ['change_id', 'name'],
    example: 'changeflow signal NC-20260302-001 resubmit',
  },
  mcp: { tool: 'send_signal', hints: writing },
  input: z.strictObject({
    change_id: changeId,
    name: requestName.describe('The signal or event as `waiting` names it.'),
    payload: jsonObject.optional().describe('What it carries, as a JSON object.'),
    ...commandInputs,
  }),
  output: changeView,
  handle: (call, input) =>
    act(call, 'signal', input, {
      kind: 'signal',
      name: input.name,
      payload: input.payload ?? null,
    }),
});
