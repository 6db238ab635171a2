import {
  StoreFault,
  type DocumentWrite,
  type JournalRecord,
  type Recompute,
} from '../../engine/ports.ts';
import { Cache } from './cache.ts';
import type { Columns, StatePlace } from './columns.ts';
import { stateLine, type StateLogs } from './state-logs.ts';
import { TextIndex } from './text-index.ts';

type ChangeState = DocumentWrite['document'];

/** A document and its line for the state log, made before it is known where that will stand. */
export interface DocumentLine {
  readonly write: DocumentWrite;
  readonly bytes: Buffer;
}

export interface NewestDocumentsOptions {
  readonly columns: Columns;
  readonly state: StateLogs;
  readonly cacheBytesMax: number;
  readonly recompute: Recompute;
  /** All records of a row's change, oldest first. */
  readonly history: (row: number) => readonly JournalRecord[];
  /** Told when a state log could not be written. */
  readonly unwritable: (error: unknown) => void;
  /** Told of each change whose document this release could not go on with. */
  readonly madeAnew: (change: string) => void;
}

const ROWS_PER_TURN = 64;
const NOWHERE: StatePlace = { log: 0, offset: 0, length: 0 };

/**
 * The newest document of every change: in the cache, by one positioned read of a state log, or made anew from the
 * journal. A state log is never a reason to refuse or to lose anything; it is only quicker.
 */
export class NewestDocuments {
  readonly #options: NewestDocumentsOptions;
  readonly #cache: Cache<ChangeState>;
  readonly #text = new TextIndex();
  #indexing: Promise<void> | null = null;
  #closed = false;

  constructor(options: NewestDocumentsOptions) {
    this.#options = options;
    this.#cache = new Cache(options.cacheBytesMax);
  }

  /** Takes documents whose commits have just become durable, newest last. */
  keep(lines: readonly DocumentLine[]): void {
    const { columns, state } = this.#options;
    const places = this.#append(lines.map(({ bytes }) => bytes));
    for (const [at, { write, bytes }] of lines.entries()) {
      const row = columns.row(write.change)!;
      state.drop(columns.statePlace(row));
      columns.setStatePlace(row, places[at] ?? NOWHERE);
      columns.setEntry(row, write.entry);
      this.#text.put(row, write.entry.title, write.document.fields.description);
      this.#cache.set(write.change, write.document, bytes.length);
    }
  }

  async load(change: string): Promise<ChangeState | null> {
    const { columns } = this.#options;
    for (;;) {
      const cached = this.#cache.get(change);
      if (cached !== undefined) return cached;
      const row = columns.row(change);
      if (row === undefined) return null;
      const version = columns.version(change);
      const { document, bytes } = await this.#read(row);
      // A commit came while the document was made anew: there is a newer one.
      if (columns.version(change) !== version) continue;
      if (document.version !== version) {
        throw new StoreFault(
          `${change} was made anew at version ${document.version}, not ${version}`,
        );
      }
      this.#cache.set(change, document, bytes);
      return document;
    }
  }

  /** A test of rows for the words of a query; null where it has none. Waits until every text has been read once. */
  async find(q: string): Promise<((row: number) => boolean) | null> {
    await this.indexTexts();
    return this.#text.find(q);
  }

  /** Reads the title and description of every change that has not been written since the start, in small steps. */
  indexTexts(): Promise<void> {
    this.#indexing ??= this.#readTexts();
    return this.#indexing;
  }

  /** Copies what lives in the log with most garbage into the newest one, a few lines a turn, and removes that log. */
  async compact(): Promise<void> {
    const { columns, state } = this.#options;
    const victim = state.garbage();
    if (victim === null) return;
    for (let row = 0; row < columns.count; row += 1) {
      const place = columns.statePlace(row);
      if (place.log !== victim) continue;
      const bytes = state.bytesAt(place);
      const [copy] = bytes === null ? [] : this.#append([bytes]);
      if (bytes !== null && copy === undefined) return;
      state.drop(place);
      columns.setStatePlace(row, copy ?? NOWHERE);
      if (row % ROWS_PER_TURN === 0) await nextTurn();
    }
    await state.sync();
    state.remove(victim);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#indexing?.catch(() => undefined);
  }

  #append(lines: readonly Buffer[]): readonly StatePlace[] {
    if (lines.length === 0) return [];
    try {
      return this.#options.state.append(lines);
    } catch (error) {
      this.#options.unwritable(error);
      return [];
    }
  }

  async #read(row: number): Promise<{ readonly document: ChangeState; readonly bytes: number }> {
    const { columns, state, recompute, history } = this.#options;
    const place = columns.statePlace(row);
    const seq = columns.seq(row);
    const line = place.log === 0 ? null : state.read(place);
    const isNewest = line?.document.id === columns.id(row) && line.seq === seq;
    if (isNewest && recompute.reads(line.document))
      return { document: line.document, bytes: place.length };
    const { document } = await recompute.document(history(row));
    if (isNewest) this.#replace(row, document, seq);
    return { document, bytes: JSON.stringify(document).length };
  }

  /** Writes down what was made anew, so that it is made only once; a commit that came meanwhile has done so already. */
  #replace(row: number, document: ChangeState, seq: number): void {
    const { columns, state, madeAnew } = this.#options;
    madeAnew(document.id);
    if (columns.seq(row) !== seq) return;
    const [place] = this.#append([stateLine(document, seq)]);
    if (place === undefined) return;
    state.drop(columns.statePlace(row));
    columns.setStatePlace(row, place);
  }

  async #readTexts(): Promise<void> {
    const { columns } = this.#options;
    for (let row = 0; row < columns.count && !this.#closed; row += 1) {
      if (this.#text.has(row)) continue;
      const { document } = await this.#read(row);
      if (!this.#text.has(row))
        this.#text.put(row, document.fields.title, document.fields.description);
      if (row % ROWS_PER_TURN === 0) await nextTurn();
    }
  }
}

const nextTurn = (): Promise<void> => new Promise((resume) => setImmediate(resume));
