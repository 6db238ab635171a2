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
    expect(findingOf(text)).toMatchObject({ code: 'shadowed-row', at: '((range 2 5) a => ())' });
  });

  it('finds rows of a unique table that hold at once', () => {
    const text = table('unique', '((< 10) _ => ()) ((>= 9) _ => ())');
    expect(findingOf(text)).toMatchObject({ code: 'overlapping-rows', at: '((>= 9) _ => ())' });
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

  it.each(['((< 1) => ())', '(_ _ _ => ())', '((range 1) _ => ())', '((< a) _ => ())'])(
    'refuses the row %s',
    (row) => {
      expect(codesOf(table('first', `${row} (_ _ => ())`))).toContain('bad-clause');
    },
  );

  it('agrees with the table as it runs: without findings every whole number has exactly one row', () => {
    const cell = fc.oneof(
      fc.constant('_'),
      fc
        .tuple(fc.constantFrom('<', '<=', '>', '>='), fc.integer({ min: -2, max: 8 }))
        .map(([op, n]) => `(${op} ${n})`),
      fc
        .tuple(fc.integer({ min: -2, max: 8 }), fc.nat(4))
        .map(([low, more]) => `(range ${low} ${low + more})`),
      fc.integer({ min: -2, max: 8 }).map(String),
    );
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 4 }), (cells) => {
        const rows = (hit: string) =>
          table(
            hit,
            cells.map((text, index) => `(${text} => ${index})`).join(' '),
            '(x number) => (row number)',
          );
        const collecting = policyOf(rows('collect'));
        const counts = Array.from({ length: 16 }, (_, index) => index - 4).map(
          (x) => (listItems(answer(collecting, 'pick', x)) ?? []).length,
        );
        const codes = codesOf(rows('unique'));
        expect(codes.includes('table-gap')).toBe(counts.includes(0));
        expect(codes.includes('overlapping-rows')).toBe(counts.some((count) => count > 1));
      }),
      { numRuns: 30 },
    );
  });
});
