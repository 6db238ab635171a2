import type { z } from 'zod';
import type { ChangeState } from '../../change/aggregate/model.ts';
import { activeClaimBy } from '../../change/aggregate/active-claim.ts';
import type { Refusal } from '../../core/refusal.ts';
import { ok, type Result } from '../../core/result.ts';
import type { Call } from '../operation.ts';
import type { progressView } from './shapes.ts';

export type Progress = z.input<typeof progressView>;
type Stage = Progress['stages'][number];

/** The one change that is active in the project, or null; refused where the caller may not read it. */
export async function activeChange(call: Call): Promise<Result<ChangeState | null, Refusal>> {
  const { engine } = call.services;
  const holder = await engine.holder(call.principal.tenant, activeClaimBy('project'));
  return holder === null ? ok(null) : call.changes.get(holder);
}

/** The task that the change waits for, or null. */
export const openTask = (change: ChangeState) =>
  change.requests.find((request) => request.kind === 'task') ?? null;

/** How far a change has come, by its records and by the order in which its workflow asks for work. */
export async function progressOf(call: Call, change: ChangeState): Promise<Progress> {
  const current = openTask(change);
  return {
    id: change.id,
    type: change.change_type,
    size: change.fields.size ?? null,
    description: change.fields.description,
    stages: await stagesOf(call, change),
    current_stage: current?.request ?? null,
    instructions: current?.instructions ?? null,
    adrs: [...change.adrs],
    status: change.status === 'open' ? 'active' : change.status,
    created_at: change.created_at,
    updated_at: change.updated_at,
  };
}

async function stagesOf(call: Call, change: ChangeState): Promise<Stage[]> {
  const stages = new Map<string, Stage>();
  for (const name of await plannedStages(call, change))
    stages.set(name, { name, status: 'pending' });
  const query = { types: ['opened', 'handed-in'] };
  for await (const record of call.changes.records(change.id, query)) {
    if (record.version === null || record.version > change.version) break;
    const { request, artifact } = record.data as unknown as Touched;
    if (typeof request !== 'string') {
      if (request.kind !== 'task') continue;
      const { request: name } = request;
      stages.set(name, { name, status: 'in_progress', started_at: record.time });
      continue;
    }
    const before = stages.get(request) ?? { name: request };
    const named = artifact === null ? {} : { artifact: artifact.name };
    stages.set(request, { ...before, status: 'completed', completed_at: record.time, ...named });
  }
  return [...stages.values()];
}

/** The tasks in the order of the workflow's text, as it was when the change started. */
async function plannedStages(call: Call, change: ChangeState): Promise<readonly string[]> {
  const workflow = await call.services.engine.workflowOf(change);
  return (workflow?.requests ?? []).filter(({ kind }) => kind === 'task').map(({ name }) => name);
}

/** What the records `opened` (a request) and `handed-in` (its name) have in common. */
interface Touched {
  readonly request: string | { readonly kind: string; readonly request: string };
  readonly artifact: { readonly name: string } | null;
}
