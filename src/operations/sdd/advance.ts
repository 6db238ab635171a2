import { z } from 'zod';
import type { ChangeState } from '../../change/aggregate/model.ts';
import { refuse, type Refusal } from '../../core/refusal.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { commandOptions } from '../actor.ts';
import { define, writing, type Call, type Outcome } from '../operation.ts';
import { commandInputs, jsonObject, line, word } from '../schemas.ts';
import { activeChange, openTask, progressOf } from './progress.ts';
import { progressView } from './shapes.ts';

export const sddAdvance = define({
  name: 'sdd_change_advance',
  title: 'Complete the current stage',
  description:
    'Keeps the text of the current stage of the active change as its artifact and goes on to the next stage; the last one completes the change. With `expected_stage` a retry cannot advance twice. It judges no content beyond what the workflow checks.',
  kind: 'command',
  permission: { action: 'complete', object: 'task' },
  rest: { method: 'POST', path: '/api/sdd/changes/advance' },
  cli: {
    command: 'sdd advance',
    positional: [],
    example: 'changeflow sdd advance --file notes.md --title "What is wrong"',
  },
  mcp: { tool: 'sdd_change_advance', hints: writing },
  input: z.strictObject({
    content: z
      .string()
      .max(900_000)
      .refine((content) => content.trim() !== '', 'is empty')
      .describe('The text of the stage, as Markdown.'),
    title: line.optional().describe('A title for the artifact.'),
    payload: jsonObject
      .optional()
      .describe('Results as data, for the workflow, as the stage’s instructions ask for them.'),
    expected_stage: word.optional().describe('Refuses the call when another stage is in progress.'),
    ...commandInputs,
  }),
  output: progressView,
  handle: async (call, input) => {
    const { engine } = call.services;
    const options = commandOptions(call, 'sdd_change_advance', input);
    const active = await activeChange(call);
    // A repetition finds another stage in progress, or none: it is told how the change stood then, and moves nothing.
    const answered = await engine.answered(options);
    if (answered !== null && !answered.ok) return answered;
    if (answered?.value.change != null) return shown(call, answered.value.change);
    if (!active.ok) return active;
    const stage = stageToAdvance(active.value, input.expected_stage);
    if (!stage.ok) return stage;
    const receipt = await engine.act(
      stage.value.change,
      {
        kind: 'task',
        name: stage.value.task,
        content: input.content,
        title: input.title ?? null,
        payload: input.payload ?? null,
      },
      options,
    );
    if (!receipt.ok) return receipt;
    return shown(call, receipt.value.change);
  },
});

async function shown(call: Call, change: ChangeState): Promise<Outcome> {
  const readable = await call.changes.show(change);
  return readable.ok ? ok({ kind: 'value', value: await progressOf(call, change) }) : readable;
}

function stageToAdvance(
  change: ChangeState | null,
  expected: string | undefined,
): Result<{ change: string; task: string }, Refusal> {
  if (change === null) {
    return err(refuse('not-awaited', 'No change is active. Start one with `sdd_change`.'));
  }
  const task = openTask(change);
  if (task === null) {
    return err(
      refuse(
        'not-awaited',
        `${change.id} waits for no text now. \`changeflow why ${change.id}\` tells what it waits for.`,
      ),
    );
  }
  if (expected !== undefined && expected !== task.request) {
    const message = `${change.id} is at ${task.request}, not at ${expected}. Read its status before you go on.`;
    const details = { change: change.id, current_stage: task.request };
    return err(refuse('wrong-stage', message, { details }));
  }
  return ok({ change: change.id, task: task.request });
}
