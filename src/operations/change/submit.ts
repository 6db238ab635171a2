import { z } from 'zod';
import { signalPermissions } from '../../change/permissions.ts';
import { define, writing } from '../operation.ts';
import { changeId, changeView, commandInputs, said } from '../schemas.ts';
import { act } from './act.ts';

export const submit = define({
  name: 'submit',
  title: 'Ask for approval',
  description:
    'Submits a change: its workflow goes on and asks whom the policy calls for. It answers at once with who is asked, where to decide, and which freezes are in the way; it never waits for a decision and never makes one.',
  kind: 'command',
  permission: signalPermissions.submit,
  rest: { method: 'POST', path: '/api/changes/{change_id}/submit' },
  cli: {
    command: 'submit',
    positional: ['change_id'],
    example: 'changeflow submit NC-20260302-001',
  },
  mcp: { tool: 'request_approval', hints: writing },
  input: z.strictObject({ change_id: changeId, ...commandInputs }),
  output: changeView,
  handle: (call, input) =>
    act(call, 'submit', input, { kind: 'signal', name: 'submit', payload: null }),
});

export const expedite = define({
  name: 'expedite',
  title: 'Expedite a change',
  description:
    'Tells the workflow of a change that it cannot take its time, with a justification that is recorded. What follows is the policy’s: it skips no approval by itself.',
  kind: 'command',
  permission: signalPermissions.expedite,
  rest: { method: 'POST', path: '/api/changes/{change_id}/expedite' },
  cli: {
    command: 'expedite',
    positional: ['change_id'],
    example: 'changeflow expedite EC-20260302-001 --justification "Customers cannot log in"',
  },
  mcp: { tool: 'expedite_approval', hints: writing },
  input: z.strictObject({
    change_id: changeId,
    justification: said.describe('Why it cannot wait.'),
    ...commandInputs,
  }),
  output: changeView,
  handle: (call, input) =>
    act(call, 'expedite', input, {
      kind: 'signal',
      name: 'expedite',
      payload: { justification: input.justification },
    }),
});
