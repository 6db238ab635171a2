/* eslint-disable max-depth -- the switch of a loop in a loop starts where others end; see below */
/**
 * The loop that runs a fiber: one function of one switch, since that is what engines compile well; hence its length.
 *
 * L1  Between instructions a fiber is its registers, `stack`, `callers` and `marks`; none of it is on the host's stack.
 *     While a control primitive works, the machine's own fields hold the registers instead.
 * L2  A call is the only place where the loop stops: it costs a step, and there the machine pauses, waits, or spills
 *     calls deeper than `DEPTH_MAX` to frames. Code without a call ends by itself.
 * L3  Frames are never changed; running one works on a copy, so that continuations may share and re-enter them.
 * L4  What an instruction can fail of fails while `pc` is at it, its operands popped. The program's error handling is
 *     then called in its place, and answers to the place after it (`instructionLengths`), which is that of its site.
 * L5  Instruction numbers stand as literals, with their names beside them, which a test compares with `bytecode.ts`:
 *     only literals make a jump table before the optimising compiler gets to it. Registers are locals, and the numbers
     among them say at each assignment (`| 0`) that they are 32-bit integers, so that none is boxed or checked.
 * L6  `as Value` where the stack or a table is read: the compiler of the language guarantees that the index is inside.
 * L7  After `SLICE` calls the function is left and entered again: engines put the code that they have optimised meanwhile
 *     in its place only there, and what they put into a running loop knows less of its registers.
 */
import { Exhausted, Signal } from './control/conditions.ts';
import { builtinFrames } from './control/builtin-frames.ts';
import { instructionLengths } from './bytecode.ts';
import type { Procedure } from './bytecode.ts';
import { badOperands, clauseFor, definitionOf, runPlain } from './control/callable.ts';
import { isEqv } from './data/equality.ts';
import { cadrOf, carOf, cddrOf, cdrOf, elementOf, moveDown, setElement } from './data/fast-data.ts';
import {
  difference,
  isAtLeast,
  isAtMost,
  isGreater,
  isLess,
  isSame,
  modulo,
  product,
  quotient,
  remainder,
  sum,
} from './data/fast-numbers.ts';
import { APPLY, BLOCK, DEPTH_MAX } from './machine.ts';
import type { Machine } from './machine.ts';
import { Box, Closure, Pair, Values, listOf, unspecified } from './data/values.ts';
import type { Dynamic, Value } from './data/values.ts';
import { capturedBy, setBox, undefinedGlobal, undefinedVariable } from './control/variables.ts';

/** How a run ended: the fiber returned `value`, waits (or ended the machine), or was stopped to be written down. */
export type RunEnd =
  | { readonly kind: 'finished'; readonly value: Value }
  | { readonly kind: 'blocked' }
  | { readonly kind: 'paused' };

/** What the outer turn does next. */
const RUN = 0; // go on in the code of the current procedure
const CALL = 1; // call `operator` with the operands on the stack, then go on
const TAIL = 2; // the same, in place of the current procedure
const ENTER = 3; // the same, where no procedure is current
const RETURN = 4; // give `acc` to the newest suspended call

/** Calls between two entries of `runSlice`. */
const SLICE = 10_000;

/** The registers from one slice to the next, which begins at a call or a return. */
class Registers {
  closure: Closure = idle;
  pc = 0;
  base = 0;
  sp = 0;
  depth = 0;
  acc: Value = unspecified;
  operator: Value = null;
  count = 0;
  turn = RETURN;
}

/** Runs the machine's fiber from its state until it ends, waits, or the machine is stopped. */
export function run(m: Machine): RunEnd {
  const { stack } = m;
  const registers = new Registers();
  const state = m.fiber.state;
  m.depth = 0;
  m.sp = 0;
  m.frames = m.fiber.frames;
  m.dynamic = m.fiber.dynamic;
  if (state.kind === 'apply') {
    registers.operator = state.procedure;
    for (const operand of state.operands) stack[registers.sp++] = operand;
    registers.count = registers.sp;
    registers.turn = ENTER;
  } else if (state.kind === 'return') {
    registers.acc = state.value;
  } else throw new Error(`a fiber that waits (${state.kind}) cannot run`);
  for (;;) {
    const end = runSlice(m, registers);
    if (end !== null) return end;
  }
}

/** Runs on until the end, or null after some calls. */
function runSlice(m: Machine, registers: Registers): RunEnd | null {
  const { stack, callers, marks } = m;
  let depth = registers.depth | 0;
  let sp = registers.sp | 0;
  let base = registers.base | 0;
  let pc = registers.pc | 0;
  let acc: Value = registers.acc;
  let closure: Closure = registers.closure;
  let procedure: Procedure = closure.code;
  let code = procedure.code;
  let operator: Value = registers.operator;
  let count = registers.count | 0;
  let steps = m.steps | 0;
  const floor = Math.max(0, steps - SLICE) | 0;
  let turn = registers.turn | 0;
  /** A control primitive is at work: the registers of the machine hold, not those here. */
  let inside = false;

  for (;;) {
    try {
      for (;;) {
        if (turn === RETURN) {
          if (depth > 0) {
            depth = (depth - 1) | 0;
            closure = callers[depth]!;
            pc = marks[2 * depth]! | 0;
            base = marks[2 * depth + 1]! | 0;
          } else {
            const frame = m.frames;
            if (frame === null) {
              m.steps = steps;
              return { kind: 'finished', value: acc };
            }
            m.frames = frame.next;
            const slots = frame.slots;
            for (sp = 0; sp < slots.length; sp = (sp + 1) | 0) stack[sp] = slots[sp] as Value;
            closure = frame.closure;
            pc = frame.at | 0;
            base = 0;
          }
          procedure = closure.code;
          code = procedure.code;
          turn = RUN;
        } else if (turn !== RUN) {
          if (steps <= floor) {
            if (steps > 0) {
              registers.depth = depth;
              registers.sp = sp;
              registers.base = base;
              registers.pc = pc;
              registers.acc = acc;
              registers.closure = closure;
              registers.operator = operator;
              registers.count = count;
              registers.turn = turn;
              m.steps = steps;
              return null;
            }
            if (!m.pausing) throw new Exhausted('steps');
            const operands = stack.slice(sp - count, sp);
            sp = (sp - count) | 0;
            if (turn === CALL) {
              callers[depth] = closure;
              marks[2 * depth] = pc + instructionLengths[code[pc]!]!;
              marks[2 * depth + 1] = base;
              depth = (depth + 1) | 0;
            } else if (turn === TAIL) sp = base | 0;
            m.depth = depth;
            m.sp = sp;
            m.steps = steps;
            m.fiber.frames = m.capture();
            m.fiber.dynamic = m.dynamic;
            m.fiber.state = { kind: 'apply', procedure: operator, operands };
            return { kind: 'paused' };
          }
          steps = (steps - 1) | 0;
          if (operator instanceof Closure) {
            const clause = clauseFor(operator.code, count);
            if (clause === undefined) {
              const operands = stack.slice(sp - count, sp);
              sp = (sp - count) | 0;
              badOperands(operator, operands);
            }
            if (turn === CALL) {
              if (depth >= callers.length && callers.length < DEPTH_MAX) m.deepen();
              else if (depth >= DEPTH_MAX) {
                m.depth = depth;
                m.sp = sp;
                m.spill(base);
                depth = 0;
                sp = m.sp | 0;
                base = 0;
              }
              callers[depth] = closure;
              marks[2 * depth] = pc + instructionLengths[code[pc]!]!;
              marks[2 * depth + 1] = base;
              depth = (depth + 1) | 0;
              base = (sp - count) | 0;
            } else if (turn === TAIL) {
              moveDown(stack, sp - count, base, count);
              sp = (base + count) | 0;
            } else base = (sp - count) | 0;
            if (clause.rest) {
              const first = base + clause.required;
              m.charge(count - clause.required);
              stack[first] = listOf(stack.slice(first, sp));
              sp = (first + 1) | 0;
            }
            closure = operator;
            procedure = closure.code;
            code = procedure.code;
            pc = clause.start | 0;
            turn = RUN;
          } else {
            sp = (sp - count) | 0;
            const definition =
              definitionOf(operator, count) ?? badOperands(operator, stack.slice(sp, sp + count));
            if (definition.kind !== 'control') {
              m.steps = steps;
              acc =
                definition.kind === 'many'
                  ? definition.run(m, stack.slice(sp, sp + count))
                  : runPlain(m, definition.run, stack, sp, count);
              steps = m.steps | 0;
              if (turn === ENTER) turn = RETURN;
              else {
                // After a tail call stands a return.
                pc = (pc + instructionLengths[code[pc]!]!) | 0;
                turn = RUN;
              }
            } else {
              const operands = stack.slice(sp, sp + count);
              m.site = turn === ENTER ? null : { closure, at: pc + instructionLengths[code[pc]!]! };
              if (turn === CALL) {
                if (depth >= callers.length && callers.length < DEPTH_MAX) m.deepen();
                else if (depth >= DEPTH_MAX) {
                  m.depth = depth;
                  m.sp = sp;
                  m.spill(base);
                  depth = 0;
                  sp = m.sp | 0;
                  base = 0;
                }
                callers[depth] = closure;
                marks[2 * depth] = pc + instructionLengths[code[pc]!]!;
                marks[2 * depth + 1] = base;
                depth = (depth + 1) | 0;
              } else if (turn === TAIL) sp = base | 0;
              turn = ENTER;
              m.depth = depth;
              m.sp = sp;
              m.steps = steps;
              // Until the primitive has answered no procedure is current: what it raises goes to the newest suspended call.
              inside = true;
              const answer = definition.run(m, operands);
              inside = false;
              depth = m.depth | 0;
              sp = m.sp | 0;
              steps = m.steps | 0;
              if (answer === BLOCK) {
                m.fiber.frames = m.capture();
                m.fiber.dynamic = m.dynamic;
                return { kind: 'blocked' };
              }
              if (answer === APPLY) {
                operator = m.operator;
                count = m.operands.length | 0;
                for (const operand of m.operands) {
                  stack[sp] = operand;
                  sp = (sp + 1) | 0;
                }
              } else {
                acc = answer;
                turn = RETURN;
              }
            }
          }
        }

        if (turn === RUN)
          dispatch: for (;;) {
            switch (code[pc]) {
              case 0 /* constant */:
                acc = procedure.constants[code[pc + 1]!] as Value;
                pc = (pc + 2) | 0;
                continue;
              case 1 /* integer */:
                acc = code[pc + 1]!;
                pc = (pc + 2) | 0;
                continue;
              case 2 /* local */:
                acc = stack[base + code[pc + 1]!] as Value;
                pc = (pc + 2) | 0;
                continue;
              case 3 /* localBox */: {
                const { value } = stack[base + code[pc + 1]!] as Box;
                if (value === undefined) undefinedVariable(procedure);
                acc = value;
                pc = (pc + 2) | 0;
                continue;
              }
              case 4 /* free */:
                acc = closure.captured[code[pc + 1]!] as Value;
                pc = (pc + 2) | 0;
                continue;
              case 5 /* freeBox */: {
                const value = (closure.captured[code[pc + 1]!] as Box).value;
                if (value === undefined) undefinedVariable(procedure);
                acc = value;
                pc = (pc + 2) | 0;
                continue;
              }
              case 6 /* global */: {
                const global = procedure.globals[code[pc + 1]!]!;
                if (global.value === undefined) undefinedGlobal(global.name);
                acc = global.value;
                pc = (pc + 2) | 0;
                continue;
              }
              case 7 /* self */:
                acc = closure;
                pc = (pc + 1) | 0;
                continue;
              case 8 /* push */:
                stack[sp] = acc;
                sp = (sp + 1) | 0;
                pc = (pc + 1) | 0;
                continue;
              case 9 /* pushConstant */:
                stack[sp] = procedure.constants[code[pc + 1]!] as Value;
                sp = (sp + 1) | 0;
                pc = (pc + 2) | 0;
                continue;
              case 10 /* pushInteger */:
                stack[sp] = code[pc + 1]!;
                sp = (sp + 1) | 0;
                pc = (pc + 2) | 0;
                continue;
              case 11 /* pushLocal */:
                stack[sp] = stack[base + code[pc + 1]!] as Value;
                sp = (sp + 1) | 0;
                pc = (pc + 2) | 0;
                continue;
              case 87 /* pushLocals */:
                stack[sp] = stack[base + code[pc + 1]!] as Value;
                stack[sp + 1] = stack[base + code[pc + 2]!] as Value;
                sp = (sp + 2) | 0;
                pc = (pc + 3) | 0;
                continue;
              case 12 /* pushFree */:
                stack[sp] = closure.captured[code[pc + 1]!] as Value;
                sp = (sp + 1) | 0;
                pc = (pc + 2) | 0;
                continue;
              case 80 /* pushGlobal */: {
                const global = procedure.globals[code[pc + 1]!]!;
                if (global.value === undefined) undefinedGlobal(global.name);
                stack[sp] = global.value;
                sp = (sp + 1) | 0;
                pc = (pc + 2) | 0;
                continue;
              }
              case 13 /* pushBox */:
                m.charge(1);
                stack[sp] = new Box(acc);
                sp = (sp + 1) | 0;
                pc = (pc + 1) | 0;
                continue;
              case 14 /* pushEmptyBox */:
                m.charge(1);
                stack[sp] = new Box(undefined);
                sp = (sp + 1) | 0;
                pc = (pc + 1) | 0;
                continue;
              case 15 /* boxLocal */: {
                const slot = base + code[pc + 1]!;
                m.charge(1);
                stack[slot] = new Box(stack[slot]);
                pc = (pc + 2) | 0;
                continue;
              }
              case 16 /* setLocalBox */:
                setBox(stack[base + code[pc + 1]!] as Box, acc, procedure);
                acc = unspecified;
                pc = (pc + 2) | 0;
                continue;
              case 17 /* setFreeBox */:
                setBox(closure.captured[code[pc + 1]!] as Box, acc, procedure);
                acc = unspecified;
                pc = (pc + 2) | 0;
                continue;
              case 18 /* setGlobal */: {
                const global = procedure.globals[code[pc + 1]!]!;
                if (global.value === undefined) undefinedGlobal(global.name);
                global.value = acc;
                acc = unspecified;
                pc = (pc + 2) | 0;
                continue;
              }
              case 19 /* fillLocalBox */:
                (stack[base + code[pc + 1]!] as Box).value = acc;
                pc = (pc + 2) | 0;
                continue;
              case 20 /* drop */:
                sp = (sp - code[pc + 1]!) | 0;
                pc = (pc + 2) | 0;
                continue;
              case 21 /* jump */:
                pc = code[pc + 1]! | 0;
                continue;
              case 22 /* jumpUnless */:
                pc = (acc === false ? code[pc + 1]! : pc + 2) | 0;
                continue;
              case 23 /* closure */: {
                const captures = code[pc + 2]!;
                m.charge(1 + captures);
                acc = new Closure(
                  procedure.procedures[code[pc + 1]!]!,
                  capturedBy(code, pc, stack, base, closure),
                );
                pc = (pc + (3 + 2 * captures)) | 0;
                continue;
              }
              case 88 /* pushClosure */: {
                const captures = code[pc + 2]!;
                m.charge(1 + captures);
                stack[sp] = new Closure(
                  procedure.procedures[code[pc + 1]!]!,
                  capturedBy(code, pc, stack, base, closure),
                );
                sp = (sp + 1) | 0;
                pc = (pc + (3 + 2 * captures)) | 0;
                continue;
              }
              case 24 /* patch */: {
                const target = stack[base + code[pc + 1]!] as Value;
                const made = (target instanceof Box ? target.value : target) as Closure;
                made.captured[code[pc + 2]!] = stack[base + code[pc + 3]!] as Value;
                pc = (pc + 4) | 0;
                continue;
              }
              case 25 /* call */:
                operator = acc;
                count = code[pc + 1]! | 0;
                if (
                  operator instanceof Closure &&
                  operator.code.operands === count &&
                  steps > floor &&
                  depth < callers.length
                ) {
                  steps = (steps - 1) | 0;
                  callers[depth] = closure;
                  marks[2 * depth] = pc + 2;
                  marks[2 * depth + 1] = base;
                  depth = (depth + 1) | 0;
                  base = (sp - count) | 0;
                  closure = operator;
                  procedure = closure.code;
                  code = procedure.code;
                  pc = 0;
                  continue;
                }
                turn = CALL;
                break dispatch;
              case 26 /* callGlobal */: {
                const global = procedure.globals[code[pc + 1]!]!;
                count = code[pc + 2]! | 0;
                const { callee } = global;
                if (
                  callee !== null &&
                  callee.code.operands === count &&
                  steps > floor &&
                  depth < callers.length
                ) {
                  steps = (steps - 1) | 0;
                  callers[depth] = closure;
                  marks[2 * depth] = pc + 3;
                  marks[2 * depth + 1] = base;
                  depth = (depth + 1) | 0;
                  base = (sp - count) | 0;
                  closure = callee;
                  procedure = closure.code;
                  code = procedure.code;
                  pc = 0;
                  continue;
                }
                if (global.value === undefined) {
                  sp = (sp - count) | 0;
                  undefinedGlobal(global.name);
                }
                operator = global.value;
                turn = CALL;
                break dispatch;
              }
              case 27 /* callPushed */:
                count = code[pc + 1]! | 0;
                operator = stack[sp - count - 1] as Value;
                turn = CALL;
                break dispatch;
              case 28 /* tailCall */:
                operator = acc;
                count = code[pc + 1]! | 0;
                if (
                  operator instanceof Closure &&
                  operator.code.operands === count &&
                  steps > floor
                ) {
                  steps = (steps - 1) | 0;
                  moveDown(stack, sp - count, base, count);
                  sp = (base + count) | 0;
                  closure = operator;
                  procedure = closure.code;
                  code = procedure.code;
                  pc = 0;
                  continue;
                }
                turn = TAIL;
                break dispatch;
              case 29 /* tailCallGlobal */: {
                const global = procedure.globals[code[pc + 1]!]!;
                count = code[pc + 2]! | 0;
                const { callee } = global;
                if (callee !== null && callee.code.operands === count && steps > floor) {
                  steps = (steps - 1) | 0;
                  moveDown(stack, sp - count, base, count);
                  sp = (base + count) | 0;
                  closure = callee;
                  procedure = closure.code;
                  code = procedure.code;
                  pc = 0;
                  continue;
                }
                if (global.value === undefined) {
                  sp = (sp - count) | 0;
                  undefinedGlobal(global.name);
                }
                operator = global.value;
                turn = TAIL;
                break dispatch;
              }
              case 30 /* tailCallPushed */:
                count = code[pc + 1]! | 0;
                operator = stack[sp - count - 1] as Value;
                turn = TAIL;
                break dispatch;
              case 79 /* loop */: {
                count = code[pc + 1]! | 0;
                if (steps > floor) {
                  steps = (steps - 1) | 0;
                  const from = (sp - count) | 0;
                  if (count > 0) stack[base] = stack[from] as Value;
                  if (count > 1) stack[base + 1] = stack[from + 1] as Value;
                  for (let at = 2; at < count; at += 1)
                    stack[base + at] = stack[from + at] as Value;

                  sp = (base + count) | 0;
                  pc = 0;
                  continue;
                }
                operator = closure;
                turn = TAIL;
                break dispatch;
              }
              case 89 /* returnLocal */:
                acc = stack[base + code[pc + 1]!] as Value;
                sp = base;
                if (depth > 0) {
                  depth = (depth - 1) | 0;
                  closure = callers[depth]!;
                  pc = marks[2 * depth]! | 0;
                  base = marks[2 * depth + 1]! | 0;
                  procedure = closure.code;
                  code = procedure.code;
                  continue;
                }
                turn = RETURN;
                break dispatch;
              case 31 /* return */:
                sp = base | 0;
                if (depth > 0) {
                  depth = (depth - 1) | 0;
                  closure = callers[depth]!;
                  pc = marks[2 * depth]! | 0;
                  base = marks[2 * depth + 1]! | 0;
                  procedure = closure.code;
                  code = procedure.code;
                  continue;
                }
                turn = RETURN;
                break dispatch;
              case 32 /* add */:
                sp = (sp - 1) | 0;
                acc = sum(m, stack[sp] as Value, acc);
                pc = (pc + 1) | 0;
                continue;
              case 33 /* addI */:
                acc = sum(m, acc, code[pc + 1]!);
                pc = (pc + 2) | 0;
                continue;
              case 34 /* addLI */: {
                const left = stack[base + code[pc + 1]!] as Value;
                const right = code[pc + 2]!;
                if (typeof left === 'number') {
                  const exact = left + right;
                  acc = (exact | 0) === exact ? exact | 0 : sum(m, left, right);
                } else acc = sum(m, left, right);
                pc = (pc + 3) | 0;
                continue;
              }
              case 35 /* addLL */:
                acc = sum(
                  m,
                  stack[base + code[pc + 1]!] as Value,
                  stack[base + code[pc + 2]!] as Value,
                );
                pc = (pc + 3) | 0;
                continue;
              case 36 /* subtract */:
                sp = (sp - 1) | 0;
                acc = difference(m, stack[sp] as Value, acc);
                pc = (pc + 1) | 0;
                continue;
              case 37 /* subtractI */:
                acc = difference(m, acc, code[pc + 1]!);
                pc = (pc + 2) | 0;
                continue;
              case 38 /* subtractLI */: {
                const left = stack[base + code[pc + 1]!] as Value;
                const right = code[pc + 2]!;
                if (typeof left === 'number') {
                  const exact = left - right;
                  acc = (exact | 0) === exact ? exact | 0 : difference(m, left, right);
                } else acc = difference(m, left, right);
                pc = (pc + 3) | 0;
                continue;
              }
              case 39 /* subtractLL */:
                acc = difference(
                  m,
                  stack[base + code[pc + 1]!] as Value,
                  stack[base + code[pc + 2]!] as Value,
                );
                pc = (pc + 3) | 0;
                continue;
              case 40 /* multiply */:
                sp = (sp - 1) | 0;
                acc = product(m, stack[sp] as Value, acc);
                pc = (pc + 1) | 0;
                continue;
              case 41 /* less */:
                sp = (sp - 1) | 0;
                acc = isLess(m, stack[sp] as Value, acc);
                pc = (pc + 1) | 0;
                continue;
              case 42 /* greater */:
                sp = (sp - 1) | 0;
                acc = isGreater(m, stack[sp] as Value, acc);
                pc = (pc + 1) | 0;
                continue;
              case 43 /* lessEqual */:
                sp = (sp - 1) | 0;
                acc = isAtMost(m, stack[sp] as Value, acc);
                pc = (pc + 1) | 0;
                continue;
              case 44 /* greaterEqual */:
                sp = (sp - 1) | 0;
                acc = isAtLeast(m, stack[sp] as Value, acc);
                pc = (pc + 1) | 0;
                continue;
              case 45 /* equal */:
                sp = (sp - 1) | 0;
                acc = isSame(m, stack[sp] as Value, acc);
                pc = (pc + 1) | 0;
                continue;
              case 46 /* eq */: {
                sp = (sp - 1) | 0;
                const left = stack[sp] as Value;
                acc = left === acc || isEqv(left, acc);
                pc = (pc + 1) | 0;
                continue;
              }
              case 47 /* branchLess */:
                sp = (sp - 1) | 0;
                pc = (isLess(m, stack[sp] as Value, acc) ? pc + 4 : code[pc + 1]!) | 0;
                continue;
              case 48 /* branchLessLI */: {
                const left = stack[base + code[pc + 1]!] as Value;
                const right = code[pc + 2]!;
                const holds = typeof left === 'number' ? left < right : isLess(m, left, right);
                pc = (holds ? pc + 6 : code[pc + 3]!) | 0;
                continue;
              }
              case 49 /* branchLessLL */: {
                const left = stack[base + code[pc + 1]!] as Value;
                const right = stack[base + code[pc + 2]!] as Value;
                const holds =
                  typeof left === 'number' && typeof right === 'number'
                    ? left < right
                    : isLess(m, left, right);
                pc = (holds ? pc + 6 : code[pc + 3]!) | 0;
                continue;
              }
              case 50 /* branchGreater */:
                sp = (sp - 1) | 0;
                pc = (isGreater(m, stack[sp] as Value, acc) ? pc + 4 : code[pc + 1]!) | 0;
                continue;
              case 51 /* branchGreaterLI */: {
                const left = stack[base + code[pc + 1]!] as Value;
                const right = code[pc + 2]!;
                const holds = typeof left === 'number' ? left > right : isGreater(m, left, right);
                pc = (holds ? pc + 6 : code[pc + 3]!) | 0;
                continue;
              }
              case 52 /* branchGreaterLL */: {
                const left = stack[base + code[pc + 1]!] as Value;
                const right = stack[base + code[pc + 2]!] as Value;
                const holds =
                  typeof left === 'number' && typeof right === 'number'
                    ? left > right
                    : isGreater(m, left, right);
                pc = (holds ? pc + 6 : code[pc + 3]!) | 0;
                continue;
              }
              case 53 /* branchLessEqual */:
                sp = (sp - 1) | 0;
                pc = (isAtMost(m, stack[sp] as Value, acc) ? pc + 4 : code[pc + 1]!) | 0;
                continue;
              case 54 /* branchGreaterEqual */:
                sp = (sp - 1) | 0;
                pc = (isAtLeast(m, stack[sp] as Value, acc) ? pc + 4 : code[pc + 1]!) | 0;
                continue;
              case 55 /* branchEqual */:
                sp = (sp - 1) | 0;
                pc = (isSame(m, stack[sp] as Value, acc) ? pc + 4 : code[pc + 1]!) | 0;
                continue;
              case 56 /* branchEqualLI */: {
                const left = stack[base + code[pc + 1]!] as Value;
                const right = code[pc + 2]!;
                const holds = typeof left === 'number' ? left === right : isSame(m, left, right);
                pc = (holds ? pc + 6 : code[pc + 3]!) | 0;
                continue;
              }
              case 57 /* branchEqualLL */: {
                const left = stack[base + code[pc + 1]!] as Value;
                const right = stack[base + code[pc + 2]!] as Value;
                const holds =
                  typeof left === 'number' && typeof right === 'number'
                    ? left === right
                    : isSame(m, left, right);
                pc = (holds ? pc + 6 : code[pc + 3]!) | 0;
                continue;
              }
              case 58 /* branchEq */: {
                sp = (sp - 1) | 0;
                const left = stack[sp] as Value;
                pc = (left === acc || isEqv(left, acc) ? pc + 2 : code[pc + 1]!) | 0;
                continue;
              }
              case 59 /* branchNull */:
                pc = (acc === null ? pc + 2 : code[pc + 1]!) | 0;
                continue;
              case 60 /* branchPair */:
                pc = (acc instanceof Pair ? pc + 2 : code[pc + 1]!) | 0;
                continue;
              case 61 /* branchNot */:
                pc = (acc === false ? pc + 2 : code[pc + 1]!) | 0;
                continue;
              case 62 /* branchNullL */: {
                pc = (stack[base + code[pc + 1]!] === null ? pc + 3 : code[pc + 2]!) | 0;
                continue;
              }
              case 63 /* branchPairL */: {
                pc = (stack[base + code[pc + 1]!] instanceof Pair ? pc + 3 : code[pc + 2]!) | 0;
                continue;
              }
              case 74 /* quotient */:
                sp = (sp - 1) | 0;
                acc = quotient(m, stack[sp] as Value, acc);
                pc = (pc + 1) | 0;
                continue;
              case 75 /* remainder */:
                sp = (sp - 1) | 0;
                acc = remainder(m, stack[sp] as Value, acc);
                pc = (pc + 1) | 0;
                continue;
              case 76 /* modulo */:
                sp = (sp - 1) | 0;
                acc = modulo(m, stack[sp] as Value, acc);
                pc = (pc + 1) | 0;
                continue;
              case 64 /* car */:
                acc = carOf(acc);
                pc = (pc + 1) | 0;
                continue;
              case 65 /* cdr */:
                acc = cdrOf(acc);
                pc = (pc + 1) | 0;
                continue;
              case 66 /* carL */:
                acc = carOf(stack[base + code[pc + 1]!] as Value);
                pc = (pc + 2) | 0;
                continue;
              case 67 /* cdrL */:
                acc = cdrOf(stack[base + code[pc + 1]!] as Value);
                pc = (pc + 2) | 0;
                continue;
              case 81 /* cadr */:
                acc = cadrOf(acc);
                pc = (pc + 1) | 0;
                continue;
              case 82 /* cddr */:
                acc = cddrOf(acc);
                pc = (pc + 1) | 0;
                continue;
              case 68 /* cons */:
                sp = (sp - 1) | 0;
                m.charge(1);
                acc = new Pair(stack[sp] as Value, acc);
                pc = (pc + 1) | 0;
                continue;
              case 69 /* isNull */:
                acc = acc === null;
                pc = (pc + 1) | 0;
                continue;
              case 70 /* isPair */:
                acc = acc instanceof Pair;
                pc = (pc + 1) | 0;
                continue;
              case 71 /* not */:
                acc = acc === false;
                pc = (pc + 1) | 0;
                continue;
              case 72 /* vectorRef */:
                sp = (sp - 1) | 0;
                acc = elementOf(stack[sp] as Value, acc);
                pc = (pc + 1) | 0;
                continue;
              case 73 /* vectorSet */:
                sp = (sp - 2) | 0;
                setElement(stack[sp] as Value, stack[sp + 1] as Value, acc);
                acc = unspecified;
                pc = (pc + 1) | 0;
                continue;
              case 83 /* pushAddLI */: {
                const left = stack[base + code[pc + 1]!] as Value;
                const right = code[pc + 2]!;
                if (typeof left === 'number') {
                  const exact = left + right;
                  acc = (exact | 0) === exact ? exact | 0 : sum(m, left, right);
                } else acc = sum(m, left, right);
                stack[sp] = acc;
                sp = (sp + 1) | 0;
                pc = (pc + 4) | 0;
                continue;
              }
              case 84 /* pushSubtractLI */: {
                const left = stack[base + code[pc + 1]!] as Value;
                const right = code[pc + 2]!;
                if (typeof left === 'number') {
                  const exact = left - right;
                  acc = (exact | 0) === exact ? exact | 0 : difference(m, left, right);
                } else acc = difference(m, left, right);
                stack[sp] = acc;
                sp = (sp + 1) | 0;
                pc = (pc + 4) | 0;
                continue;
              }
              case 85 /* pushCarL */:
                acc = carOf(stack[base + code[pc + 1]!] as Value);
                stack[sp] = acc;
                sp = (sp + 1) | 0;
                pc = (pc + 3) | 0;
                continue;
              case 86 /* pushCdrL */:
                acc = cdrOf(stack[base + code[pc + 1]!] as Value);
                stack[sp] = acc;
                sp = (sp + 1) | 0;
                pc = (pc + 3) | 0;
                continue;
              case 77 /* restoreDynamic */:
                m.dynamic = stack[base] as Dynamic;
                sp = base | 0;
                turn = RETURN;
                break dispatch;
              case 78 /* spreadValues */:
                operator = stack[base] as Value;
                sp = base | 0;
                if (acc instanceof Values) {
                  for (const item of acc.items) {
                    stack[sp] = item;
                    sp = (sp + 1) | 0;
                  }
                } else {
                  stack[sp] = acc;
                  sp = (sp + 1) | 0;
                }
                count = (sp - base) | 0;
                turn = ENTER;
                break dispatch;
              default:
                throw new Error(
                  `no instruction ${String(code[pc])} at ${String(pc)} of ${procedure.name}`,
                );
            }
          }
      }
    } catch (thrown) {
      if (thrown instanceof Exhausted) {
        m.site = turn === ENTER || turn === RETURN ? m.site : { closure, at: pc };
        throw thrown;
      }
      if (!(thrown instanceof Signal)) throw thrown;
      // The failing call becomes a call of the program's own error handling; its answer, if any, goes where that of
      // the failed one would have gone.
      if (inside) {
        depth = m.depth | 0;
        sp = m.sp | 0;
        inside = false;
      } else if (turn === RUN && !thrown.atCall) {
        // No call stands here, so none can be suspended here: what was running is given up.
        m.site = { closure, at: pc };
        sp = base | 0;
      } else if (turn !== ENTER) {
        const at = pc + instructionLengths[code[pc]!]!;
        m.site = { closure, at };
        m.depth = depth;
        m.sp = sp;
        if (depth >= DEPTH_MAX) {
          m.spill(base);
          base = 0;
        }
        depth = m.depth | 0;
        sp = m.sp | 0;
        callers[depth] = closure;
        marks[2 * depth] = at;
        marks[2 * depth + 1] = base;
        depth = (depth + 1) | 0;
      }
      operator = m.program.signalError;
      stack[sp] = thrown.condition;
      sp = (sp + 1) | 0;
      count = 1 | 0;
      turn = ENTER;
    }
  }
}

const idle = builtinFrames.restore;
