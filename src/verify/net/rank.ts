import type { Sides } from './components.ts';
import type { Meter } from './limits.ts';

/** A row of a matrix: the columns that are not zero, and their values. */
interface Row {
  readonly columns: readonly number[];
  readonly values: readonly number[];
}

/**
 * The rank of the incidence matrix, by elimination in whole numbers, which is exact; null where a number outgrows
 * exactness or the meter runs out.
 */
export function rankOf(net: Sides, meter: Meter): number | null {
  const pivots: (Row | undefined)[] = Array.from({ length: net.places });
  const row = new Float64Array(net.places);
  let rank = 0;
  for (let transition = 0; transition < net.transitions; transition++) {
    row.fill(0);
    for (let at = net.inputs.start[transition]!; at < net.inputs.start[transition + 1]!; at++) {
      row[net.inputs.items[at]!]! -= 1;
    }
    for (let at = net.outputs.start[transition]!; at < net.outputs.start[transition + 1]!; at++) {
      row[net.outputs.items[at]!]! += 1;
    }
    for (let column = 0; column < net.places; column++) {
      if (row[column] === 0) continue;
      const pivot = pivots[column];
      if (pivot === undefined) {
        pivots[column] = sparse(row, column);
        rank += 1;
        break;
      }
      if (!eliminate(row, column, pivot)) return null;
      if (!meter.spend(pivot.columns.length)) return null;
    }
    if (!meter.spend(1 + (net.places >> 4))) return null;
  }
  return rank;
}

/** Below this a sum of two products is exact, or it is seen that it is not. */
const EXACT_MAX = 2 ** 40;

/** Takes as much of the pivot from the row as makes its column zero; false where a number is not exact any more. */
function eliminate(row: Float64Array, column: number, pivot: Row): boolean {
  const head = pivot.values[0]!;
  const common = divisor(head, row[column]!);
  const scale = head / common;
  const times = row[column]! / common;
  let exact = true;
  for (let at = column; scale !== 1 && at < row.length; at++) {
    row[at]! *= scale;
    if (Math.abs(row[at]!) > EXACT_MAX) exact = false;
  }
  for (let i = 0; i < pivot.columns.length; i++) {
    const at = pivot.columns[i]!;
    row[at]! -= times * pivot.values[i]!;
    if (Math.abs(row[at]!) > EXACT_MAX) exact = false;
  }
  return exact;
}

/** The row from a column on, divided by what all of it has in common. */
function sparse(row: Float64Array, from: number): Row {
  const columns: number[] = [];
  const values: number[] = [];
  let common = 0;
  for (let at = from; at < row.length; at++) {
    if (row[at] === 0) continue;
    columns.push(at);
    values.push(row[at]!);
    common = divisor(common, row[at]!);
  }
  const sign = values[0]! < 0 ? -common : common;
  return { columns, values: values.map((value) => value / sign) };
}

function divisor(a: number, b: number): number {
  let [x, y] = [Math.abs(a), Math.abs(b)];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}
