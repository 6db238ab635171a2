import type { Result } from '../core/result.ts';
import { ok } from '../core/result.ts';
import type { Core, Positions } from './code.ts';
import { compute } from './compute.ts';
import type { MachineFailure } from './control/failure.ts';
import { Global } from './globals.ts';
import { Machine } from './machine.ts';
import type { Budget } from './machine.ts';
import { writeValue } from './data/printer.ts';
import { linkTemplate, primitiveGlobal } from './program.ts';
import type { Compile, Program } from './program.ts';
import { primitives } from './primitives.ts';
import { Closure, unspecified } from './data/values.ts';
import type { Value } from './data/values.ts';
import type { View } from './view.ts';

/** What an evaluation said: what it displayed on the way, and its value or why there is none. */
export interface Evaluation<T> {
  readonly trace: string;
  readonly result: Result<T, MachineFailure>;
}

/**
 * A conversation: expressions are evaluated one after another by pure code, names may be defined again and assigned.
 * Names of the program keep their meaning for its own procedures whatever is done to them here.
 */
export interface Interactive {
  define(name: string, core: Core, positions?: Positions): Evaluation<null>;
  /** The value as `write` shows it; null where there is nothing to show. */
  evaluate(core: Core, positions?: Positions): Evaluation<string | null>;
}

/** A conversation over a program whose roots are the names that can be spoken of. */
export function createInteractive(
  program: Program,
  compile: Compile,
  view: View,
  budget: Budget,
): Interactive {
  const session = new InteractiveSession(program, compile, view, budget);
  return {
    define(name, core, positions) {
      const { trace, result } = session.run(name, core, positions);
      if (!result.ok) return { trace, result };
      session.bind(name, result.value);
      return { trace, result: ok(null) };
    },
    evaluate(core, positions) {
      const { trace, result } = session.run('', core, positions);
      if (!result.ok) return { trace, result };
      const written = result.value === unspecified ? null : writeValue(result.value);
      return { trace, result: ok(written) };
    },
  };
}

class InteractiveSession {
  private readonly program: Program;
  private readonly positions: Map<string, Positions>;
  private readonly compile: Compile;
  private readonly view: View;
  private readonly budget: Budget;
  /** What was defined or assigned here, over the program's own names. */
  private readonly own = new Map<string, Global>();

  constructor(program: Program, compile: Compile, view: View, budget: Budget) {
    this.positions = new Map(program.positions);
    this.program = { ...program, positions: this.positions };
    this.compile = compile;
    this.view = view;
    this.budget = budget;
  }

  run(name: string, core: Core, positions?: Positions): Evaluation<Value> {
    for (const assigned of assignedIn(core)) this.bind(assigned, this.global(assigned).value);
    if (positions !== undefined) this.positions.set(name, positions);
    // Names that this unit refers to elsewhere are no primitives to the compiler, so their calls are not inlined.
    const refs = Object.fromEntries(
      [...this.program.roots.keys(), ...this.own.keys()].map((key) => [key, '']),
    );
    const [compiled] = this.compile({ v: 1, defs: [[name, core]], refs });
    const resolve = (global: string): Global => this.global(global);
    const procedure = linkTemplate(compiled!.template, {
      unit: '',
      definition: name,
      resolve,
      procedures: [],
    });
    const m = new Machine(this.program, this.view, this.budget);
    const result = compute(m, new Closure(procedure, []), []);
    return { trace: m.trace, result };
  }

  bind(name: string, value: Value | undefined): void {
    const own = this.own.get(name);
    if (own === undefined) this.own.set(name, new Global(name, value));
    else own.value = value;
  }

  /** A name that is not there yet may still come: its global is made now, without a value. */
  private global(name: string): Global {
    const found = this.own.get(name) ?? this.program.roots.get(name);
    if (found !== undefined) return found;
    if (primitives.has(name)) return primitiveGlobal(name);
    const made = new Global(name);
    this.own.set(name, made);
    return made;
  }
}

/** The names that a core assigns at top level. */
function assignedIn(core: Core): readonly string[] {
  const names: string[] = [];
  const work: unknown[] = [core];
  for (let part = work.pop(); part !== undefined; part = work.pop()) {
    if (!Array.isArray(part) || part[0] === 'const') continue;
    if (part[0] === 'set-global') names.push(part[1] as string);
    work.push(...(part as readonly unknown[]).filter((inner) => Array.isArray(inner)));
  }
  return names;
}
