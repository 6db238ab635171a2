import type { Datum } from '../../core/datum.ts';
import type { Definer, FormContext } from '../../language/forms.ts';
import { spanOf, toDatum, type Stx } from '../../language/syntax.ts';
import type { Core } from '../../machine/code.ts';
import type { Cell, TableDefinition } from '../definitions.ts';
import { call, constant, listOf, symbolConstant } from '../forms/core.ts';
import { itemsOf } from '../forms/shape.ts';
import { choiceOf, likeOthers } from '../forms/values.ts';
import { namedDefiner, type Making } from './definition.ts';
import { checkTable } from './table-check.ts';

type Column = TableDefinition['inputs'][number];

/** A row as written: its cells, and its outputs as syntax. */
interface Row {
  readonly cells: readonly Cell[];
  readonly outputs: readonly Stx[];
  readonly stx: Stx;
}

interface Columns {
  readonly inputs: readonly Column[];
  readonly outputs: readonly Column[];
  /** The names of the inputs, as they stand in the text. */
  readonly names: readonly Stx[];
}

/** `(define-decision-table NAME ["…"] (hit H) (columns (NAME TYPE) … => (NAME TYPE) …) (CELL … => OUTPUT …) …)` */
export const decisionTable: Definer = namedDefiner(({ name, doc, rest }, making) => {
  const { context, stx } = making;
  const [hitStx, columnsStx, ...rowStxs] = rest;
  const hit = hitOf(hitStx, making);
  const columns = columnsOf(columnsStx, making);
  const rows = rowStxs.flatMap((row) => rowOf(row, columns, context) ?? []);
  const value: TableDefinition = {
    name,
    doc,
    span: spanOf(stx),
    hit,
    inputs: columns.inputs,
    outputs: columns.outputs,
    rows: rows.map(({ cells, stx: row }) => ({ cells, span: spanOf(row) })),
  };
  checkTable(value, context);
  rows.forEach((row) => {
    row.outputs.forEach((output, column) => {
      for (const word of wordsIn(output)) likeOthers(word, `${name} ${column}`, context);
    });
  });
  return { core: tableCore(value, columns, rows, making), definition: { kind: 'table', value } };
});

/** The words of an output that are written out. */
function wordsIn(stx: Stx): readonly Stx[] {
  const items = itemsOf(stx);
  return items === undefined
    ? [stx]
    : items.flatMap((item) => (itemsOf(item) === undefined ? [item] : []));
}

function hitOf(stx: Stx | undefined, { context, stx: at }: Making): TableDefinition['hit'] {
  const [head, choice] = (stx === undefined ? undefined : itemsOf(stx)) ?? [];
  if (choice === undefined || context.word(head) !== 'hit') {
    context.error(
      'missing-clause',
      stx ?? at,
      'a table starts with (hit unique | first | collect)',
    );
    return 'first';
  }
  const word = choiceOf(choice, ['unique', 'first', 'collect'], context);
  return word === 'unique' || word === 'collect' ? word : 'first';
}

const types: readonly string[] = ['number', 'symbol', 'text', 'boolean', 'list'];

function columnsOf(stx: Stx | undefined, { context, stx: at }: Making): Columns {
  const [head, ...items] = (stx === undefined ? undefined : itemsOf(stx)) ?? [];
  const arrow = items.findIndex((item) => context.word(item) === '=>');
  if (context.word(head) !== 'columns' || arrow < 1 || arrow === items.length - 1) {
    const usage = '(columns (NAME TYPE) … => (NAME TYPE) …)';
    context.error('missing-clause', stx ?? at, `a table names its columns: ${usage}`);
    return { inputs: [], outputs: [], names: [] };
  }
  const column = (item: Stx): Column => {
    const [name, type, ...extra] = (itemsOf(item) ?? []).map((part) => context.word(part));
    if (name !== undefined && type !== undefined && extra.length === 0 && types.includes(type)) {
      return { name, type };
    }
    const help = `types: ${types.join(', ')}`;
    context.error('bad-clause', item, 'a column is written (NAME TYPE)', help);
    return { name: '', type: '' };
  };
  const before = items.slice(0, arrow);
  return {
    inputs: before.map(column),
    outputs: items.slice(arrow + 1).map(column),
    names: before.flatMap((item) => itemsOf(item)?.[0] ?? []),
  };
}

function rowOf(stx: Stx, columns: Columns, context: FormContext): Row | undefined {
  const items = itemsOf(stx) ?? [];
  const arrow = items.findIndex((item) => context.word(item) === '=>');
  const [inputs, outputs] = [items.slice(0, Math.max(arrow, 0)), items.slice(arrow + 1)];
  if (
    arrow === -1 ||
    inputs.length !== columns.inputs.length ||
    outputs.length !== columns.outputs.length
  ) {
    const [needs, gives] = [columns.inputs.length, columns.outputs.length];
    context.error(
      'bad-clause',
      stx,
      `a row of this table has ${needs} cells, then =>, then ${gives}`,
    );
    return undefined;
  }
  return { cells: inputs.map((cell) => cellOf(cell, context)), outputs, stx };
}

/** A cell: `_`, a comparison, `(range LO HI)`, `(one-of D …)`, `(not CELL)`, or a datum that the value must equal. */
function cellOf(stx: Stx, context: FormContext): Cell {
  if (context.word(stx) === '_') return { kind: 'any' };
  const [head, ...operands] = itemsOf(stx) ?? [];
  const word = context.word(head);
  const [first, second, extra] = operands;
  if (word === undefined || first === undefined) return { kind: 'datum', value: toDatum(stx) };
  switch (word) {
    case '<':
    case '<=':
    case '>':
    case '>=':
      if (second === undefined)
        return { kind: 'compare', operator: word, value: bound(first, context) };
      break;
    case 'range':
      if (second === undefined || extra !== undefined) break;
      return { kind: 'range', low: bound(first, context), high: bound(second, context) };
    case 'one-of':
      return { kind: 'one-of', values: operands.map(toDatum) };
    case 'not':
      if (second === undefined) return { kind: 'not', cell: cellOf(first, context) };
      break;
    default:
      return { kind: 'datum', value: toDatum(stx) };
  }
  context.error(
    'bad-clause',
    stx,
    `this cell is misshapen: \`${word}\` takes ${word === 'range' ? 'two numbers' : 'one operand'}`,
  );
  return { kind: 'any' };
}

function bound(stx: Stx, context: FormContext): Datum {
  const datum = toDatum(stx);
  const tag = Array.isArray(datum) ? (datum[0] as string) : undefined;
  if (typeof datum === 'number' || tag === 'q' || tag === 'b' || tag === 'f') return datum;
  context.error('bad-clause', stx, 'a number is wanted here');
  return 0;
}

/** The procedure of a table: a conditional over its rows, or all rows that hold for the other hit policies. */
function tableCore(
  { name, hit, inputs, outputs }: TableDefinition,
  { names }: Columns,
  rows: readonly Row[],
  { context, stx }: Making,
): Core {
  return context.lambdaOf(names, stx, (locals, inside) => {
    const values = listOf(locals.map((local): Core => ['ref', local]));
    const output = (row: Row): Core => outputCore(row, outputs, inside);
    const test = (row: Row): Core =>
      all(row.cells.map((cell, index) => cellCore(cell, locals[index]!)));
    if (hit === 'first') {
      return rows.reduceRight<Core>(
        (otherwise, row) => ['if', test(row), output(row), otherwise],
        call('%no-row', symbolConstant(name), values),
      );
    }
    const held = call(
      'append',
      ...rows.map((row): Core => ['if', test(row), call('list', output(row)), constant(null)]),
    );
    return hit === 'collect' || inputs.length === 0
      ? held
      : call('%unique-row', symbolConstant(name), held, values);
  });
}

/** One output column gives the value, several an association list. */
function outputCore(row: Row, columns: readonly Column[], context: FormContext): Core {
  const values = row.outputs.map((stx) => context.quasi(stx));
  if (values.length === 1) return values[0]!;
  return listOf(
    values.map((value, index) => call('cons', symbolConstant(columns[index]!.name), value)),
  );
}

const all = (tests: readonly Core[]): Core =>
  tests
    .filter((test) => test[0] !== 'const')
    .reduceRight<Core | undefined>(
      (rest, test) => (rest === undefined ? test : ['if', test, rest, constant(false)]),
      undefined,
    ) ?? constant(true);

function cellCore(cell: Cell, local: number): Core {
  const value: Core = ['ref', local];
  switch (cell.kind) {
    case 'any':
      return constant(true);
    case 'datum':
      return call('equal?', value, constant(cell.value));
    case 'compare':
      return call(cell.operator, value, constant(cell.value));
    case 'range':
      return call('<=', constant(cell.low), value, constant(cell.high));
    case 'one-of':
      return call('member?', value, constant(['l', ...cell.values]));
    case 'not':
      return call('not', cellCore(cell.cell, local));
  }
}
