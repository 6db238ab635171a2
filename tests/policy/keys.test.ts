import { describe, expect, it } from 'vitest';
import { workflow } from './policies.ts';
import { Run } from './run.ts';

const opened = (body: string, before = ''): readonly string[] => [
  ...new Run(`${before}\n${workflow(body)}`).open.keys(),
];

const asking = '(define (dig-for who) (task dig (by writer)))';

describe('requests that are asked for in a map', () => {
  it('have the element as their key, one after another, whoever asks for them', () => {
    const run = new Run(`${asking}\n${workflow("(emit told (map dig-for '(east west)))")}`);
    expect([...run.open.keys()]).toEqual(['dig:east']);
    run.answer('dig:east', 'one');
    expect([...run.open.keys()]).toEqual(['dig:west']);
    expect(run.answer('dig:west', 'two').said().at(-1)).toBe('emit (told ("one" "two"))');
  });

  it('have the key that they are given, else the element of the first of several lists', () => {
    const two = (key: string) =>
      opened(`(map (lambda (a b) (task dig (by writer) ${key})) '(east) '(deep))`);
    expect(two('')).toEqual(['dig:east']);
    expect(two('(key b)')).toEqual(['dig:deep']);
    expect(opened("(map (lambda (a b c) (task dig (by writer))) '(x) '(y) '(z))")).toEqual([
      'dig:x',
    ]);
    expect(opened('(vector-map (lambda (a) (task dig (by writer))) #(x))')).toEqual(['dig:x']);
  });

  it('have none once the map has ended', () => {
    expect(opened("(map (lambda (x) x) '(a b)) (task dig (by writer))")).toEqual(['dig']);
    expect(opened("(for-each (lambda (x) (task dig (by writer))) '(a b))")).toEqual(['dig']);
  });

  it.each([
    ['(map (lambda (x) (race ((task dig (by writer))) ((sleep "1h")))) \'(a))', ['dig:a', 'sleep']],
    ['(map (lambda (x) (within "1h" (task dig (by writer)))) \'(a))', ['dig:a', 'sleep']],
    [
      "(map (lambda (x) (parallel (task dig (by writer)) (task fill (by writer)))) '(a))",
      ['dig:a', 'fill:a'],
    ],
    [
      "(nursery (crew) (map (lambda (x) (crew (task dig (by writer)))) '(a b)))",
      ['dig:a', 'dig:b'],
    ],
    [
      "(parallel-for (x '(a b)) (nursery (crew) (crew (task dig (by writer)))))",
      ['dig:a', 'dig:b'],
    ],
    [
      "(nursery (crew) (parallel-for (x '(a b)) (crew (task dig (by writer)))))",
      ['dig:a', 'dig:b'],
    ],
  ])('have it in the branches that start there, too: %s', (body, names) => {
    expect(opened(body)).toEqual(names);
  });

  it('have it while a phase is open, too', () => {
    const run = new Run(workflow("(map (lambda (x) (while-in day (task dig (by writer)))) '(a))"));
    expect([...run.answer('day', true).open.keys()]).toEqual(['dig:a', 'day']);
  });

  it('have the element of the innermost map or parallel-for', () => {
    expect(
      opened("(map (lambda (x) (parallel-for (y '(a b)) (task dig (by writer)))) '(c))"),
    ).toEqual(['dig:a', 'dig:b']);
    expect(
      opened("(map (lambda (x) (parallel-for (y '(a b)) (race ((task dig (by writer)))))) '(c))"),
    ).toEqual(['dig:a', 'dig:b']);
    expect(
      opened("(map (lambda (x) (map (lambda (y) (task dig (by writer))) '(d))) '(c))"),
    ).toEqual(['dig:d']);
  });

  it('pass over elements that nobody could write', () => {
    const digs = '(list (lambda () (task dig (by writer))))';
    expect(opened(`(map (lambda (dig) (dig)) ${digs})`)).toEqual(['dig']);
    expect(opened(`(parallel-for (dig ${digs}) (dig))`)).toEqual(['dig']);
    expect(opened(`(parallel-for (x '(a b)) (map (lambda (dig) (dig)) ${digs}))`)).toEqual([
      'dig:a',
      'dig:b',
    ]);
    expect(opened(`(map (lambda (x) (parallel-for (dig ${digs}) (dig))) '(a))`)).toEqual(['dig:a']);
  });
});
