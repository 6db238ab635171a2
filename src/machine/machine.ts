import type { Datum } from '../core/datum.ts';
import { Exhausted } from './control/conditions.ts';
import { datumOfValue, valueOfDatum } from './data/datum-values.ts';
import { branchesOf } from './control/fibers.ts';
import type { Fiber, Unwinding } from './control/fibers.ts';
import { Frame } from './control/frames.ts';
import type { Program } from './program.ts';
import type { Position, Site } from './control/sites.ts';
import { builtinFrames } from './control/builtin-frames.ts';
import { Dynamic, Scope, unspecified } from './data/values.ts';
import type { Closure, Value } from './data/values.ts';
import type { View } from './view.ts';

/** What one step may use; counts, never time. */
export interface Budget {
  /** Procedure calls, and the like in work of primitives. */
  readonly steps: number;
  /** Objects and slots made. */
  readonly cells: number;
  /** Branches alive at once. */
  readonly fibers: number;
}

export type Output =
  | {
      readonly kind: 'open';
      readonly id: number;
      readonly request: string;
      readonly name: string;
      readonly clauses: Datum;
      readonly fiber: number;
      /** The extents of `%scope` that it stands in, outermost first. */
      readonly scopes: readonly number[];
      /** Fields read since the innermost of them (else the program) began. */
      readonly reads: readonly string[];
      readonly position?: Position;
    }
  | { readonly kind: 'withdraw'; readonly id: number }
  | {
      readonly kind: 'effect';
      readonly name: string;
      readonly data: Datum;
      readonly fiber: number;
    };

export type Ending =
  | { readonly kind: 'returned' | 'exited'; readonly value: Value }
  | { readonly kind: 'raised'; readonly value: Value; readonly trace: readonly Site[] };

/** Told by a control primitive to the loop instead of a value. */
export type Directive = typeof APPLY | typeof BLOCK;
/** Call `machine.operator` with `machine.operands`, in place of the primitive's own call. */
export const APPLY = Symbol('apply');
/** The fiber waits, or is over; its `state` or the machine's `ending` says which. */
export const BLOCK = Symbol('block');

/** Calls deeper than this move to the heap. */
export const DEPTH_MAX = 2000;
const DEPTH_MIN = 32;
const COUNT_MAX = 1 << 30;

/**
 * The registers and tables of one step. Of the running fiber, the newest calls lie on `stack` (call i suspended in
 * `callers[i]`, going on at `marks[2i]`, its slots from `marks[2i + 1]`), older ones in `frames`.
 */
export class Machine {
  readonly program: Program;
  readonly view: View;
  /** Fields set in this step, over those of the view. */
  readonly fields = new Map<string, Value>();
  /** Whom the program asked about besides the actor, and what they hold. */
  readonly roles = new Map<string, readonly string[]>();
  readonly outputs: Output[] = [];
  trace = '';

  readonly stepsAtStart: number;
  readonly cellsAtStart: number;
  /** Steps and cells that are left. */
  steps: number;
  cells: number;
  readonly budget: Budget;
  /** Stop after the steps instead of failing: the state is as good as any other. */
  pausing = false;

  readonly stack: Value[] = [];
  readonly callers: Closure[] = [];
  readonly marks: number[] = [];
  depth = 0;
  sp = 0;
  frames: Frame | null = null;
  dynamic: Dynamic;
  operator: Value = null;
  operands: readonly Value[] = [];
  /** Where the last control primitive was called, or where something failed. */
  site: Site | null = null;

  root: Fiber;
  fiber: Fiber;
  ready: Fiber[] = [];
  unwinding: Unwinding | null = null;
  /** How the running fiber just left: by ending the program, or by a condition that it does not handle. */
  leaving: { readonly how: 'exited' | 'raised'; readonly value: Value } | null = null;
  ending: Ending | null = null;
  /** Where a value was first raised, kept while it passes from branch to branch. */
  raised: { readonly value: Value; readonly trace: readonly Site[] } | null = null;
  fibers = 1;
  /** The text whose characters were last looked at, and whether each is one UTF-16 unit. */
  scanned: { readonly text: string; readonly plain: boolean } = { text: '', plain: true };
  nextId = 1;
  nextRequest = 1;

  constructor(program: Program, view: View, budget: Budget) {
    this.program = program;
    this.view = view;
    this.budget = budget;
    this.stepsAtStart = Math.min(budget.steps, COUNT_MAX);
    this.cellsAtStart = Math.min(budget.cells, COUNT_MAX);
    this.steps = this.stepsAtStart;
    this.cells = this.cellsAtStart;
    this.dynamic = new Dynamic(null, null, null, new Scope(0, null), 'work');
    this.root = {
      id: 0,
      parent: null,
      slot: 0,
      home: 0,
      frames: null,
      dynamic: this.dynamic,
      state: { kind: 'return', value: unspecified },
      adopted: [],
    };
    this.fiber = this.root;
    this.deepen();
  }

  /** Makes room for twice as many calls, up to `DEPTH_MAX`: the loop writes to places that are there alone. */
  deepen(): void {
    const { callers, marks } = this;
    const room = Math.min(DEPTH_MAX, Math.max(DEPTH_MIN, 2 * callers.length));
    while (callers.length < room) {
      callers.push(builtinFrames.restore);
      marks.push(0, 0);
    }
  }

  /** Forgets what the program was doing: it has ended. */
  clear(): void {
    const { id, parent, slot, home } = this.root;
    const state = { kind: 'return', value: unspecified } as const;
    const dynamic = new Dynamic(null, null, null, new Scope(0, null), 'work');
    this.root = { id, parent, slot, home, frames: null, dynamic, state, adopted: [] };
    this.ready = [];
    this.unwinding = null;
  }

  /** Every fiber, parents before their branches. */
  allFibers(): readonly Fiber[] {
    const all = [this.root];
    for (const fiber of all) all.push(...branchesOf(fiber));
    return all;
  }

  /** Counts cells that a primitive makes. */
  charge(cells: number): void {
    this.cells -= cells;
    if (this.cells < 0) throw new Exhausted('cells');
  }

  /** Counts work that makes nothing: so many looks at items, of which four count as a step. */
  work(items: number): void {
    this.steps -= Math.ceil(items / 4);
    // A machine that is only to be stopped is stopped at its next call.
    if (this.steps < 0 && !this.pausing) throw new Exhausted('steps');
  }

  /** Suspends a built-in frame above the calls on the stack: what is returned next goes to it. */
  pushFrame(closure: Closure, at: number, slots: readonly Value[]): void {
    if (this.depth >= DEPTH_MAX) this.spill(this.sp);
    this.callers[this.depth] = closure;
    this.marks[2 * this.depth] = at;
    this.marks[2 * this.depth + 1] = this.sp;
    this.depth += 1;
    for (const slot of slots) {
      this.stack[this.sp] = slot;
      this.sp += 1;
    }
  }

  /** Moves all suspended calls to the heap; what lies on the stack from `keep` on moves down to its start. */
  spill(keep: number): void {
    const { stack, marks, depth } = this;
    let end = keep;
    const starts = marks;
    for (let at = 0; at < depth; at += 1) {
      const start = starts[2 * at + 1]!;
      end = at + 1 < depth ? starts[2 * at + 3]! : keep;
      this.frames = new Frame(
        this.callers[at]!,
        starts[2 * at]!,
        stack.slice(start, end),
        this.frames,
      );
      this.charge(4 + end - start);
    }
    const kept = this.sp - keep;
    for (let at = 0; at < kept; at += 1) stack[at] = stack[keep + at]!;
    this.sp = kept;
    this.depth = 0;
  }

  /** The frames of the running fiber, as they are when the current primitive returns. */
  capture(): Frame | null {
    if (this.depth > 0) this.spill(this.sp);
    return this.frames;
  }

  /** Replaces the dynamic environment until the frame that is pushed here is returned to. */
  enter(dynamic: Dynamic): void {
    // A restoring frame on top restores an outer environment anyway: loops through here run in bounded space.
    const top = this.depth > 0 ? this.callers[this.depth - 1] : this.frames?.closure;
    if (top !== builtinFrames.restore) {
      this.pushFrame(builtinFrames.restore, 0, [this.dynamic]);
    }
    this.dynamic = dynamic;
  }

  /** Lets the loop call a procedure in place of the running primitive. */
  apply(operator: Value, ...operands: readonly Value[]): Directive {
    return this.applyTo(operator, operands);
  }

  applyTo(operator: Value, operands: readonly Value[]): Directive {
    this.operator = operator;
    this.operands = operands;
    return APPLY;
  }

  /** A value of data that came from outside; it may hold records of the program's types. */
  fromDatum(datum: Datum): Value {
    return valueOfDatum(datum, (name) => this.program.recordTypes.get(name));
  }

  /** A value as data; what it takes is counted. */
  toDatum(value: Value, onProcedure?: (procedure: Value) => Datum): Datum {
    return datumOfValue(value, (cells) => this.charge(cells), onProcedure);
  }

  /** Records that a field was read, in every scope that is open around. */
  noteRead(field: string): void {
    for (let scope: Scope | null = this.dynamic.scope; scope !== null; scope = scope.parent)
      scope.reads.add(field);
  }
}
