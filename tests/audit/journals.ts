import { sealCommit } from '../../src/audit/commit.ts';
import { GENESIS, type AuditRecord, type Draft, type Head } from '../../src/audit/record.ts';
import type { JsonObject } from '../../src/core/json.ts';

export const at = (hours: number): string =>
  new Date(Date.UTC(2030, 0, 1) + hours * 3_600_000).toISOString();

/** A chained journal of one tenant from what the test says of each record; versions are counted. */
export function journal(
  happenings: readonly {
    readonly change: string | null;
    readonly type: string;
    readonly data?: JsonObject;
    readonly hours?: number;
    readonly by?: Draft['actor'];
  }[],
  start: Head = GENESIS,
): readonly AuditRecord[] {
  const versions = new Map<string, number>();
  const records: AuditRecord[] = [];
  let head = start;
  happenings.forEach(({ change, type, data = {}, hours, by }, place) => {
    const version = change === null ? null : (versions.get(change) ?? 0) + 1;
    if (change !== null) versions.set(change, version ?? 0);
    const actor = by ?? { id: 'ann', kind: 'person', roles: ['author'] };
    const draft = {
      time: at(hours ?? place),
      change,
      version,
      type,
      actor,
      data,
      policy: 'p1',
      rule: null,
    };
    const record = sealed(draft, 'default', head);
    head = record;
    records.push(record);
  });
  return records;
}

const sealed = (draft: Draft, tenant: string, head: Head): AuditRecord =>
  sealCommit([draft], tenant, head).records[0]!;

/** Chains records anew, as someone would who can write the whole journal. */
export function rechain(records: readonly AuditRecord[]): readonly AuditRecord[] {
  const result: AuditRecord[] = [];
  let head = GENESIS;
  for (const { time, change, version, type, actor, data, policy, rule, tenant } of records) {
    const draft = { time, change, version, type, actor, data, policy, rule };
    const record = sealed(draft, tenant, head);
    head = record;
    result.push(record);
  }
  return result;
}
