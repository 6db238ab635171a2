import { refuse, type Refusal } from '../../core/refusal.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Command } from '../../change/commands.ts';
import type { ChangeState } from '../../change/aggregate/model.ts';
import { commandOptions } from '../actor.ts';
import type { Call, Outcome } from '../operation.ts';
import { answerChange } from '../view.ts';

interface Acting {
  readonly change_id: string;
  readonly idempotency_key?: string | undefined;
  readonly expected_version?: number | undefined;
}

/** Sends a command to one change and answers the change as it is then. */
export async function act(
  call: Call,
  operation: string,
  input: Acting,
  command: Exclude<Command, { kind: 'create' }>,
): Promise<Outcome> {
  const options = commandOptions(call, operation, input);
  const receipt = await call.services.engine.act(input.change_id, command, options);
  return receipt.ok ? ok(answerChange(receipt.value.change)) : receipt;
}

/** The change of an identifier, in the caller's tenant. */
export async function load(call: Call, id: string): Promise<Result<ChangeState, Refusal>> {
  const change = await call.services.engine.get(call.principal.tenant, id);
  return change === null ? err(refuse('not-found', `There is no change ${id}.`)) : ok(change);
}
