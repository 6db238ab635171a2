import type { Input } from '../change/context.ts';
import { decide } from '../change/decide.ts';
import { movedNames, lockClaim } from '../change/requests/locks.ts';
import type { ChangeState } from '../change/aggregate/model.ts';
import { canonicalJson, sha256 } from '../core/json.ts';
import { refuse, type Refusal } from '../core/refusal.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { CommandOptions, Receipt } from './api.ts';
import { commitTransition, type Touched } from './commit.ts';
import { contextOf } from './context.ts';
import { Flight } from './flight.ts';
import type { Parts } from './parts.ts';
import type { IdempotencyKey } from './ports.ts';
import { settle } from './settle.ts';

/** How often a command starts again from load when someone else wrote first. */
const ATTEMPTS_MAX = 5;

/** Runs commands of one change one after another, so that they seldom conflict; other processes may still come first. */
export interface Lanes {
  run<T>(lane: string, work: () => Promise<T>): Promise<T>;
}

export function createLanes(): Lanes {
  const tails = new Map<string, Promise<unknown>>();
  return {
    async run(lane, work) {
      const before = tails.get(lane) ?? Promise.resolve();
      const mine = before.then(work, work);
      tails.set(lane, mine);
      try {
        return await mine;
      } finally {
        if (tails.get(lane) === mine) tails.delete(lane);
      }
    },
  };
}

/** Acts on a change that exists: load, decide, commit; publish comes after. */
export async function act(
  parts: Parts,
  change: string,
  inputs: readonly Input[],
  options: CommandOptions,
  body: unknown,
): Promise<Result<Receipt, Refusal>> {
  const { tenant } = options;
  const known = await repeated(parts, options, body);
  if (known !== null) return known;
  for (let attempt = 1; ; attempt += 1) {
    const state = await parts.store.load(tenant, change);
    if (state === null) return err(refuse('not-found', `there is no change ${change}`));
    const seen = options.expectedVersion;
    if (seen !== undefined && seen !== state.version)
      return err(
        refuse('stale', `${change} is at version ${state.version}, not ${seen}: read it again`, {
          details: { version: state.version },
        }),
      );
    const running = await parts.policies.pinned(state.workflow.policy);
    const context = contextOf(parts, running, options);
    const flight = new Flight(parts.store, tenant);
    const decision = await settle(parts, decide(state, inputs, context), context, flight);
    if (decision.kind === 'refused') return err(decision.refusal);
    if (decision.events.length === 0) return ok({ change: state, records: [], repeated: false });
    const key = keyOf(options, body, context.now, decision.state);
    const touched = [{ context, before: state, ...decision }, ...bornIn(flight)];
    const written = await commitTransition(parts.store, tenant, touched, key);
    if (written.ok) return finished(parts, tenant, touched, written.value);
    if (written.error.kind === 'key') return repeat(parts, options, body, written.error);
    if (written.error.kind === 'claim' && !isLock(written.error.claim))
      return err(held(written.error.claim, written.error.holder));
    if (attempt === ATTEMPTS_MAX)
      return err(
        refuse(
          'unavailable',
          `${change} changes faster than this command could be taken: try again`,
        ),
      );
  }
}

/** The change that a command was for comes first of those it touched. */
export function finished(
  parts: Parts,
  tenant: string,
  touched: readonly Touched[],
  records: Receipt['records'],
): Result<Receipt, Refusal> {
  parts.committed(
    tenant,
    records,
    touched.flatMap(({ before, state, events }) => movedNames(before, state, events)),
  );
  return ok({ change: touched[0]!.state, records, repeated: false });
}

/** Changes that a command opened, as what it touched. */
export const bornIn = ({ born }: Flight): readonly Touched[] =>
  born.map((one) => ({ ...one, before: null }));

/** Someone else took the lock first: the next attempt finds it held, and waits. */
export const isLock = (claim: string): boolean => claim.startsWith(lockClaim(''));

export const held = (claim: string, holder: string): Refusal =>
  refuse('already-held', `${holder} holds ${claim}: finish or cancel it first`, {
    details: { claim, holder },
  });

export function keyOf(
  options: CommandOptions,
  body: unknown,
  time: string,
  state: ChangeState,
): IdempotencyKey | null {
  const id = keyId(options);
  return id === null
    ? null
    : { id, body: bodyHash(body), time, answer: { change: state.id, version: state.version } };
}

/** One principal's key for one operation. */
const keyId = ({ key, actor }: CommandOptions): string | null =>
  key === undefined ? null : sha256(canonicalJson([actor.id, key.operation, key.key]));

const bodyHash = (body: unknown): string => sha256(canonicalJson(body));

/** The first answer to a key that has been used, or null. */
export async function repeated(
  parts: Parts,
  options: CommandOptions,
  body: unknown,
): Promise<Result<Receipt, Refusal> | null> {
  const id = keyId(options);
  const known = id === null ? null : await parts.store.answered(options.tenant, id);
  return known === null ? null : repeat(parts, options, body, known);
}

export async function repeat(
  parts: Parts,
  { tenant }: CommandOptions,
  body: unknown,
  known: Pick<IdempotencyKey, 'body' | 'answer'>,
): Promise<Result<Receipt, Refusal>> {
  if (known.body !== bodyHash(body))
    return err(
      refuse(
        'key-reused',
        'this idempotency key was used with another body: use a new key for a new command',
      ),
    );
  const { change } = known.answer as { readonly change: string };
  const state = await parts.store.load(tenant, change);
  if (state === null) throw new Error(`the change ${change} of an answered key is lost`);
  return ok({ change: state, records: [], repeated: true });
}
