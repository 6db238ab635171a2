import { readFileSync, readdirSync } from 'node:fs';
import { compileUnit } from '../../src/language/compile/compile.ts';
import { expandLibrary, expandProgram } from '../../src/language/program.ts';
import { unitsOf } from '../../src/language/compile/units.ts';
import type { Datum } from '../../src/core/datum.ts';
import type { Positions, Unit } from '../../src/machine/code.ts';
import type { Budget } from '../../src/machine/machine.ts';
import { primitiveArities } from '../../src/machine/primitives.ts';
import { Linker } from '../../src/machine/program.ts';
import type { Program } from '../../src/machine/program.ts';
import { call, step } from '../../src/machine/run.ts';
import type { MachineEvent, Step } from '../../src/machine/run.ts';
import type { MachineState } from '../../src/machine/state/state.ts';
import { emptyView } from '../../src/machine/view.ts';
import type { View } from '../../src/machine/view.ts';

const folder = new URL('../../src/language/library/', import.meta.url);

/** Names under which tests reach primitives that programs cannot name. */
const doors = `
(define (request kind name clauses) (%request kind name clauses))
(define (ask name) (%request 'question name '()))
(define (effect name data) (%effect name data))
(define (exit value) (%exit value))
(define (scope thunk) (%scope (lambda (number) (thunk))))
(define (parallel thunks until rest) (%parallel thunks until rest))
(define (first thunks) (%first thunks))
(define (nursery . operands) (apply %nursery operands))
(define (field . operands) (apply %field operands))
(define (frozen? value) (%frozen? value))
`;

const libraryFiles = readdirSync(folder)
  .filter((name) => name.endsWith('.scm'))
  .sort()
  .map((name) => ({ path: name, text: readFileSync(new URL(name, folder), 'utf8') }));
const vocabulary = { primitives: primitiveArities, forms: new Map(), definers: new Map() } as never;
export const library = expandLibrary(
  [...libraryFiles, { path: 'doors.scm', text: doors }],
  vocabulary,
);
const libraryUnits = unitsOf(library.definitions);
const linker = new Linker(compileUnit);

export const budget: Budget = { steps: 100_000_000, cells: 100_000_000, fibers: 10_000 };

/** Links definitions in Scheme; every top-level name is a root. Throws on any diagnostic. */
export function program(text: string): Program {
  const linked = tryProgram(text);
  if (!linked.ok) throw new Error(`${linked.error.definition}: ${linked.error.failure.message}`);
  return linked.value;
}

export function tryProgram(text: string): ReturnType<Linker['link']> {
  const { units, roots, positions } = unitsOfText(text);
  return linker.link(units, roots, positions);
}

/** What is kept of definitions in Scheme: units, the library's among them, and the hash of each root's. */
export function unitsOfText(text: string): {
  readonly units: ReadonlyMap<string, Unit>;
  readonly roots: { readonly [name: string]: string };
  readonly positions: ReadonlyMap<string, Positions>;
} {
  const expanded = expandProgram([{ path: 'test.scm', text }], library);
  const [wrong] = expanded.diagnostics.filter(({ severity }) => severity === 'error');
  if (wrong !== undefined) throw new Error(`${wrong.code}: ${wrong.message}`);
  const { units, roots } = unitsOf(expanded.definitions, libraryUnits.roots);
  const positions = new Map<string, Positions>(
    expanded.definitions.map(({ name, positions: places }) => [name, places]),
  );
  const wanted = {
    '%signal-error': libraryUnits.roots.get('%signal-error')!,
    ...Object.fromEntries(roots),
  };
  return { units: new Map([...libraryUnits.units, ...units]), roots: wanted, positions };
}

/** The library alone, all its names roots. */
export function libraryProgram(): Program {
  const linked = linker.link(libraryUnits.units, Object.fromEntries(libraryUnits.roots));
  if (!linked.ok) throw new Error(linked.error.failure.message);
  return linked.value;
}

/** The datum of an expression, by pure code. Throws with the message of what it raises. */
export function evaluate(expression: string, definitions = '', view: View = emptyView): Datum {
  const result = call(
    program(`${definitions}\n(define (main) ${expression}\n)`),
    'main',
    [],
    view,
    budget,
  );
  if (!result.ok) throw new Error(result.error.message);
  return result.value.value;
}

/** The written form of an expression's value. */
export function written(expression: string, definitions = ''): string {
  return evaluate(
    `(let ((port (open-output-string))) (write ${expression} port) (get-output-string port))`,
    definitions,
  ) as string;
}

/** One step that must succeed. */
export function advance(
  linked: Program,
  state: MachineState | null,
  event: MachineEvent,
  view: View = emptyView,
): Step {
  const result = step(linked, state, event, view, budget);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}
