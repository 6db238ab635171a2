import { canonicalJson } from '../core/canonical.ts';
import { sha256, type JsonObject } from '../core/json.ts';
import { refuse, type Refusal } from '../core/refusal.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { CommandOptions } from './api.ts';
import type { IdempotencyKey, Store } from './ports.ts';

/** The idempotency key of a command with what its repetitions are answered; null where the caller gave none. */
export function keyOf(
  options: CommandOptions,
  command: object,
  time: string,
  answer: JsonObject,
): IdempotencyKey | null {
  const id = keyId(options);
  return id === null ? null : { id, body: bodyHash(options, command), time, answer };
}

/** The first answer to a key that has been used, or null. */
export async function answeredTo(
  store: Pick<Store, 'answered'>,
  options: CommandOptions,
  command: object,
): Promise<Result<JsonObject, Refusal> | null> {
  const id = keyId(options);
  const known = id === null ? null : await store.answered(options.tenant, id);
  return known === null ? null : firstAnswer(options, command, known);
}

/** What was answered first, provided that the same was asked. */
export function firstAnswer(
  options: CommandOptions,
  command: object,
  known: Pick<IdempotencyKey, 'body' | 'answer'>,
): Result<JsonObject, Refusal> {
  if (known.body === bodyHash(options, command)) return ok(known.answer as JsonObject);
  return err(
    refuse(
      'key-reused',
      'this idempotency key was used with another body: use a new key for a new command',
    ),
  );
}

/** One principal's key for one operation. */
const keyId = ({ key, actor }: CommandOptions): string | null =>
  key === undefined ? null : sha256(canonicalJson([actor.id, key.operation, key.key]));

const bodyHash = ({ key }: CommandOptions, command: object): string =>
  sha256(canonicalJson(key?.body ?? command));
