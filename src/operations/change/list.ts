import { z } from 'zod';
import { ok } from '../../core/result.ts';
import { define, reading } from '../operation.ts';
import { pageInputs, pageOf, summaryView, word } from '../schemas.ts';
import { summaryOf } from '../view.ts';

export const list = define({
  name: 'list',
  title: 'List changes',
  description:
    'Lists changes, newest first, by status, phase, type, system, author, label, words or whom they wait for. It gives summaries; {get} shows one whole.',
  kind: 'query',
  permission: { action: 'read', object: 'change' },
  rest: { method: 'GET', path: '/api/changes' },
  cli: { command: 'list', positional: [], example: 'changeflow list --status open --system vault' },
  mcp: { tool: 'list_changes', hints: reading },
  input: z.strictObject({
    status: z
      .enum(['open', 'completed', 'rejected', 'cancelled', 'failed', 'archived'])
      .optional()
      .describe('Where they stand.'),
    phase: word.optional().describe('A phase that is open now.'),
    type: word.optional().describe('Their type.'),
    system: word.optional().describe('A system that they touch.'),
    author: word.optional().describe('Who made them.'),
    label: word.optional().describe('A label that they have.'),
    q: z.string().trim().min(1).max(200).optional().describe('Words of title or description.'),
    waiting_for: word
      .optional()
      .describe('`role:NAME`, `person:ID`, or the name of a role: whom the change asks now.'),
    ...pageInputs,
  }),
  output: pageOf(summaryView),
  handle: async (call, { waiting_for, ...query }) => {
    const page = await call.changes.list({
      ...present(query),
      limit: query.limit,
      ...(waiting_for === undefined ? {} : { waiting_for: [asked(waiting_for)] }),
    });
    const value = { items: page.items.map(summaryOf), next_cursor: page.next_cursor };
    return ok({ kind: 'value', value });
  },
});

const asked = (who: string): string => (/^(role|person):/.test(who) ? who : `role:${who}`);

type Present<T> = { [Name in keyof T]?: NonNullable<T[Name]> };

/** The members that have a value. */
function present<T extends object>(input: T): Present<T> {
  const entries = Object.entries(input).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Present<T>;
}
