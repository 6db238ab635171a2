import Table from 'cli-table3';
import type { Colors } from './terminal.ts';

const GAP = 2;

/**
 * Rows under bold heads, without lines, no wider than the terminal: the widest columns are wrapped at their spaces, and
 * where even that is too wide each row is a block of its own. What goes elsewhere than to a terminal is never wrapped.
 */
export function table(
  colors: Colors,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  width = process.stdout.isTTY ? process.stdout.columns : Infinity,
): string {
  const widths = fitted([heads, ...rows], width);
  return widths === null ? blocks(colors, heads, rows) : columns(colors, heads, rows, widths);
}

/** The width of each column, null where it may be what it needs; null where the words alone are wider than that. */
export function fitted(
  rows: readonly (readonly string[])[],
  width: number,
): readonly (number | null)[] | null {
  const natural = widest(rows, (cell) => [cell]);
  const least = widest(rows, (cell) => cell.split(/\s+/));
  const given = [...natural];
  for (let over = sum(given) - width; over > 0; over -= 1) {
    const shrinkable = given.map((each, at) => (each > (least[at] ?? 0) ? each : 0));
    const largest = shrinkable.indexOf(Math.max(...shrinkable));
    const before = shrinkable[largest] ?? 0;
    if (before === 0) return null;
    given[largest] = before - 1;
  }
  return given.map((each, at) => (each === natural[at] ? null : each));
}

/** The longest part of each column, with the gap behind it, in characters. */
function widest(
  rows: readonly (readonly string[])[],
  partsOf: (cell: string) => readonly string[],
): readonly number[] {
  const [first = []] = rows;
  return first.map((_, at) => {
    const parts = rows.flatMap((row) => partsOf(row[at] ?? ''));
    return Math.max(...parts.map((part) => Array.from(part).length)) + GAP;
  });
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

function columns(
  colors: Colors,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  widths: readonly (number | null)[],
): string {
  const made = new Table({
    head: heads.map((head) => colors.bold(head)),
    chars: noLines,
    colWidths: [...widths],
    wordWrap: true,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': GAP },
  });
  for (const row of rows) made.push([...row]);
  return made
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

function blocks(
  colors: Colors,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const indent = Math.max(...heads.map(({ length }) => length)) + GAP;
  const block = (row: readonly string[]): string =>
    heads
      .map((head, at) => [head, row[at] ?? ''] as const)
      .filter(([, cell]) => cell !== '')
      .map(([head, cell]) => `${colors.bold(head.padEnd(indent))}${cell}`)
      .join('\n');
  return rows.map(block).join('\n\n');
}

const noLines = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};
