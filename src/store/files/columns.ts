import type {
  IndexEntry,
  JournalRecord,
  ListQuery,
  Page,
  SystemTally,
} from '../../engine/ports.ts';
import { cursorOf, rowAfter } from '../query.ts';
import { DueOrder } from './due-order.ts';
import type { Place } from './line.ts';
import { NameLists, Names } from './names.ts';
import { Postings } from './postings.ts';
import { Tallies, type Counted } from './tallies.ts';

/** Where the newest document of a change stands in the state logs. */
export interface StatePlace {
  readonly log: number;
  readonly offset: number;
  readonly length: number;
}

const NAMED = ['status', 'outcome', 'type', 'workflow', 'author'] as const;
const LISTED = ['phases', 'systems', 'labels', 'waiting_for'] as const;
const WHOLE = [
  ...NAMED,
  ...LISTED,
  'version',
  'segment',
  'offset',
  'length',
  'log',
  'stateOffset',
  'stateLength',
] as const;
const EXACT = ['seq', 'score', 'due', 'created', 'updated', 'closed'] as const;

type Whole = (typeof WHOLE)[number];
type Exact = (typeof EXACT)[number];

/** Columns as an index snapshot keeps them: numbers as bytes, the rest as JSON. */
export interface ColumnsDump {
  readonly ids: readonly string[];
  readonly titles: readonly string[];
  readonly names: readonly string[];
  readonly lists: readonly string[];
  readonly odd: readonly (readonly [row: number, entry: IndexEntry])[];
}

/** A due instant or score that a row does not have. */
const NONE = Number.NaN;

/**
 * What lists, the inbox and the timers need of every change, in columns: a row is some 150 bytes and its id and title,
 * where an object for each change would be a kilobyte. Rows are in order of creation and are never reused, so that a
 * row number is a cursor.
 */
export class Columns {
  readonly #ids: string[] = [];
  readonly #titles: string[] = [];
  readonly #rows = new Map<string, number>();
  readonly #names: Names;
  readonly #lists: NameLists;
  /** Entries whose instants are not in the one form that numbers give back: kept as they are. */
  readonly #odd: Map<number, IndexEntry>;
  readonly #due: DueOrder;
  /** The rows of each key of `waiting_for`: few, since what has ended waits for nothing. */
  readonly #waiting = new Postings();
  readonly #tallies = new Tallies();
  #whole: Record<Whole, Uint32Array>;
  #exact: Record<Exact, Float64Array>;

  constructor(dump?: ColumnsDump, numbers?: readonly Uint8Array[]) {
    this.#names = new Names(dump?.names ?? ['']);
    this.#lists = new NameLists(dump?.lists);
    this.#odd = new Map(dump?.odd);
    this.#whole = columnsOf(WHOLE, (at) => new Uint32Array(copied(numbers?.[at])));
    this.#exact = columnsOf(EXACT, (at) => new Float64Array(copied(numbers?.[WHOLE.length + at])));
    this.#due = new DueOrder((row) => this.#exact.due[row]!);
    dump?.ids.forEach((id, row) => {
      this.#ids.push(id);
      this.#titles.push(dump.titles[row]!);
      this.#rows.set(id, row);
      this.#due.set(row, !Number.isNaN(this.#exact.due[row]!));
      this.#waiting.move(row, [], this.#waitingFor(row));
    });
    this.#tallies.load(
      this.#ids.flatMap((_, row) => {
        const counted = this.#counted(row);
        return counted === null ? [] : [counted];
      }),
    );
  }

  dump(): { readonly dump: ColumnsDump; readonly numbers: readonly Uint8Array[] } {
    const used = (column: Uint32Array | Float64Array): Uint8Array => {
      const part = column.slice(0, this.#ids.length);
      return new Uint8Array(part.buffer, 0, part.byteLength);
    };
    return {
      dump: {
        ids: this.#ids.slice(),
        titles: this.#titles.slice(),
        names: this.#names.all,
        lists: this.#lists.all,
        odd: [...this.#odd],
      },
      numbers: [
        ...WHOLE.map((name) => used(this.#whole[name])),
        ...EXACT.map((name) => used(this.#exact[name])),
      ],
    };
  }

  get count(): number {
    return this.#ids.length;
  }

  row(id: string): number | undefined {
    return this.#rows.get(id);
  }

  id(row: number): string {
    return this.#ids[row]!;
  }

  version(id: string): number {
    const row = this.#rows.get(id);
    return row === undefined ? 0 : this.#whole.version[row]!;
  }

  /** The number of a change's last record. */
  seq(row: number): number {
    return this.#exact.seq[row]!;
  }

  /** Moves changes on to what a line at a place of the journal says of them; their rows. A new change gets its row. */
  advanceAll(records: readonly JournalRecord[], place: Place): readonly number[] {
    const rows: number[] = [];
    for (const [at, record] of records.entries()) {
      const { change, version, seq } = record;
      if (change === null || records[at + 1]?.change === change) continue;
      rows.push(this.#advance(change, version ?? 0, seq, place));
    }
    return rows;
  }

  #advance(id: string, version: number, seq: number, place: Place): number {
    const row = this.#rows.get(id) ?? this.#add(id);
    this.#whole.version[row] = version;
    this.#exact.seq[row] = seq;
    this.#whole.segment[row] = place.segment;
    this.#whole.offset[row] = place.offset;
    this.#whole.length[row] = place.length;
    return row;
  }

  linePlace(row: number): Place {
    const { segment, offset, length } = this.#whole;
    return { segment: segment[row]!, offset: offset[row]!, length: length[row]! };
  }

  statePlace(row: number): StatePlace {
    const { log, stateOffset, stateLength } = this.#whole;
    return { log: log[row]!, offset: stateOffset[row]!, length: stateLength[row]! };
  }

  setStatePlace(row: number, place: StatePlace): void {
    this.#whole.log[row] = place.log;
    this.#whole.stateOffset[row] = place.offset;
    this.#whole.stateLength[row] = place.length;
  }

  setEntry(row: number, entry: IndexEntry): void {
    const counted = this.#counted(row);
    this.#titles[row] = entry.title;
    this.#waiting.move(row, this.#waitingFor(row), entry.waiting_for);
    for (const name of NAMED) this.#whole[name][row] = this.#names.number(entry[name] ?? '');
    for (const name of LISTED) this.#whole[name][row] = this.#lists.number(entry[name]);
    this.#exact.score[row] = entry.score ?? NONE;
    this.#exact.due[row] = entry.due === null ? NONE : Date.parse(entry.due);
    this.#exact.created[row] = Date.parse(entry.created_at);
    this.#exact.updated[row] = Date.parse(entry.updated_at);
    this.#exact.closed[row] = entry.closed_at === null ? NONE : Date.parse(entry.closed_at);
    this.#due.set(row, !Number.isNaN(this.#exact.due[row]));
    this.#tallies.move(counted, this.#counted(row)!);
    if (isRegular(entry)) this.#odd.delete(row);
    else this.#odd.set(row, entry);
  }

  /** How a row counts; null before its first entry. */
  #counted(row: number): Counted | null {
    if (Number.isNaN(this.#exact.updated[row]!)) return null;
    const status = this.#names.name(this.#whole.status[row]!);
    const outcome = this.#names.name(this.#whole.outcome[row]!);
    const at = this.#exact.closed[row]!;
    const ending = Number.isNaN(at) ? null : JSON.stringify([status, outcome]);
    return { systems: this.#whole.systems[row]!, ending, at };
  }

  /** Counts the rows that have any of the systems. */
  tally(systems: readonly string[], since: number): SystemTally {
    const lists = this.#lists.having(systems).flatMap((has, list) => (has ? [list] : []));
    const ended = this.#tallies.endedSince(lists, since).map(({ ending, count, latest }) => {
      const [status, outcome] = JSON.parse(ending) as [IndexEntry['status'], string];
      return { status, outcome: outcome === '' ? null : outcome, count, latest: instant(latest) };
    });
    return { open: this.#tallies.open(lists), ended };
  }

  /** What a row waits for by now: nothing, before its first entry. */
  #waitingFor(row: number): readonly string[] {
    return this.#lists.find(this.#whole.waiting_for[row]!) ?? [];
  }

  entry(row: number): IndexEntry {
    const odd = this.#odd.get(row);
    if (odd !== undefined) return odd;
    const name = (column: (typeof NAMED)[number]): string =>
      this.#names.name(this.#whole[column][row]!);
    const list = (column: (typeof LISTED)[number]): readonly string[] =>
      this.#lists.list(this.#whole[column][row]!);
    const { score, due, created, updated, closed } = this.#exact;
    return {
      id: this.#ids[row]!,
      title: this.#titles[row]!,
      status: name('status') as IndexEntry['status'],
      outcome: name('outcome') === '' ? null : name('outcome'),
      phases: list('phases'),
      type: name('type'),
      workflow: name('workflow'),
      systems: list('systems'),
      labels: list('labels'),
      author: name('author'),
      waiting_for: list('waiting_for'),
      score: Number.isNaN(score[row]!) ? null : score[row]!,
      due: Number.isNaN(due[row]!) ? null : instant(due[row]!),
      created_at: instant(created[row]!),
      updated_at: instant(updated[row]!),
      closed_at: Number.isNaN(closed[row]!) ? null : instant(closed[row]!),
    };
  }

  /** A page, newest first. `found` narrows to rows that a search of the text has found. */
  page(query: ListQuery, found: ((row: number) => boolean) | null): Page<IndexEntry> {
    const tests = this.#tests(query);
    if (tests === null) return { items: [], next_cursor: null };
    if (found !== null) tests.push(found);
    const items: IndexEntry[] = [];
    const below = Math.min(rowAfter(query.cursor) ?? this.count, this.count);
    const { waiting_for: keys } = query;
    const rows = keys === undefined ? downFrom(below) : this.#waiting.rowsOf(keys, below);
    for (const row of rows) {
      if (!tests.every((test) => test(row))) continue;
      if (items.length === query.limit) return { items, next_cursor: cursorOf(row + 1) };
      items.push(this.entry(row));
    }
    return { items, next_cursor: null };
  }

  /** Changes with something due at or before the instant (ms), earliest first; rows of one instant by age. */
  due(before: number, limit: number): readonly { readonly change: string; readonly due: string }[] {
    return this.#due.upTo(before, limit).map((row) => ({
      change: this.#ids[row]!,
      due: this.#odd.get(row)?.due ?? instant(this.#exact.due[row]!),
    }));
  }

  /** One test of a row for each filter of the query, cheapest to say no first; null where no row can pass. */
  #tests(query: ListQuery): ((row: number) => boolean)[] | null {
    const tests: ((row: number) => boolean)[] = [];
    const named: readonly [(typeof NAMED)[number], string | undefined][] = [
      ['status', query.status],
      ['type', query.type],
      ['workflow', query.workflow],
      ['author', query.author],
    ];
    for (const [name, value] of named) {
      if (value === undefined) continue;
      const wanted = this.#names.find(value);
      if (wanted === undefined) return null;
      tests.push((row) => this.#whole[name][row] === wanted);
    }
    const listed: readonly [(typeof LISTED)[number], readonly string[] | undefined][] = [
      ['phases', query.phase === undefined ? undefined : [query.phase]],
      ['systems', query.system === undefined ? undefined : [query.system]],
      ['labels', query.label === undefined ? undefined : [query.label]],
    ];
    for (const [name, wanted] of listed) {
      if (wanted === undefined) continue;
      const having = this.#lists.having(wanted);
      if (!having.includes(true)) return null;
      tests.push((row) => having[this.#whole[name][row]!] === true);
    }
    return tests;
  }

  #add(id: string): number {
    const row = this.#ids.push(id) - 1;
    this.#rows.set(id, row);
    this.#titles.push('');
    if (row >= this.#whole.version.length) {
      // A quarter more at a time: doubling would leave half of the memory empty.
      const room = Math.max(256, Math.ceil(row * 1.25));
      this.#whole = columnsOf(WHOLE, (_, name) => grown(this.#whole[name], new Uint32Array(room)));
      this.#exact = columnsOf(EXACT, (_, name) => grown(this.#exact[name], new Float64Array(room)));
    }
    for (const name of EXACT) this.#exact[name][row] = NONE;
    return row;
  }
}

function* downFrom(below: number): Generator<number> {
  for (let row = below - 1; row >= 0; row -= 1) yield row;
}

function columnsOf<Name extends string, Column>(
  names: readonly Name[],
  make: (at: number, name: Name) => Column,
): Record<Name, Column> {
  return Object.fromEntries(names.map((name, at) => [name, make(at, name)])) as Record<
    Name,
    Column
  >;
}

function grown<Column extends Uint32Array | Float64Array>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}

/** Bytes of a snapshot in memory of their own, aligned for any column. */
const copied = (bytes: Uint8Array | undefined): ArrayBuffer => {
  const copy = new ArrayBuffer(bytes?.byteLength ?? 0);
  if (bytes !== undefined) new Uint8Array(copy).set(bytes);
  return copy;
};

const instant = (ms: number): string => new Date(ms).toISOString();

/** Whether columns give the entry back as it is: instants in UTC with milliseconds, no empty outcome. */
function isRegular(entry: IndexEntry): boolean {
  const instants = [entry.due, entry.created_at, entry.updated_at, entry.closed_at];
  const regular = instants.every((text) => {
    if (text === null) return true;
    const ms = Date.parse(text);
    return !Number.isNaN(ms) && instant(ms) === text;
  });
  return regular && entry.outcome !== '' && !Number.isNaN(entry.score ?? 0);
}
