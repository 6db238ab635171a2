import { sha256, type JsonObject } from '../core/json.ts';
import { canonicalJson } from '../core/canonical.ts';
import {
  hasItsMembersOnly,
  hashedText,
  MEMBERS,
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
    : `${text},"version":${canonicalJson(draft.version)}`;
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
function hashOf(record: AuditRecord, texts?: MemberTexts): string | null {
  try {
    return texts === undefined ? recordHash(record) : sha256(hashedText(texts, record));
  } catch {
    return null;
  }
}

/** The records of a line; nothing in them is trusted. */
export function openCommit(items: readonly JsonObject[]): readonly Opened[] {
  const opened: Opened[] = [];
  let before: Opened | undefined;
  let written: Written | undefined;
  for (const [at, item] of items.entries()) {
    const isPlain = hasKnownMembersOnly(item);
    const record = inFull(item, before);
    const whole = isPlain ? record : { ...record, ...item };
    written = isPlain && hasItsMembersOnly(record) ? textsAfter(record, written) : undefined;
    const hash = hashOf(whole, written?.texts);
    // The last has to say it: a line that need not could be written by anyone.
    if (at < items.length - 1 && item['hash'] === undefined) whole.hash = hash ?? '';
    before = { record: whole, hash };
    opened.push(before);
  }
  return opened;
}

const KNOWN: ReadonlySet<string> = new Set([...MEMBERS, 'commit']);

const hasKnownMembersOnly = (item: JsonObject): boolean =>
  Object.keys(item).every((name) => KNOWN.has(name));

/** The texts of a record that also serve the next one; undefined where it has none. */
function textsAfter(record: AuditRecord, before: Written | undefined): Written | undefined {
  try {
    return { draft: record, texts: textsOf(record, before) };
  } catch {
    return undefined;
  }
}

type Unfinished = Omit<AuditRecord, 'hash'> & { hash: string };

/** A record with what it does not say taken from the one before it. */
function inFull(item: Partial<AuditRecord>, before: Opened | undefined): Unfinished {
  const last: Partial<AuditRecord> = before?.record ?? {};
  const record = {
    time: item.time ?? last.time,
    change: item.change === undefined ? last.change : item.change,
    version: item.version === undefined ? versionAfter(last.version ?? null) : item.version,
    type: item.type,
    actor: item.actor === undefined ? last.actor : item.actor,
    data: item.data,
    policy: item.policy === undefined ? last.policy : item.policy,
    rule: item.rule === undefined ? last.rule : item.rule,
    v: item.v ?? last.v,
    seq: item.seq ?? (last.seq === undefined ? undefined : last.seq + 1),
    tenant: item.tenant ?? last.tenant,
    prev: item.prev ?? before?.hash,
    hash: item.hash ?? '',
  };
  return (item.commit === undefined ? record : { ...record, commit: item.commit }) as Unfinished;
}
