import type { Caused, Context } from '../change/context.ts';
import { entryOf } from '../change/entry.ts';
import type { ChangeState } from '../change/model.ts';
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

/** Writes a transition: the one commit point. `before` is what was loaded: its version (0: it must not exist) and claim. */
export function commitTransition(
  store: Store,
  context: Context,
  before: { readonly version: number; readonly claim: string | null },
  state: ChangeState,
  events: readonly Caused[],
  key: IdempotencyKey | null,
): Promise<Result<readonly JournalRecord[], Conflict>> {
  const commit: Commit = {
    tenant: context.tenant,
    records: events.map(({ event, actor }, at) =>
      draft(context, state, event, actor, before.version + at + 1),
    ),
    expects: [{ change: state.id, version: before.version }],
    take: state.active_claim === before.claim ? [] : claimOf(state.id, state.active_claim),
    release: state.active_claim === before.claim ? [] : claimOf(state.id, before.claim),
    documents: [{ change: state.id, document: state, entry: entryOf(state) }],
    key,
  };
  return store.commit(commit);
}

const claimOf = (holder: string, claim: string | null): Commit['take'] =>
  claim === null ? [] : [{ claim, holder }];

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
