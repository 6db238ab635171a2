import { alist } from '../../src/core/datum-json.ts';
import { symbol } from '../../src/core/datum.ts';
import type { Datum } from '../../src/core/datum.ts';
import { compileUnit } from '../../src/language/compile/compile.ts';
import { expandProgram } from '../../src/language/program.ts';
import { unitsOf } from '../../src/language/compile/units.ts';
import type { Output } from '../../src/machine/machine.ts';
import { Linker } from '../../src/machine/program.ts';
import type { Program } from '../../src/machine/program.ts';
import { step, stepUpTo } from '../../src/machine/run.ts';
import type { MachineEvent, Step, StepFailure } from '../../src/machine/run.ts';
import type { Result } from '../../src/core/result.ts';
import type { MachineState } from '../../src/machine/state/state.ts';
import { emptyView } from '../../src/machine/view.ts';
import { generatedDefinitions } from '../../src/policy/generated.ts';
import { readLibrary } from '../../src/policy/library.ts';
import { endingText } from './ending.ts';
import type { Answer, Run, Said } from './runs.ts';
import {
  Char,
  Condition,
  Instance,
  Pair,
  Ratio,
  RecordKind,
  Vector,
  listItems,
  symbol as word,
  unspecified,
} from './values.ts';
import type { Value } from './values.ts';
import { textOf } from './write.ts';

const { library } = await readLibrary();
const nobody = {
  systems: [],
  riskModels: [],
} as unknown as Parameters<typeof generatedDefinitions>[0];
const libraryUnits = unitsOf([...library.definitions, ...generatedDefinitions(nobody)]);
const budget = { steps: 10_000_000, cells: 50_000_000, fibers: 1000 };

/** The library's units, and while a program is linked its own. */
const allUnits = new Map(libraryUnits.units);

/** What the machine finds by name: who raises its errors, and whose frames are visits of a `map`. */
const rootsTheMachineKnows = Object.fromEntries(
  ['%signal-error', '%map-1', '%map-2', '%map-n'].map((name) => [
    name,
    libraryUnits.roots.get(name)!,
  ]),
);

/** A linker keeps what it linked, so one of its own serves so many programs. */
const LINKER_MAX = 500;
let linker = new Linker(compileUnit);
let linked = 0;

/** The program of a text; or how one of its top-level values failed. Throws where the expander refuses it. */
export function programOfText(text: string): Program | { readonly failed: string } {
  const expanded = expandProgram([{ path: 'test.scm', text }], library);
  const wrong = expanded.diagnostics.find(({ severity }) => severity === 'error');
  if (wrong !== undefined)
    throw new Error(
      `${wrong.code}: ${wrong.message} at ${text.slice(wrong.span.start, wrong.span.end)}`,
    );
  const { units, roots } = unitsOf(expanded.definitions, libraryUnits.roots);
  linked += 1;
  if (linked % LINKER_MAX === 0) linker = new Linker(compileUnit);
  const wanted = {
    ...rootsTheMachineKnows,
    ...Object.fromEntries(roots),
  };
  for (const [hash, unit] of units) allUnits.set(hash, unit);
  const result = linker.link(allUnits, wanted);
  for (const hash of units.keys()) allUnits.delete(hash);
  if (result.ok) return result.value;
  const { failure } = result.error;
  if (failure.kind === 'over-budget') throw new Error(failure.message);
  return { failed: endingText('raised', valueOfDatum(failure.value)) };
}

/** A program on the machine; with `calls` it is stopped, written down and read back after every so many. */
export class MachineRun implements Run {
  trace = '';
  ended: string | null = null;
  private said: Said[] = [];
  private state: MachineState | null = null;
  private readonly program: Program;
  private readonly calls: number | undefined;

  constructor(program: Program, calls?: number) {
    this.program = program;
    this.calls = calls;
  }

  start(): void {
    this.deliver({ kind: 'start', workflow: 'main' });
  }

  answer(request: number, answer: Answer): void {
    this.deliver({ kind: 'answer', request, value: datumOf(answer) });
  }

  take(): Said[] {
    const taken = this.said;
    this.said = [];
    return taken;
  }

  private deliver(event: MachineEvent): void {
    if (this.calls === undefined) {
      this.note(step(this.program, this.state, event, emptyView, budget));
      return;
    }
    let next: MachineEvent | null = event;
    for (let used = this.calls; used >= this.calls && this.ended === null; next = null)
      used = this.note(stepUpTo(this.program, this.state, next, emptyView, this.calls));
  }

  private note(result: Result<Step, StepFailure>): number {
    if (!result.ok) throw new Error(`${result.error.kind}: ${result.error.message}`);
    const { state, outputs, trace, outcome, used } = result.value;
    this.state = JSON.parse(JSON.stringify(state)) as MachineState;
    this.trace += trace;
    this.said.push(...outputs.filter(isTold).map(saidOf));
    if (outcome.kind !== 'waiting')
      this.ended = endingText(outcome.kind, valueOfDatum(outcome.value));
    return used.steps;
  }
}

/** Effects that authors write or see; others are books that the engine keeps. */
const EFFECTS = ['phase-entered', 'phase-left', 'unlocked', 'comment', 'emit', 'set-field'];

const isTold = (output: Output): boolean =>
  output.kind !== 'effect' || EFFECTS.includes(output.name);

function saidOf(output: Output): Said {
  if (output.kind === 'withdraw') return output;
  if (output.kind === 'effect')
    return { kind: 'effect', name: output.name, data: textOf(valueOfDatum(output.data), true) };
  const { id, request, name, clauses } = output;
  const { key, ...others } = alist(clauses);
  return {
    kind: 'open',
    id,
    request,
    name,
    key: key === undefined ? '' : textOf(valueOfDatum(key), true),
    clauses: Object.fromEntries(
      CLAUSES.flatMap((clause) => {
        const value = others[clause];
        return value === undefined ? [] : [[clause, clauseText(clause, valueOfDatum(value))]];
      }),
    ),
  };
}

const CLAUSES = ['duration', 'instant', 'names', 'becomes', 'persistent', 'change', 'fields'];

function clauseText(clause: string, value: Value): string {
  if (clause === 'names')
    return listItems(value)!
      .map((name) => textOf(name, false))
      .join(' ');
  return textOf(value, clause === 'change' || clause === 'fields');
}

const datumOf = (answer: Answer): Datum =>
  'value' in answer
    ? answer.value
    : ['r', 'decision', symbol(answer.outcome), symbol('voted'), null, false, null, null];

/** A datum of the machine as a value of the reference, to be written in the same way. */
function valueOfDatum(datum: Datum): Value {
  if (datum === null || typeof datum === 'boolean' || typeof datum === 'string') return datum;
  if (typeof datum === 'number') return BigInt(datum);
  const [tag, first, ...rest] = datum as readonly [string, Datum, ...Datum[]];
  const items = (): Value[] => [first, ...rest].map(valueOfDatum);
  switch (tag) {
    case 'y':
      return word(first as string);
    case 'c':
      return new Char(first as number);
    case 'b':
      return BigInt(first as string);
    case 'q':
      return new Ratio(BigInt(first as string), BigInt(rest[0] as string));
    case 'f':
      return doubleOf(first as number | string);
    case 'l':
      return pairsOf(items(), null);
    case 'p':
      return pairsOf(items().slice(0, -1), items().at(-1)!);
    case 'v':
      return new Vector(datum.length === 1 ? [] : items());
    case 'r':
      return recordOf(first as string, rest.map(valueOfDatum));
    default:
      return unspecified;
  }
}

const doubleOf = (value: number | string): number =>
  typeof value === 'number'
    ? value
    : { nan: NaN, inf: Infinity, '-inf': -Infinity, '-0': -0 }[value]!;

const pairsOf = (items: readonly Value[], tail: Value): Value =>
  items.reduceRight<Value>((rest, item) => new Pair(item, rest), tail);

function recordOf(name: string, fields: Value[]): Value {
  if (name !== 'condition') return new Instance(new RecordKind(name, []), fields);
  const [kind, message, irritants] = fields;
  return new Condition(textOf(kind!, false), message!, irritants ?? null);
}
