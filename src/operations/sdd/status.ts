import { z } from 'zod';
import { refuse } from '../../core/refusal.ts';
import { err, ok } from '../../core/result.ts';
import { define, reading } from '../operation.ts';
import { changeId } from '../schemas.ts';
import { activeChange, progressOf } from './progress.ts';
import { progressView } from './shapes.ts';

export const sddStatus = define({
  name: 'sdd_change_status',
  title: 'Progress of a specification-driven change',
  description:
    'Shows the stages of the active change, or of the one named: which are done, which is in progress and what it asks for. It changes nothing.',
  kind: 'query',
  permission: { action: 'read', object: 'change' },
  rest: { method: 'GET', path: '/api/sdd/changes/status' },
  cli: { command: 'sdd status', positional: [], example: 'changeflow sdd status' },
  mcp: { tool: 'sdd_change_status', hints: reading },
  input: z.strictObject({
    change_id: changeId.optional().describe('Left out: the active change.'),
  }),
  output: progressView,
  handle: async (call, { change_id }) => {
    if (change_id !== undefined) {
      const change = await call.changes.get(change_id);
      if (!change.ok) return change;
      return ok({ kind: 'value', value: await progressOf(call, change.value) });
    }
    const active = await activeChange(call);
    if (!active.ok) return active;
    if (active.value === null) {
      return err(refuse('not-found', 'No change is active. Give a change_id, or start a change.'));
    }
    return ok({ kind: 'value', value: await progressOf(call, active.value) });
  },
});
