import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listItems, symbol, symbolName, type Datum } from '../../src/core/datum.ts';
import { call } from '../../src/machine/run.ts';
import { emptyView } from '../../src/machine/view.ts';
import type { Policy } from '../../src/policy/definitions.ts';
import { policyProgram } from '../../src/policy/program.ts';
import { checkText, codesOf, findingOf, policyOf } from './policies.ts';

const budget = { steps: 1_000_000, cells: 1_000_000, fibers: 1 };

function answer(policy: Policy, name: string, ...inputs: readonly Datum[]): Datum {
  const result = call(policyProgram(policy), name, inputs, emptyView, budget);
  if (!result.ok) throw new Error(result.error.message);
  return result.value.value;
}

const table = (
  hit: string,
  rows: string,
  columns = '(score number) (kind symbol) => (who list)',
): string => `(define-decision-table pick "Picks." (hit ${hit}) (columns ${columns}) ${rows})`;

const routes = table(
  'first',
  `(_             urgent => (keeper))
   ((< 30)        _      => ())
   ((range 30 49) _      => (reader))
   ((range 50 70) _      => (reader ,(if (> score 60) writer keeper)))
   ((> 70)        _      => (writer))`,
);

describe('a decision table', () => {
  it('answers the first row that holds, and its outputs may compute with the inputs', () => {
    const policy = policyOf(routes);
    const words = (score: number, kind: string) =>
      listItems(answer(policy, 'pick', score, symbol(kind)))?.map(symbolName);
    expect(words(90, 'urgent')).toEqual(['keeper']);
    expect(words(29, 'usual')).toEqual([]);
    expect(words(30, 'usual')).toEqual(['reader']);
    expect(words(49, 'usual')).toEqual(['reader']);
    expect(words(50, 'usual')).toEqual(['reader', 'keeper']);
    expect(words(70, 'usual')).toEqual(['reader', 'writer']);
    expect(words(71, 'usual')).toEqual(['writer']);
  });

  it('hands over its cells as data', () => {
    expect(policyOf(routes).definitions.tables[0]).toMatchObject({
      hit: 'first',
      inputs: [
        { name: 'score', type: 'number' },
        { name: 'kind', type: 'symbol' },
      ],
      outputs: [{ name: 'who', type: 'list' }],
      rows: [
        { cells: [{ kind: 'any' }, { kind: 'datum', value: ['y', 'urgent'] }] },
        { cells: [{ kind: 'compare', operator: '<', value: 30 }, { kind: 'any' }] },
        { cells: [{ kind: 'range', low: 30, high: 49 }, { kind: 'any' }] },
        {},
        {},
      ],
    });
  });

  it('gives several outputs as an association list', () => {
    const policy = policyOf(table('first', '(_ => 1 two)', '(x number) => (a number) (b symbol)'));
    expect(answer(policy, 'pick', 0)).toEqual([
      'l',
      ['p', symbol('a'), 1],
      ['p', symbol('b'), symbol('two')],
    ]);
  });

  it('collects every row that holds', () => {
    const policy = policyOf(
      table('collect', '((> 1) => a) ((> 5) => b) ((not 7) => c)', '(x number) => (y symbol)'),
    );
    expect(listItems(answer(policy, 'pick', 6))).toEqual([symbol('a'), symbol('b'), symbol('c')]);
    expect(listItems(answer(policy, 'pick', 7))).toEqual([symbol('a'), symbol('b')]);
    expect(listItems(answer(policy, 'pick', 1))).toEqual([symbol('c')]);
  });

  it('raises no-row where no row holds', () => {
    const text = table('first', '((one-of a b) => 1)', '(x symbol) => (y number)');
    const { policy, diagnostics } = checkText(text);
    expect(diagnostics).toMatchObject([{ code: 'table-gap', severity: 'warning' }]);
    const result = call(policyProgram(policy!), 'pick', [symbol('c')], emptyView, budget);
    expect(result).toMatchObject({
      ok: false,
      error: { value: ['r', 'condition', symbol('no-row'), expect.anything(), expect.anything()] },
    });
  });

  it('that is unique answers the one row that holds', () => {
    const policy = policyOf(
      table('unique', '((< 5) => low) ((>= 5) => high)', '(x number) => (y symbol)'),
    );
    expect(answer(policy, 'pick', 4)).toEqual(symbol('low'));
    expect(answer(policy, 'pick', 5)).toEqual(symbol('high'));
  });
});

describe('the check of a table', () => {
  it('finds a row that earlier ones hide', () => {
    const text = table('first', '((< 10) _ => ()) ((range 2 5) a => ()) (_ _ => ())');
    expect(findingOf(text)).toMatchObject({
      code: 'shadowed-row',
      at: '((range 2 5) a => ())',
      message: "row 1 takes everything that row 2 would: `(pick 2 'a)` is taken by row 1",
    });
  });

  it('finds a row that several earlier ones hide together', () => {
    const text = table(
      'first',
      '((< 10) _ => ()) ((>= 10) (not b) => ()) ((range 5 20) a => ()) (_ _ => ())',
    );
    expect(findingOf(text)).toMatchObject({
      code: 'shadowed-row',
      at: '((range 5 20) a => ())',
      message: "rows 1, 2 take everything that row 3 would: `(pick 5 'a)` is taken by row 1",
    });
  });

  it('names the column that nothing fits', () => {
    expect(findingOf(table('first', '(_ _ => ()) ((= 2) _ => ())')).message).toBe(
      'row 2 can never hold: nothing that `score`, a number, may be fits its cell',
    );
  });

  it.each(['((range 5 2) _ => ())', '((not _) _ => ())', '(_ (not (not (not _))) => ())'])(
    'finds that nothing fits %s',
    (row) => {
      const text = table('first', `${row} (_ _ => ())`);
      expect(findingOf(text)).toMatchObject({ code: 'idle-rule', at: row });
    },
  );

  it('is exact for tables of many columns', () => {
    const columns = Array.from({ length: 12 }, (_, at) => `c${at}`);
    const row = (at: number) =>
      `(${columns.map((_, column) => (column === at ? `(range ${at} 40)` : '_')).join(' ')} => ${at})`;
    const text = `(define-decision-table pick (hit first)
      (columns ${columns.map((name) => `(${name} number)`).join(' ')} => (row number)) ${columns.map((_, at) => row(at)).join(' ')})`;
    expect(findingOf(text)).toMatchObject({
      code: 'table-gap',
      message: 'no row of `pick` takes `(pick -1 0 1 2 3 4 5 6 7 8 9 10)`',
    });
  });

  it('finds rows of a unique table that hold at once', () => {
    const text = table('unique', '((< 10) _ => ()) ((>= 9) _ => ())');
    expect(findingOf(text)).toMatchObject({
      code: 'overlapping-rows',
      at: '((>= 9) _ => ())',
      message: "rows 1 and 2 both take `(pick 9 'other)`, and the table is unique",
    });
  });

  it.each(['((< 10) _ => ()) ((> 10) _ => ())', '(_ a => ()) ((< 3) _ => ())'])(
    'finds a gap in %s',
    (rows) => {
      expect(codesOf(table('first', rows))).toEqual(['table-gap']);
    },
  );

  it('sees no gap between neighbouring whole numbers, and one where fractions are named', () => {
    expect(codesOf(table('first', '((<= 3) _ => ()) ((>= 4) _ => ())'))).toEqual([]);
    expect(codesOf(table('first', '((<= 3) _ => ()) ((>= 7/2) _ => ())'))).toEqual(['table-gap']);
  });

  it('is exact about fractions', () => {
    const text = table('unique', '((<= 1/3) _ => ()) ((>= 1/3) _ => ())');
    expect(findingOf(text).message).toBe(
      "rows 1 and 2 both take `(pick 1/3 'other)`, and the table is unique",
    );
    const close = table('first', '((<= 1/3) _ => ()) ((> 0.3333333333333333) _ => ())');
    expect(codesOf(close)).toEqual([]);
  });

  it.each(['((< 1) => ())', '(_ _ _ => ())', '((range 1) _ => ())', '((< a) _ => ())'])(
    'refuses the row %s',
    (row) => {
      expect(codesOf(table('first', `${row} (_ _ => ())`))).toContain('bad-clause');
    },
  );

  const numberCell = fc.oneof(
    fc.constant('_'),
    fc
      .tuple(fc.constantFrom('<', '<=', '>', '>='), fc.integer({ min: -2, max: 8 }))
      .map(([op, n]) => `(${op} ${n})`),
    fc
      .tuple(fc.integer({ min: -2, max: 8 }), fc.integer({ min: -1, max: 4 }))
      .map(([low, more]) => `(range ${low} ${low + more})`),
    fc.integer({ min: -2, max: 8 }).map(String),
  );
  const wordCell = fc.oneof(
    fc.constantFrom('_', 'a', 'b'),
    fc.constantFrom('(one-of a b)', '(not a)', '(not (one-of b c))'),
  );
  const inputs = Array.from({ length: 16 }, (_, at) => at - 4).flatMap((x) =>
    ['a', 'b', 'c', 'd'].map((kind): readonly Datum[] => [x, symbol(kind)]),
  );

  it('finds what trying all input finds, and its examples are right', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(numberCell, wordCell), { minLength: 1, maxLength: 5 }),
        (cells) => {
          const rows = (hit: string) =>
            table(
              hit,
              cells.map(([x, kind], index) => `(${x} ${kind} => ${index})`).join(' '),
              '(x number) (kind symbol) => (row number)',
            );
          const program = policyProgram(policyOf(rows('collect')));
          const taking = (input: readonly Datum[]): readonly Datum[] => {
            const result = call(program, 'pick', input, emptyView, budget);
            return result.ok ? (listItems(result.value.value) ?? []) : [];
          };
          const taken = inputs.map(taking);
          const shown = (hit: string, code: string) =>
            checkText(rows(hit))
              .diagnostics.filter((found) => found.code === code)
              .map(({ message }) => message);

          const gaps = shown('first', 'table-gap');
          expect(gaps.length > 0).toBe(taken.some((all) => all.length === 0));
          for (const gap of gaps) expect(taking(inputIn(gap))).toEqual([]);

          const shadowed = shown('first', 'shadowed-row');
          const hidden = cells.filter(
            (_, row) =>
              taken.some((all) => all.includes(row)) && !taken.some(([first]) => first === row),
          );
          expect(shadowed.length).toBe(hidden.length);
          for (const message of shadowed) {
            const [row, taker] = [/that row (\d+)/, /taken by row (\d+)/].map(
              (pattern) => Number(pattern.exec(message)?.[1]) - 1,
            );
            expect(taking(inputIn(message))).toContain(row);
            expect(taking(inputIn(message))[0]).toBe(taker);
          }

          expect(shown('unique', 'idle-rule').length).toBe(
            cells.filter((_, row) => !taken.some((all) => all.includes(row))).length,
          );
          const overlapping = shown('unique', 'overlapping-rows');
          const pairs = new Set(
            taken.flatMap((all) =>
              all.flatMap((one, at) =>
                all.slice(at + 1).map((other) => `${String(one)} ${String(other)}`),
              ),
            ),
          );
          expect(overlapping.length).toBe(pairs.size);
          for (const message of overlapping) {
            const [, one, other] = /rows (\d+) and (\d+)/.exec(message)!;
            expect(taking(inputIn(message))).toEqual(
              expect.arrayContaining([Number(one) - 1, Number(other) - 1]),
            );
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  /** The input of the call that a message shows. */
  function inputIn(message: string): readonly Datum[] {
    const [, x, kind] = /`\(pick (-?\d+) '([a-z-]+)\)`/.exec(message)!;
    return [Number(x), symbol(kind!)];
  }
});
