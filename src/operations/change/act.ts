import type { Refusal } from '../../core/refusal.ts';
import { ok, type Result } from '../../core/result.ts';
import type { Command } from '../../change/commands.ts';
import type { ChangeState } from '../../change/aggregate/model.ts';
import type { Receipt } from '../../engine/api.ts';
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
  if (!receipt.ok) return receipt;
  const change = await shownOf(call, receipt.value);
  return change.ok ? ok(answerChange(change.value)) : change;
}

/** The change of a receipt. What a repeated key is answered with may meanwhile be nothing for its sender to read. */
export const shownOf = async (
  call: Call,
  { change, repeated }: Receipt,
): Promise<Result<ChangeState, Refusal>> => (repeated ? call.changes.show(change) : ok(change));
