import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileUnit } from '../src/language/compile/compile.ts';
import { expandLibrary, expandProgram } from '../src/language/program.ts';
import { unitsOf } from '../src/language/compile/units.ts';
import { decodeState } from '../src/machine/state/decode-state.ts';
import { encodeState } from '../src/machine/state/encode-state.ts';
import { Machine } from '../src/machine/machine.ts';
import { primitiveArities } from '../src/machine/primitives.ts';
import { link } from '../src/machine/program.ts';
import type { Program } from '../src/machine/program.ts';
import { call, step } from '../src/machine/run.ts';
import type { MachineState } from '../src/machine/state/state.ts';
import { emptyView } from '../src/machine/view.ts';

interface Case {
  readonly name: string;
  readonly text: string;
  readonly expected: string;
  readonly runs: number;
}

/**
 * The machine against BiwaScheme, and against Guile's compiler where `guile` is installed: the same text on each in one
 * run; then against LIPS on sizes that it takes; and what suspending costs. One JSON line a case: name, value and unit
 * (the best of some runs), peer where there is one, ratio = peer / value; `guile` in the same unit, and how many times
 * its time ours is.
 */
const cases: readonly Case[] = [
  {
    name: 'fib 30',
    text: '(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))) (define (main) (fib 30))',
    expected: '832040',
    runs: 5,
  },
  {
    name: 'tak 18 12 6',
    text: '(define (tak x y z) (if (not (< y x)) z (tak (tak (- x 1) y z) (tak (- y 1) z x) (tak (- z 1) x y)))) (define (main) (tak 18 12 6))',
    expected: '7',
    runs: 9,
  },
  {
    name: 'nqueens 8',
    text: `(define (range n) (let loop ((i n) (l (list))) (if (= i 0) l (loop (- i 1) (cons i l)))))
      (define (ok? row dist placed) (or (null? placed) (and (not (= (car placed) (+ row dist))) (not (= (car placed) (- row dist))) (ok? row (+ dist 1) (cdr placed)))))
      (define (try x y z) (if (null? x) (if (null? y) 1 0) (+ (if (ok? (car x) 1 z) (try (append (cdr x) y) (list) (cons (car x) z)) 0) (try (cdr x) (cons (car x) y) z))))
      (define (main) (try (range 8) (list) (list)))`,
    expected: '92',
    runs: 9,
  },
  {
    name: 'ctak 14 8 3',
    text: `(define (ctak x y z) (call/cc (lambda (k) (ctak-aux k x y z))))
      (define (ctak-aux k x y z) (if (not (< y x)) (k z) (call/cc (lambda (k) (ctak-aux k (call/cc (lambda (k) (ctak-aux k (- x 1) y z))) (call/cc (lambda (k) (ctak-aux k (- y 1) z x))) (call/cc (lambda (k) (ctak-aux k (- z 1) x y))))))))
      (define (main) (ctak 14 8 3))`,
    expected: '4',
    runs: 5,
  },
  {
    name: 'cpstak 18 12 6',
    text: `(define (cpstak x y z) (tak x y z (lambda (a) a)))
      (define (tak x y z k) (if (not (< y x)) (k z) (tak (- x 1) y z (lambda (v1) (tak (- y 1) z x (lambda (v2) (tak (- z 1) x y (lambda (v3) (tak v1 v2 v3 k)))))))))
      (define (main) (cpstak 18 12 6))`,
    expected: '7',
    runs: 9,
  },
  {
    name: 'tail loop 1,000,000',
    text: '(define (main) (let loop ((n 1000000) (sum 0)) (if (= n 0) sum (loop (- n 1) (+ sum 1)))))',
    expected: '1000000',
    runs: 9,
  },
];

/** As above, but smaller: LIPS takes hundreds of times as long, and its stack grows with every tail call. */
const small: readonly Case[] = [
  {
    name: 'fib 20',
    text: '(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))) (define (main) (fib 20))',
    expected: '6765',
    runs: 20,
  },
  {
    name: 'tak 12 8 4',
    text: '(define (tak x y z) (if (not (< y x)) z (tak (tak (- x 1) y z) (tak (- y 1) z x) (tak (- z 1) x y)))) (define (main) (tak 12 8 4))',
    expected: '5',
    runs: 20,
  },
  {
    name: 'cpstak 8 5 3',
    text: `(define (cpstak x y z) (tak x y z (lambda (a) a)))
      (define (tak x y z k) (if (not (< y x)) (k z) (tak (- x 1) y z (lambda (v1) (tak (- y 1) z x (lambda (v2) (tak (- z 1) x y (lambda (v3) (tak v1 v2 v3 k)))))))))
      (define (main) (cpstak 8 5 3))`,
    expected: '5',
    runs: 20,
  },
];

interface Lips {
  readonly exec: (text: string) => Promise<readonly unknown[]>;
}

interface Biwa {
  readonly Interpreter: new (onError: (error: unknown) => void) => {
    evaluate(text: string, after: (value: unknown) => void): void;
  };
}

const require = createRequire(import.meta.url);
const biwa = require('biwascheme') as Biwa;
const lips = require('@jcubic/lips') as Lips;
const folder = new URL('../src/language/library/', import.meta.url);
const files = readdirSync(folder).map((path) => ({
  path,
  text: readFileSync(new URL(path, folder), 'utf8'),
}));
/** A name under which the cases reach the primitive that waits. */
const door = {
  path: 'door.scm',
  text: "(define (ask name clauses) (%request 'question name clauses))",
};
const library = expandLibrary([...files, door], {
  primitives: new Map(
    [...primitiveArities].map(([name, { min, max }]) => [name, { min, max: max ?? Infinity }]),
  ),
  forms: new Map(),
  definers: new Map(),
});
const base = unitsOf(library.definitions);
const budget = { steps: 1_000_000_000, cells: 1_000_000_000, fibers: 1 };

function programOf(text: string): Program {
  const { units, roots } = unitsOf(
    expandProgram([{ path: 'bench.scm', text }], library).definitions,
    base.roots,
  );
  const wanted = { '%signal-error': base.roots.get('%signal-error')!, main: roots.get('main')! };
  const linked = link(new Map([...base.units, ...units]), wanted, compileUnit);
  if (!linked.ok) throw new Error(linked.error.failure.message);
  return linked.value;
}

/** Milliseconds of processor time of the fastest of some runs: whatever else the machine is doing is left out. */
function best(runs: number, body: () => void): number {
  let least = Infinity;
  for (let run = 0; run < runs; run += 1) {
    const start = process.cpuUsage();
    body();
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

const print = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const rounded = (value: number): number => Number(value.toPrecision(3));

function onMachine(text: string, expected: string, runs: number): number {
  const program = programOf(text);
  return best(runs, () => {
    const result = call(program, 'main', [], emptyView, budget);
    if (!result.ok || String(result.value.value) !== expected)
      throw new Error('the machine answers something else');
  });
}

function onBiwa(text: string, expected: string): number {
  return best(1, () => {
    let answer = '';
    const interpreter = new biwa.Interpreter((error) => {
      throw error;
    });
    interpreter.evaluate(`${text} (main)`, (value) => (answer = String(value)));
    if (answer !== expected) throw new Error(`BiwaScheme answers ${answer}`);
  });
}

/** Milliseconds of processor time, of one run: it answers by promises, and what it defines stays defined. */
async function onLips(text: string, expected: string): Promise<number> {
  await lips.exec(text);
  const start = process.cpuUsage();
  const [answer] = await lips.exec('(main)');
  const { user, system } = process.cpuUsage(start);
  if (String(answer) !== expected) throw new Error(`LIPS answers ${String(answer)}`);
  return (user + system) / 1000;
}

const hasGuile = spawnSync('guile', ['--version']).status === 0;

/** Compiled by Guile, in a process of its own; null where there is no Guile. */
function onGuile(text: string, expected: string, runs: number): number | null {
  if (!hasGuile) return null;
  const folder = mkdtempSync(join(tmpdir(), 'changeflow-bench-'));
  const file = join(folder, 'case.scm');
  writeFileSync(
    file,
    `${text}
    (define (best left least)
      (if (= left 0)
          least
          (let ((start (get-internal-run-time)))
            (if (not (= (main) ${expected})) (error "another answer"))
            (best (- left 1) (min least (- (get-internal-run-time) start))))))
    (display (/ (best ${String(runs)} (inf)) internal-time-units-per-second 0.001))`,
  );
  const { stdout, status, stderr } = spawnSync('guile', [file], {
    encoding: 'utf8',
    env: { ...process.env, XDG_CACHE_HOME: folder, GUILE_AUTO_COMPILE: '1' },
  });
  rmSync(folder, { recursive: true });
  if (status !== 0) throw new Error(stderr);
  return Number(stdout);
}

const geometricMean = (ratios: readonly number[]): number =>
  rounded(Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length));

const measured = cases.map(({ name, text, expected, runs }) => {
  const value = onMachine(text, expected, runs);
  const guile = onGuile(text, expected, runs);
  const peer = onBiwa(text, expected);
  print({
    name,
    value: rounded(value),
    unit: 'ms',
    peer: rounded(peer),
    ratio: rounded(peer / value),
    ...(guile === null ? {} : { guile: rounded(guile), times_guile: rounded(value / guile) }),
  });
  return { ratio: peer / value, timesGuile: guile === null ? [] : [value / guile] };
});
const timesGuile = measured.flatMap((each) => each.timesGuile);
print({
  name: 'geometric mean',
  ratio: geometricMean(measured.map(({ ratio }) => ratio)),
  ...(timesGuile.length === 0 ? {} : { times_guile: geometricMean(timesGuile) }),
});

const ratiosOfLips: number[] = [];
for (const { name, text, expected, runs } of small) {
  const value = onMachine(text, expected, runs);
  const peer = await onLips(text, expected);
  ratiosOfLips.push(peer / value);
  const line = { value: rounded(value), unit: 'ms', lips: rounded(peer) };
  print({ name: `${name}, as small as LIPS needs it`, ...line, ratio: rounded(peer / value) });
}
print({ name: 'geometric mean against LIPS', ratio: geometricMean(ratiosOfLips) });

/** Microseconds of one run of a body, the best of some rounds of many. */
const microseconds = (body: () => void): number =>
  (best(9, () => {
    for (let run = 0; run < 1000; run += 1) body();
  }) *
    1000) /
  1000;

const view = { ...emptyView, author: 'dana', fields: { title: 'text' } };

function stateOf(program: Program): MachineState {
  const first = step(program, null, { kind: 'start', workflow: 'main' }, view, budget);
  if (!first.ok) throw new Error(first.error.message);
  return first.value.state;
}

function answered(program: Program, text: string): void {
  const state = JSON.parse(text) as MachineState;
  const next = step(program, state, { kind: 'answer', request: 1, value: 1 }, view, budget);
  if (!next.ok) throw new Error(next.error.message);
  JSON.stringify(next.value.state);
}

const twice = programOf(
  "(define (main) (let ((a (ask 'one '((by reader)))) (b (ask 'two '((by reader))))) (+ a b)))",
);
const oneRequest = JSON.stringify(stateOf(twice));
print({
  name: 'step of one request: text to state to text',
  value: rounded(microseconds(() => answered(twice, oneRequest))),
  unit: 'µs',
  limit: 100,
});

const deep = (depth: number): Program =>
  programOf(
    `(define (down n) (if (= n 0) (ask 'bottom '()) (+ 1 (down (- n 1))))) (define (main) (down ${depth}))`,
  );
const twenty = deep(20);
const frames = JSON.stringify(stateOf(twenty));
print({
  name: '20 frames out and in',
  value: rounded(
    microseconds(() => {
      const m = new Machine(twenty, view, budget);
      decodeState(m, JSON.parse(frames) as MachineState);
      JSON.stringify(encodeState(m));
    }),
  ),
  unit: 'µs',
  limit: 60,
});
const bytes = (JSON.stringify(stateOf(deep(1020))).length - frames.length) / 1000;
print({ name: 'a frame, serialised', value: rounded(bytes), unit: 'B', limit: 90 });
