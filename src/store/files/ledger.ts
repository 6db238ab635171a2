import type { Conflict, Commit, CommitFacts, JournalRecord } from '../../engine/ports.ts';
import { KEY_KEPT_MS } from '../key-life.ts';
import type { Place } from './line.ts';

export interface LedgerDump {
  readonly newestMs: number | null;
  readonly claims: readonly (readonly [claim: string, holder: string])[];
  readonly counters: readonly (readonly [counter: string, given: number, journalled: number])[];
  readonly keys: readonly (readonly [
    id: string,
    timeMs: number,
    segment: number,
    offset: number,
    length: number,
  ])[];
}

/**
 * What a tenant's commit lines add up to besides changes: who holds which claim, which idempotency keys were used (and
 * in which line the answer stands), how far each counter has come. All of it can be read again from the journal.
 */
export class Ledger {
  readonly #claims: Map<string, string>;
  readonly #keys: Map<string, { readonly timeMs: number; readonly place: Place }>;
  /** Numbers given out. */
  readonly #counters: Map<string, number>;
  /** Numbers that some line of the journal says were given out. */
  readonly #journalled: Map<string, number>;
  #newestMs: number;

  constructor(dump?: LedgerDump) {
    this.#claims = new Map(dump?.claims);
    this.#counters = new Map(dump?.counters.map(([counter, given]) => [counter, given]));
    this.#journalled = new Map(
      dump?.counters.map(([counter, , journalled]) => [counter, journalled]),
    );
    this.#newestMs = dump?.newestMs ?? -Infinity;
    this.#keys = new Map(
      dump?.keys.map(([id, timeMs, segment, offset, length]) => [
        id,
        { timeMs, place: { segment, offset, length } },
      ]),
    );
  }

  dump(): LedgerDump {
    return {
      newestMs: Number.isFinite(this.#newestMs) ? this.#newestMs : null,
      claims: [...this.#claims],
      counters: [...this.#counters].map(([counter, given]) => [
        counter,
        given,
        this.#journalled.get(counter) ?? 0,
      ]),
      keys: [...this.#keys].map(([id, { timeMs, place }]) => [
        id,
        timeMs,
        place.segment,
        place.offset,
        place.length,
      ]),
    };
  }

  holder(claim: string): string | null {
    return this.#claims.get(claim) ?? null;
  }

  /** The line that answers a key, unless the key has run out. */
  keyPlace(id: string): Place | null {
    const key = this.#keys.get(id);
    return key === undefined || key.timeMs + KEY_KEPT_MS < this.#newestMs ? null : key.place;
  }

  /** The next number of a counter. The next line written says so; until then no one outside can have kept it. */
  next(counter: string): number {
    const number = (this.#counters.get(counter) ?? 0) + 1;
    this.#counters.set(counter, number);
    return number;
  }

  /** Counters that have come further than the journal says. */
  unwritten(): ReadonlyMap<string, number> {
    return new Map(
      [...this.#counters].filter(
        ([counter, number]) => number > (this.#journalled.get(counter) ?? 0),
      ),
    );
  }

  /** The claim that someone else holds and that the commit does not take from them, if there is one. */
  claimConflict(commit: Commit): Conflict | null {
    const freed = new Set(
      commit.release
        .filter(({ claim, holder }) => this.#claims.get(claim) === holder)
        .map(({ claim }) => claim),
    );
    for (const { claim, holder } of commit.take) {
      const found = freed.has(claim) ? undefined : this.#claims.get(claim);
      if (found !== undefined && found !== holder) return { kind: 'claim', claim, holder: found };
    }
    return null;
  }

  /** Takes what a line of the journal says, when it is written and when it is read again. */
  apply(records: readonly JournalRecord[], place: Place): void {
    let time = '';
    for (const record of records) {
      if (record.time === time) continue;
      time = record.time;
      this.#newestMs = Math.max(this.#newestMs, Date.parse(time));
    }
    const facts = records.at(-1)?.commit;
    if (facts !== undefined) this.#applyFacts(facts, place);
  }

  #applyFacts({ key, claims, counters = {} }: CommitFacts, place: Place): void {
    for (const { claim, holder } of claims?.release ?? []) {
      if (this.#claims.get(claim) === holder) this.#claims.delete(claim);
    }
    for (const { claim, holder } of claims?.take ?? []) this.#claims.set(claim, holder);
    for (const [counter, number] of Object.entries(counters)) {
      this.#journalled.set(counter, Math.max(number, this.#journalled.get(counter) ?? 0));
      this.#counters.set(counter, Math.max(number, this.#counters.get(counter) ?? 0));
    }
    if (key !== undefined) this.#addKey(key.id, Date.parse(key.time), place);
  }

  #addKey(id: string, timeMs: number, place: Place): void {
    // A key that comes again after its day goes to the end of the order in which keys run out.
    this.#keys.delete(id);
    this.#keys.set(id, { timeMs, place });
    for (const [oldest, key] of this.#keys) {
      if (key.timeMs + KEY_KEPT_MS >= this.#newestMs) break;
      this.#keys.delete(oldest);
    }
  }
}
