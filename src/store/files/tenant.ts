import type { Head } from '../../audit/record.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type {
  Clock,
  Commit,
  Conflict,
  DocumentWrite,
  IndexEntry,
  JournalRecord,
  ListQuery,
  Page,
  Recompute,
  RecordQuery,
  Store,
  SystemTally,
} from '../../engine/ports.ts';
import { checkCommit } from '../check-commit.ts';
import { matchesRecord } from '../query.ts';
import type { Columns } from './columns.ts';
import { asFault, Condition, type Finding } from './condition.ts';
import type { Disk } from './disk.ts';
import type { ReachFailPoint } from './fail-points.ts';
import { GroupCommit } from './group-commit.ts';
import type { Damage, Journal } from './journal.ts';
import type { Ledger } from './ledger.ts';
import { NewestDocuments } from './newest-documents.ts';
import { prepareCommit, type Prepared } from './prepare-commit.ts';
import { recordsOf, soundLine } from './read-records.ts';
import { scrub } from './scrub.ts';
import { encodeSnapshot, snapshotPath, VERSION } from './snapshot.ts';
import type { StateLogs } from './state-logs.ts';

type ChangeState = DocumentWrite['document'];

export interface TenantOptions {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly recompute: Recompute;
  readonly reach: ReachFailPoint;
  readonly segmentBytesMin: number;
  readonly segmentBytesMax: number;
  readonly logBytesMax: number;
  readonly cacheBytesMax: number;
  /** Commits between two index snapshots: what a start after a crash has to read again. */
  readonly commitsPerSnapshot: number;
  /** Told of each change whose newest document is to be written for people. */
  readonly changed: (tenant: string, change: string) => void;
}

export interface TenantParts {
  readonly name: string;
  readonly indexFolder: string;
  readonly journal: Journal;
  readonly columns: Columns;
  readonly ledger: Ledger;
  readonly state: StateLogs;
  readonly damage: Damage | null;
  readonly findings: readonly Finding[];
}

/**
 * One tenant on the disk.
 *
 * T1 A commit is checked against what is durable, never against what is being written: whoever touches a change, claim
 *    or key that a waiting commit touches waits for that one first.
 * T2 Numbers, hashes and texts are made while the group before is being synced; they follow `#head`, which runs ahead of
 *    the journal's and falls back to it when a group fails.
 * T3 Columns, ledger and documents change in the turn in which the group's sync came back, before anyone is answered.
 */
export class Tenant {
  readonly #name: string;
  readonly #parts: TenantParts;
  readonly #options: TenantOptions;
  readonly #documents: NewestDocuments;
  readonly #groups: GroupCommit<Prepared>;
  readonly #condition: Condition;
  /** For each name that a waiting commit touches, when it will be settled. */
  readonly #touched = new Map<string, Promise<unknown>>();
  #head: Head;
  /** The error after which the journal's tail has not yet been cut off. */
  #broken: unknown = null;
  #mending: Promise<void> | null = null;
  #commitsSinceSnapshot = 0;
  #snapshotting: Promise<void> | null = null;

  constructor(parts: TenantParts, options: TenantOptions) {
    this.#name = parts.name;
    this.#parts = parts;
    this.#options = options;
    this.#condition = new Condition(parts.damage, parts.findings);
    this.#documents = new NewestDocuments({
      ...parts,
      ...options,
      history: (row) =>
        this.#condition.reading(() => recordsOf(parts.journal, parts.columns, row, 0)),
      unwritable: (error) => this.#condition.reportUnwritableState(error),
      madeAnew: (change) => this.#condition.reportMadeAnew(change),
    });
    this.#head = parts.journal.head;
    this.#groups = new GroupCommit({
      write: (group) => this.#write(group),
      failed: (error) => this.#fail(error),
    });
  }

  get ready(): boolean {
    return this.#condition.sound && this.#broken === null;
  }

  get findings(): readonly Finding[] {
    return this.#condition.findings;
  }

  get head(): Head {
    return this.#parts.journal.head;
  }

  /** Whether commands wait for the disk. */
  get busy(): boolean {
    return this.#groups.busy;
  }

  async commit(commit: Commit): Promise<Result<readonly JournalRecord[], Conflict>> {
    checkCommit(commit);
    const names = namesOf(commit);
    for (;;) {
      this.#condition.refuseUnlessSound();
      if (this.#broken !== null) await this.#mend();
      const other = names
        .map((name) => this.#touched.get(name))
        .find((waiting) => waiting !== undefined);
      if (other === undefined) break;
      await other;
    }
    this.#condition.refuseUnlessSound();
    const conflict = this.#conflict(commit);
    if (conflict !== null) return err(conflict);
    const prepared = this.#prepare(commit);
    await this.#whileTouched(names, this.#groups.add(prepared));
    return ok(prepared.records);
  }

  async load(change: string): Promise<ChangeState | null> {
    return this.#documents.load(change);
  }

  has(change: string): boolean {
    return this.#parts.columns.row(change) !== undefined;
  }

  answered(key: string): Awaited<ReturnType<Store['answered']>> {
    const place = this.#parts.ledger.keyPlace(key);
    if (place === null) return null;
    const { records } = this.#condition.reading(() => this.#parts.journal.read(place));
    const found = records.at(-1)?.commit?.key;
    return found === undefined ? null : { body: found.body, answer: found.answer };
  }

  reserve(counter: string): number {
    this.#condition.refuseUnlessSound();
    return this.#parts.ledger.next(counter);
  }

  holder(claim: string): string | null {
    return this.#parts.ledger.holder(claim);
  }

  async list(query: ListQuery): Promise<Page<IndexEntry>> {
    const found = query.q === undefined ? null : await this.#documents.find(query.q);
    return this.#parts.columns.page(query, found);
  }

  tally({ systems, since }: Parameters<Store['tally']>[1]): SystemTally {
    return this.#parts.columns.tally(systems, Date.parse(since));
  }

  due(before: string, limit: number): ReturnType<Columns['due']> {
    return this.#parts.columns.due(Date.parse(before), limit);
  }

  nextDue(): string | null {
    return this.#parts.columns.due(Infinity, 1)[0]?.due ?? null;
  }

  async *records(query: RecordQuery): AsyncGenerator<JournalRecord> {
    const { journal, columns } = this.#parts;
    const end = journal.head.seq;
    if (query.change !== undefined) {
      const row = columns.row(query.change);
      const { after_seq: after = 0 } = query;
      const records =
        row === undefined
          ? []
          : this.#condition.reading(() => recordsOf(journal, columns, row, after));
      yield* records.filter((record) => record.seq <= end && matchesRecord(record, query));
      return;
    }
    const lines = journal.linesAfter(query.after_seq ?? 0);
    for (let count = 1; ; count += 1) {
      const next = this.#condition.reading(() => lines.next());
      if (next.done === true) return;
      const { line, place } = next.value;
      this.#condition.reading(() => soundLine(line, place));
      for (const record of line.records) {
        if (record.seq > end) return;
        if (matchesRecord(record, query)) yield record;
      }
      if (count % 256 === 0) await new Promise((resume) => setImmediate(resume));
    }
  }

  /** Reads all texts beside the work, so that the first query with words need not wait for it. */
  indexTexts(): Promise<void> {
    return this.#documents.indexTexts();
  }

  /** Writes what the index knows, so that the next start begins here. Failing costs the next start time, no more. */
  snapshot(behind: readonly string[]): Promise<void> {
    this.#snapshotting ??= this.#writeSnapshot(behind).finally(() => (this.#snapshotting = null));
    return this.#snapshotting;
  }

  get snapshotDue(): boolean {
    const every = Math.max(this.#options.commitsPerSnapshot, this.#parts.columns.count / 10);
    return this.#snapshotting === null && this.ready && this.#commitsSinceSnapshot >= every;
  }

  /** Verifies every line up to now, between the work; what it finds stops commands. */
  async scrub(clock: Clock | null): Promise<void> {
    const damage = await scrub(this.#parts.journal, clock, () => this.#condition.closed);
    if (damage !== null) this.#condition.reportDamage(damage);
  }

  /** Ends all work; with `behind`, writes a last snapshot so that nothing has to be read again. */
  async close(behind: () => readonly string[]): Promise<void> {
    if (this.#condition.closed) return;
    await this.#groups.idle();
    await this.#snapshotting;
    if (this.ready) await this.snapshot(behind()).catch(() => undefined);
    this.#condition.close();
    await this.#documents.close();
    await this.#parts.journal.close();
    this.#parts.state.close();
  }

  async idle(): Promise<void> {
    await this.#groups.idle();
  }

  async #whileTouched(names: readonly string[], written: Promise<void>): Promise<void> {
    const settled = written
      .catch(() => undefined)
      .then(() => names.forEach((name) => this.#touched.delete(name)));
    for (const name of names) this.#touched.set(name, settled);
    await written.catch((error: unknown) =>
      Promise.reject(asFault(error, 'the commit was not written')),
    );
    await settled;
  }

  #conflict(commit: Commit): Conflict | null {
    const { columns, ledger } = this.#parts;
    const answered = commit.key === null ? null : this.answered(commit.key.id);
    if (answered !== null) return { kind: 'key', ...answered };
    for (const { change, version } of commit.expects) {
      const found = columns.version(change);
      if (found !== version) return { kind: 'version', change, found };
    }
    return ledger.claimConflict(commit);
  }

  #prepare(commit: Commit): Prepared {
    const { columns, ledger } = this.#parts;
    try {
      const prepared = prepareCommit(commit, this.#head, columns, ledger);
      this.#head = prepared.head;
      return prepared;
    } catch (error) {
      throw asFault(error, 'the commit is not plain data');
    }
  }

  async #write(group: readonly Prepared[]): Promise<void> {
    const { journal, columns, ledger } = this.#parts;
    const places = await journal.append(group.map(({ body }) => body));
    this.#options.reach('between-fsync-and-answer');
    for (const [at, { records }] of group.entries()) {
      const place = places[at]!;
      journal.took(place, records);
      ledger.apply(records, place);
      columns.advanceAll(records, place);
    }
    const documents = group.flatMap((prepared) => prepared.documents);
    this.#documents.keep(documents);
    for (const { write } of documents) this.#options.changed(this.#name, write.change);
    this.#commitsSinceSnapshot += group.length;
  }

  async #writeSnapshot(behind: readonly string[]): Promise<void> {
    const { journal, columns, ledger, state, indexFolder } = this.#parts;
    this.#commitsSinceSnapshot = 0;
    const { dump, numbers } = columns.dump();
    const snapshot = {
      v: VERSION,
      point: journal.point(),
      columns: dump,
      ledger: ledger.dump(),
      stateEnds: state.ends(),
      behind,
    } as const;
    const parts = encodeSnapshot(snapshot, numbers);
    // A snapshot may name only what a power cut leaves in the state logs.
    await state.sync();
    this.#options.reach('during-index-write');
    await this.#options.disk.replace(snapshotPath(indexFolder), Buffer.concat(parts));
    await this.#documents.compact();
  }

  #fail(error: unknown): void {
    this.#head = this.#parts.journal.head;
    this.#broken = error;
    this.#condition.reportFailedWrite(error);
    // The next commit tries again and says so if it does not work.
    this.#mend().catch(() => undefined);
  }

  /** Cuts off what was not acknowledged; until that works nothing is written and every commit faults. */
  #mend(): Promise<void> {
    this.#mending ??= this.#parts.journal
      .abandonTail()
      .then(
        () => void (this.#broken = null),
        (error: unknown) => {
          throw asFault(error, 'the journal cannot be written yet');
        },
      )
      .finally(() => (this.#mending = null));
    return this.#mending;
  }
}

const namesOf = (commit: Commit): readonly string[] => [
  ...commit.expects.map(({ change }) => `change ${change}`),
  ...[...commit.take, ...commit.release].map(({ claim }) => `claim ${claim}`),
  ...(commit.key === null ? [] : [`key ${commit.key.id}`]),
];
