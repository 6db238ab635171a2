import type { Datum } from '../core/datum.ts';
import type { Result } from '../core/result.ts';
import { err, ok } from '../core/result.ts';
import type { CompiledUnit, Procedure, Template } from './bytecode.ts';
import type { Core, Positions, Unit } from './code.ts';
import { valueOfDatum } from './data/datum-values.ts';
import type { MachineFailure } from './control/failure.ts';
import { Frozen } from './state/frozen.ts';
import { Global } from './globals.ts';
import { Machine } from './machine.ts';
import type { Budget } from './machine.ts';
import { primitives } from './primitives.ts';
import { compute } from './compute.ts';
import { Closure, RecordType } from './data/values.ts';
import type { Value } from './data/values.ts';
import { emptyView } from './view.ts';

/** Units that are linked: names resolved, top-level values evaluated and frozen. */
export interface Program {
  readonly units: ReadonlyMap<string, LinkedUnit>;
  /** Top-level names that can be called from outside. */
  readonly roots: ReadonlyMap<string, Global>;
  readonly frozen: Frozen;
  /** Where definitions stand in source text, by name; for messages only. */
  readonly positions: ReadonlyMap<string, Positions>;
  /** Called in place of a call that failed, with the condition. */
  readonly signalError: Value;
  readonly recordTypes: ReadonlyMap<string, RecordType>;
}

export interface LinkedUnit {
  readonly hash: string;
  readonly globals: readonly Global[];
  /** By number. */
  readonly procedures: readonly Procedure[];
}

export interface LinkFailure {
  /** The definition whose value could not be made. */
  readonly definition: string;
  readonly failure: MachineFailure;
}

/** What evaluating one top-level value may use. */
const BUDGET: Budget = { steps: 20_000_000, cells: 20_000_000, fibers: 1 };

export type Compile = (unit: Unit) => CompiledUnit;

/** Links units and keeps what it linked: programs that share units share their code and their top-level values. */
export class Linker {
  private readonly compile: Compile;
  private readonly linked = new Map<string, LinkedUnit>();
  private readonly frozen = new Frozen();

  constructor(compile: Compile) {
    this.compile = compile;
  }

  /**
   * A program of the units that the roots reach. `units` must hold every unit that is referred to (else it throws);
   * fails where evaluating a top-level value raises or goes over its budget.
   */
  link(
    units: ReadonlyMap<string, Unit>,
    roots: { readonly [name: string]: string },
    positions: ReadonlyMap<string, Positions> = new Map(),
  ): Result<Program, LinkFailure> {
    const reached = new Map<string, LinkedUnit>();
    const program = {
      units: reached,
      roots: new Map<string, Global>(),
      frozen: this.frozen,
      positions,
      signalError: primitives.get('%abort')!,
      recordTypes: new Map<string, RecordType>(),
    } satisfies Program & { signalError: Value };
    // Errors of top-level values are handled by the program's own procedure, once that is linked.
    const names = Object.keys(roots).sort(
      (a, b) => Number(b === SIGNAL_ERROR) - Number(a === SIGNAL_ERROR),
    );
    for (const name of names) {
      for (const hash of inOrder(units, roots[name]!, reached)) {
        const made =
          this.linked.get(hash) ?? this.linkUnit(hash, units.get(hash)!, reached, program);
        if ('failure' in made) return err(made);
        this.linked.set(hash, made);
        reached.set(hash, made);
        for (const global of made.globals)
          if (global.value instanceof RecordType && !program.recordTypes.has(global.value.name))
            program.recordTypes.set(global.value.name, global.value);
      }
      const global = reached
        .get(roots[name]!)
        ?.globals.find((candidate) => candidate.name === name);
      if (global === undefined) throw new Error(`unit ${roots[name]!} does not define ${name}`);
      program.roots.set(name, global);
      if (name === SIGNAL_ERROR) Object.assign(program, { signalError: global.value });
    }
    return ok(program);
  }

  private linkUnit(
    hash: string,
    unit: Unit,
    reached: ReadonlyMap<string, LinkedUnit>,
    program: Program,
  ): LinkedUnit | LinkFailure {
    const globals = unit.defs.map(([name]) => new Global(name));
    const scope = new Map<string, Global>(globals.map((global) => [global.name, global]));
    const resolve = (name: string): Global =>
      scope.get(name) ?? importGlobal(name, unit, reached) ?? primitiveGlobal(name);
    const procedures: Procedure[] = [];
    const compiled = this.compile(unit);
    for (const [at, { name, template }] of compiled.entries()) {
      const procedure = linkTemplate(template, {
        unit: hash,
        definition: name,
        resolve,
        procedures,
      });
      const value = valueOf(unit.defs[at]![1], procedure, program);
      if (!value.ok) return { definition: name, failure: value.error };
      globals[at]!.value = value.value;
    }
    this.frozen.freeze(hash, globals, procedures);
    return { hash, globals, procedures };
  }
}

const SIGNAL_ERROR = '%signal-error';

/** A program of the units that the roots reach, linked by itself. */
export const link = (
  units: ReadonlyMap<string, Unit>,
  roots: { readonly [name: string]: string },
  compile: Compile,
  positions?: ReadonlyMap<string, Positions>,
): Result<Program, LinkFailure> => new Linker(compile).link(units, roots, positions);

/** Units that a unit needs, itself last, without those already there. */
function inOrder(
  units: ReadonlyMap<string, Unit>,
  root: string,
  there: ReadonlyMap<string, unknown>,
): string[] {
  const order = new Set<string>();
  if (there.has(root)) return [];
  const work: { readonly hash: string; readonly done: boolean }[] = [{ hash: root, done: false }];
  for (let next = work.pop(); next !== undefined; next = work.pop()) {
    const { hash, done } = next;
    if (done) order.add(hash);
    else if (!order.has(hash) && !there.has(hash)) {
      const unit = units.get(hash);
      if (unit === undefined) throw new Error(`unit ${hash} is missing`);
      work.push({ hash, done: true });
      for (const reference of [...new Set(Object.values(unit.refs))].reverse())
        work.push({ hash: reference, done: false });
    }
  }
  return [...order];
}

const importGlobal = (
  name: string,
  unit: Unit,
  reached: ReadonlyMap<string, LinkedUnit>,
): Global | undefined => {
  const hash = Object.hasOwn(unit.refs, name) ? unit.refs[name] : undefined;
  return hash === undefined
    ? undefined
    : reached.get(hash)?.globals.find((global) => global.name === name);
};

export function primitiveGlobal(name: string): Global {
  const primitive = primitives.get(name);
  if (primitive === undefined) throw new Error(`${name} is neither defined nor a primitive`);
  return new Global(name, primitive);
}

interface LinkContext {
  readonly unit: string;
  readonly definition: string;
  readonly resolve: (name: string) => Global;
  /** All procedures of the unit by number. */
  readonly procedures: Procedure[];
}

/** The procedure of a template, and of all templates in it. */
export function linkTemplate(template: Template, context: LinkContext): Procedure {
  const { clauses } = template;
  const [only] = clauses;
  const procedure: Procedure = {
    name: template.name,
    unit: context.unit,
    definition: context.definition,
    ordinal: template.ordinal,
    node: template.node,
    operands: clauses.length === 1 && only !== undefined && !only.rest ? only.required : -1,
    clauses,
    code: [...template.code],
    constants: template.constants.map(constantValue),
    globals: template.globals.map(context.resolve),
    procedures: template.procedures.map((inner) => linkTemplate(inner, context)),
    sites: template.sites,
  };
  if (template.ordinal >= 0) context.procedures[template.ordinal] = procedure;
  return procedure;
}

const constantValue = (datum: Datum): Value =>
  valueOfDatum(datum, (name) => {
    throw new Error(`a constant cannot be a record (${name})`);
  });

/** The value of a definition, whose code is a procedure without operands, by pure code. */
function valueOf(
  core: Core,
  procedure: Procedure,
  program: Program,
): Result<Value, MachineFailure> {
  // Most definitions are procedures: no machine is needed to see that the value is the only one in the code.
  const [only] = procedure.procedures;
  if (only !== undefined && (core[0] === 'lambda' || core[0] === 'case-lambda'))
    return ok(new Closure(only, []));
  return compute(new Machine(program, emptyView, BUDGET), new Closure(procedure, []), []);
}
