import { z } from 'zod';
import { signalPermissions } from '../../change/permissions.ts';
import { deciding, define } from '../operation.ts';
import { changeId, changeView, commandInputs, said, text } from '../schemas.ts';
import { act } from './act.ts';

export const requestName = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .describe(
    'The request as `waiting` names it: NAME, or NAME:KEY where a name is open more than once.',
  );

export const decide = define({
  name: 'decide',
  title: 'Decide on a change',
  description:
    'Votes in an approval that asks the caller. Nobody decides on a change of their own, and nobody twice. What an agent decides is advice, kept beside the request for the people who decide. Give `expected_digest` to decide on exactly what was read.',
  kind: 'command',
  permission: signalPermissions.approve,
  rest: { method: 'POST', path: '/api/changes/{change_id}/decisions' },
  cli: null,
  mcp: { tool: 'decide_approval', hints: deciding },
  input: z.strictObject({
    change_id: changeId,
    request: requestName.optional(),
    decision: z.enum(['approve', 'reject', 'revise', 'abstain']),
    reason: text.optional().describe('Why; kept with the vote.'),
    conditions: z.array(said).max(50).optional().describe('What the yes depends on.'),
    expected_digest: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'is no digest')
      .optional()
      .describe('`digest` of the change as it was read; refused when the content differs now.'),
    confidence: z.number().min(0).max(1).optional().describe('For agents: how sure, 0 to 1.'),
    ...commandInputs,
  }),
  output: changeView,
  handle: (call, input) =>
    act(call, 'decide', input, {
      kind: 'decide',
      request: input.request ?? null,
      decision: input.decision,
      reason: input.reason ?? null,
      conditions: input.conditions ?? [],
      expected_digest: input.expected_digest ?? null,
      confidence: input.confidence ?? null,
    }),
});
