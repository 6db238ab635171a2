import { sha256, type JsonObject } from '../core/json.ts';
import { canonicalJson } from '../core/canonical.ts';

/** A record as the journal keeps it. An auditor needs to know no more of its type and data than that they are there. */
export interface AuditRecord extends Draft {
  readonly v: 1;
  readonly seq: number;
  readonly tenant: string;
  readonly prev: string;
  readonly hash: string;
}

/** What is known of a record before it takes its place in the chain. */
export interface Draft {
  readonly time: string;
  readonly change: string | null;
  readonly version: number | null;
  readonly type: string;
  readonly actor: AuditActor | null;
  readonly data: JsonObject;
  readonly policy: string | null;
  readonly rule: string | null;
  /** On the last record of a commit: what the commit did besides its records, if anything. */
  readonly commit?: object;
}

export interface AuditActor {
  readonly id: string;
  readonly kind: string;
  readonly roles: readonly string[];
  readonly for?: string;
}

/** A place in a tenant's chain: the last record's number and hash. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
}

/** Before the first record of a tenant. */
export const GENESIS: Head = { seq: 0, hash: '0'.repeat(64) };

/** SHA-256 over the RFC 8785 text of all members but `hash`, whatever members there are. */
export function recordHash(record: AuditRecord): string {
  return sha256(
    hasItsMembersOnly(record)
      ? hashedText(textsOf(record), record)
      : canonicalJson({ ...record, hash: undefined }),
  );
}

/** What every record has. */
export const MEMBERS: readonly string[] = [
  ...['actor', 'change', 'data', 'hash', 'policy', 'prev', 'rule'],
  ...['seq', 'tenant', 'time', 'type', 'v', 'version'],
];

/** Whether the text built member by member is all there is to hash: something added must not hide behind it. */
export function hasItsMembersOnly(record: AuditRecord): boolean {
  const v: number = record.v;
  const more = record.commit === undefined ? 0 : 1;
  return (
    v === 1 &&
    Object.keys(record).length === MEMBERS.length + more &&
    MEMBERS.every((name) => Object.hasOwn(record, name))
  );
}

/** The canonical texts of the members that are often those of the record before. */
export interface MemberTexts {
  readonly actor: string;
  readonly change: string;
  readonly policy: string;
  readonly rule: string;
  readonly time: string;
  readonly data: string;
  readonly type: string;
  /** With a comma behind it; empty where there is none. */
  readonly commit: string;
}

/** `before`: a record and its texts, of which those of equal members are taken. */
export function textsOf(
  draft: Draft,
  before?: { readonly draft: Draft; readonly texts: MemberTexts },
): MemberTexts {
  const shared = (name: 'actor' | 'change' | 'policy' | 'rule' | 'time'): string =>
    before?.draft[name] === draft[name] ? before.texts[name] : canonicalJson(draft[name]);
  return {
    actor: shared('actor'),
    change: shared('change'),
    policy: shared('policy'),
    rule: shared('rule'),
    time: shared('time'),
    data: canonicalJson(draft.data),
    type: canonicalJson(draft.type),
    commit: draft.commit === undefined ? '' : `"commit":${canonicalJson(draft.commit)},`,
  };
}

/** The RFC 8785 text of a record without its hash. */
export function hashedText(
  texts: MemberTexts,
  place: Pick<AuditRecord, 'seq' | 'prev' | 'tenant' | 'version'>,
): string {
  const { actor, change, commit, data, policy, rule, time, type } = texts;
  return (
    `{"actor":${actor},"change":${change},${commit}"data":${data},"policy":${policy},` +
    `"prev":${canonicalJson(place.prev)},"rule":${rule},"seq":${canonicalJson(place.seq)},` +
    `"tenant":${canonicalJson(place.tenant)},"time":${time},"type":${type},"v":1,` +
    `"version":${canonicalJson(place.version)}}`
  );
}
