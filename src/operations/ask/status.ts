import { z } from 'zod';
import { ok } from '../../core/result.ts';
import type { IndexEntry } from '../../engine/ports.ts';
import { define, type Call } from '../operation.ts';
import { pageInputs, pageOf, requestVote, summaryView } from '../schemas.ts';
import { summaryOf } from '../view.ts';
import { estimateReview, type Estimate } from './estimate.ts';

export const status = define({
  name: 'status',
  title: 'My changes',
  description:
    'Lists the open changes of the caller: their state, what the caller may do now, and how long a review takes, with what that figure rests on.',
  kind: 'query',
  permission: { action: 'read', object: 'change' },
  rest: { method: 'GET', path: '/api/status' },
  cli: { command: 'status', positional: [], example: 'changeflow status' },
  mcp: null,
  input: z.strictObject({
    ...pageInputs,
    limit: z.int().min(1).max(25).default(10).describe('How many items a page has.'),
  }),
  output: pageOf(
    z.object({
      change: summaryView,
      waits_for: z.array(z.string()),
      warnings: z.array(z.string()),
      votes: z.array(requestVote),
      actions: z.array(z.object({ request: z.string(), kind: z.string(), next: z.string() })),
      estimated_review: z.object({
        seconds: z.int().nullable(),
        text: z.string(),
        source: z.string(),
      }),
    }),
  ),
  handle: async (call, { limit, cursor }) => {
    const { principal, changes } = call;
    const page = await changes.list({
      author: principal.actingFor ?? principal.id,
      status: 'open',
      limit,
      ...(cursor === undefined ? {} : { cursor }),
    });
    const estimates = new Map<string, Promise<Estimate>>();
    for (const { workflow } of page.items) {
      if (!estimates.has(workflow)) estimates.set(workflow, estimateReview(call, workflow));
    }
    const items = [];
    for (const entry of page.items) {
      const estimated_review = await estimates.get(entry.workflow);
      items.push({ ...(await stateOf(call, entry)), estimated_review });
    }
    return ok({ kind: 'value', value: { items, next_cursor: page.next_cursor } });
  },
});

async function stateOf(call: Call, entry: IndexEntry) {
  const { principal, changes } = call;
  const change = await changes.get(entry.id);
  const explanation = change.ok ? await changes.explain(change.value) : null;
  const waiting = explanation?.waiting ?? [];
  const me = new Set([principal.id, principal.actingFor]);
  return {
    change: summaryOf(entry),
    waits_for: waiting.map(({ request, reason }) =>
      reason.text.startsWith(request) ? reason.text : `${request}: ${reason.text}`,
    ),
    warnings: explanation?.warnings ?? [],
    votes: explanation?.votes ?? [],
    actions: waiting
      .filter(({ who }) => who.some(({ id }) => me.has(id)))
      .map(({ request, kind, next }) => ({ request, kind, next })),
  };
}
