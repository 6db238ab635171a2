import { describe, expect, it } from 'vitest';
import { list, symbol, type Datum } from '../../src/core/datum.ts';
import type { Output } from '../../src/machine/machine.ts';
import type { MachineEvent, Step } from '../../src/machine/run.ts';
import { step } from '../../src/machine/run.ts';
import type { MachineState } from '../../src/machine/state/state.ts';
import { runningScopes, openRequests } from '../../src/machine/state/state.ts';
import { emptyView } from '../../src/machine/view.ts';
import { advance, budget, program } from './scheme.ts';

/** What a step said, in short: `+1 name` opened, `-1` withdrawn, `!name` effect. */
const said = (outputs: readonly Output[]): string[] =>
  outputs.map((output) => {
    switch (output.kind) {
      case 'open':
        return `+${output.id} ${output.name}`;
      case 'withdraw':
        return `-${output.id}`;
      case 'effect':
        return `!${output.name}`;
    }
  });

/** Starts `main` of a program and delivers events one after another. */
function play(
  text: string,
  events: readonly MachineEvent[] = [],
): { steps: Step[]; said: string[][]; last: Step } {
  const linked = program(text);
  const steps: Step[] = [advance(linked, null, { kind: 'start', workflow: 'main' })];
  for (const event of events) {
    // Every state passes through text, as it would in a store.
    const state = JSON.parse(JSON.stringify(steps.at(-1)!.state)) as MachineState;
    steps.push(advance(linked, state, event));
  }
  return { steps, said: steps.map(({ outputs }) => said(outputs)), last: steps.at(-1)! };
}

const answer = (request: number, value: Datum = 0): MachineEvent => ({
  kind: 'answer',
  request,
  value,
});

const leaving = `(define (guarded name thunk) (dynamic-wind (lambda () #f) thunk (lambda () (effect name '()))))`;

describe('a request', () => {
  it('suspends the program and gives its answer as value', () => {
    const { said: outputs, last } = play(`(define (main) (+ 1 (ask 'number)))`, [answer(1, 41)]);
    expect(outputs).toEqual([['+1 number'], []]);
    expect(last.outcome).toEqual({ kind: 'returned', value: 42 });
  });

  it('says its clauses as data, procedures by their clause', () => {
    const { steps } = play(
      `(define (main) (request 'question 'q (list (cons 'by '(a b)) (cons 'accepts (lambda () #t)))))`,
    );
    expect(steps[0]!.outputs[0]).toMatchObject({
      request: 'question',
      name: 'q',
      clauses: [
        'l',
        ['l', ['y', 'by'], ['y', 'a'], ['y', 'b']],
        ['p', ['y', 'accepts'], ['thunk', 'accepts']],
      ],
    });
  });

  it('suspends inside map, sort and a string port without losing anything', () => {
    const { last } = play(
      `(define (main) (let ((port (open-output-string)))
         (display (map (lambda (name) (ask name)) '(a b)) port)
         (display (sort (list 3 1 2) (lambda (x y) (ask 'compare) (< x y))) port)
         (get-output-string port)))`,
      [1, 2, 3, 4, 5].map((request) => answer(request, request)),
    );
    expect(last.outcome).toEqual({ kind: 'returned', value: '(1 2)(1 2 3)' });
  });

  it('raises where it waits, with the handlers that are there', () => {
    const { last } = play(`(define (main) (guard (e (#t (list 'caught e))) (ask 'q)))`, [
      { kind: 'raise', request: 1, value: ['y', 'no'] },
    ]);
    expect(last.outcome).toEqual({ kind: 'returned', value: ['l', ['y', 'caught'], ['y', 'no']] });
    expect(said(last.outputs)).toEqual([]);
  });

  it('that is not open refuses the event', () => {
    const linked = program(`(define (main) (ask 'q))`);
    const { state } = advance(linked, null, { kind: 'start', workflow: 'main' });
    const result = step(linked, state, answer(7), emptyView, budget);
    expect(result).toMatchObject({ ok: false, error: { kind: 'not-open' } });
  });
});

describe('parallel', () => {
  it('gives the values in the order written, whatever order they come in', () => {
    const { said: outputs, last } = play(
      `(define (main) (parallel (list (lambda () (ask 'a)) (lambda () (ask 'b)) (lambda () 3)) #f 'cancel))`,
      [answer(2, 2), answer(1, 1)],
    );
    expect(outputs[0]).toEqual(['+1 a', '+2 b']);
    expect(last.outcome).toEqual({ kind: 'returned', value: ['l', 1, 2, 3] });
  });

  it('ends after the first N values, in order of completion, and cancels the rest', () => {
    const { said: outputs, last } = play(
      `(define (main) (parallel (map (lambda (name) (lambda () (ask name))) '(a b c)) 2 'cancel))`,
      [answer(3, 3), answer(1, 1)],
    );
    expect(outputs[2]).toEqual(['-2']);
    expect(last.outcome).toEqual({ kind: 'returned', value: ['l', 3, 1] });
  });

  it('asks a procedure after each value whether it may end', () => {
    const { said: outputs, last } = play(
      `(define (main) (parallel (map (lambda (name) (lambda () (ask name))) '(a b c))
                                (lambda (values) (> (apply + values) 4)) 'cancel))`,
      [answer(2, 2), answer(3, 3)],
    );
    expect(outputs[1]).toEqual([]);
    expect(outputs[2]).toEqual(['-1']);
    expect(last.outcome).toEqual({ kind: 'returned', value: ['l', 2, 3] });
  });

  it('lets the rest go on until the program ends, where it is told to', () => {
    const { said: outputs, last } = play(
      `(define (main) (let ((won (parallel (map (lambda (name) (lambda () (let ((v (ask name))) (effect 'got v) v))) '(a b)) 1 'finish)))
         (effect 'went-on won) won))`,
      [answer(1, 1), answer(2, 2)],
    );
    expect(outputs[1]).toEqual(['!got', '!went-on']);
    expect(outputs[2]).toEqual(['!got']);
    expect(last.outcome).toEqual({ kind: 'returned', value: ['l', 1] });
  });

  it('that fails later cancels its own branches and none that outlived another form', () => {
    const { said: outputs, last } = play(
      `(define (main)
         (parallel (list (lambda () 1) (lambda () (effect 'got (ask 'kept)))) 1 'finish)
         (guard (e (#t e)) (parallel (list (lambda () (ask 'a)) (lambda () (raise (ask 'b)))) #f 'cancel)))`,
      [answer(3, ['y', 'bad']), answer(1, 7)],
    );
    expect(outputs).toEqual([['+1 kept', '+2 a', '+3 b'], ['-2'], ['!got']]);
    expect(last.outcome).toEqual({ kind: 'returned', value: ['y', 'bad'] });
  });

  it('that outlived its form hands on to the program, not to a nursery that the program came to later', () => {
    const { said: outputs, last } = play(
      `(define (main)
         (parallel (list (lambda () 1)
                         (lambda ()
                           (ask 'kept)
                           (parallel (list (lambda () 2) (lambda () (ask 'handed-on))) 1 'finish)))
                   1 'finish)
         (nursery (lambda (spawn) (spawn (lambda () (ask 'own))) 'body) 1))`,
      [answer(1), answer(3, 7), answer(2, 8)],
    );
    expect(outputs[0]).toEqual(['+1 kept', '+2 own']);
    expect(last.outcome).toEqual({ kind: 'returned', value: ['l', 8] });
  });

  it('that outlived its form ends the program where it raises, whatever that handles where it stands', () => {
    const { said: outputs, last } = play(
      `(define (main)
         (parallel (list (lambda () 1) (lambda () (raise (ask 'kept)))) 1 'finish)
         (guard (e (#t (list 'caught e))) (parallel (list (lambda () (ask 'a)) (lambda () (ask 'b))) #f 'cancel)))`,
      [answer(1, ['y', 'bad'])],
    );
    expect(outputs).toEqual([
      ['+1 kept', '+2 a', '+3 b'],
      ['-3', '-2'],
    ]);
    expect(last.outcome).toMatchObject({ kind: 'raised', value: ['y', 'bad'] });
  });

  it('raises in the parent what a branch does not handle, after cancelling its siblings, newest first', () => {
    const { said: outputs, last } = play(
      `${leaving}
       (define (branch name) (lambda () (guarded name (lambda () (ask name)))))
       (define (main)
         (guard (e (#t (list 'caught e)))
           (parallel (list (branch 'a) (lambda () (guarded 'inner (lambda () (parallel (list (branch 'b) (branch 'c)) #f 'cancel))))
                           (lambda () (guarded 'failing (lambda () (raise (ask 'd))))) (branch 'e)) #f 'cancel)))`,
      [answer(2, ['y', 'bad'])],
    );
    // Branches start first come, first served: the inner ones after the outer ones.
    expect(outputs[0]).toEqual(['+1 a', '+2 d', '+3 e', '+4 b', '+5 c']);
    expect(outputs[1]).toEqual([
      '!failing',
      '-3',
      '!e',
      '-5',
      '!c',
      '-4',
      '!b',
      '!inner',
      '-1',
      '!a',
    ]);
    expect(last.outcome).toEqual({ kind: 'returned', value: ['l', ['y', 'caught'], ['y', 'bad']] });
  });

  it('starts branches without handlers', () => {
    const { last } = play(
      `(define (main) (guard (e (#t 'parent)) (parallel (list (lambda () (guard (e ((eq? e 'mine) 'branch)) (raise 'other)))) #f 'cancel)))`,
    );
    expect(last.outcome).toEqual({ kind: 'returned', value: ['y', 'parent'] });
  });

  it('keeps parameters of the place where it stands', () => {
    const { last } = play(
      `(define p (make-parameter 1))
       (define (main) (parameterize ((p 2)) (parallel (list (lambda () (ask 'a) (p)) (lambda () (parameterize ((p 3)) (p)))) #f 'cancel)))`,
      [answer(1)],
    );
    expect(last.outcome).toEqual({ kind: 'returned', value: ['l', 2, 3] });
  });
});

describe('a race', () => {
  it('is won by the first to finish; the others are withdrawn', () => {
    const { said: outputs, last } = play(
      `(define (main) (first (list (lambda () (ask 'a)) (lambda () (ask 'b)))))`,
      [answer(2, ['y', 'yes'])],
    );
    expect(outputs[1]).toEqual(['-1']);
    expect(last.outcome).toEqual({ kind: 'returned', value: ['p', 1, ['y', 'yes']] });
  });

  it('ends and raises when a head raises', () => {
    const { last } = play(
      `(define (main) (guard (e (#t e)) (first (list (lambda () (ask 'a)) (lambda () (raise 'no))))))`,
    );
    expect(last.outcome).toEqual({ kind: 'returned', value: ['y', 'no'] });
    expect(said(last.outputs)).toEqual(['+1 a', '-1']);
  });
});

describe('a nursery', () => {
  it('ends when its body and all branches that it spawned have ended', () => {
    const { said: outputs, last } = play(
      `(define (main) (nursery (lambda (spawn)
         (spawn (lambda () (ask 'a)))
         (spawn (lambda () (spawn (lambda () (ask 'c))) (ask 'b)))
         'body)))`,
      [answer(1), answer(2), answer(3)],
    );
    expect(outputs[0]).toEqual(['+1 a', '+2 b', '+3 c']);
    expect(last.outcome).toEqual({ kind: 'returned', value: ['y', 'body'] });
  });

  it('spawns nothing once it has ended', () => {
    const { last } = play(
      `(define (main) (let ((kept #f)) (nursery (lambda (spawn) (set! kept spawn)))
         (guard (e (#t (condition-kind e))) (kept (lambda () 1)))))`,
    );
    expect(last.outcome).toEqual({ kind: 'returned', value: ['y', 'nursery-ended'] });
  });
});

describe('a scope', () => {
  it('gathers the fields that are read in it, and is named by the requests that stand in it', () => {
    const view = { ...emptyView, fields: { one: 1, two: 2 } };
    const linked = program(
      `(define (main) (field 'one) (scope (lambda () (field 'two) (scope (lambda () (ask 'q))))))`,
    );
    const { outputs, state } = advance(linked, null, { kind: 'start', workflow: 'main' }, view);
    expect(outputs[0]).toMatchObject({ scopes: [1, 2], reads: [] });
    expect(runningScopes(state)).toEqual([1, 2]);
    expect(openRequests(state)).toEqual([1]);
    expect(state.scopes).toEqual([
      [0, null, null, 'one', 'two'],
      [1, 0, null, 'two'],
      [2, 1, null],
    ]);
  });

  it('is left by what is raised into it, once its branches are cancelled', () => {
    const { said: outputs, last } = play(
      `${leaving}
       (define (main) (guard (e (#t (ask 'again) e))
         (scope (lambda () (guarded 'scope-left (lambda () (parallel (list (lambda () (guarded 'a-left (lambda () (ask 'a)))) (lambda () (ask 'b))) #f 'cancel)))))))`,
      [{ kind: 'interrupt', scope: 1, value: ['y', 'stale'] }, answer(3)],
    );
    expect(outputs[1]).toEqual(['-2', '-1', '!a-left', '!scope-left', '+3 again']);
    expect(last.outcome).toEqual({ kind: 'returned', value: ['y', 'stale'] });
  });

  it('lets what is raised into it pass the handlers inside it', () => {
    const { last } = play(
      `(define (main) (guard (e (#t (list 'outside e)))
         (scope (lambda () (guard (e (#t (list 'inside e))) (scope (lambda () (ask 'a))))))))`,
      [{ kind: 'interrupt', scope: 1, value: ['y', 'stale'] }],
    );
    expect(last.outcome).toEqual({
      kind: 'returned',
      value: list(symbol('outside'), symbol('stale')),
    });
  });

  it('keeps the handlers around it when a handler that waits has put them aside', () => {
    const { last } = play(
      `(define (main) (guard (e ((eq? e 'stale) (list 'around e)))
         (scope (lambda () (with-exception-handler (lambda (e) (ask 'handling)) (lambda () (raise-continuable 'x)))))))`,
      [{ kind: 'interrupt', scope: 1, value: ['y', 'stale'] }],
    );
    expect(last.outcome).toEqual({
      kind: 'returned',
      value: list(symbol('around'), symbol('stale')),
    });
  });
});

describe('ending the program', () => {
  it('from a branch cancels all branches, newest first and that one in its turn, then what is around them', () => {
    const { said: outputs, last } = play(
      `${leaving}
       (define (main) (guarded 'main-left (lambda () (parallel (list
         (lambda () (guarded 'a-left (lambda () (ask 'a))))
         (lambda () (guarded 'b-left (lambda () (exit (ask 'b)))))
         (lambda () (guarded 'c-left (lambda () (ask 'c))))) #f 'cancel))))`,
      [answer(2, ['y', 'done'])],
    );
    expect(outputs[1]).toEqual(['-3', '!c-left', '!b-left', '-1', '!a-left', '!main-left']);
    expect(last.outcome).toEqual({ kind: 'exited', value: ['y', 'done'] });
    expect(openRequests(last.state)).toEqual([]);
  });

  it('from outside unwinds everything', () => {
    const { said: outputs, last } = play(
      `${leaving} (define (main) (guarded 'left (lambda () (ask 'a))))`,
      [{ kind: 'cancel' }],
    );
    expect(outputs[1]).toEqual(['-1', '!left']);
    expect(last.outcome).toEqual({ kind: 'exited', value: ['u'] });
  });

  it('by a condition that nothing handles says which, and where', () => {
    const { last } = play(
      `(define (helper x) (+ 1 (car x)))\n(define (main) (list (helper (ask 'a))))`,
      [answer(1, 5)],
    );
    expect(last.outcome).toMatchObject({
      kind: 'raised',
      message: 'car: expected a pair, but got 5',
    });
    const trace = last.outcome.kind === 'raised' ? last.outcome.backtrace : [];
    const own = trace
      .filter(({ position }) => position?.file === 'test.scm')
      .map(({ procedure }) => procedure);
    expect(own).toEqual(['helper', 'main']);
  });
});

describe('what may not wait', () => {
  it('is an after-thunk of a branch that is cancelled: the step fails', () => {
    const { last } = play(
      `(define (main) (first (list (lambda () (ask 'a)) (lambda () (dynamic-wind (lambda () #f) (lambda () (ask 'b)) (lambda () (ask 'c)))))))`,
      [answer(1)],
    );
    expect(last.outcome).toMatchObject({
      kind: 'raised',
      value: ['r', 'condition', ['y', 'waits-in-thunk'], expect.anything(), null],
    });
  });

  it('is a continuation of another branch: it cannot be invoked', () => {
    const { last } = play(
      `(define (main) (call/cc (lambda (k) (guard (e (#t (condition-kind e))) (parallel (list (lambda () (k 1))) #f 'cancel)))))`,
    );
    expect(last.outcome).toEqual({ kind: 'returned', value: ['y', 'foreign-continuation'] });
  });
});
