import { sha256, type JsonObject } from '../core/json.ts';
import { canonicalText } from './canonical.ts';
import {
  hashedText,
  recordHash,
  textsOf,
  type AuditRecord,
  type Draft,
  type Head,
  type MemberTexts,
} from './record.ts';

/*
 * The records of one commit stand in one line of the journal and have most of their members in common. There each says
 * only what is not as in the record before it: `seq` and `version` count on, `prev` is that one's hash, and the hashes
 * are left out but for the last, which is over all of them. What is hashed, read and exported is the record in full.
 */

/** What the chain adds to a draft. */
export type Sealed<D extends Draft> = D &
  Pick<AuditRecord, 'v' | 'seq' | 'tenant' | 'prev' | 'hash' | 'commit'>;

export interface SealedCommit<D extends Draft> {
  readonly records: readonly Sealed<D>[];
  /** The records as a line of the journal has them: an array's JSON text. */
  readonly text: string;
  /** The last record's place. */
  readonly head: Head;
}

/** Puts the drafts of one commit behind `head`; `facts`, what it does besides, go with the last of them. */
export function sealCommit<D extends Draft>(
  drafts: readonly D[],
  tenant: string,
  head: Head,
  facts?: object,
): SealedCommit<D> {
  const records: Sealed<D>[] = [];
  let text = '[';
  let place = head;
  let before: Written | undefined;
  for (const [at, plain] of drafts.entries()) {
    const isLast = at === drafts.length - 1;
    const draft = isLast && facts !== undefined ? { ...plain, commit: facts } : plain;
    const [seq, prev] = [place.seq + 1, place.hash];
    const written = { draft, texts: textsOf(draft, before) };
    const hashed = hashedText(written.texts, { seq, prev, tenant, version: draft.version });
    const hash = sha256(hashed);
    const said = before === undefined ? hashed.slice(1, -1) : difference(written, before);
    text += `${at === 0 ? '' : ','}{${said}${isLast ? `,"hash":"${hash}"` : ''}}`;
    records.push({ ...draft, v: 1, seq, tenant, prev, hash });
    place = { seq, hash };
    before = written;
  }
  return { records, text: `${text}]`, head: place };
}

interface Written {
  readonly draft: Draft;
  readonly texts: MemberTexts;
}

const SHARED = ['actor', 'change', 'policy', 'rule', 'time'] as const;

function difference({ draft, texts }: Written, before: Written): string {
  let text = `${texts.commit}"data":${texts.data},"type":${texts.type}`;
  for (const name of SHARED) {
    if (texts[name] !== before.texts[name]) text += `,"${name}":${texts[name]}`;
  }
  return draft.version === versionAfter(before.draft.version)
    ? text
    : `${text},"version":${canonicalText(draft.version)}`;
}

const versionAfter = (version: number | null): number | null =>
  version === null ? null : version + 1;

/** A record in full, and the hash of what it says, which is its own in a sound journal; null for what no hash is of. */
export interface Opened {
  readonly record: AuditRecord;
  readonly hash: string | null;
}

/** A record that says everything itself, as exports have them; nothing in it is trusted. */
export const openRecord = (record: AuditRecord): Opened => ({ record, hash: hashOf(record) });

/** JSON can say what has no canonical text: half of a surrogate pair. */
function hashOf(record: AuditRecord): string | null {
  try {
    return recordHash(record);
  } catch {
    return null;
  }
}

/** The records of a line; nothing in them is trusted. */
export function openCommit(items: readonly JsonObject[]): readonly Opened[] {
  const opened: Opened[] = [];
  let before: Opened | undefined;
  for (const [at, item] of items.entries()) {
    const record = { hash: '', ...following(before), ...item } as unknown as AuditRecord;
    const hash = hashOf(record);
    // The last has to say it: a line that need not could be written by anyone.
    const given = at === items.length - 1 || item['hash'] !== undefined || hash === null;
    before = { record: given ? record : { ...record, hash }, hash };
    opened.push(before);
  }
  return opened;
}

/** What a record is taken to say where it says nothing. */
function following(before: Opened | undefined): Partial<AuditRecord> {
  if (before === undefined) return {};
  const { actor, change, policy, rule, tenant, time, v, seq, version } = before.record;
  return {
    ...{ actor, change, policy, rule, tenant, time, v },
    ...{ seq: seq + 1, version: versionAfter(version), prev: before.hash ?? '' },
  };
}
