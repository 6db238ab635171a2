import { canonicalJson } from '../../core/json.ts';
import { writeDatum } from '../../core/datum-json.ts';
import type { Datum } from '../../core/datum.ts';
import type { FormContext } from '../../language/forms.ts';
import type { Cell, TableDefinition } from '../definitions.ts';

/** Combinations of values looked at; a table with more is not analysed, only run. */
const COMBINATIONS_MAX = 50_000;

/** A value, or a stretch of values, that no cell of a column tells apart, with a text that shows it. */
interface Atom {
  readonly text: string;
  readonly holds: (cell: Cell) => boolean;
}

/**
 * Reports rows that an earlier one hides, rows of a `unique` table that hold at once, and input that no row takes.
 * Exact for symbols, text, truth values and whole numbers, and for fractions where a cell of the column names one.
 */
export function checkTable(table: TableDefinition, context: FormContext): void {
  const columns = table.inputs.map(({ type }, index) =>
    atomsOf(
      table.rows.map(({ cells }) => cells[index]!),
      type,
    ),
  );
  const combinations = columns.reduce((product, atoms) => product * atoms.length, 1);
  if (table.rows.length === 0 || combinations > COMBINATIONS_MAX) return;
  const reached = new Set<number>();
  const overlaps = new Set<string>();
  let gap: string | undefined;
  for (const atoms of product(columns)) {
    const holding = table.rows.flatMap(({ cells }, row) =>
      cells.every((cell, column) => atoms[column]!.holds(cell)) ? [row] : [],
    );
    const [first, second] = holding;
    if (first === undefined)
      gap ??= atoms.map(({ text }, index) => `${table.inputs[index]!.name} ${text}`).join(', ');
    else reached.add(first);
    if (first !== undefined && second !== undefined) overlaps.add(`${first} ${second}`);
  }
  if (table.hit === 'first') reportShadowed(table, reached, context);
  if (table.hit === 'unique') reportOverlaps(table, overlaps, context);
  if (gap !== undefined && table.hit !== 'collect') {
    context.warn(
      'table-gap',
      table.span,
      `no row of \`${table.name}\` takes ${gap}`,
      'add a row for it',
    );
  }
}

function reportShadowed(
  table: TableDefinition,
  reached: ReadonlySet<number>,
  context: FormContext,
): void {
  table.rows.forEach(({ span }, row) => {
    if (reached.has(row)) return;
    context.warn(
      'shadowed-row',
      span,
      'earlier rows take everything that this row would',
      'move it up or leave it out',
    );
  });
}

function reportOverlaps(
  table: TableDefinition,
  overlaps: ReadonlySet<string>,
  context: FormContext,
): void {
  for (const pair of overlaps) {
    const [first, second] = pair.split(' ').map(Number) as [number, number];
    const message = `rows ${first + 1} and ${second + 1} hold at once, and the table is unique`;
    context.error('overlapping-rows', table.rows[second]!.span, message);
  }
}

function* product(columns: readonly (readonly Atom[])[]): Generator<readonly Atom[]> {
  const [first, ...rest] = columns;
  if (first === undefined) yield [];
  else for (const atom of first) for (const atoms of product(rest)) yield [atom, ...atoms];
}

function atomsOf(cells: readonly Cell[], type: string): readonly Atom[] {
  if (type === 'boolean') return [true, false].map(valueAtom);
  const numbers = [...new Set(cells.flatMap(numbersOf))].sort((a, b) => a - b);
  if (numbers.length > 0 || type === 'number') return numberAtoms(numbers);
  const values = new Map(cells.flatMap(valuesOf).map((value) => [canonicalJson(value), value]));
  return [...[...values.values()].map(valueAtom), otherAtom];
}

const valueAtom = (value: Datum): Atom => ({
  text: writeDatum(value),
  holds: (cell) => holdsValue(cell, value),
});

/** Anything that no cell names. */
const otherAtom: Atom = { text: 'anything else', holds: (cell) => holdsValue(cell, undefined) };

const holdsValue = (cell: Cell, value: Datum | undefined): boolean =>
  holds(cell, {
    same: (other) => value !== undefined && canonicalJson(other) === canonicalJson(value),
    measured: () => false,
  });

/** Whether a cell holds something that is known by what it equals and by how it stands to the bounds of a cell. */
function holds(
  cell: Cell,
  thing: {
    readonly same: (datum: Datum) => boolean;
    readonly measured: (bounds: Extract<Cell, { kind: 'compare' | 'range' }>) => boolean;
  },
): boolean {
  switch (cell.kind) {
    case 'any':
      return true;
    case 'datum':
      return thing.same(cell.value);
    case 'one-of':
      return cell.values.some(thing.same);
    case 'not':
      return !holds(cell.cell, thing);
    case 'compare':
    case 'range':
      return thing.measured(cell);
  }
}

/** The numbers that cells name and the stretches between; between neighbouring whole numbers there is none. */
function numberAtoms(numbers: readonly number[]): readonly Atom[] {
  if (numbers.length === 0) return [numberAtom(0, 'any number')];
  const whole = numbers.every(Number.isInteger);
  const atoms = [numberAtom(numbers[0]! - 1, `below ${numbers[0]!}`)];
  numbers.forEach((number, index) => {
    atoms.push(numberAtom(number, String(number)));
    const next = numbers[index + 1];
    if (next === undefined) atoms.push(numberAtom(number + 1, `above ${number}`));
    else if (!whole || next - number > 1) {
      atoms.push(
        numberAtom(whole ? number + 1 : (number + next) / 2, `between ${number} and ${next}`),
      );
    }
  });
  return atoms;
}

const numberAtom = (value: number, text: string): Atom => ({
  text,
  holds: (cell) => holdsNumber(cell, value),
});

const holdsNumber = (cell: Cell, value: number): boolean =>
  holds(cell, {
    same: (datum) => numberOf(datum) === value,
    measured: (bounds) => isWithin(bounds, value),
  });

function isWithin(bounds: Extract<Cell, { kind: 'compare' | 'range' }>, value: number): boolean {
  if (bounds.kind === 'range')
    return (numberOf(bounds.low) ?? NaN) <= value && value <= (numberOf(bounds.high) ?? NaN);
  const bound = numberOf(bounds.value) ?? NaN;
  switch (bounds.operator) {
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
  }
}

function numbersOf(cell: Cell): readonly number[] {
  if (cell.kind === 'not') return numbersOf(cell.cell);
  if (cell.kind === 'any') return [];
  const data =
    cell.kind === 'range'
      ? [cell.low, cell.high]
      : cell.kind === 'one-of'
        ? cell.values
        : [cell.value];
  return data.flatMap((datum) => numberOf(datum) ?? []);
}

function valuesOf(cell: Cell): readonly Datum[] {
  if (cell.kind === 'datum') return [cell.value];
  if (cell.kind === 'one-of') return cell.values;
  return cell.kind === 'not' ? valuesOf(cell.cell) : [];
}

function numberOf(datum: Datum): number | undefined {
  if (typeof datum === 'number') return datum;
  if (!Array.isArray(datum)) return undefined;
  const [tag, first, second] = datum;
  if (tag === 'f') return typeof first === 'number' ? first : undefined;
  if (tag === 'b') return Number(first);
  return tag === 'q' ? Number(first) / Number(second) : undefined;
}
