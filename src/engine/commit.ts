import type { Caused, Context } from '../change/context.ts';
import { entryOf } from '../change/aggregate/entry.ts';
import { claimsOf } from '../change/requests/locks.ts';
import type { ChangeState } from '../change/aggregate/model.ts';
import type { JsonObject } from '../core/json.ts';
import type { Result } from '../core/result.ts';
import type {
  Commit,
  Conflict,
  IdempotencyKey,
  JournalRecord,
  RecordDraft,
  Store,
} from './ports.ts';

/** A change as a command found it (null: it is new) and as it leaves it. */
export interface Touched {
  readonly context: Context;
  readonly before: ChangeState | null;
  readonly state: ChangeState;
  readonly events: readonly Caused[];
}

/** Writes what a command did to changes: the one commit point. */
export function commitTransition(
  store: Store,
  tenant: string,
  touched: readonly Touched[],
  key: IdempotencyKey | null,
): Promise<Result<readonly JournalRecord[], Conflict>> {
  return store.commit({
    tenant,
    records: touched.flatMap(recordsOf),
    expects: touched.map(({ before, state }) => ({
      change: state.id,
      version: before?.version ?? 0,
    })),
    take: touched.flatMap(({ before, state }) => heldSince(before, state)),
    release: touched.flatMap(({ before, state }) =>
      before === null ? [] : heldSince(state, before),
    ),
    documents: touched.map(({ state }) => ({
      change: state.id,
      document: state,
      entry: entryOf(state),
    })),
    key,
  });
}

/** What a change holds in one state and not in another. */
function heldSince(other: ChangeState | null, state: ChangeState): Commit['take'] {
  const known = new Set(claimsOf(other));
  return claimsOf(state)
    .filter((claim) => !known.has(claim))
    .map((claim) => ({ claim, holder: state.id }));
}

const recordsOf = ({ context, before, state, events }: Touched): readonly RecordDraft[] =>
  events.map(({ event, actor }, at) =>
    draft(context, state, event, actor, (before?.version ?? 0) + at + 1),
  );

function draft(
  context: Context,
  state: ChangeState,
  event: Caused['event'],
  actor: Caused['actor'],
  version: number,
): RecordDraft {
  return {
    time: context.now,
    change: state.id,
    version,
    type: event.type,
    actor,
    data: event.data as unknown as JsonObject,
    policy: context.policy.id,
    rule: state.workflow.name,
  };
}
