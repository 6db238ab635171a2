import { describe, expect, it } from 'vitest';
import { codesOf, findingOf, workflow } from './policies.ts';

const approval = (clauses: string): string => workflow(`(require-approval ok ${clauses})`);

describe('a clause that never takes effect', () => {
  it.each([
    ['is due when it has ended', '(by reader) (due "3d") (within "1d")', '(due "3d")'],
    ['reminds when it has ended', '(by reader) (remind "1d") (within "24h")', '(remind "1d")'],
    [
      'escalates when it has ended',
      '(by reader) (escalate "2d" keeper) (within "1d")',
      '(escalate "2d" keeper)',
    ],
    ['escalates what is never due', '(by reader) (escalate keeper)', '(escalate keeper)'],
  ])('is warned of: it %s', (_, clauses, at) => {
    expect(findingOf(approval(clauses))).toMatchObject({ code: 'idle-clause', at });
  });

  it.each([
    '(by reader) (due "1d") (within "1d")',
    '(by reader) (due "3h") (remind "1h") (escalate keeper) (escalate "5h" keeper) (within "1d")',
    '(by reader) (escalate "3d" keeper)',
    '(by reader) (due (business "4h")) (within "1h")',
  ])('is not %s', (clauses) => {
    expect(codesOf(approval(clauses))).toEqual([]);
  });
});

describe('an approval that its own clauses let nobody give', () => {
  it.each([
    [
      'only the author is asked',
      '(by (author)) (due "1d")',
      '(require-approval ok (by (author)) (due "1d"))',
    ],
    [
      'who is asked is excluded',
      '(by reader) (exclude keeper reader) (due "1d")',
      '(exclude keeper reader)',
    ],
    ['fewer people are asked than wanted', '(by (person "kim") "lee") (quorum 3) (due "1d")', '3'],
    ['one person is asked twice', '(by (person "kim") "kim") (quorum 2) (due "1d")', '2'],
  ])('is refused where %s', (_, clauses, at) => {
    expect(findingOf(approval(clauses))).toMatchObject({ code: 'nobody-can-approve', at });
  });

  it.each([
    '(by (author)) (allow-author) (due "1d")',
    '(by (author) reader) (due "1d")',
    '(by (author)) (due "1d") (escalate keeper)',
    '(by reader keeper) (exclude reader) (due "1d")',
    '(by reader (person "kim")) (quorum 3) (due "1d")',
  ])('is not %s', (clauses) => {
    expect(codesOf(approval(clauses))).toEqual([]);
  });
});

describe('who is asked', () => {
  it('may be a role under a quote, which must exist all the same', () => {
    expect(codesOf(workflow("(task t (by 'writer))"))).toEqual([]);
    expect(findingOf(workflow("(task t (by 'wirter))"))).toMatchObject({
      code: 'unknown-role',
      at: "'wirter",
      help: 'did you mean `writer`?',
    });
  });

  it('is no role in quotation marks, which are for people', () => {
    expect(codesOf(workflow('(task t (by "kim"))'))).toEqual([]);
    expect(findingOf(workflow('(task t (by "writer"))'))).toMatchObject({
      code: 'unknown-role',
      at: '"writer"',
    });
  });
});

it('more values than branches are never there', () => {
  const branches = '(task a (by writer)) (task b (by writer))';
  expect(findingOf(workflow(`(parallel (until 3) ${branches})`)).code).toBe('idle-clause');
  expect(codesOf(workflow(`(parallel (until 2) ${branches})`))).toEqual([]);
});

it('a clause whose word is misspelt is one mistake, though the form needs it', () => {
  expect(findingOf(workflow('(task t (yb writer))'))).toMatchObject({
    code: 'unknown-clause',
    at: 'yb',
    help: 'did you mean `by`?',
  });
  expect(findingOf(workflow('(task t (due "1d"))')).code).toBe('missing-clause');
});
