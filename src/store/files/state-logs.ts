import { canonicalJson } from '../../core/canonical.ts';
import { join } from 'node:path';
import type { DocumentWrite } from '../../engine/ports.ts';
import type { StatePlace } from './columns.ts';
import type { Disk } from './disk.ts';
import type { ReachFailPoint } from './fail-points.ts';
import { seal, unseal } from './line.ts';

/** The newest document of a change as of its record `seq`. */
export interface StateLine {
  readonly document: DocumentWrite['document'];
  readonly seq: number;
}

interface Log {
  readonly number: number;
  readonly path: string;
  readonly file: number;
  end: number;
  /** Bytes of lines that are still some change's newest. */
  live: number;
}

const CHUNK = 1 << 20;
const NEWLINE = 10;

/**
 * The newest documents, one JSON line each, appended in the turn in which their commit is acknowledged and found again
 * by one positioned read. Nothing here is synced for a commit and nothing here is the truth: a line that is lost, cut
 * short or altered is noticed by its sum and made anew from the journal. Log numbers start at 1; 0 is no place.
 */
export class StateLogs {
  readonly #disk: Disk;
  readonly #folder: string;
  readonly #logBytesMax: number;
  readonly #reach: ReachFailPoint;
  readonly #logs = new Map<number, Log>();
  #newest = 0;

  constructor(disk: Disk, folder: string, logBytesMax: number, reach: ReachFailPoint) {
    this.#disk = disk;
    this.#folder = folder;
    this.#logBytesMax = logBytesMax;
    this.#reach = reach;
    disk.makeFolder(folder);
    for (const name of disk.list(folder)) {
      const digits = /^(\d{8})\.log$/.exec(name)?.[1];
      if (digits !== undefined) this.#adopt(Number(digits), 'write');
    }
    this.#endLastLine();
  }

  get bytes(): number {
    return [...this.#logs.values()].reduce((sum, log) => sum + log.end, 0);
  }

  ends(): readonly (readonly [log: number, end: number])[] {
    return [...this.#logs.values()].map((log) => [log.number, log.end] as const);
  }

  /** Whether a line of the log could stand there. */
  has(place: StatePlace): boolean {
    const log = this.#logs.get(place.log);
    return log !== undefined && place.offset + place.length <= log.end;
  }

  /** Appends sealed lines with one write; where each stands. Throws with the disk's error, and then none counts. */
  append(lines: readonly Uint8Array[]): readonly StatePlace[] {
    const log = this.#room();
    const bytes = Buffer.concat(lines);
    // In two writes, so that a crash test can come between them.
    const half = bytes.length >>> 1;
    this.#disk.write(log.file, bytes.subarray(0, half), log.end);
    this.#reach('during-state-write');
    this.#disk.write(log.file, bytes.subarray(half), log.end + half);
    return lines.map((line) => {
      const place = { log: log.number, offset: log.end, length: line.length };
      log.end += line.length;
      log.live += line.length;
      return place;
    });
  }

  /** The bytes of a line, newline included; null where they cannot be read. */
  bytesAt(place: StatePlace): Buffer | null {
    const log = this.#logs.get(place.log);
    if (log === undefined) return null;
    const bytes = Buffer.allocUnsafe(place.length);
    return this.#disk.read(log.file, bytes, place.offset) === place.length ? bytes : null;
  }

  read(place: StatePlace): StateLine | null {
    const bytes = this.bytesAt(place);
    return bytes === null ? null : (unseal(bytes.subarray(0, -1)) as StateLine | null);
  }

  /** Says that a line is some change's newest. */
  keep(place: StatePlace): void {
    const log = this.#logs.get(place.log);
    if (log !== undefined) log.live += place.length;
  }

  /** Says that a line is no change's newest any more. */
  drop(place: StatePlace): void {
    const log = this.#logs.get(place.log);
    if (log !== undefined) log.live -= place.length;
  }

  /** Every line that is whole, from the ends given on; lines that are not are passed over. */
  *lines(
    from: ReadonlyMap<number, number>,
  ): Generator<{ readonly line: StateLine; readonly place: StatePlace }> {
    for (const log of [...this.#logs.values()]) {
      let start = from.get(log.number) ?? 0;
      let rest: Buffer = Buffer.alloc(0);
      while (start + rest.length < log.end) {
        const chunk = Buffer.allocUnsafe(Math.min(CHUNK, log.end - start - rest.length));
        const count = this.#disk.read(log.file, chunk, start + rest.length);
        if (count === 0) break;
        rest = Buffer.concat([rest, chunk.subarray(0, count)]);
        let used = 0;
        for (let end = rest.indexOf(NEWLINE); end !== -1; end = rest.indexOf(NEWLINE, used)) {
          const line = unseal(rest.subarray(used, end)) as StateLine | null;
          const place = { log: log.number, offset: start + used, length: end + 1 - used };
          used = end + 1;
          if (line !== null) yield { line, place };
        }
        start += used;
        rest = rest.subarray(used);
      }
    }
  }

  /** The log with most garbage, where garbage is more than half of what lives; the log written to is never given. */
  garbage(): number | null {
    const logs = [...this.#logs.values()];
    const live = logs.reduce((sum, log) => sum + log.live, 0);
    if (this.bytes - live <= live / 2) return null;
    const full = logs.filter((log) => log.number !== this.#newest && log.live < log.end);
    full.sort((a, b) => b.end - b.live - (a.end - a.live));
    return full[0]?.number ?? null;
  }

  async sync(): Promise<void> {
    const newest = this.#logs.get(this.#newest);
    if (newest !== undefined) await this.#disk.sync(newest.file);
  }

  /** Removes a log from which everything that lives has been copied and synced elsewhere. */
  remove(number: number): void {
    const log = this.#logs.get(number);
    if (log === undefined) return;
    this.#logs.delete(number);
    this.#disk.close(log.file);
    this.#disk.remove(log.path);
  }

  close(): void {
    for (const log of this.#logs.values()) this.#disk.close(log.file);
    this.#logs.clear();
  }

  #adopt(number: number, mode: 'write' | 'create'): Log {
    const path = join(this.#folder, `${String(number).padStart(8, '0')}.log`);
    const file = this.#disk.open(path, mode);
    const log = { number, path, file, end: this.#disk.size(file), live: 0 };
    this.#logs.set(number, log);
    this.#newest = number;
    return log;
  }

  #room(): Log {
    const log = this.#logs.get(this.#newest);
    return log !== undefined && log.end < this.#logBytesMax
      ? log
      : this.#adopt(this.#newest + 1, 'create');
  }

  /** Keeps what a crash left of a last line from swallowing the next one. */
  #endLastLine(): void {
    const log = this.#logs.get(this.#newest);
    if (log === undefined || log.end === 0) return;
    const last = Buffer.alloc(1);
    this.#disk.read(log.file, last, log.end - 1);
    if (last[0] === NEWLINE) return;
    this.#disk.write(log.file, Buffer.from('\n'), log.end);
    log.end += 1;
  }
}

/** A document as its line in a state log: canonical, so that one computed anew from its records is the same text. */
export const stateLine = (document: StateLine['document'], seq: number): Buffer =>
  seal(`{"document":${canonicalJson(document)},"seq":${seq}`);
