import { z } from 'zod';
import { ok } from '../../core/result.ts';
import { slugOf } from '../../engine/slug.ts';
import { actorOf, commandOptions } from '../actor.ts';
import { define, writing, type Call } from '../operation.ts';
import { commandInputs, line, said, text } from '../schemas.ts';
import { activeChange } from './progress.ts';
import { adrView } from './shapes.ts';

export type Adr = z.output<typeof adrView>;

export const sddAdr = define({
  name: 'sdd_adr',
  title: 'Record an architecture decision',
  description:
    'Records a decision with its reasons, in the project’s memory and, while a change is active, with that change. The same title again replaces what was recorded under it. It changes no stage.',
  kind: 'command',
  permission: { action: 'record', object: 'decision' },
  rest: { method: 'POST', path: '/api/sdd/adrs' },
  cli: {
    command: 'sdd adr',
    positional: ['title'],
    example:
      'changeflow sdd adr "Use a journal" --context "Crashes lose data" --decision "Append only" --rationale "Replay is simple"',
  },
  mcp: { tool: 'sdd_adr', hints: { ...writing, idempotentHint: true } },
  input: z.strictObject({
    title: line.describe('A short title.'),
    context: said.describe('The problem that led to the decision.'),
    decision: said.describe('What was decided.'),
    rationale: said.describe('Why.'),
    alternatives_rejected: text.optional().describe('What else was weighed, and why not.'),
    status: z.enum(['proposed', 'accepted', 'deprecated', 'superseded']).default('accepted'),
    ...commandInputs,
  }),
  output: z.object({ adr: adrView, topic_key: z.string(), locations: z.array(z.string()) }),
  handle: async (call, input) => {
    const { engine, project } = call.services;
    const { tenant } = call.principal;
    const topic_key = `adr/${slugOf(project)}/${slugOf(input.title)}`;
    const [active, before] = await Promise.all([activeChange(call), remembered(call, topic_key)]);
    const adr: Adr = {
      id: before?.id ?? numbered(await engine.reserve(tenant, `adr:${slugOf(project)}`)),
      title: input.title,
      context: input.context,
      decision: input.decision,
      rationale: input.rationale,
      alternatives_rejected: input.alternatives_rejected ?? null,
      status: input.status,
      change_id: active?.id ?? before?.change_id ?? null,
      created_at: before?.created_at ?? new Date(call.services.now()).toISOString(),
    };
    const locations = [`memory:${topic_key}`];
    if (active !== null) {
      const linked = await engine.act(
        active.id,
        { kind: 'link-adr', adr: adr.id, title: adr.title, content: adrText(adr) },
        commandOptions(call, 'sdd_adr', input),
      );
      if (!linked.ok) return linked;
      locations.push(`changes/${active.id}/adrs/${adr.id}.md`);
    }
    await engine.note(tenant, 'memory-saved', actorOf(call.principal), {
      topic_key,
      type: 'decision',
      project,
      title: adr.title,
      content: adrText(adr),
      adr: { ...adr },
    });
    return ok({ kind: 'value', value: { adr, topic_key, locations } });
  },
});

const numbered = (n: number): string => `ADR-${String(n).padStart(3, '0')}`;

/** What was last recorded under a topic. */
async function remembered(call: Call, topic: string): Promise<Adr | null> {
  const data = await call.services.engine.remembered(call.principal.tenant, topic);
  return data?.adr === undefined ? null : adrView.parse(data.adr);
}

/** The record as people read it beside the change. */
function adrText(adr: Adr): string {
  const sections: readonly (readonly [string, string | null])[] = [
    ['Context', adr.context],
    ['Decision', adr.decision],
    ['Rationale', adr.rationale],
    ['Alternatives Rejected', adr.alternatives_rejected],
  ];
  const head = [`# ${adr.title}`, '', `**ID:** ${adr.id}`, `**Status:** ${adr.status}`];
  if (adr.change_id !== null) head.push(`**Change:** \`${adr.change_id}\``);
  const body = sections.flatMap(([name, said]) =>
    said === null || said === '' ? [] : ['', `## ${name}`, '', said],
  );
  return [...head, ...body, ''].join('\n');
}
