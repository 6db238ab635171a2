import type { CommandOptions } from './api.ts';
import type { Parts } from './parts.ts';
import type { Commit, JournalRecord, RecordDraft, Store } from './ports.ts';
import type { Result } from '../core/result.ts';
import type { Conflict } from './ports.ts';

type TenantRecord = Pick<RecordDraft, 'type' | 'data'>;

/** A record of the tenant itself, by someone, now. */
export function tenantRecord(
  { stamps, policies }: Pick<Parts, 'stamps' | 'policies'>,
  { tenant, actor }: Pick<CommandOptions, 'tenant' | 'actor'>,
  { type, data }: TenantRecord,
): RecordDraft {
  return {
    time: stamps.now(tenant),
    change: null,
    version: null,
    type,
    actor,
    data,
    policy: policies.active().policy.id,
    rule: null,
  };
}

/** Writes a record that no change has, with what it takes. */
export function commitTenantRecord(
  store: Pick<Store, 'commit'>,
  tenant: string,
  record: RecordDraft,
  { take = [], key = null }: Partial<Pick<Commit, 'take' | 'key'>> = {},
): Promise<Result<readonly JournalRecord[], Conflict>> {
  return store.commit({
    tenant,
    records: [record],
    expects: [],
    take,
    release: [],
    documents: [],
    key,
  });
}
