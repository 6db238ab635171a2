import type { Command } from '../change/commands.ts';
import type { Input } from '../change/context.ts';
import { decide } from '../change/decide.ts';
import { refuseFields, vocabularyOf } from '../change/field-flaws.ts';
import { refuse, type Refusal } from '../core/refusal.ts';
import { err, type Result } from '../core/result.ts';
import type { CommandOptions, Receipt } from './api.ts';
import { commitTransition } from './commit.ts';
import { answerOf, bornIn, finished, held, isLock, repeat, repeated } from './command.ts';
import { contextOf } from './context.ts';
import { Flight } from './flight.ts';
import { keyOf } from './keys.ts';
import type { Parts } from './parts.ts';
import { prepare } from './prepare.ts';
import { settle } from './settle.ts';

const ATTEMPTS_MAX = 5;

/** Creates a change, and submits it in the same commit where that is asked. */
export async function createChange(
  parts: Parts,
  command: Extract<Command, { kind: 'create' }>,
  options: CommandOptions,
): Promise<Result<Receipt, Refusal>> {
  const known = await repeated(parts, options, command);
  if (known !== null) return known;
  const { policy } = parts.policies.current();
  const vocabulary = vocabularyOf(policy.definitions, policy.definitions);
  const wrong = refuseFields(command.fields, command.fields, vocabulary);
  if (wrong !== null) return err(wrong);
  const missing = await missingDependency(parts, options.tenant, command);
  if (missing !== null) return err(missing);
  for (let attempt = 1; ; attempt += 1) {
    const flight = new Flight(parts.store, options.tenant);
    try {
      const answer = await createOnce(parts, command, options, flight);
      if (answer !== null) return answer;
    } finally {
      parts.coming.leave(flight);
    }
    if (attempt === ATTEMPTS_MAX)
      return err(refuse('unavailable', 'no identifier could be had for the change: try again'));
  }
}

/** One attempt; null where someone else wrote first what this one was about to. */
async function createOnce(
  parts: Parts,
  command: Extract<Command, { kind: 'create' }>,
  options: CommandOptions,
  flight: Flight,
): Promise<Result<Receipt, Refusal> | null> {
  const context = await contextOf(parts, parts.policies.current(), options);
  const prepared = await prepare(parts, command, context, flight);
  if (!prepared.ok) return prepared;
  const inputs: Input[] = [{ kind: 'create', command, prepared: prepared.value }];
  if (command.submit)
    inputs.push({ kind: 'command', command: { kind: 'signal', name: 'submit', payload: null } });
  const decision = await settle(parts, decide(null, inputs, context), context, flight);
  if (decision.kind === 'refused') return err(decision.refusal);
  const key = keyOf(options, command, context.now, answerOf(decision.state));
  const touched = [{ context, before: null, ...decision }, ...bornIn(flight)];
  const written = await commitTransition(parts.store, options.tenant, touched, key);
  if (written.ok) return finished(parts, options.tenant, touched, written.value);
  if (written.error.kind === 'key') return repeat(parts, options, command, written.error);
  if (written.error.kind === 'claim' && !isLock(written.error.claim))
    return err(held(written.error.claim, written.error.holder));
  return null;
}

async function missingDependency(
  parts: Parts,
  tenant: string,
  command: Extract<Command, { kind: 'create' }>,
): Promise<Refusal | null> {
  for (const [at, { id }] of command.depends_on.entries())
    if ((await parts.store.load(tenant, id)) === null)
      return refuse('invalid-input', `there is no change ${id} to depend on`, {
        errors: [{ path: `/depends_on/${at}`, message: `there is no change ${id}` }],
      });
  return null;
}
