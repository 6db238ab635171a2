import { z } from 'zod';
import type { ChangeState } from '../../change/aggregate/model.ts';
import type { JsonObject } from '../../core/json.ts';
import { ok } from '../../core/result.ts';
import type { CommandOptions } from '../../engine/api.ts';
import { slugOf } from '../../engine/slug.ts';
import { commandOptions } from '../actor.ts';
import { define, writing, type Call, type Outcome } from '../operation.ts';
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
    const { engine, project, now } = call.services;
    const options = commandOptions(call, 'sdd_adr', input);
    const found = await activeChange(call);
    const answered = await engine.answered(options);
    if (answered !== null && !answered.ok) return answered;
    const first = answered?.value.remembered ?? null;
    if (first !== null) return shown(recordedIn(first)!, first.topic_key);
    if (!found.ok) return found;
    const active = found.value;
    const forbidden = await notPermitted(call, active);
    if (forbidden !== null) return forbidden;
    const { topic_key, id, before } = await placeOf(call, options, input.title);
    const adr: Adr = {
      id,
      title: input.title,
      context: input.context,
      decision: input.decision,
      rationale: input.rationale,
      alternatives_rejected: input.alternatives_rejected ?? null,
      status: input.status,
      change_id: active?.id ?? before?.adr.change_id ?? null,
      created_at: before?.adr.created_at ?? new Date(now()).toISOString(),
    };
    const linked_to = active?.id ?? null;
    const { title } = adr;
    const content = adrText(adr);
    const memory = { topic_key, type: 'decision', project, title, adr: { ...adr }, linked_to };
    const saved =
      active === null
        ? await engine.remember(options, { ...memory, content })
        : await engine.act(
            active.id,
            { kind: 'link-adr', adr: id, title, content, memory },
            options,
          );
    return saved.ok ? shown({ adr, linked_to }, topic_key) : saved;
  },
});

/** Asked before a number is given out, and where there is no change of which it would be asked later. */
async function notPermitted(
  { services, principal, permission }: Call,
  active: ChangeState | null,
): Promise<Outcome | null> {
  if (permission === null) return null;
  const subject =
    active === null
      ? ({ kind: 'nothing' } as const)
      : ({ kind: 'change', change: active } as const);
  const answer = await services.access.permits(principal, permission, subject);
  return answer.ok ? null : answer;
}

/** A decision, and the change that it was linked to when it was recorded last. */
interface Recorded {
  readonly adr: Adr;
  readonly linked_to: string | null;
}

interface Place {
  readonly topic_key: string;
  readonly id: string;
  readonly before: Recorded | null;
}

/**
 * Where decisions of a title are kept, and the identifier they have: the topic is the title's slug, or `-2`, `-3` … where
 * titles that read otherwise have the same.
 */
async function placeOf(
  { services, principal }: Call,
  options: CommandOptions,
  title: string,
): Promise<Place> {
  const { engine, project } = services;
  const name = nameOf(title);
  const slug = `adr/${slugOf(project)}/${slugOf(title)}`;
  for (let n = 1; ; n += 1) {
    const topic_key = n === 1 ? slug : `${slug}-${String(n)}`;
    const before = recordedIn(await engine.remembered(principal.tenant, topic_key));
    if (before !== null) {
      if (nameOf(before.adr.title) === name) return { topic_key, id: before.adr.id, before };
      continue;
    }
    const topic = { counter: `adr:${slugOf(project)}`, topic_key, name };
    const number = await engine.numberOf(options, topic);
    if (number !== null) return { topic_key, id: `ADR-${String(number).padStart(3, '0')}`, before };
  }
}

/** A title without what nobody would call another one for. */
const nameOf = (title: string): string => title.trim().replace(/\s+/gu, ' ').toLowerCase();

function recordedIn(data: JsonObject | null): Recorded | null {
  if (data?.['adr'] === undefined) return null;
  const { adr, linked_to } = data;
  return { adr: adrView.parse(adr), linked_to: typeof linked_to === 'string' ? linked_to : null };
}

function shown({ adr, linked_to }: Recorded, topic_key: string): Outcome {
  const locations = [`memory:${topic_key}`];
  if (linked_to !== null) locations.push(`changes/${linked_to}/adrs/${adr.id}.md`);
  return ok({ kind: 'value', value: { adr, topic_key, locations } });
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
