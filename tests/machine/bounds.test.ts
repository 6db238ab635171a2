import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { instructions } from '../../src/machine/bytecode.ts';
import { primitiveArities } from '../../src/machine/primitives.ts';
import { call, probe, step } from '../../src/machine/run.ts';
import { emptyView } from '../../src/machine/view.ts';
import { advance, budget, evaluate, program, tryProgram, written } from './scheme.ts';

const kindOf = (expression: string, definitions = ''): unknown =>
  evaluate(
    `(guard (e ((error-object? e) (symbol->string (condition-kind e)))) ${expression})`,
    definitions,
  );

describe('depth', () => {
  it('of recursion is bounded by memory alone', () => {
    expect(evaluate('(let loop ((n 1000000)) (if (= n 0) 0 (+ 1 (loop (- n 1)))))')).toBe(1000000);
    expect(evaluate('(apply + (map (lambda (x) 1) (iota 200000)))')).toBe(200000);
  });

  it('stays the same in every kind of tail call', () => {
    const small = { steps: 50_000_000, cells: 20_000, fibers: 1 };
    const loops = [
      '(define (main) (let loop ((n 100000)) (if (= n 0) 0 (loop (- n 1)))))',
      '(define (even n) (if (= n 0) 0 (odd (- n 1)))) (define (odd n) (even (- n 1))) (define (main) (even 100000))',
      '(define (main) (let ((f #f)) (set! f (lambda (n g) (cond ((= n 0) 0) (else (g (- n 1) g))))) (f 100000 f)))',
      '(define (pass k n) (k n)) (define (main) (let loop ((n 3000)) (if (= n 0) 0 (pass loop (- n 1)))))',
    ];
    for (const text of loops)
      expect(call(program(text), 'main', [], emptyView, small)).toMatchObject({
        ok: true,
        value: { value: 0 },
      });
  });

  it('does not grow through apply, values, continuations or handlers in tail position', () => {
    // The state of a program that is stopped deep in such a loop says how much is pending.
    const loops = [
      '(define (loop n) (if (= n 0) (ask 0) (apply loop (list (- n 1)))))',
      '(define (loop n) (if (= n 0) (ask 0) (call-with-values (lambda () (values (- n 1))) loop)))',
      '(define (loop n) (if (= n 0) (ask 0) (call/cc (lambda (k) (loop (- n 1))))))',
      '(define (loop n) (if (= n 0) (ask 0) (handled n))) (define (handled n) (with-exception-handler (lambda (e) e) (lambda () (loop (- n 1)))))',
    ];
    const frames = loops.map((text) => {
      const { state } = advance(program(`${text} (define (main) (loop 1000))`), null, {
        kind: 'start',
        workflow: 'main',
      });
      return (state.fibers[0] as readonly unknown[])[4];
    });
    for (const chain of frames) expect((chain as readonly unknown[]).length).toBeLessThan(5);
  });
});

describe('arithmetic with long numbers', () => {
  const long = '(define long (expt 3 20000)) (define fraction (/ (expt 3 5000) (expt 7 2500)))';
  const limits = { steps: 1_000_000, cells: 200_000, fibers: 1 };
  const used = (expression: string): unknown => {
    const text = `${long} (define (main) (let loop ((i 0)) ${expression} (loop (+ i 1))))`;
    return call(program(text), 'main', [], emptyView, limits);
  };

  it.each([
    '(* long long)',
    '(+ long i)',
    '(quotient long 7)',
    '(modulo (- long) 7)',
    '(< fraction i)',
    '(+ fraction i)',
    '(number->string long)',
    '(exact-integer-sqrt long)',
    '(rationalize fraction 1/3)',
    '(apply + (list long long))',
  ])('counts against the cells: %s', (expression) => {
    expect(used(expression)).toMatchObject({ error: { kind: 'over-budget', what: 'cells' } });
  });

  it('costs nothing where numbers are short', () => {
    const text =
      '(define (main) (let loop ((i 0)) (if (< i 200000) (loop (+ i (quotient 7 4))) i)))';
    const none = { ...limits, cells: 100 };
    expect(call(program(text), 'main', [], emptyView, none)).toMatchObject({
      value: { value: 200000 },
    });
  });

  it('goes as far as anyone needs', () => {
    const text =
      '(define (main) (let loop ((i 1) (f 1)) (if (> i 1000) (string-length (number->string f)) (loop (+ i 1) (* i f)))))';
    const step = { steps: 5_000_000, cells: 5_000_000, fibers: 1 };
    expect(call(program(text), 'main', [], emptyView, step)).toMatchObject({
      value: { value: 2568 },
    });
  });

  it('takes roots of squares of any length', () => {
    expect(evaluate('(= (sqrt (expt 3 40000)) (expt 3 20000))')).toBe(true);
  });
});

describe('a budget', () => {
  const spin = program('(define (spin n) (spin (+ n 1))) (define (main) (list (spin 0)))');

  it('of steps ends a loop, and says where it was', () => {
    const result = step(spin, null, { kind: 'start', workflow: 'main' }, emptyView, {
      ...budget,
      steps: 1000,
    });
    expect(result).toMatchObject({ ok: false, error: { kind: 'over-budget', what: 'steps' } });
    if (!result.ok && result.error.kind === 'over-budget') {
      expect(result.error.backtrace[0]).toMatchObject({
        procedure: 'spin',
        position: { file: 'test.scm' },
      });
    }
  });

  it.each([
    ['lists', '(define (main) (let loop ((l (list))) (loop (cons 1 l))))'],
    ['recursion', '(define (main) (let loop ((n 0)) (+ 1 (loop n))))'],
    ['text', '(define (main) (let loop ((s "ab")) (loop (string-append s s))))'],
    ['vectors', '(define (main) (make-vector 1000000000 0))'],
    ['strings', '(define (main) (make-string 1000000000))'],
    ['display', '(define (main) (let loop () (display "more") (loop)))'],
    ['closures', '(define (main) (let loop ((f car)) (loop (lambda () f))))'],
  ])('of cells bounds %s', (_, text) => {
    const result = step(program(text), null, { kind: 'start', workflow: 'main' }, emptyView, {
      ...budget,
      cells: 100_000,
    });
    expect(result).toMatchObject({ ok: false, error: { kind: 'over-budget', what: 'cells' } });
  });

  it.each([
    ['a circular list', `(let ((ring (list 1))) (set-cdr! ring ring) (memq 'x ring))`],
    [
      'looks along a long list',
      `(let ((l (make-list 50000 0))) (let loop () (list-tail l 50000) (loop)))`,
    ],
    [
      'looks along a long text',
      `(let ((s (make-string 500000)) (t (make-string 500001))) (let loop () (string-length s) (string-length t) (loop)))`,
    ],
  ])('of steps bounds %s', (_, expression) => {
    const text = `(define (double n x) (if (= n 0) x (double (- n 1) (cons x x)))) (define (main) ${expression})`;
    const result = step(program(text), null, { kind: 'start', workflow: 'main' }, emptyView, {
      ...budget,
      steps: 300_000,
    });
    expect(result).toMatchObject({ ok: false, error: { kind: 'over-budget', what: 'steps' } });
  });

  it('is not needed to compare values that share much', () => {
    expect(
      evaluate(
        '(equal? (double 60 1) (double 60 1))',
        '(define (double n x) (if (= n 0) x (double (- n 1) (cons x x))))',
      ),
    ).toBe(true);
  });

  it('of cells bounds what leaves the program, however much it shares', () => {
    const text = (use: string): string =>
      `(define (double n x) (if (= n 0) x (double (- n 1) (cons x x)))) (define (main) ${use})`;
    for (const use of [
      "(effect 'e (double 40 1))",
      "(request 'r 'n (list (cons 'by (double 40 1))))",
      '(double 40 1)',
      '(exit (double 40 1))',
    ]) {
      const result = step(
        program(text(use)),
        null,
        { kind: 'start', workflow: 'main' },
        emptyView,
        { ...budget, cells: 300_000 },
      );
      expect(result).toMatchObject({ ok: false, error: { kind: 'over-budget', what: 'cells' } });
    }
    const raised = advance(program(text('(raise (double 40 1))')), null, {
      kind: 'start',
      workflow: 'main',
    });
    expect(raised.outcome.kind).toBe('raised');
  });

  it('of fibers bounds branches', () => {
    const text = '(define (main) (parallel (list main main) #f 0))';
    const result = step(program(text), null, { kind: 'start', workflow: 'main' }, emptyView, {
      ...budget,
      fibers: 50,
    });
    expect(result).toMatchObject({ ok: false, error: { kind: 'over-budget', what: 'fibers' } });
  });

  it('cannot be caught', () => {
    const text = '(define (spin) (spin)) (define (main) (guard (e (#t 1)) (spin)))';
    expect(
      step(program(text), null, { kind: 'start', workflow: 'main' }, emptyView, {
        ...budget,
        steps: 1000,
      }).ok,
    ).toBe(false);
  });

  it('bounds integers by a condition', () => {
    expect(kindOf('(let loop ((n 3)) (loop (* n n)))')).toBe('too-large');
  });
});

describe('what the top level made', () => {
  it.each([
    ['(set-car! made 1)', '(define made (list 1 2))'],
    ["(set-cdr! (cdr made) 'x)", '(define made (list 1 2))'],
    ['(vector-set! made 0 1)', '(define made (vector 1 2))'],
    ['(vector-fill! made 0)', '(define made (vector 1 2))'],
    ['(hash-table-set! made 1 1)', '(define made (make-hash-table))'],
    ['(write 1 made)', '(define made (open-output-string))'],
    ['(made)', '(define made (let ((n 0)) (lambda () (set! n (+ n 1)) n)))'],
    [
      '(set-box-value! made 2)',
      '(define-record-type box (make-box value) box? (value box-value set-box-value!)) (define made (make-box 1))',
    ],
    ["(set-car! '(literal) 1)", ''],
    ["(vector-set! (cadr '(a #(1 2))) 0 1)", ''],
    ['(list-set! made 1 9)', '(define made (list 1 2))'],
  ])('is not changed by %s', (expression, definitions) => {
    expect(kindOf(expression, definitions)).toBe('frozen');
  });

  it('may be changed while it is made', () => {
    expect(
      evaluate('made', '(define made (let ((v (vector 1 2))) (vector-set! v 0 5) v))'),
    ).toEqual(['v', 5, 2]);
  });

  it('that raises is a failure of linking, with the definition', () => {
    const result = tryProgram('(define fine 1) (define broken (car fine))');
    expect(result).toMatchObject({
      ok: false,
      error: {
        definition: 'broken',
        failure: { kind: 'raised', message: 'car: expected a pair, but got 1' },
      },
    });
  });

  it('cannot have effects', () => {
    expect(tryProgram(`(define broken (ask 'q))`)).toMatchObject({
      ok: false,
      error: { definition: 'broken' },
    });
  });
});

describe('pure calls', () => {
  const view = {
    ...emptyView,
    now: '2026-03-02T09:00:00Z',
    author: 'dana',
    actor: { id: 'kim', kind: 'person' as const, roles: ['reader'] },
    payload: ['y', 'yes'] as const,
    fields: { title: 'Drop the token table, CVE fix', systems: ['l', ['y', 'one']] as const },
    facts: { frozen: true },
    artifacts: { 'plan.md': 'text' },
    roles: { ida: ['reader', 'writer'], rob: [] },
  };

  it('read the view, and say which fields they read', () => {
    const result = call(
      program(`(define (main x) (list x (field 'title) (field 'none 'default)))`),
      'main',
      [7],
      view,
      budget,
    );
    expect(result).toMatchObject({
      ok: true,
      value: {
        value: ['l', 7, 'Drop the token table, CVE fix', ['y', 'default']],
        reads: ['none', 'title'],
      },
    });
  });

  it.each([
    ['(now)', '2026-03-02T09:00:00Z'],
    ['(author)', ['l', ['y', 'person'], 'dana']],
    ['(actor)', ['l', ['y', 'person'], 'kim']],
    ['(payload)', ['y', 'yes']],
    ['(author? (actor))', false],
    ['(author? "dana")', true],
    ["(has-role? (actor) 'reader)", true],
    ["(has-role? (author) 'reader)", false],
    [`(has-role? '(person "ida") 'writer)`, true],
    ['(has-role? "ida" \'owner)', false],
    ['(agent? (actor))', false],
    ["(fact 'frozen)", true],
    ["(fact 'unknown 5)", 5],
    ['(artifact-text "plan.md")', 'text'],
    ['(artifact-text "none.md")', false],
    [`(mentions? '("cve" "token" "tok" "drop the"))`, 3],
    [`(mentions? '("tab"))`, false],
  ])('%s', (expression, expected) => {
    expect(evaluate(expression, '', view)).toEqual(expected);
  });

  it('fail with the condition where a field has no value', () => {
    const result = call(program(`(define (main) (field 'none))`), 'main', [], view, budget);
    expect(result).toMatchObject({
      ok: false,
      error: {
        kind: 'raised',
        value: ['r', 'condition', ['y', 'missing-field'], expect.anything(), expect.anything()],
      },
    });
  });

  it('say whose roles they asked for besides the actor’s, and what these hold', () => {
    const main = `(define (main)
      (map (lambda (who) (has-role? who 'reader)) (list (actor) "ida" (author) '(person "ida"))))`;
    expect(call(program(main), 'main', [], view, budget)).toMatchObject({
      ok: true,
      value: {
        value: ['l', true, true, false, true],
        roles: { ida: ['reader', 'writer'], dana: [] },
      },
    });
  });

  it('ask for the roles of so many people and of no more, but of the same as often as they like', () => {
    const asking = (people: number) =>
      program(`(define (main)
        (let loop ((n 0))
          (has-role? (number->string n) 'reader)
          (has-role? "0" 'reader)
          (if (< n ${people - 1}) (loop (+ n 1)) 'asked)))`);
    expect(call(asking(10_000), 'main', [], view, budget)).toMatchObject({ ok: true });
    expect(call(asking(10_001), 'main', [], view, budget)).toMatchObject({
      ok: false,
      error: {
        kind: 'raised',
        value: ['r', 'condition', ['y', 'too-large'], expect.anything(), expect.anything()],
      },
    });
  });

  it('fail with the condition where nobody’s roles are known, and know the actor’s all the same', () => {
    const nowhere = { ...view, roles: null };
    const asking = program("(define (main) (has-role? (author) 'reader))");
    expect(call(asking, 'main', [], nowhere, budget)).toMatchObject({
      ok: false,
      error: {
        kind: 'raised',
        message: expect.stringContaining('dana') as unknown,
        value: ['r', 'condition', ['y', 'unknown-roles'], expect.anything(), expect.anything()],
      },
    });
    expect(evaluate("(has-role? (actor) 'reader)", '', nowhere)).toBe(true);
  });

  it('of a clause are answered from the state, with the parameters of its place', () => {
    const linked = program(
      `(define p (make-parameter 1))
       (define (main) (parameterize ((p 2)) (let ((mine 40)) (request 'question 'q (list (cons 'accepts (lambda () (+ mine (p)))) (cons 'bad (lambda () (ask 'no))))))))`,
    );
    const { state } = advance(linked, null, { kind: 'start', workflow: 'main' });
    const before = JSON.stringify(state);
    expect(probe(linked, state, 1, 'accepts', view, budget)).toEqual({
      ok: true,
      value: { value: 42, roles: {} },
    });
    expect(probe(linked, state, 1, 'bad', view, budget)).toMatchObject({
      ok: false,
      error: { kind: 'raised' },
    });
    expect(probe(linked, state, 1, 'none', view, budget)).toMatchObject({
      ok: false,
      error: { kind: 'not-open' },
    });
    expect(JSON.stringify(state)).toBe(before);
  });
});

describe('the trace', () => {
  it('shows what was displayed and written, and nothing else', () => {
    const { trace } = advance(
      program(
        `(define (main) (display "a b") (write "a b") (newline) (write-string "x") (write-char #\\y) (ask 'q))`,
      ),
      null,
      { kind: 'start', workflow: 'main' },
    );
    expect(trace).toBe('a b"a b"\nxy');
  });

  it('labels what is shared only where it is asked for', () => {
    const shown = (writer: string): unknown =>
      evaluate(
        `(let ((port (open-output-string)) (x (list 1))) (${writer} (list x x) port) (get-output-string port))`,
      );
    expect([shown('write'), shown('write-shared'), shown('write-simple')]).toEqual([
      '((1) (1))',
      '(#0=(1) #0#)',
      '((1) (1))',
    ]);
  });
});

describe('the machine itself', () => {
  it('numbers its instructions in the loop as the compiler does', () => {
    const source = readFileSync(new URL('../../src/machine/loop.ts', import.meta.url), 'utf8');
    const written = [...source.matchAll(/case (\d+) \/\* (\w+) \*\/:/g)].map(([, number, name]) => [
      name,
      Number(number),
    ]);
    expect(new Map(written as [string, number][])).toEqual(
      new Map(Object.entries(instructions).map(([name, [number]]) => [name, number])),
    );
  });

  it('gives every primitive one name', () => {
    expect(primitiveArities.size).toBeGreaterThan(200);
  });

  it('checks what a procedure is called with', () => {
    expect(kindOf('(apply car (list 1 2))')).toBe('wrong-arguments');
    expect(kindOf('((car (list (lambda (x) x))))')).toBe('wrong-arguments');
    expect(kindOf('((car (list 5)) 1)')).toBe('not-a-procedure');
    expect(kindOf('(letrec ((a (b)) (b (lambda () a))) a)')).toBe('undefined-variable');
    expect(written('((car (list (lambda (a . rest) (list a rest)))) 1 2 3)')).toBe('(1 (2 3))');
  });

  it('takes more operands than a host call can', () => {
    expect(evaluate('(apply + (iota 300000 1 0))')).toBe(300000);
    expect(evaluate('(length (apply list (iota 300000)))')).toBe(300000);
  });
});
