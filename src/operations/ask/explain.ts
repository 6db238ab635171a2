import { z } from 'zod';
import { ok } from '../../core/result.ts';
import { define } from '../operation.ts';
import { changeId, explanationView } from '../schemas.ts';

export const explain = define({
  name: 'explain',
  title: 'Why a change waits',
  description:
    'Explains why a change waits: each request with its reasons, who could act, the lines of the policy behind it, and the shortest way to a yes.',
  kind: 'query',
  permission: { action: 'read', object: 'change' },
  rest: { method: 'GET', path: '/api/changes/{change_id}/explain' },
  cli: { command: 'why', positional: ['change_id'], example: 'changeflow why NC-20260302-001' },
  mcp: null,
  input: z.strictObject({ change_id: changeId }),
  output: explanationView,
  handle: async (call, input) => {
    const change = await call.changes.get(input.change_id);
    if (!change.ok) return change;
    const value = await call.changes.explain(change.value);
    return ok({ kind: 'value', value });
  },
});
