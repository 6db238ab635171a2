import { z } from 'zod';
import { ok } from '../../core/result.ts';
import { define, type Call } from '../operation.ts';
import { changeId, pageInputs, pageOf, recordView } from '../schemas.ts';
import { recordOf } from '../view.ts';

type Item = ReturnType<typeof recordOf>;

export const history = define({
  name: 'history',
  title: 'History of a change',
  description:
    'Lists the records of a change, oldest first: who did what, when, under which policy.',
  kind: 'query',
  permission: { action: 'read', object: 'change' },
  rest: { method: 'GET', path: '/api/changes/{change_id}/events' },
  cli: { command: 'log', positional: ['change_id'], example: 'changeflow log NC-20260302-001' },
  mcp: null,
  input: z.strictObject({
    change_id: changeId,
    limit: pageInputs.limit,
    cursor: z
      .string()
      .regex(/^\d{1,15}$/, 'is no cursor of this list')
      .optional()
      .describe('`next_cursor` of the page before.'),
  }),
  output: pageOf(recordView),
  handle: async (call, input) => {
    const change = await call.changes.get(input.change_id);
    if (!change.ok) return change;
    const after = input.cursor === undefined ? {} : { after_seq: Number(input.cursor) };
    return ok({ kind: 'value', value: await page(call, change.value.id, input.limit, after) });
  },
});

async function page(
  call: Call,
  change: string,
  limit: number,
  after: { readonly after_seq?: number },
): Promise<{ items: Item[]; next_cursor: string | null }> {
  const items: Item[] = [];
  for await (const record of call.changes.records(change, after)) {
    const last = items.at(-1);
    if (items.length === limit && last !== undefined) return { items, next_cursor: `${last.seq}` };
    items.push(recordOf(record));
  }
  return { items, next_cursor: null };
}
