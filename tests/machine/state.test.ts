import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/core/json.ts';
import { decodeState } from '../../src/machine/state/decode-state.ts';
import { encodeState } from '../../src/machine/state/encode-state.ts';
import { Machine } from '../../src/machine/machine.ts';
import type { Output } from '../../src/machine/machine.ts';
import type { Program } from '../../src/machine/program.ts';
import { step, stepUpTo } from '../../src/machine/run.ts';
import type { MachineState } from '../../src/machine/state/state.ts';
import { STATE_VERSION } from '../../src/machine/state/state.ts';
import { emptyView } from '../../src/machine/view.ts';
import { programs } from './programs.ts';
import { advance, budget, program } from './scheme.ts';

/** Through text, as a store would keep it. */
const stored = (state: MachineState): MachineState =>
  JSON.parse(JSON.stringify(state)) as MachineState;

function again(linked: Program, state: MachineState): MachineState {
  const m = new Machine(linked, emptyView, budget);
  decodeState(m, state);
  return encodeState(m);
}

/** Runs a program that is stopped, written down and read back after every so many calls. */
function inPieces(
  linked: Program,
  calls: number,
): { outputs: Output[]; trace: string; outcome: unknown } {
  const outputs: Output[] = [];
  let trace = '';
  let state: MachineState | null = null;
  for (let piece = 0; piece < 100_000; piece += 1) {
    const event = piece === 0 ? ({ kind: 'start', workflow: 'main' } as const) : null;
    const result = stepUpTo(linked, state, event, emptyView, calls);
    if (!result.ok) throw new Error(result.error.message);
    outputs.push(...result.value.outputs);
    trace += result.value.trace;
    if (result.value.outcome.kind !== 'waiting')
      return { outputs, trace, outcome: result.value.outcome };
    state = stored(result.value.state);
    expect(again(linked, state)).toEqual(state);
  }
  throw new Error('no end');
}

describe.each(Object.entries(programs))('the program of %s', (_, text) => {
  const linked = program(text);
  const { outputs, trace, outcome } = advance(linked, null, { kind: 'start', workflow: 'main' });

  it('ends with a value', () => expect(outcome.kind).toBe('returned'));

  it.each([1, 2, 7])(
    'comes to the same end when it is stored and read back after every %d calls',
    (calls) => {
      expect(inPieces(linked, calls)).toEqual({ outputs, trace, outcome });
    },
  );
});

describe('a state', () => {
  it('of one branch that waits for one request is small', () => {
    const linked = program(`(define (main) (let ((answer (ask 'review))) (list 'got answer)))`);
    const { state } = advance(linked, null, { kind: 'start', workflow: 'main' });
    expect(JSON.stringify(state).length).toBeLessThanOrEqual(400);
  });

  it('takes at most 90 bytes for a frame', () => {
    const text = `(define (down n) (if (= n 0) (ask 'bottom) (+ 1 (down (- n 1))))) (define (main) (down DEPTH))`;
    const size = (depth: number): number => {
      const linked = program(text.replace('DEPTH', String(depth)));
      return JSON.stringify(advance(linked, null, { kind: 'start', workflow: 'main' }).state)
        .length;
    };
    expect((size(1020) - size(20)) / 1000).toBeLessThanOrEqual(90);
  });

  it('holds plain JSON alone', () => {
    for (const text of Object.values(programs)) {
      const linked = program(text);
      const result = stepUpTo(linked, null, { kind: 'start', workflow: 'main' }, emptyView, 40);
      if (result.ok) expectPlain(result.value.state as unknown as Json);
    }
  });

  it('refers to what the top level made, and keeps its identity', () => {
    const linked = program(
      `(define table (list 1 2 3)) (define (main) (let ((mine table)) (ask 'q) (list (eq? mine table) (frozen? mine))))`,
    );
    const first = advance(linked, null, { kind: 'start', workflow: 'main' });
    expect(JSON.stringify(first.state.fibers)).not.toContain('[1,2,3]');
    const last = advance(linked, stored(first.state), { kind: 'answer', request: 1, value: 0 });
    expect(last.outcome).toEqual({ kind: 'returned', value: ['l', true, true] });
  });

  it('of data nested 100,000 deep is written and read without a deep stack', () => {
    const linked = program(
      `(define (nest n x) (if (= n 0) x (nest (- n 1) (list x)))) (define (depth x n) (if (pair? x) (depth (car x) (+ n 1)) n))
       (define (main) (let ((deep (nest 100000 'end))) (ask 'q) (depth deep 0)))`,
    );
    const first = advance(linked, null, { kind: 'start', workflow: 'main' });
    const last = advance(linked, stored(first.state), { kind: 'answer', request: 1, value: 0 });
    expect(last.outcome).toEqual({ kind: 'returned', value: 100000 });
  });

  it('of a newer version, or of other units, is refused', () => {
    const linked = program(`(define (main) (list (ask 'q)))`);
    const other = program(`(define (main) (vector (ask 'q)))`);
    const { state } = advance(linked, null, { kind: 'start', workflow: 'main' });
    const event = { kind: 'answer', request: 1, value: 0 } as const;
    expect(
      step(linked, { ...state, v: STATE_VERSION + 1 }, event, emptyView, budget),
    ).toMatchObject({ ok: false, error: { kind: 'unreadable-state' } });
    expect(step(other, state, event, emptyView, budget)).toMatchObject({
      ok: false,
      error: { kind: 'unreadable-state' },
    });
  });

  it('is the same for the same program, events and view', () => {
    const once = advance(program(programs['branches']!), null, { kind: 'start', workflow: 'main' });
    const twice = advance(program(programs['branches']!), null, {
      kind: 'start',
      workflow: 'main',
    });
    expect(JSON.stringify(once)).toBe(JSON.stringify(twice));
  });
});

function expectPlain(json: Json | undefined): void {
  if (typeof json === 'number') expect(Number.isFinite(json)).toBe(true);
  if (typeof json !== 'object' || json === null) {
    expect(['number', 'string', 'boolean', 'object']).toContain(typeof json);
    return;
  }
  if (!Array.isArray(json)) expect(Object.getPrototypeOf(json)).toBe(Object.prototype);
  for (const part of Object.values(json)) expectPlain(part as Json);
}
