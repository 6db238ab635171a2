import { GENESIS, recordHash, type AuditRecord, type Head } from './record.ts';

/** What can be wrong with a record at its place in the chain. */
export const chainFaults = {
  hash: 'the record is not what its hash says: it was edited',
  gap: 'records before it are missing',
  order: 'it stands after a record that should come later, or a second time',
  prev: 'it does not follow the record before it: one of them was replaced',
  version: 'the versions of its change do not follow one another',
  tenant: 'it belongs to another tenant',
} as const;

export interface ChainFault {
  readonly code: keyof typeof chainFaults;
  readonly seq: number;
  readonly message: string;
}

/** The newest version of each change seen; a Map, or columns that already have it. */
export interface Versions {
  get(change: string): number | undefined;
  set(change: string, version: number): unknown;
}

export interface Chain {
  /** The last record taken. */
  head(): Head;
  /**
   * Takes the next record: what is wrong with it, which is nothing in a sound journal. `hash` is that of what the
   * record says, where that is known already; null where there is none.
   */
  next(record: AuditRecord, hash?: string | null): readonly ChainFault[];
}

/**
 * Follows a tenant's chain, one record at a time and in bounded memory but for `versions`. After a fault it goes on
 * from the record that has it, so that one wrong record is one finding. A chain that starts behind the first record
 * takes the first version that it meets of each change as given.
 */
export function followChain(
  start: Head = GENESIS,
  versions: Versions = new Map<string, number>(),
): Chain {
  let head = start;
  let tenant: string | null = null;
  const whole = start.seq === 0;

  const versionFault = (record: AuditRecord): boolean => {
    if (record.change === null) return record.version !== null;
    const before = versions.get(record.change) ?? (whole ? 0 : null);
    versions.set(record.change, record.version ?? 0);
    return before === null ? record.version === null : record.version !== before + 1;
  };

  return {
    head: () => head,
    next(record, hash = recordHash(record)) {
      const codes: ChainFault['code'][] = [];
      const step = record.seq - head.seq;
      if (step > 1) codes.push('gap');
      if (step < 1) codes.push('order');
      if (hash !== record.hash) codes.push('hash');
      if (step === 1 && record.prev !== head.hash) codes.push('prev');
      if (step === 1 && versionFault(record)) codes.push('version');
      if (tenant !== null && record.tenant !== tenant) codes.push('tenant');
      tenant = record.tenant;
      head = { seq: record.seq, hash: record.hash };
      return codes.map((code) => ({ code, seq: record.seq, message: chainFaults[code] }));
    },
  };
}
