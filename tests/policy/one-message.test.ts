import { describe, expect, it } from 'vitest';
import { checkFiles, checkText, codesOf, findingOf, workflow } from './policies.ts';

const asks = (name: string, role: string): string => `(task ${name} (by ${role}))`;

describe('one mistake is one message', () => {
  it('where a role that is missing is asked in several places', () => {
    const text = workflow(
      `${asks('a', 'stranger')} ${asks('b', 'stranger')} ${asks('c', 'stranger')}`,
    );
    const { diagnostics } = checkText(text);
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({
      code: 'unknown-role',
      related: [{ message: 'and here' }, { message: 'and here' }],
    });
  });

  it('where a test acts as a role that is missing, too', () => {
    const text = `${workflow(asks('a', 'stranger'))}
      (define-test "t" (complete! (new-change sample) 'a "Done." (as "kim" stranger)))`;
    expect(codesOf(text)).toEqual(['unknown-role']);
  });

  it('where a helper is missing that is called often', () => {
    expect(codesOf(workflow(`(helper 1) (helper 2) (begin (helper 3))`))).toEqual(['unbound-name']);
  });

  it.each([
    ['the keyword of a definition is misspelt', `(defien (helper x) x)`, 'unbound-name'],
    ['it is missing', `((helper x) x)`, 'top-level-expression'],
    ['a definition is not complete', `(define helper)`, 'bad-syntax'],
    ['a parenthesis of it is missing', `\n(define (helper x x)\n`, 'unclosed-paren'],
    ['one too many closes it', `\n(define (helper x)) x)\n`, 'unexpected-close'],
  ])('where %s, and what it defines is used', (_, broken, code) => {
    expect(codesOf(`${workflow('(helper 1) (helper 2)')} ${broken}`)).toEqual([code]);
  });

  it.each([
    ['a workflow', '(define-workflow other (task a (by writer))', '(become other)'],
    ['a role', '(define-role stranger "Who?"', asks('a', 'stranger')],
  ])('where the text of %s has no end, and its name is used', (_, broken, use) => {
    const { diagnostics } = checkFiles({
      'rules/people.scm': '(define-role writer)',
      'workflows/broken.scm': broken,
      'workflows/text.scm': workflow(use),
    });
    expect(diagnostics.map(({ code }) => code)).toEqual(['unclosed-paren']);
  });

  it('where an option is misspelt, or stands behind the start of the body', () => {
    const body = `(applies-ot (type t)) ${asks('a', 'writer')}`;
    expect(findingOf(workflow(body))).toMatchObject({
      code: 'unknown-clause',
      at: 'applies-ot',
      help: 'did you mean `applies-to`?',
    });
    expect(findingOf(workflow(`${asks('a', 'writer')} (applies-to (type t))`))).toMatchObject({
      code: 'bad-clause',
      at: '(applies-to (type t))',
    });
  });

  it('where the head of a branch of a race has no parentheses of its own', () => {
    expect(codesOf(workflow(`(race ${asks('a', 'writer')} ((sleep "1d")))`))).toEqual([
      'bad-clause',
    ]);
  });

  it('where the head of a form is misspelt, and clauses stand under it', () => {
    expect(codesOf(workflow('(tsk a (by writer) (due "1d"))'))).toEqual(['unbound-name']);
  });

  it('where a workflow cannot be read, and its type would have none', () => {
    const { diagnostics } = checkFiles({
      'rules/people.scm': '(define-role writer)',
      'rules/risk.scm': `(define-risk-model m (factor f (weight 1) (score 1)) (level all)
        (type one (below 30)) (type two))`,
      'workflows/one.scm': `(define-workflow one (applies-to (type one)) ${asks('a', 'writer')})`,
      'workflows/two.scm': `(define-workflow two (applies-to (type two)) (tsk a (by writer)))`,
    });
    expect(diagnostics.map(({ code }) => code)).toEqual(['unbound-name']);
  });
});

describe('of a lifecycle only what cannot be read is told', () => {
  const lifecycle = (last: string): string => `(define-lifecycle sample
    (initial open) (state open) (state done (final done))
    ${last})`;

  it.each([
    [
      'a misspelt clause of a transition',
      '(transition finish (from open) (ot done) (by writer))',
      'unknown-clause',
    ],
    [
      'a misspelt transition',
      '(transitino finish (from open) (to done) (by writer))',
      'unknown-clause',
    ],
    ['a clause that is empty', '(transition finish (from open) (to done) (by))', 'bad-clause'],
  ])('%s', (_, transition, code) => {
    expect(codesOf(lifecycle(transition))).toEqual([code]);
  });

  it('a state that is missing, once', () => {
    const text = lifecycle(`(transition go (from open) (to gone) (by writer))
      (transition back (from gone) (to open) (by writer))
      (transition finish (from gone) (to done) (by writer))`);
    expect(codesOf(text)).toEqual(['unknown-state']);
  });
});

describe('of the states of a lifecycle', () => {
  const lifecycle = (parts: string): string => `(define-lifecycle sample ${parts})`;
  const submit = '(transition submit (from open) (to read) (by writer))';
  const end = '(transition finish (from read) (to done) (by reader))';

  it('the first is one', () => {
    const text = lifecycle(`(initial open) (initial read) (state open) (state read)
      (state done (final done)) ${submit} ${end}`);
    expect(findingOf(text)).toMatchObject({ code: 'repeated-clause', at: '(initial read)' });
  });

  it('the first is not the last', () => {
    const text = lifecycle(`(initial done) (state open) (state read) (state done (final done))
      ${submit} ${end}`);
    expect(findingOf(text)).toMatchObject({ code: 'bad-clause', at: 'done' });
  });

  it('those behind one that is out of reach are told with it', () => {
    const text = lifecycle(`(initial open) (state open) (state read) (state done (final done))
      (state dropped (final dropped)) (transition drop (from open) (to dropped) (by writer)) ${end}`);
    expect(findingOf(text)).toMatchObject({ code: 'unreachable', at: '(state read)' });
  });

  it('one that stands twice is one mistake', () => {
    const text = lifecycle(`(initial open) (state open) (state open) (state done (final done))
      ${submit} ${end}`);
    expect(findingOf(text).code).toBe('defined-twice');
  });
});

describe('of a table', () => {
  const table = (rows: string): string =>
    `(define-decision-table who (hit first) (columns (risk number) => (asked list)) ${rows})`;

  it('a row that cannot be read is no gap', () => {
    expect(codesOf(table('((< 5) => (writer)) ((>= 5) (reader))'))).toEqual(['bad-clause']);
    expect(codesOf(table('((< "5") => (writer))'))).toEqual(['bad-clause']);
  });

  it('a word that is nearly a role, beside others that are, is a misspelt role', () => {
    expect(findingOf(table('((< 5) => (writer)) (_ => (writer raeder))'))).toMatchObject({
      code: 'unknown-role',
      at: 'raeder',
      help: 'did you mean `reader`?',
    });
    expect(codesOf(table('((< 5) => (blue)) (_ => (raeder))'))).toEqual([]);
  });
});
