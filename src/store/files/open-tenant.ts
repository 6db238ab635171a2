import { join } from 'node:path';
import type { Versions } from '../../audit/chain.ts';
import { StoreFault, type Commit, type IndexEntry, type Recompute } from '../../engine/ports.ts';
import { Columns, type StatePlace } from './columns.ts';
import { Damage } from './journal.ts';
import { Ledger } from './ledger.ts';
import type { Placed } from './segment.ts';
import { remakeDocuments, type Stale } from './rebuild.ts';
import { recoverJournal, type TornTail } from './recover-journal.ts';
import { readSnapshot } from './snapshot.ts';
import { StateLogs } from './state-logs.ts';
import { damageFinding, type Finding } from './condition.ts';
import { Tenant, type TenantOptions } from './tenant.ts';

interface Candidate {
  readonly seq: number;
  readonly entry: IndexEntry;
  readonly place: StatePlace;
}

export interface OpenedTenant {
  readonly tenant: Tenant;
  /** Changes whose documents for people may be behind. */
  readonly behind: readonly string[];
}

/**
 * Opens a tenant: index snapshot, what the journal has after it, the state logs' newest lines where they agree with the
 * journal, and the rest made anew. A cut tail is recorded in the journal itself.
 */
export async function openTenant(
  name: string,
  folder: string,
  options: TenantOptions,
): Promise<OpenedTenant> {
  const { disk, reach, logBytesMax } = options;
  const indexFolder = join(folder, 'index');
  disk.makeFolder(indexFolder);
  const found = readSnapshot(disk, indexFolder);
  const snapshot = found?.snapshot ?? null;
  const columns = new Columns(snapshot?.columns, found?.numbers);
  const ledger = new Ledger(snapshot?.ledger);
  const state = new StateLogs(disk, join(folder, 'state'), logBytesMax, reach);
  const candidates = newestLines(state, new Map(snapshot?.stateEnds), options.recompute);
  const stale: Stale = new Set();
  const advanced = new Set<string>();
  const visit = ({ line, place }: Placed): void => {
    ledger.apply(line.records, place);
    for (const row of columns.advanceAll(line.records, place)) {
      stale.add(row);
      advanced.add(columns.id(row));
    }
  };
  const { journal, torn, damage } = await recoverJournal({
    ...options,
    folder: join(folder, 'journal'),
    from: snapshot?.point ?? null,
    acknowledgedSeq: Math.max(snapshot?.point.head.seq ?? 0, ...newestSeq(candidates)),
    versions: versionsOf(columns),
    visit,
  });
  takeCandidates(columns, candidates, stale);
  const unread = await remakeDocuments({
    columns,
    state,
    journal,
    stale,
    recompute: options.recompute,
  });
  const findings: Finding[] = [
    ...(damage === null ? [] : [damageFinding(damage)]),
    ...(torn === null ? [] : [tornFinding(torn)]),
    ...unread.map(damageFinding),
  ];
  const parts = {
    name,
    indexFolder,
    journal,
    columns,
    ledger,
    state,
    damage: damage ?? unread[0] ?? null,
    findings,
  };
  const tenant = new Tenant(parts, options);
  if (torn !== null && tenant.ready) await recordCut(tenant, name, torn, options);
  return { tenant, behind: [...new Set([...(snapshot?.behind ?? []), ...advanced])] };
}

/** The newest whole line of each change in the part of the state logs that the snapshot does not know. */
function newestLines(
  state: StateLogs,
  ends: ReadonlyMap<number, number>,
  recompute: Recompute,
): ReadonlyMap<string, Candidate> {
  const newest = new Map<string, Candidate>();
  for (const { line, place } of state.lines(ends)) {
    const { document, seq } = line;
    if (seq >= (newest.get(document.id)?.seq ?? 0))
      newest.set(document.id, { seq, entry: recompute.entry(document), place });
  }
  return newest;
}

/** State lines are written after the journal's sync: whatever they show was acknowledged or about to be. */
const newestSeq = (candidates: ReadonlyMap<string, Candidate>): readonly number[] => {
  let newest = 0;
  for (const { seq } of candidates.values()) newest = Math.max(newest, seq);
  return [newest];
};

function takeCandidates(
  columns: Columns,
  candidates: ReadonlyMap<string, Candidate>,
  stale: Stale,
): void {
  for (const [change, { seq, entry, place }] of candidates) {
    const row = columns.row(change);
    if (row === undefined || columns.seq(row) !== seq) continue;
    columns.setStatePlace(row, place);
    columns.setEntry(row, entry);
    stale.delete(row);
  }
}

/** The columns' versions, and on top those of a line whose records are being checked. */
function versionsOf(columns: Columns): Versions {
  const newer = new Map<string, number>();
  return {
    get: (change) => newer.get(change) ?? columns.version(change),
    set: (change, version) => newer.set(change, version),
  };
}

const tornFinding = (torn: TornTail): Finding => ({
  code: 'torn-tail',
  message:
    `the last group of journal/${torn.file} was not finished: ${torn.bytes} bytes from byte ${torn.offset} on, ` +
    `which no one had an answer for, were moved to journal/${torn.kept}`,
  file: `journal/${torn.file}`,
  offset: torn.offset,
});

async function recordCut(
  tenant: Tenant,
  name: string,
  torn: TornTail,
  options: TenantOptions,
): Promise<void> {
  const record: Commit['records'][number] = {
    time: new Date(options.clock.now()).toISOString(),
    change: null,
    version: null,
    type: 'tail-cut',
    actor: null,
    data: { file: torn.file, offset: torn.offset, bytes: torn.bytes, kept: torn.kept },
    policy: null,
    rule: null,
  };
  const nothing = { expects: [], take: [], release: [], documents: [], key: null };
  await tenant.commit({ tenant: name, records: [record], ...nothing }).catch((error: unknown) => {
    // The disk may be full: the finding stands, and the bytes are kept.
    if (!(error instanceof StoreFault) || error instanceof Damage) throw error;
  });
}
