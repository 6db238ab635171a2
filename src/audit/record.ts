import { sha256, type JsonObject } from '../core/json.ts';
import { canonicalText } from './canonical.ts';

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

/** What the chain adds to a draft. */
export type Sealed<D extends Draft> = D &
  Pick<AuditRecord, 'v' | 'seq' | 'tenant' | 'prev' | 'hash'>;

/**
 * Puts a draft behind `head`: the record, and its RFC 8785 text with the hash in it. The canonical text is built once
 * and serves both the hash and the journal: `hash` sorts between `data` and `policy`.
 */
export function seal<D extends Draft>(
  draft: D,
  tenant: string,
  head: Head,
): { readonly record: Sealed<D>; readonly text: string } {
  const seq = head.seq + 1;
  const before = textBeforeHash(draft);
  const after = textAfterHash(draft, tenant, seq, head.hash);
  const hash = sha256(before + after);
  const record = { ...draft, v: 1 as const, seq, tenant, prev: head.hash, hash };
  return { record, text: `${before}"hash":"${hash}",${after}` };
}

/** SHA-256 over the RFC 8785 text of all members but `hash`, whatever members there are. */
export function recordHash(record: AuditRecord): string {
  return sha256(
    hasItsMembersOnly(record)
      ? textWithoutHash(record)
      : canonicalText({ ...record, hash: undefined }),
  );
}

const textWithoutHash = (record: AuditRecord): string =>
  textBeforeHash(record) + textAfterHash(record, record.tenant, record.seq, record.prev);

const MEMBERS = [
  ...['actor', 'change', 'data', 'hash', 'policy', 'prev', 'rule'],
  ...['seq', 'tenant', 'time', 'type', 'v', 'version'],
];

/** Whether the text built member by member is all there is to hash: something added must not hide behind it. */
function hasItsMembersOnly(record: AuditRecord): boolean {
  const v: number = record.v;
  return (
    v === 1 &&
    Object.keys(record).length === MEMBERS.length &&
    MEMBERS.every((name) => Object.hasOwn(record, name))
  );
}

function textBeforeHash(draft: Draft): string {
  const { actor, change, data } = draft;
  return `{"actor":${canonicalText(actor)},"change":${canonicalText(change)},"data":${canonicalText(data)},`;
}

function textAfterHash(draft: Draft, tenant: string, seq: number, prev: string): string {
  const text = canonicalText;
  return (
    `"policy":${text(draft.policy)},"prev":${text(prev)},"rule":${text(draft.rule)},"seq":${text(seq)},` +
    `"tenant":${text(tenant)},"time":${text(draft.time)},"type":${text(draft.type)},"v":1,"version":${text(draft.version)}}`
  );
}
