import type { Input } from '../change/context.ts';
import { decide } from '../change/decide.ts';
import { movedNames, lockClaim } from '../change/requests/locks.ts';
import type { ChangeState } from '../change/aggregate/model.ts';
import type { JsonObject } from '../core/json.ts';
import { refuse, type Refusal } from '../core/refusal.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { CommandOptions, Receipt } from './api.ts';
import { commitTransition, type Touched } from './commit.ts';
import { contextOf } from './context.ts';
import { Flight } from './flight.ts';
import { answeredTo, firstAnswer, keyOf } from './keys.ts';
import type { Parts } from './parts.ts';
import type { IdempotencyKey, JournalRecord } from './ports.ts';
import { replay } from './replay.ts';
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
  command: object,
): Promise<Result<Receipt, Refusal>> {
  const { tenant } = options;
  const known = await repeated(parts, options, command);
  if (known !== null) return known;
  for (let attempt = 1; ; attempt += 1) {
    const flight = new Flight(parts.store, tenant);
    try {
      const answer = await actOnce(parts, change, inputs, options, command, flight);
      if (answer !== null) return answer;
    } finally {
      parts.coming.leave(flight);
    }
    if (attempt === ATTEMPTS_MAX)
      return err(
        refuse(
          'unavailable',
          `${change} changes faster than this command could be taken: try again`,
        ),
      );
  }
}

/** One attempt; null where someone else wrote first. */
async function actOnce(
  parts: Parts,
  change: string,
  inputs: readonly Input[],
  options: CommandOptions,
  command: object,
  flight: Flight,
): Promise<Result<Receipt, Refusal> | null> {
  const { tenant, expectedVersion: seen } = options;
  const state = await parts.store.load(tenant, change);
  if (state === null) return err(refuse('not-found', `there is no change ${change}`));
  if (seen !== undefined && seen !== state.version)
    return err(
      refuse('stale', `${change} is at version ${state.version}, not ${seen}: read it again`, {
        details: { version: state.version },
      }),
    );
  const running = await parts.policies.pinned(state.workflow.policy);
  const context = await contextOf(parts, running, options);
  const decision = await settle(parts, decide(state, inputs, context), context, flight);
  if (decision.kind === 'refused') return err(decision.refusal);
  if (decision.events.length === 0) return ok({ change: state, records: [], repeated: false });
  const key = keyOf(options, command, context.now, answerOf(decision.state));
  const touched = [{ context, before: state, ...decision }, ...bornIn(flight)];
  const written = await commitTransition(parts.store, tenant, touched, key);
  if (written.ok) return finished(parts, tenant, touched, written.value);
  if (written.error.kind === 'key') return repeat(parts, options, command, written.error);
  if (written.error.kind === 'claim' && !isLock(written.error.claim))
    return err(held(written.error.claim, written.error.holder));
  return null;
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

/** The first receipt of a key that has been used, or null. */
export async function repeated(
  parts: Parts,
  options: CommandOptions,
  command: object,
): Promise<Result<Receipt, Refusal> | null> {
  const first = await answeredTo(parts.store, options, command);
  return first === null ? null : again(parts, options, first);
}

/** The same where a key turned out to be used when the command was written. */
export const repeat = (
  parts: Parts,
  options: CommandOptions,
  command: object,
  known: Pick<IdempotencyKey, 'body' | 'answer'>,
): Promise<Result<Receipt, Refusal>> => again(parts, options, firstAnswer(options, command, known));

async function again(
  parts: Parts,
  { tenant }: CommandOptions,
  first: Result<JsonObject, Refusal>,
): Promise<Result<Receipt, Refusal>> {
  if (!first.ok) return first;
  const { change, version } = first.value as { readonly change: string; readonly version: number };
  return ok({ change: await asOf(parts, tenant, change, version), records: [], repeated: true });
}

/** A change as it was at one of its versions: as it is kept, or made again from its records up to then. */
export async function asOf(
  { store, policies, budget }: Parts,
  tenant: string,
  change: string,
  version: number,
): Promise<ChangeState> {
  const now = await store.load(tenant, change);
  if (now === null) throw new Error(`the change ${change} of an answered key is lost`);
  if (now.version === version) return now;
  const records: JournalRecord[] = [];
  for await (const record of store.records(tenant, { change }))
    if (record.version !== null && record.version <= version) records.push(record);
  return (await replay(policies, budget, records)).state;
}

/** What the repetitions of a command are answered. */
export const answerOf = ({ id, version }: ChangeState): JsonObject => ({ change: id, version });
