import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Actor } from '../change/aggregate/model.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { ActivePolicy, Engine, RefusedPolicy } from '../engine/api.ts';
import { TENANT } from '../engine/engine.ts';
import { StoreFault } from '../engine/ports.ts';
import type { Policies } from '../engine/policies/policies.ts';

const shape = z.object({ id: z.string(), activated_at: z.string() });

/** Who activates a policy because a server starts or a file changed. */
export const serverActor: Actor = { id: 'server', kind: 'system', roles: [] };

/**
 * Puts a policy in force at the start: the directory's, journalled only where it is another one than was in force
 * before; where the directory has errors, the one that was. Without either, the diagnostics.
 */
export async function startPolicy(
  data: string | null,
  engine: Engine,
  policies: Policies,
  directory: string,
): Promise<Result<ActivePolicy, RefusedPolicy>> {
  const before = data === null ? null : lastActive(data);
  const read = await policies.read(directory);
  if (read.ok && read.value.policy.id === before?.id) {
    const active = { ...read.value, activated_at: before.activated_at };
    policies.put(active);
    return ok(active);
  }
  if (read.ok) {
    try {
      return remember(data, await engine.activate(directory, serverActor));
    } catch (fault) {
      // What a damaged journal cannot record does not come into force: the server starts under what was, to be read.
      if (!(fault instanceof StoreFault) || before === null) throw fault;
    }
  }
  const { diagnostics, files } = read.ok ? { diagnostics: [], files: [] } : read.error;
  const last = read.ok ? before : await lastJournalled(engine);
  if (last === null) return err({ diagnostics, files });
  const { policy } = await policies.pinned(last.id);
  const { activated_at } = last;
  const active = { policy, directory, activated_at, diagnostics, texts: files };
  policies.put(active);
  return ok(active);
}

/** Reads the directory again, as at a signal or when a file changed. */
export async function reloadPolicy(
  data: string | null,
  engine: Engine,
  directory: string,
  actor: Actor,
): Promise<Result<ActivePolicy, RefusedPolicy>> {
  return remember(data, await engine.activate(directory, actor));
}

type Last = z.output<typeof shape>;

/** What was in force last, by the journal: where nothing else says what is in force, nothing less will do. */
async function lastJournalled(engine: Engine): Promise<Last | null> {
  let last: Last | null = null;
  for await (const { time, data } of engine.records(TENANT, { types: ['policy-activated'] }))
    last = shape.parse({ id: data['policy'], activated_at: time });
  return last;
}

/**
 * What was in force last, by the note beside the journal, so that a usual start need not search. A crash may have left
 * an older note or none: then the policy of the directory is only journalled once more.
 */
function lastActive(data: string): Last | null {
  try {
    return shape.parse(JSON.parse(readFileSync(fileIn(data), 'utf8')));
  } catch {
    return null;
  }
}

function remember(
  data: string | null,
  activated: Result<ActivePolicy, RefusedPolicy>,
): Result<ActivePolicy, RefusedPolicy> {
  if (activated.ok && data !== null) {
    const { policy, activated_at } = activated.value;
    writeFileSync(fileIn(data), `${JSON.stringify({ id: policy.id, activated_at })}\n`);
  }
  return activated;
}

const fileIn = (data: string): string => join(data, 'active-policy.json');
