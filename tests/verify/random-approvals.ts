import fc from 'fast-check';

/** Workflows of approvals, one after another, side by side, by tests and outcomes, and rosters to vote in them. */

const roles = ['reader', 'writer', 'keeper'] as const;

export interface Voter {
  readonly id: string;
  readonly kind: 'person';
  readonly roles: readonly string[];
}

export const rosters: fc.Arbitrary<readonly Voter[]> = fc
  .array(fc.subarray([...roles], { minLength: 1 }), { minLength: 1, maxLength: 5 })
  .map((all) => all.map((held, at) => ({ id: `p${at}`, kind: 'person', roles: held })));

const who = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<string>(...roles) },
  fc.constantFrom('(person "p0")', '(person "p1")', '(author)'),
);

const several = (max: number): fc.Arbitrary<string> =>
  fc.array(who, { minLength: 1, maxLength: max }).map((all) => all.join(' '));

const clause = (word: string, values: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .option(values, { nil: '', freq: 3 })
    .map((value) => (value === '' ? '' : `(${word} ${value})`));

/** The fields that tests look at, and what they may be besides missing. */
export const flags = ['a', 'b'] as const;
export const flagValues = ['yes', 'other'] as const;
const flag = fc
  .constantFrom(...flags)
  .chain((name) =>
    fc.constantFrom(
      `(field? 'custom.${name})`,
      `(field? 'custom.${name})`,
      `(not (field? 'custom.${name}))`,
      `(equal? (field 'custom.${name} "no") "yes")`,
    ),
  );

const clausesBut = (by: fc.Arbitrary<string>, onlyIf: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(
      by.map((all) => `(by ${all})`),
      clause('quorum', fc.constantFrom('1', '2', 'each', 'all', 'majority', '(percent 60)')),
      fc.constantFrom('', '', '', '(at-least 2)'),
      fc.tuple(fc.nat(3), several(1)).map(([none, all]) => (none > 0 ? '' : `(exclude ${all})`)),
      fc.constantFrom('', '', '(allow-author)'),
      fc.constantFrom('', '', ...onlyIf),
      fc.constantFrom(
        '',
        '(distinct eyes)',
        '(distinct eyes)',
        '(distinct eyes)',
        '(distinct hands)',
      ),
    )
    .map((all) => ['(due "4h")', ...all].filter(Boolean).join(' '));

const skippable = ['(only-if #f)', "(only-if (field? 'custom.a))"];

/** An approval that is asked, and one that may be skipped. */
const clauses = clausesBut(several(2), []);
const looseClauses = clausesBut(several(2), skippable);

/** A name of its own is given to each approval once the whole is known. */
const required = looseClauses.map((all) => `(require-approval NAME ${all})`);

const item = fc.letrec<{ readonly item: string; readonly items: string }>((tie) => ({
  items: fc.array(tie('item'), { minLength: 1, maxLength: 2 }).map((all) => all.join(' ')),
  item: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 5, arbitrary: required },
    {
      weight: 2,
      arbitrary: fc
        .array(tie('item'), { minLength: 2, maxLength: 2 })
        .map((all) => `(parallel ${all.join(' ')})`),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(flag, tie('items')).map(([test, all]) => `(when ${test} ${all})`),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(flag, tie('item'), tie('item'))
        .map(([test, one, other]) => `(let ((holds ${test})) (if holds ${one} ${other}))`),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(clausesBut(fc.constant('who'), skippable), fc.subarray([...roles], { minLength: 1 }))
        .chain(([all, asked]) =>
          fc.constantFrom(
            `(for-each (lambda (who) (require-approval NAME ${all})) (list ${asked.join(' ')}))`,
            `(parallel-for (who (list ${asked.join(' ')})) (require-approval NAME ${all}))`,
          ),
        ),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(clauses, tie('item'))
        .map(
          ([all, next]) =>
            `(case (decision-outcome (await-approval NAME ${all})) ((approved) #t) (else ${next}))`,
        ),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(clauses, clauses)
        .map(
          ([one, other]) =>
            `(race ((require-approval NAME ${one})) ((require-approval NAME ${other})))`,
        ),
    },
    { weight: 1, arbitrary: tie('items').map((all) => `(revisable ${all})`) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(clauses, clauses)
        .map(
          ([one, other]) =>
            `(let ((first (require-approval NAME ${one}))) (require-approval NAME (by keeper reader) (quorum 1) (exclude (decision-by first)) (due "1d")) (require-approval NAME ${other}))`,
        ),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(clauses, clauses, clausesBut(several(2), []))
        .map(
          ([one, other, last]) =>
            `(let* ((first (require-approval NAME ${one})) (second (require-approval NAME ${other}))) (require-approval NAME ${last.includes('(exclude') ? '(by keeper reader) (due "1d")' : last} (exclude (decision-by first) (decision-by second))))`,
        ),
    },
  ),
}));

/** The body of a workflow, with at most so many approvals, named r0, r1 … in their order. */
export const bodies = (most: number): fc.Arbitrary<string> =>
  item.items
    .map((text) => {
      let count = 0;
      return text.replaceAll('NAME', () => `r${count++}`);
    })
    .filter((text) => (text.match(/-approval/g)?.length ?? 0) <= most);
