import { StoreFault, type StoreHealth } from '../../engine/ports.ts';
import { Damage } from './journal.ts';

export type Finding = StoreHealth['findings'][number];

const FINDINGS_MAX = 100;

/** What has been found wrong with a tenant's files, and whether commands can be taken in spite of it. */
export class Condition {
  readonly #findings: Finding[];
  /** How many changes were made anew, since the store was opened. */
  #madeAnew = 0;
  #damage: Damage | null;
  #closed = false;

  constructor(damage: Damage | null, findings: readonly Finding[]) {
    this.#damage = damage;
    this.#findings = [...findings];
  }

  get findings(): readonly Finding[] {
    return this.#findings;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Whether nothing has been found that only a person can mend. */
  get sound(): boolean {
    return !this.#closed && this.#damage === null;
  }

  close(): void {
    this.#closed = true;
  }

  refuseIfClosed(): void {
    if (this.#closed) throw new StoreFault('the store is closed');
  }

  refuseUnlessSound(): void {
    this.refuseIfClosed();
    if (this.#damage !== null) throw this.#damage;
  }

  /** Stops commands: bytes of the journal are not what was written. */
  reportDamage(damage: Damage): void {
    if (this.#damage === null) this.#add(damageFinding(damage));
    this.#damage ??= damage;
  }

  reportFailedWrite(error: unknown): void {
    this.#add({
      code: 'write-failed',
      message: `the journal could not be written: ${messageOf(error)}`,
    });
  }

  /** Said once: it costs time, nothing else. */
  reportUnwritableState(error: unknown): void {
    if (this.#findings.some((finding) => finding.code === 'behind')) return;
    const message = `a state log could not be written (${messageOf(error)}): documents are made anew when asked for`;
    this.#add({ code: 'behind', message });
  }

  /** One finding tells of all such changes: after an upgrade there may be many. */
  reportMadeAnew(change: string): void {
    const before = this.#findings.findIndex(({ code }) => code === 'made-anew');
    if (before !== -1) this.#findings.splice(before, 1);
    this.#madeAnew += 1;
    const which = this.#madeAnew === 1 ? change : `${this.#madeAnew} changes, ${change} the last,`;
    const message = `the stored state of ${which} was of a version that this release does not read: made anew from the journal`;
    this.#add({ code: 'made-anew', message });
  }

  /** Runs something that reads the journal; damage that shows stops commands from then on. */
  reading<T>(read: () => T): T {
    this.refuseIfClosed();
    try {
      return read();
    } catch (error) {
      if (error instanceof Damage) this.reportDamage(error);
      throw asFault(error, 'the journal cannot be read');
    }
  }

  #add(finding: Finding): void {
    this.#findings.push(finding);
    if (this.#findings.length > FINDINGS_MAX) this.#findings.shift();
  }
}

export const damageFinding = (damage: Damage): Finding => ({
  code: 'damaged',
  message: damage.message,
  file: `journal/${damage.file}`,
  offset: damage.offset,
  ...(damage.seq === null ? {} : { seq: damage.seq }),
});

export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** Whatever the disk throws, as the one fault that a store may throw. */
export const asFault = (error: unknown, what: string): StoreFault =>
  error instanceof StoreFault
    ? error
    : new StoreFault(`${what}: ${messageOf(error)}`, { cause: error });
