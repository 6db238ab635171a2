import { followChain, type Chain, type ChainFault } from './chain.ts';
import { openCommit, openRecord, type Opened } from './commit.ts';
import { crc32Text } from './crc32.ts';
import { GENESIS, type AuditRecord, type Head } from './record.ts';
import { isObject } from './read-data.ts';
import type { Json } from '../core/json.ts';

/** A line of a journal's text and where it stands: `offset` in bytes from the start of its file. */
export interface JournalText {
  readonly file: string;
  readonly offset: number;
  readonly text: string;
}

/** A record that someone noted earlier and keeps where the journal's owner cannot reach it. */
export interface Checkpoint {
  readonly v: 1;
  readonly tenant: string;
  readonly seq: number;
  readonly hash: string;
  readonly time: string;
}

export const verifyFaults = {
  unreadable: 'the line is no line of a journal',
  sum: 'the line is not what its sum says: a byte of it was changed',
  checkpoint: 'the record is not the one that the checkpoint names: history was written anew',
  truncated: 'the journal ends before the record that the checkpoint names',
} as const;

export interface VerifyFinding {
  readonly code: ChainFault['code'] | keyof typeof verifyFaults;
  readonly message: string;
  readonly file: string;
  readonly offset: number;
  readonly seq: number | null;
}

export interface Verdict {
  readonly sound: boolean;
  readonly records: number;
  readonly head: Head;
  readonly findings: readonly VerifyFinding[];
}

export interface Verifier {
  /** The next line of the journal's text. */
  take(line: JournalText): void;
  verdict(): Verdict;
}

export interface VerifyOptions {
  /** Anything noted earlier; without one, an end that was cut off and a history written anew cannot be seen. */
  readonly checkpoints?: readonly Checkpoint[];
  /** What precedes the first line; for a part of a journal, the head that the part before it ended with. */
  readonly start?: Head;
}

const FINDINGS_MAX = 1000;

/**
 * Verifies a journal from its text alone and trusts nothing in it: lines as the store writes them, or records as an
 * export has them. Finds what was edited, deleted, put elsewhere or put in twice, and, against a checkpoint, what was
 * cut off or written anew. Goes on after a finding; keeps the first thousand.
 */
export function journalVerifier({
  checkpoints = [],
  start = GENESIS,
}: VerifyOptions = {}): Verifier {
  const chain = followChain(start);
  const due = new Map(checkpoints.map((checkpoint) => [checkpoint.seq, checkpoint]));
  const findings: VerifyFinding[] = [];
  let records = 0;
  let last: JournalText = { file: '', offset: 0, text: '' };

  const report = (code: VerifyFinding['code'], message: string, seq: number | null): void => {
    if (findings.length < FINDINGS_MAX)
      findings.push({ code, message, file: last.file, offset: last.offset, seq });
  };
  const complain = (code: keyof typeof verifyFaults, seq: number | null): void =>
    report(code, verifyFaults[code], seq);

  return {
    take(line) {
      last = line;
      const read = readText(line.text);
      if (!read.whole) complain('sum', null);
      if (read.records === null) complain('unreadable', null);
      for (const opened of read.records ?? []) {
        records += 1;
        takeRecord(chain, opened, due, report, complain);
      }
    },
    verdict() {
      const head = chain.head();
      const missing = checkpoints.filter(({ seq }) => seq > head.seq);
      const end = missing.map(({ seq }) => ({
        code: 'truncated' as const,
        message: verifyFaults.truncated,
        file: last.file,
        offset: last.offset,
        seq,
      }));
      return {
        sound: findings.length + end.length === 0,
        records,
        head,
        findings: [...findings, ...end],
      };
    },
  };
}

function takeRecord(
  chain: Chain,
  { record, hash }: Opened,
  due: ReadonlyMap<number, Checkpoint>,
  report: (code: ChainFault['code'], message: string, seq: number) => void,
  complain: (code: 'checkpoint', seq: number) => void,
): void {
  for (const { code, message, seq } of chain.next(record, hash)) report(code, message, seq);
  const checkpoint = due.get(record.seq);
  if (checkpoint === undefined) return;
  if (checkpoint.hash !== record.hash || checkpoint.tenant !== record.tenant)
    complain('checkpoint', record.seq);
}

interface ReadText {
  /** Whether the line is what its sum says, where it has one. */
  readonly whole: boolean;
  readonly records: readonly Opened[] | null;
}

const SUM = /,"sum":"([0-9a-f]{8})"\}$/;

function readText(text: string): ReadText {
  const value = parsed(text);
  if (!isObject(value)) return { whole: true, records: null };
  if (!Array.isArray(value['records'])) {
    const alone = isRecord(value) ? [openRecord(value)] : null;
    return { whole: true, records: alone };
  }
  const sum = SUM.exec(text);
  const whole = sum !== null && crc32Text(text.slice(0, sum.index)) === sum[1];
  const items = value['records'] as readonly Json[];
  const records = items.every(isObject) ? openCommit(items) : [];
  return { whole, records: records.length > 0 && records.every(isTold) ? records : null };
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

const isTold = ({ record }: Opened): boolean => isRecord(record as unknown as Json);

/** Whether there is enough of a record to follow the chain; whether it is true is what the hash is for. */
function isRecord(value: Json): value is Json & AuditRecord {
  if (!isObject(value)) return false;
  const { seq, hash, prev, tenant, change, version, data } = value;
  const texts = [hash, prev, tenant].every((member) => typeof member === 'string');
  const placed =
    change === null
      ? version === null
      : typeof change === 'string' && Number.isSafeInteger(version);
  return texts && placed && Number.isSafeInteger(seq) && isObject(data);
}

/** Notes a record for a later verification. */
export const checkpointOf = ({ tenant, seq, hash, time }: AuditRecord): Checkpoint => ({
  v: 1,
  tenant,
  seq,
  hash,
  time,
});

/**
 * The lines of a journal's file with their places. Zero bytes at the end are room that was never written to and are no
 * line; zero bytes anywhere else are part of one, which will then be unreadable.
 */
export function* journalLines(file: string, bytes: Uint8Array): Generator<JournalText> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  for (let start = 0; start < end;) {
    const newline = bytes.indexOf(10, start);
    const stop = newline === -1 || newline > end ? end : newline;
    yield { file, offset: start, text: decoder.decode(bytes.subarray(start, stop)) };
    start = stop + 1;
  }
}
