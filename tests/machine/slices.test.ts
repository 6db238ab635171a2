import { describe, expect, it } from 'vitest';
import { step, stepUpTo } from '../../src/machine/run.ts';
import type { MachineState } from '../../src/machine/state/state.ts';
import { emptyView } from '../../src/machine/view.ts';
import { budget, program } from './scheme.ts';

/** The loop of the machine is left and entered again after every so many calls; nobody may see where. */
const programs = {
  'a loop': '(let loop ((i 0) (sum 0)) (if (= i 25000) sum (loop (+ i 1) (+ sum i))))',
  'deep recursion': '(let deep ((n 22000)) (if (= n 0) 0 (+ 1 (deep (- n 1)))))',
  'calls of operands and of primitives':
    '(define (twice f x) (f (f x))) (let loop ((i 0) (l (list))) (if (= i 5000) (apply + l) (loop (twice (lambda (x) (+ x 1/2)) i) (cons i l))))',
  'continuations and winds':
    '(define seen 0) (let loop ((i 0)) (if (= i 3000) seen (begin (call/cc (lambda (k) (dynamic-wind (lambda () (set! seen (+ seen 1))) (lambda () (if (odd? i) (k 1) 2)) (lambda () (set! seen (+ seen 2)))))) (loop (+ i 1)))))',
};

describe.each(Object.entries(programs))('%s over several slices', (_, body) => {
  const linked = program(`(define (main) ${body})`);
  const start = { kind: 'start', workflow: 'main' } as const;
  const straight = step(linked, null, start, emptyView, budget);
  if (!straight.ok) throw new Error(straight.error.message);
  const { outcome, used } = straight.value;

  it('takes more calls than a slice', () => {
    expect(outcome.kind).toBe('returned');
    expect(used.steps).toBeGreaterThan(20_000);
  });

  it('ends with exactly the steps that it needs, and not with one less', () => {
    const within = (steps: number): boolean =>
      step(linked, null, start, emptyView, { ...budget, steps }).ok;
    expect([within(used.steps), within(used.steps - 1)]).toEqual([true, false]);
  });

  it.each([9_999, 10_000, 10_001, 23_457])('goes on from where it is after %d calls', (calls) => {
    let state: MachineState | null = null;
    for (let piece = 0; piece < 20; piece += 1) {
      const result = stepUpTo(linked, state, piece === 0 ? start : null, emptyView, calls);
      if (!result.ok) throw new Error(result.error.message);
      if (result.value.outcome.kind !== 'waiting') {
        expect(result.value.outcome).toEqual(outcome);
        expect(piece).toBe(Math.ceil(used.steps / calls) - 1);
        return;
      }
      state = JSON.parse(JSON.stringify(result.value.state)) as MachineState;
    }
    throw new Error('no end');
  });
});
