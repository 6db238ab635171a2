import { z } from 'zod';
import { ok } from '../../core/result.ts';
import { commandOptions } from '../actor.ts';
import { shownOf } from '../change/act.ts';
import { define, writing } from '../operation.ts';
import { commandInputs, said } from '../schemas.ts';
import { progressOf } from './progress.ts';
import { progressView } from './shapes.ts';

const TITLE_MAX = 200;

export const sddChange = define({
  name: 'sdd_change',
  title: 'Start a specification-driven change',
  description:
    'Starts a change whose stages follow from its type and size, by the policy’s workflow; the first stage is in progress. Refused while another one is active in the project. It writes no stage.',
  kind: 'command',
  permission: { action: 'create', object: 'change' },
  rest: { method: 'POST', path: '/api/sdd/changes', status: 201 },
  cli: {
    command: 'sdd change',
    positional: ['type', 'size', 'description'],
    example: 'changeflow sdd change fix small "Empty queries crash the search"',
  },
  mcp: { tool: 'sdd_change', hints: writing },
  input: z.strictObject({
    type: z.enum(['feature', 'fix', 'refactor', 'enhancement']).describe('Kind of the change.'),
    size: z.enum(['small', 'medium', 'large']).describe('How large it is.'),
    description: said.describe('What the change does.'),
    ...commandInputs,
  }),
  output: progressView,
  handle: async (call, input) => {
    const title = (input.description.split('\n')[0] ?? '').slice(0, TITLE_MAX);
    const receipt = await call.services.engine.create(
      {
        kind: 'create',
        fields: { title, description: input.description, size: input.size },
        declared_type: input.type,
        workflow: null,
        depends_on: [],
        submit: false,
      },
      commandOptions(call, 'sdd_change', input),
    );
    if (!receipt.ok) return receipt;
    const change = await shownOf(call, receipt.value);
    if (!change.ok) return change;
    const created = `/api/changes/${encodeURIComponent(change.value.id)}`;
    return ok({ kind: 'value', value: await progressOf(call, change.value), created });
  },
});
