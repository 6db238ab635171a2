import type { CallNode, Node } from './compile-analysis.ts';
import type { Assembler, Label } from './compile-assembler.ts';
import { binary, comparisons, unary, unaryTests } from './inline-tables.ts';

/** What compiling a call of a primitive asks of the procedure that it stands in. */
export interface Operands {
  readonly out: Assembler;
  /** Leaves the value of the node on the stack. */
  push(node: Node): void;
  /** Leaves the value of the node in the accumulator. */
  value(node: Node, tail: boolean): void;
  /** Notes that an instruction took so many values from the stack. */
  popped(count: number): void;
  /** The slot of a variable whose value lies there unboxed. */
  plainSlot(node: Node): number | undefined;
  /** The call's place: where the code goes on after it. */
  site(node: CallNode): void;
}

export const smallInteger = (node: Node): number | undefined =>
  node.kind === 'const' && typeof node.datum === 'number' && (node.datum | 0) === node.datum
    ? node.datum
    : undefined;

/** Joins a test with its branch, where there is an instruction for both. */
export function inlineTest(c: Operands, node: CallNode, name: string, otherwise: Label): boolean {
  const [first, second] = node.operands;
  if (first !== undefined && second === undefined)
    return inlineUnaryTest(c, node, first, name, otherwise);
  if (first === undefined || second === undefined || node.operands.length !== 2) return false;
  if (name === 'eq?' || name === 'eqv?') {
    pair(c, first, second);
    c.out.branch('branchEq', otherwise);
    c.site(node);
    return true;
  }
  const found = comparisons.get(name);
  if (found === undefined) return false;
  const slot = c.plainSlot(first);
  const integer = smallInteger(second);
  const slot2 = c.plainSlot(second);
  if (found.li !== undefined && slot !== undefined && integer !== undefined)
    c.out.branch(found.li, otherwise, slot, integer);
  else if (found.ll !== undefined && slot !== undefined && slot2 !== undefined)
    c.out.branch(found.ll, otherwise, slot, slot2);
  else {
    pair(c, first, second);
    c.out.branch(found.plain, otherwise);
  }
  c.site(node);
  // What a handler of a failed comparison answers is tested here; the branch itself jumps over this.
  c.out.branch('jumpUnless', otherwise);
  return true;
}

function inlineUnaryTest(
  c: Operands,
  node: CallNode,
  operand: Node,
  name: string,
  otherwise: Label,
): boolean {
  const found = unaryTests.get(name);
  if (found === undefined) return false;
  const slot = c.plainSlot(operand);
  if (found.l !== undefined && slot !== undefined) c.out.branch(found.l, otherwise, slot);
  else {
    c.value(operand, false);
    c.out.branch(found.plain, otherwise);
  }
  c.site(node);
  return true;
}

/** Emits the instruction of a primitive, where it has one for so many operands. */
export function inlineCall(c: Operands, node: CallNode, name: string): boolean {
  const [first, second, third] = node.operands as readonly [Node, Node, Node];
  const count = node.operands.length;
  if (count === 1 && unary.has(name)) inlineUnary(c, name, first);
  else if (count === 2 && binary.has(name)) inlineBinary(c, name, first, second);
  else if (count === 3 && name === 'vector-set!') {
    c.push(first);
    c.push(second);
    c.value(third, false);
    c.out.emit('vectorSet');
    c.popped(2);
  } else return false;
  c.site(node);
  return true;
}

function inlineUnary(c: Operands, name: string, operand: Node): void {
  const { plain, l } = unary.get(name)!;
  const slot = c.plainSlot(operand);
  if (l !== undefined && slot !== undefined) {
    c.out.emit(l, slot);
    return;
  }
  c.value(operand, false);
  c.out.emit(plain);
}

function inlineBinary(c: Operands, name: string, first: Node, second: Node): void {
  const { plain, i, li, ll } = binary.get(name)!;
  const slot = c.plainSlot(first);
  const slot2 = c.plainSlot(second);
  const integer = smallInteger(second);
  if (li !== undefined && slot !== undefined && integer !== undefined)
    c.out.emit(li, slot, integer);
  else if (ll !== undefined && slot !== undefined && slot2 !== undefined)
    c.out.emit(ll, slot, slot2);
  else if (i !== undefined && integer !== undefined) {
    c.value(first, false);
    c.out.emit(i, integer);
  } else {
    pair(c, first, second);
    c.out.emit(plain);
  }
}

/** The first value on the stack, the second in the accumulator; counted as popped already. */
function pair(c: Operands, first: Node, second: Node): void {
  c.push(first);
  c.value(second, false);
  c.popped(1);
}
