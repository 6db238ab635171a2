import { z } from 'zod';
import { ok } from '../../core/result.ts';
import { define, reading } from '../operation.ts';
import { pageInputs, pageOf, summaryView } from '../schemas.ts';
import { summaryOf } from '../view.ts';

export const inbox = define({
  name: 'inbox',
  title: 'What waits for me',
  description:
    'Lists the approvals, signals and tasks that wait for the caller: the change, the request, the role that asks, since when, by when, and what a yes would do; and what the workflows of open changes have told the caller. It decides nothing.',
  kind: 'query',
  permission: { action: 'read', object: 'change' },
  rest: { method: 'GET', path: '/api/inbox' },
  cli: { command: 'inbox', positional: [], example: 'changeflow inbox' },
  mcp: { tool: 'list_pending_approvals', hints: reading },
  input: z.strictObject(pageInputs),
  output: pageOf(
    z.object({
      change: summaryView,
      request: z.string(),
      kind: z.enum(['approval', 'signal', 'event', 'task', 'notice']),
      role: z.string(),
      since: z.string(),
      due: z.string().nullable(),
      effect: z.string(),
    }),
  ),
  handle: async (call, { limit, cursor }) => {
    const page = await call.changes.inbox({
      limit,
      ...(cursor === undefined ? {} : { cursor }),
    });
    const items = page.items.map((item) => ({ ...item, change: summaryOf(item.change) }));
    return ok({ kind: 'value', value: { items, next_cursor: page.next_cursor } });
  },
});
