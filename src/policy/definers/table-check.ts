import { canonicalJson } from '../../core/canonical.ts';
import { symbol, type Datum } from '../../core/datum.ts';
import type { FormContext } from '../../language/forms.ts';
import {
  exactDatum,
  finiteOf,
  isWhole,
  minus,
  ONE,
  order,
  over,
  plus,
  ratio,
  ZERO,
  type Exact,
} from '../../core/exact.ts';
import { quoted } from '../conditions/world.ts';
import type { Cell, TableDefinition } from '../definitions.ts';

/** Sets of rows that inputs are told apart by; a table with more is not analysed, only run. */
const REGIONS_MAX = 20_000;

/** A value, or a stretch of values, that no cell of a column tells apart, with one of them. */
interface Atom {
  readonly example: Datum;
  readonly holds: (cell: Cell) => boolean;
}

/** All input that fits the same rows, with one such input. */
interface Region {
  /** From the first row down. */
  readonly rows: readonly number[];
  readonly input: readonly Datum[];
}

/**
 * Reports rows that earlier ones hide, together or alone, rows that nothing fits, rows of a `unique` table that hold at
 * once, and input that no row takes; each with an input that shows it. Exact for symbols, text, truth values and whole
 * numbers, and for fractions where a cell of the column names one.
 */
export function checkTable(table: TableDefinition, context: FormContext): void {
  // A row that could not be read would be missed.
  if (context.failed || table.rows.length === 0 || table.inputs.length === 0) return;
  const regions = regionsOf(table);
  if (regions === undefined) return;
  const gap = regions.find(({ rows }) => rows.length === 0);
  reportIdle(table, regions, context);
  if (table.hit === 'first') reportShadowed(table, regions, context);
  if (table.hit === 'unique') reportOverlaps(table, regions, context);
  if (gap === undefined || table.hit === 'collect') return;
  const message = `no row of \`${table.name}\` takes ${callOf(table, gap)}`;
  context.warn('table-gap', table.span, message, 'add a row for it');
}

/** Column by column: what fits the same rows so far differs in nothing that comes. Undefined where there are too many. */
function regionsOf(table: TableDefinition): readonly Region[] | undefined {
  let regions: readonly Region[] = [{ rows: table.rows.map((_, row) => row), input: [] }];
  for (const [column, { type }] of table.inputs.entries()) {
    const cells = table.rows.map((row) => row.cells[column]!);
    const found = new Map<string, Region>();
    const atoms = atomsOf(cells, type).map(({ example, holds }) => ({
      example,
      held: cells.map(holds),
    }));
    for (const region of regions) {
      for (const { example, held } of atoms) {
        const rows = region.rows.filter((row) => held[row]);
        const key = rows.join(' ');
        if (!found.has(key)) found.set(key, { rows, input: [...region.input, example] });
      }
      if (found.size > REGIONS_MAX) return undefined;
    }
    regions = [...found.values()];
  }
  return regions;
}

/** The input as a call that an author could type. */
const callOf = ({ name }: TableDefinition, { input }: Region): string =>
  `\`(${[name, ...input.map(quoted)].join(' ')})\``;

function reportIdle(
  table: TableDefinition,
  regions: readonly Region[],
  context: FormContext,
): void {
  const fitting = new Set(regions.flatMap(({ rows }) => rows));
  table.rows.forEach(({ span }, row) => {
    if (fitting.has(row)) return;
    const column = table.inputs.findIndex(({ type }, at) => {
      const cells = table.rows.map(({ cells: all }) => all[at]!);
      return !atomsOf(cells, type).some(({ holds }) => holds(cells[row]!));
    });
    const { name, type } = table.inputs[column]!;
    const message = `row ${row + 1} can never hold: nothing that \`${name}\`, a ${type}, may be fits its cell`;
    context.warn('idle-rule', span, message, 'correct the cell, or leave the row out');
  });
}

function reportShadowed(
  table: TableDefinition,
  regions: readonly Region[],
  context: FormContext,
): void {
  table.rows.forEach(({ span }, row) => {
    const fitting = regions.filter(({ rows }) => rows.includes(row));
    const [example] = fitting;
    if (example === undefined || fitting.some(({ rows }) => rows[0] === row)) return;
    const takers = [...new Set(fitting.map(({ rows }) => rows[0]! + 1))].sort((a, b) => a - b);
    const [verb, who] =
      takers.length === 1 ? ['takes', `row ${takers[0]!}`] : ['take', `rows ${takers.join(', ')}`];
    context.warn(
      'shadowed-row',
      span,
      `${who} ${verb} everything that row ${row + 1} would: ${callOf(table, example)} is taken by row ${example.rows[0]! + 1}`,
      'move it up or leave it out',
    );
  });
}

function reportOverlaps(
  table: TableDefinition,
  regions: readonly Region[],
  context: FormContext,
): void {
  const told = new Set<string>();
  for (const region of regions) {
    region.rows.forEach((first, at) => {
      for (const second of region.rows.slice(at + 1)) {
        if (told.size === told.add(`${first} ${second}`).size) continue;
        const message = `rows ${first + 1} and ${second + 1} both take ${callOf(table, region)}, and the table is unique`;
        const help = 'let one of them hold less, or say (hit first): then the upper one is taken';
        context.error('overlapping-rows', table.rows[second]!.span, message, help);
      }
    });
  }
}

function atomsOf(cells: readonly Cell[], type: string): readonly Atom[] {
  if (type === 'boolean') return [true, false].map(valueAtom);
  const numbers = distinct(cells.flatMap(numbersOf));
  if (numbers.length > 0 || type === 'number') return numberAtoms(numbers);
  const values = new Map(cells.flatMap(valuesOf).map((value) => [canonicalJson(value), value]));
  return [...[...values.values()].map(valueAtom), otherAtom(type, new Set(values.keys()))];
}

const valueAtom = (value: Datum): Atom => ({
  example: value,
  holds: (cell) => holdsValue(cell, value),
});

/** Anything that no cell names. */
function otherAtom(type: string, named: ReadonlySet<string>): Atom {
  const valueOf = (name: string): Datum => {
    if (type === 'text') return name;
    return type === 'list' ? ['l', symbol(name)] : symbol(name);
  };
  let name = 'other';
  for (let at = 2; named.has(canonicalJson(valueOf(name))); at += 1) name = `other-${at}`;
  return { example: valueOf(name), holds: (cell) => holdsValue(cell, undefined) };
}

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

/** From the lowest up, each once. */
function distinct(numbers: readonly Exact[]): readonly Exact[] {
  const sorted = numbers.toSorted(order);
  return sorted.filter((number, at) => at === 0 || order(sorted[at - 1]!, number) !== 0);
}

/** The numbers that cells name and the stretches between; between neighbouring whole numbers there is none. */
function numberAtoms(numbers: readonly Exact[]): readonly Atom[] {
  const [lowest] = numbers;
  if (lowest === undefined) return [numberAtom(ZERO)];
  const whole = numbers.every(isWhole);
  return [
    numberAtom(minus(lowest, ONE)),
    ...numbers.flatMap((number, index) => {
      const next = numbers[index + 1];
      const between =
        whole || next === undefined ? plus(number, ONE) : over(plus(number, next), ratio(2n, 1n));
      const isBetween = next === undefined || order(between, next) < 0;
      return isBetween ? [numberAtom(number), numberAtom(between)] : [numberAtom(number)];
    }),
  ];
}

const numberAtom = (value: Exact): Atom => ({
  example: exactDatum(value),
  holds: (cell) => holdsNumber(cell, value),
});

const holdsNumber = (cell: Cell, value: Exact): boolean =>
  holds(cell, {
    same: (datum) => isOrdered(value, datum, (sign) => sign === 0),
    measured: (bounds) => isWithin(bounds, value),
  });

const isOrdered = (value: Exact, datum: Datum, holds: (sign: number) => boolean): boolean => {
  const bound = finiteOf(datum);
  return bound !== undefined && holds(order(value, bound));
};

function isWithin(bounds: Extract<Cell, { kind: 'compare' | 'range' }>, value: Exact): boolean {
  if (bounds.kind === 'range')
    return (
      isOrdered(value, bounds.low, (sign) => sign >= 0) &&
      isOrdered(value, bounds.high, (sign) => sign <= 0)
    );
  switch (bounds.operator) {
    case '<':
      return isOrdered(value, bounds.value, (sign) => sign < 0);
    case '<=':
      return isOrdered(value, bounds.value, (sign) => sign <= 0);
    case '>':
      return isOrdered(value, bounds.value, (sign) => sign > 0);
    case '>=':
      return isOrdered(value, bounds.value, (sign) => sign >= 0);
  }
}

function numbersOf(cell: Cell): readonly Exact[] {
  if (cell.kind === 'not') return numbersOf(cell.cell);
  if (cell.kind === 'any') return [];
  const data =
    cell.kind === 'range'
      ? [cell.low, cell.high]
      : cell.kind === 'one-of'
        ? cell.values
        : [cell.value];
  return data.flatMap((datum) => finiteOf(datum) ?? []);
}

function valuesOf(cell: Cell): readonly Datum[] {
  if (cell.kind === 'datum') return [cell.value];
  if (cell.kind === 'one-of') return cell.values;
  return cell.kind === 'not' ? valuesOf(cell.cell) : [];
}
