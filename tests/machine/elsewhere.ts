import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, rmSync, writeFileSync, closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect, isDeepStrictEqual } from 'node:util';
import type { Result } from '../../src/core/result.ts';
import type { Unit } from '../../src/machine/code.ts';
import type { Program } from '../../src/machine/program.ts';
import type { Output } from '../../src/machine/machine.ts';
import { stepUpTo, type MachineEvent, type Step, type StepFailure } from '../../src/machine/run.ts';
import type { MachineState } from '../../src/machine/state/state.ts';
import type { View } from '../../src/machine/view.ts';
import { compiled } from '../crash/compiled.ts';
import { blockingLines } from './blocking-lines.ts';

/** What is kept of a policy for its changes: expanded core by hash, and the names that can be called. */
export interface Kept {
  readonly units: { readonly [hash: string]: Unit };
  readonly roots: { readonly [name: string]: string };
}

/** Some calls of a program that goes on from a state, or begins with an event. */
export interface Piece {
  readonly state: MachineState | null;
  readonly event: MachineEvent | null;
  readonly calls: number;
}

/** Pieces for the other process to run, each by itself; `kept` is the file of what their program is made of. */
export interface Question {
  readonly kept: string;
  readonly view: View;
  readonly pieces: readonly Piece[];
}

export type Whole = Pick<Step, 'state' | 'outputs' | 'trace' | 'outcome'>;

/** A second process with a machine, in an empty directory, with nothing of a policy but what is kept. */
export interface Elsewhere {
  /** Makes a program known there, if it is not. */
  know(program: Program, kept: Kept): void;
  /**
   * One step, written down after every call (of long steps and of large states after several). Throws where a state is
   * not plain data, or where the other process does not go on from one exactly as this one did.
   */
  step(
    program: Program,
    state: MachineState | null,
    event: MachineEvent,
    view: View,
  ): Result<Whole, StepFailure>;
  /** How many states the other process went on from so far. */
  readonly carried: () => number;
  close(): Promise<void>;
}

export async function openElsewhere(): Promise<Elsewhere> {
  const place = mkdtempSync(join(tmpdir(), 'changeflow-elsewhere-'));
  const code = compiled('machine');
  const [questions, answers] = [join(place, 'questions'), join(place, 'answers')];
  execFileSync('mkfifo', [questions, answers]);
  const child = spawn(
    process.execPath,
    [code.path('tests/machine/elsewhere-child.ts'), questions, answers],
    { cwd: place, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const ended = once(child, 'close');
  const [to, from] = [openSync(questions, 'w'), openSync(answers, 'r')];
  const lines = blockingLines(from, to);
  const known = new Map<Program, string>();
  let carried = 0;

  function there(question: Question): readonly Result<Step, StepFailure>[] {
    lines.write(JSON.stringify(question));
    const answer = lines.read();
    if (answer === null) throw new Error('the other process has ended');
    carried += question.pieces.length;
    return JSON.parse(answer) as Result<Step, StepFailure>[];
  }

  return {
    know(program, kept) {
      if (known.has(program)) return;
      const file = join(place, `${known.size}.json`);
      writeFileSync(file, JSON.stringify(kept));
      known.set(program, file);
    },
    step(program, before, first, view) {
      const kept = known.get(program);
      if (kept === undefined) throw new Error('a program that is not known there');
      const outputs: Output[] = [];
      let trace = '';
      let pieces: Piece[] = [];
      let results: Step[] = [];
      let characters = 0;
      let piece: Piece = { state: before, event: first, calls: 1 };
      for (let count = 1; ; count += 1) {
        const result = stepUpTo(program, piece.state, piece.event, view, piece.calls);
        if (!result.ok) return result;
        const { state } = result.value;
        expectPlain(state);
        outputs.push(...result.value.outputs);
        trace += result.value.trace;
        pieces.push(piece);
        results.push(result.value);
        const text = JSON.stringify(state);
        characters += text.length;
        const ended = state.ready === undefined && state.unwinding === undefined;
        if (ended || characters > BATCH_MAX) {
          expectSame(results, there({ kept, view, pieces }));
          [pieces, results, characters] = [[], [], 0];
        }
        if (ended) return { ok: true, value: { ...result.value, outputs, trace } };
        const calls = callsAtOnce(count, text.length);
        piece = { state: JSON.parse(text) as MachineState, event: null, calls };
      }
    },
    carried: () => carried,
    async close() {
      closeSync(to);
      closeSync(from);
      await ended;
      code.remove();
      rmSync(place, { recursive: true });
    },
  };
}

/** Of a step all but where things stand in the text, which the other process does not have. */
export const told = ({ state, outputs, trace, outcome }: Whole): unknown => ({
  state,
  trace,
  outputs: outputs.map((output) => ({ ...output, position: undefined })),
  outcome: outcome.kind === 'raised' ? { kind: outcome.kind, value: outcome.value } : outcome,
});

function expectSame(ours: readonly Step[], theirs: readonly Result<Step, StepFailure>[]): void {
  for (const [at, our] of ours.entries()) {
    const their = theirs[at];
    if (their?.ok !== true || !isDeepStrictEqual(told(their.value), told(our)))
      throw new Error(
        `from the same state there: ${JSON.stringify(their)}, here: ${JSON.stringify(our)}`,
      );
  }
}

/** Characters of states that are kept until the other process is asked. */
const BATCH_MAX = 1_000_000;
const PIECES_OF_EQUAL_LENGTH = 1000;
/** States of up to so many characters are written after every call. */
const SMALL = 8192;
/** What of a larger state, in characters, may be written for each call. */
const WRITTEN_MAX = 256;
/** A state of more characters is of a deep recursion; it is written a few times on its way. */
const LARGE = 200_000;

/** The first thousand calls one by one; a longer program and a larger state are written less often. */
const callsAtOnce = (pieces: number, characters: number): number => {
  if (characters > LARGE) return 200_000;
  const bySize = characters > SMALL ? Math.ceil(characters / WRITTEN_MAX) : 1;
  return Math.max(2 ** Math.floor(pieces / PIECES_OF_EQUAL_LENGTH), bySize);
};

/** Throws where something is no JSON: a function, an object with a class, `undefined`, a number that JSON cannot hold. */
function expectPlain(state: MachineState): void {
  const work: unknown[] = [state];
  while (work.length > 0) {
    const value = work.pop();
    if (value === null || typeof value === 'string' || typeof value === 'boolean') continue;
    if (typeof value === 'number' && Number.isFinite(value)) continue;
    const plain =
      typeof value === 'object' &&
      (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype);
    if (!plain) throw new Error(`a state holds ${inspect(value)}, which is no plain data`);
    for (const part of Object.values(value)) work.push(part);
  }
}
