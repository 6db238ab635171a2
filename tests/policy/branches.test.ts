import { describe, expect, it } from 'vitest';
import { findingOf, workflow } from './policies.ts';
import { Run, decision } from './run.ts';

describe('a nursery', () => {
  const crews = workflow(`
    (emit told (nursery (crew)
      (crew (task first (by writer)))
      (let more ((n 1))
        (when (await-signal another (by reader) (key n))
          (crew (phase helping (task help (by writer) (key n))))
          (more (+ n 1))))
      'enough))`);

  it('starts a branch at each (NAME E …), and ends when its body and all of them have', () => {
    const run = new Run(crews);
    expect([...run.open.keys()]).toEqual(['another:1', 'first']);
    run.answer('another:1', true).answer('another:2', true).answer('another:3', false);
    expect([...run.open.keys()]).toEqual(['first', 'help:1', 'help:2']);
    run.answer('help:2', 'two').answer('first', 'one').said();
    expect(run.answer('help:1', 'three').said()).toEqual(['- (helping)', 'emit (told enough)']);
  });

  it('may be given to helpers as a procedure around its form', () => {
    const text = `(define (each start names) (for-each start names))
      ${workflow(`(nursery (crew) (each (lambda (name) (crew (task dig (by writer) (key name)))) '(east west)))`)}`;
    expect([...new Run(text).open.keys()]).toEqual(['dig:east', 'dig:west']);
  });

  it('is enough with what until says, and cancels the rest', () => {
    const text = workflow(`(emit told (nursery (crew) (until 2)
      (for-each (lambda (n) (crew (task dig (by writer) (key n)))) '(1 2 3))
      (await-signal halt (by reader))))`);
    const run = new Run(text).answer('dig:3', 'third').answer('dig:1', 'first');
    expect(run.said().slice(-3)).toEqual([
      'withdrawn',
      'withdrawn',
      'emit (told ("third" "first"))',
    ]);
    expect(run.outcome).toMatchObject({ kind: 'returned' });
  });

  it('counts a form of its own name as no value', () => {
    const found = findingOf(workflow('(nursery (crew) (for-each crew (list 1)))'));
    expect(found).toMatchObject({ code: 'not-an-expression', at: 'crew', help: 'write (crew …)' });
  });

  it('tells nothing of the branch that it spawned', () => {
    const text = workflow('(nursery (go) (emit told (list (go (comment "on its way")))))');
    expect(new Run(text).said()).toEqual([
      ...new Run(workflow('(emit told (list (if #f #f)))')).said(),
      'comment "on its way"',
    ]);
  });

  it('does not mistake a name that a macro made for its own', () => {
    const text = `(define-syntax alongside (syntax-rules () ((_ e body) (nursery (go) (go e) body))))
      ${workflow('(define (go x) x) (alongside (task a (by writer)) (go (task b (by writer))))')}`;
    expect([...new Run(text).open.keys()]).toEqual(['b', 'a']);
  });
});

describe('the branches that were not needed', () => {
  it.each(['(until 1) (rest finish)', '(until 1 (rest finish))'])(
    'go on until the workflow ends, with %s',
    (clauses) => {
      const text = workflow(`
        (emit told (parallel ${clauses} (task a (by writer)) (begin (task b (by writer)) (comment "late"))))
        (await-signal go (by reader))`);
      const run = new Run(text).answer('a', 'A');
      expect([...run.open.keys()]).toEqual(['b', 'go']);
      run.answer('go', true);
      expect(run.outcome).toEqual({ kind: 'waiting' });
      expect(run.answer('b', 'B').said().at(-1)).toBe('comment "late"');
      expect(run.outcome).toMatchObject({ kind: 'returned' });
    },
  );

  it('go on as branches of the nearest nursery around', () => {
    const text = workflow(`
      (nursery (crew)
        (parallel-for (x '(1 2)) (until 1) (rest finish) (task dig (by writer))))
      (task fill (by writer))`);
    const run = new Run(text).answer('dig:1', 'one');
    expect([...run.open.keys()]).toEqual(['dig:2']);
    expect([...run.answer('dig:2', 'two').open.keys()]).toEqual(['fill']);
  });

  it('find what the workflow has left as it left it when they fail', () => {
    const text = workflow(`
      (phase early (parallel (until 1) (rest finish) (task a (by writer)) (require-approval b (by reader))))`);
    const run = new Run(text).answer('a', 'A');
    expect(run.said()).toEqual(['+ (early "Early")', 'a', 'b', '- (early)']);
    expect(run.answer('b', decision('rejected')).said()).toEqual([]);
    expect(run.outcome).toMatchObject({ kind: 'raised' });
  });

  it('are out of the rounds in which they began: a stale decision does not reach them', () => {
    const text = workflow(`
      (nursery (crew)
        (revisable
          (require-approval consent (by reader))
          (parallel (until 1) (rest finish) (task a (by writer)) (task b (by writer))))
        (await-signal go (by reader)))`);
    const run = new Run(text).answer('consent', decision('approved'));
    const [scope] = run.open.get('b')!.scopes;
    expect(run.running()).toEqual([scope]);
    run.answer('a', 'A');
    expect([...run.open.keys()]).toEqual(['b', 'go']);
    expect(run.running()).toEqual([]);
  });
});

describe('until', () => {
  it.each([
    ['(parallel (until) 1)', '(until)'],
    ['(parallel (until 1 2) 1)', '(until 1 2)'],
    ['(parallel (until 0) 1)', '0'],
    ['(parallel (until "two") 1)', '"two"'],
    ["(parallel-for (x '(1)) (until 1) (rest stop) x)", 'stop'],
    ['(nursery (crew) (until 1) (rest) 1)', '(rest)'],
  ])('is refused in %s', (body, at) => {
    expect(findingOf(workflow(body))).toMatchObject({ code: 'bad-clause', at });
  });

  it('may be worked out, and nothing is enough at once', () => {
    const text = workflow(
      '(emit told (nursery (crew) (until (- 1 1)) (crew (task a (by writer)))))',
    );
    expect(new Run(text).said()).toEqual(['emit (told ())']);
  });
});

describe('the shape of a nursery', () => {
  it.each([
    ['(nursery)', '(nursery)'],
    ['(nursery (crew))', '(nursery (crew))'],
    ['(nursery (a b) 1)', '(nursery (a b) 1)'],
    ['(nursery crew 1)', '(nursery crew 1)'],
    ['(nursery (1) 2)', '1'],
    ['(nursery (crew) (crew))', '(crew)'],
  ])('is checked in %s', (body, at) => {
    expect(findingOf(workflow(body))).toMatchObject({ code: 'bad-syntax', at });
  });
});
