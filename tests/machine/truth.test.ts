import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { canonicalJson } from '../../src/core/canonical.ts';
import { sha256 } from '../../src/core/json.ts';
import { compileUnit } from '../../src/language/compile/compile.ts';
import type { Core, Unit } from '../../src/machine/code.ts';
import { decodeState } from '../../src/machine/state/decode-state.ts';
import { encodeState } from '../../src/machine/state/encode-state.ts';
import { Machine } from '../../src/machine/machine.ts';
import type { Output } from '../../src/machine/machine.ts';
import { link } from '../../src/machine/program.ts';
import type { Program } from '../../src/machine/program.ts';
import { step, stepUpTo } from '../../src/machine/run.ts';
import type { MachineState } from '../../src/machine/state/state.ts';
import { emptyView } from '../../src/machine/view.ts';
import { budget } from './scheme.ts';
import { randomCore } from './random-programs.ts';
import { reference } from './reference.ts';

const FUEL = 20_000;

function programOf(core: Core): Program {
  const unit: Unit = { v: 1, defs: [['main', ['lambda', [], null, core]]], refs: {} };
  const hash = sha256(canonicalJson(unit));
  const linked = link(new Map([[hash, unit]]), { main: hash }, compileUnit);
  if (!linked.ok) throw new Error(linked.error.failure.message);
  return linked.value;
}

interface Run {
  readonly effects: readonly unknown[];
  readonly end: unknown;
}

const effectsOf = (outputs: readonly Output[]): unknown[] =>
  outputs.map((output) => (output.kind === 'effect' ? output.data : output.kind));

function straight(program: Program): Run | undefined {
  const result = step(program, null, { kind: 'start', workflow: 'main' }, emptyView, {
    ...budget,
    steps: FUEL,
  });
  if (!result.ok) return undefined;
  return { effects: effectsOf(result.value.outputs), end: result.value.outcome };
}

/** Stopped, written down and read back after every so many calls. */
function inPieces(program: Program, calls: number): Run {
  const effects: unknown[] = [];
  let state: MachineState | null = null;
  for (;;) {
    const result = stepUpTo(
      program,
      state,
      state === null ? { kind: 'start', workflow: 'main' } : null,
      emptyView,
      calls,
    );
    if (!result.ok) throw new Error(result.error.message);
    effects.push(...effectsOf(result.value.outputs));
    if (result.value.outcome.kind !== 'waiting') return { effects, end: result.value.outcome };
    state = JSON.parse(JSON.stringify(result.value.state)) as MachineState;
    const m = new Machine(program, emptyView, budget);
    decodeState(m, state);
    expect(encodeState(m)).toEqual(state);
  }
}

/** What the reference and the machine both say of a value. */
function shown(end: Run['end']): string {
  const outcome = end as { readonly kind: string; readonly value: unknown };
  return outcome.kind === 'raised' ? 'error' : JSON.stringify(outcome.value);
}

describe('random programs', () => {
  it('do on the machine what they do on the reference evaluator', () => {
    let compared = 0;
    fc.assert(
      fc.property(randomCore, (core) => {
        const expected = reference(core, FUEL);
        const run = straight(programOf(core));
        if (expected.value === undefined || run === undefined) return;
        compared += 1;
        expect(run.effects).toEqual(expected.effects);
        expect(shown(run.end) === 'error').toBe(expected.value === 'error');
        if (/^-?\d+$|^true$|^false$/.test(expected.value))
          expect(shown(run.end)).toBe(expected.value);
      }),
      { numRuns: 4000 },
    );
    expect(compared).toBeGreaterThan(3000);
  });

  it('come to the same end when they are stored and read back after every call', () => {
    fc.assert(
      fc.property(randomCore, fc.integer({ min: 1, max: 4 }), (core, calls) => {
        const program = programOf(core);
        const run = straight(program);
        if (run === undefined) return;
        // The place of an error is not kept through a stop, the error is.
        const pieces = inPieces(program, calls);
        expect(pieces.effects).toEqual(run.effects);
        expect(shown(pieces.end)).toBe(shown(run.end));
      }),
      { numRuns: 300 },
    );
  });
});
