import { z } from 'zod';
import { ok } from '../../core/result.ts';
import { define, reading, type Call } from '../operation.ts';
import { changeId, changeView } from '../schemas.ts';
import { answerChange, recordOf, type Includes } from '../view.ts';

/** Events shown with a change; the whole history has an operation of its own. */
const EVENTS_MAX = 500;

const include = z.enum(['events', 'explanation', 'artifacts']);

export const get = define({
  name: 'get',
  title: 'Show a change',
  description:
    'Shows a change: its content, phases, what it waits for, votes, risk and digest; on request also its events, why it waits and who could act, and the text of its artifacts. It changes nothing.',
  kind: 'query',
  permission: { action: 'read', object: 'change' },
  rest: { method: 'GET', path: '/api/changes/{change_id}' },
  cli: {
    command: 'show',
    positional: ['change_id'],
    example: 'changeflow show NC-20260302-001 --include explanation',
  },
  mcp: { tool: 'get_change', hints: reading },
  input: z.strictObject({
    change_id: changeId,
    include: z
      .array(include)
      .max(3)
      .default([])
      .describe('What to add: `events` (the last 500), `explanation`, `artifacts` (their text).'),
  }),
  output: changeView,
  handle: async (call, input) => {
    const change = await call.changes.get(input.change_id);
    if (!change.ok) return change;
    const wanted = new Set(input.include);
    const includes: Includes = {
      artifacts: wanted.has('artifacts'),
      ...(wanted.has('events') ? { events: await lastEvents(call, change.value.id) } : {}),
      ...(wanted.has('explanation')
        ? {
            explanation: z
              .custom<Includes['explanation']>()
              .parse(await call.changes.explain(change.value)),
          }
        : {}),
    };
    return ok(answerChange(change.value, includes));
  },
});

async function lastEvents(call: Call, change: string): Promise<NonNullable<Includes['events']>> {
  const events: NonNullable<Includes['events']> = [];
  for await (const record of call.changes.records(change)) {
    events.push(recordOf(record));
    if (events.length > EVENTS_MAX) events.shift();
  }
  return events;
}
