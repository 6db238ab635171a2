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

/** Writes a transition: the one commit point. `before` is the version that was loaded (0: it must not exist). */
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
    take:
      before.claim === null && state.active_claim !== null
        ? [{ claim: state.active_claim, holder: state.id }]
        : [],
    release: releases(before.claim, state, events),
    documents: [{ change: state.id, document: state, entry: entryOf(state) }],
    key,
  };
  return store.commit(commit);
}

function releases(
  claim: string | null,
  state: ChangeState,
  events: readonly Caused[],
): Commit['release'] {
  const created = events.find(({ event }) => event.type === 'created')?.event;
  const held = claim ?? (created?.type === 'created' ? created.data.active_claim : null);
  return held !== null && state.active_claim === null ? [{ claim: held, holder: state.id }] : [];
}

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
