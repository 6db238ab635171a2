import type { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { McpDoor } from './door.ts';

const said = z.string().trim().min(1).max(50_000);

/** Conversations to start from. They name tools and give facts; what is decided stays with people and the policy. */
export function addPrompts(server: McpServer, door: McpDoor): void {
  server.registerPrompt(
    'analyze-change-risk',
    {
      title: 'Analyse the risk of a change',
      description:
        'Scores a planned change with the policy’s model and says what drives the score.',
      argsSchema: z.object({ change_description: said, environment: said }),
    },
    ({ change_description, environment }) =>
      user(`Analyse the risk of this planned change to ${environment}.

${quoted(change_description)}

1. Name the systems that it touches; ask me where the text does not say.
2. Call assess_change_risk with title, description, affected_systems and environment.
3. Explain each factor that has points, with its reason and source line, and who would have to approve.
4. Say what would lower the score honestly, and what no score can know. Invent no figure.`),
  );
  server.registerPrompt(
    'generate-rollback-plan',
    {
      title: 'Write a rollback plan',
      description: 'Drafts how a change is undone, to be kept with the change.',
      argsSchema: z.object({ change_details: said, system_context: said.optional() }),
    },
    ({ change_details, system_context }) =>
      user(`Write a rollback plan for this change.

${quoted(change_details)}
${system_context === undefined ? '' : `\nWhat is known of the systems:\n\n${quoted(system_context)}\n`}
Give: what tells that it must be undone (figures to watch, for how long), who says so, the steps in order with how each is checked, what cannot be undone, and how long it takes. Where something is not known, write a question instead of a guess. Offer to keep it with update_change as rollback_plan.`),
  );
  server.registerPrompt(
    'create-change-summary',
    {
      title: 'Summarise a change',
      description: 'Summarises a change for one kind of reader.',
      argsSchema: z.object({
        change_request: said.describe('Identifier of the change, or its text.'),
        audience: z.enum(['technical', 'executive', 'operational']),
      }),
    },
    ({ change_request, audience }) =>
      user(`Summarise this change for a reader who is ${audience}: ${change_request}

If it is an identifier, read it first with get_change (include explanation). Say what changes, why, when, how risky it is and what drives that, who has decided what, and what it waits for now. At most 200 words; only facts that the change has.`),
  );
  server.registerPrompt(
    'review-change',
    {
      title: 'Review a change',
      description: 'Reads a change as a reviewer would and prepares advice.',
      argsSchema: z.object({ change_id: said }),
    },
    async ({ change_id }) =>
      user(`Review the change ${change_id}. This is how it stands:

${await facts(door, 'get', { change_id, include: ['explanation', 'artifacts'] })}

Check that the description says what changes and why; that the plan can be followed; that the rollback plan undoes it; that the tests would show a failure; that the systems named are those touched; that the risk factors fit. List what is missing as questions. Then say what you would advise and how sure you are. A vote is a person’s: give yours with decide_approval and expected_digest only when I ask you to.`),
  );
  server.registerPrompt(
    'sdd-stage-guide',
    {
      title: 'Guide through the current stage',
      description:
        'What the current stage of a specification-driven change asks for, and what is there already.',
      argsSchema: z.object({ change_id: said.optional() }),
    },
    async ({ change_id }) =>
      user(`Guide me through the current stage of the change. This is its progress:

${await facts(door, 'sdd_change_status', change_id === undefined ? {} : { change_id })}

Follow \`instructions\` of the current stage. Read the earlier artifacts with get_change (include artifacts) and contradict none of them silently. Ask me what only I can know. Then write the text of the stage and, when I agree, hand it in with sdd_change_advance and expected_stage. Record decisions with sdd_adr.`),
  );
}

const user = (text: string) => ({
  messages: [{ role: 'user' as const, content: { type: 'text' as const, text } }],
});

/** Text of others, marked as such: it is material, not instructions. */
const quoted = (text: string): string =>
  text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');

async function facts(
  door: McpDoor,
  operation: string,
  input: { readonly [name: string]: unknown },
): Promise<string> {
  const outcome = await door.call(operation, input);
  if (!outcome.ok) return `(${outcome.error.code}: ${outcome.error.message})`;
  const text = outcome.value.kind === 'value' ? JSON.stringify(outcome.value.value, null, 1) : '';
  return quoted(text);
}
