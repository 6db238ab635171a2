/**
 * The instruction set, between the compiler (which knows no values) and the loop that runs it. Bytecode is a cache: it
 * may change with every release, since nothing stored refers to it. What stored states rely on is fixed by the core
 * alone, for ever:
 *
 * - procedures are numbered in preorder over the definitions of their unit, calls in preorder within their procedure
 *   (all clauses of a `case-lambda` count as one procedure; calls of inner procedures do not count);
 * - a frame's slots are its parameters, then the list of the rest, then, from the outside in, what is bound or already
 *   evaluated: each `let` value as it comes; of each `letrec` first the boxes of its boxed variables, then the others as
 *   they come; the operator of a call unless it is a global, a lambda or a variable that is neither boxed nor assigned;
 *   each operand as it comes. A suspended call's own operator (unless evaluated early) and operands are not in it;
 * - a variable is boxed when `set` assigns it, or when a `letrec` refers to it before its value is there; neighbouring
 *   lambdas of a `letrec` see each other without boxes;
 * - a closure captures its free variables in the order in which they first occur; its own `letrec` name is no such.
 */
import type { Datum } from '../core/datum.ts';
import type { Global } from './globals.ts';
import type { Value } from './data/values.ts';

/**
 * Instructions: number and length with operands. `acc` is the accumulator; L a slot, I an integer, K a constant,
 * G a global, F a captured value, N a count, T a target.
 */
export const instructions = {
  constant: [0, 2], // K
  integer: [1, 2], // I
  local: [2, 2], // L
  localBox: [3, 2], // L
  free: [4, 2], // F
  freeBox: [5, 2], // F
  global: [6, 2], // G
  self: [7, 1],
  push: [8, 1],
  pushConstant: [9, 2], // K
  pushInteger: [10, 2], // I
  pushLocal: [11, 2], // L
  pushFree: [12, 2], // F
  pushBox: [13, 1], // push a box of acc
  pushEmptyBox: [14, 1],
  boxLocal: [15, 2], // L
  setLocalBox: [16, 2], // L
  setFreeBox: [17, 2], // F
  setGlobal: [18, 2], // G
  fillLocalBox: [19, 2], // L: the first value of a letrec variable
  drop: [20, 2], // N
  jump: [21, 2], // T
  jumpUnless: [22, 2], // T
  closure: [23, 3], // index of the procedure, N captures; then for each: 0 slot | 1 captured | 2 self | 3 later, index
  patch: [24, 4], // L of a closure, F in it, L of the value
  call: [25, 2], // N; the operator is acc
  callGlobal: [26, 3], // G N
  callPushed: [27, 2], // N; the operator lies below the operands
  tailCall: [28, 2],
  tailCallGlobal: [29, 3],
  tailCallPushed: [30, 2],
  return: [31, 1],
  // Arithmetic and comparison: on (pop, acc), (acc, I), (L, I), (L, L).
  add: [32, 1],
  addI: [33, 2],
  addLI: [34, 3],
  addLL: [35, 3],
  subtract: [36, 1],
  subtractI: [37, 2],
  subtractLI: [38, 3],
  subtractLL: [39, 3],
  multiply: [40, 1],
  less: [41, 1],
  greater: [42, 1],
  lessEqual: [43, 1],
  greaterEqual: [44, 1],
  equal: [45, 1],
  eq: [46, 1],
  // Comparison and branch; each is followed by a `jumpUnless` of the same target, where an error's answer would go on.
  branchLess: [47, 2], // T
  branchLessLI: [48, 4], // L I T
  branchLessLL: [49, 4], // L L T
  branchGreater: [50, 2],
  branchGreaterLI: [51, 4],
  branchGreaterLL: [52, 4],
  branchLessEqual: [53, 2],
  branchGreaterEqual: [54, 2],
  branchEqual: [55, 2],
  branchEqualLI: [56, 4],
  branchEqualLL: [57, 4],
  branchEq: [58, 2],
  branchNull: [59, 2],
  branchPair: [60, 2],
  branchNot: [61, 2],
  branchNullL: [62, 3], // L T
  branchPairL: [63, 3], // L T
  // Data
  car: [64, 1],
  cdr: [65, 1],
  carL: [66, 2],
  cdrL: [67, 2],
  cons: [68, 1],
  isNull: [69, 1],
  isPair: [70, 1],
  not: [71, 1],
  vectorRef: [72, 1],
  vectorSet: [73, 1],
  quotient: [74, 1],
  remainder: [75, 1],
  modulo: [76, 1],
  // What built-in frames do with the value that is returned to them.
  restoreDynamic: [77, 1],
  spreadValues: [78, 1],
  loop: [79, 2], // N; a tail call of the running procedure itself
  pushGlobal: [80, 2], // G
  cadr: [81, 1],
  cddr: [82, 1],
  // What most operands are, and their push; those that can fail are followed by a `push`, where an error's answer would go on.
  pushAddLI: [83, 3],
  pushSubtractLI: [84, 3],
  pushCarL: [85, 2],
  pushCdrL: [86, 2],
  pushLocals: [87, 3], // L L
  pushClosure: [88, 3], // as `closure`
  returnLocal: [89, 2], // L
} as const satisfies { readonly [name: string]: readonly [number: number, length: number] };

export type InstructionName = keyof typeof instructions;

/** Length of an instruction by its number; `closure` and `pushClosure` are longer by two for each capture. */
export const instructionLengths: readonly number[] = Object.values(instructions).map(
  ([, length]) => length,
);

/** One way of calling a procedure: `required` operands, the rest in a list or none; where its code starts. */
export interface Clause {
  readonly required: number;
  readonly rest: boolean;
  readonly start: number;
}

/** A compiled procedure before it is linked: constants are data, globals are names. */
export interface Template {
  /** For messages only. */
  readonly name: string;
  /** Its number within the unit, and the number of its node within the definition. */
  readonly ordinal: number;
  readonly node: number;
  readonly clauses: readonly Clause[];
  readonly code: readonly number[];
  readonly constants: readonly Datum[];
  readonly globals: readonly string[];
  readonly procedures: readonly Template[];
  /** By the number of a call: where the code goes on after it, and the call's node within the definition. */
  readonly sites: readonly { readonly at: number; readonly node: number }[];
}

export interface CompiledDefinition {
  readonly name: string;
  /** Evaluates the definition's expression when it is called without operands; no procedure number of the unit's own. */
  readonly template: Template;
}

export type CompiledUnit = readonly CompiledDefinition[];

/** A linked procedure. */
export interface Procedure {
  readonly name: string;
  readonly unit: string;
  /** The definition it stands in, for positions. */
  readonly definition: string;
  readonly ordinal: number;
  readonly node: number;
  /** Operands of a procedure with one clause and no rest; else −1. */
  readonly operands: number;
  readonly clauses: readonly Clause[];
  readonly code: readonly number[];
  readonly constants: readonly Value[];
  readonly globals: readonly Global[];
  readonly procedures: readonly Procedure[];
  readonly sites: readonly { readonly at: number; readonly node: number }[];
}
