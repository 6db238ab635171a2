/** Tests that need no value: what stands under `not`, and what `or` becomes. */
import type { CallNode, Node, Variable } from './compile-analysis.ts';
import { comparisons, unaryTests } from './inline-tables.ts';

type IsPrimitive = (name: string) => boolean;

/** What a test says `not` of, where that has a branch of its own. `not` never fails, so its call needs no place. */
export function negatedTest(node: Node, isPrimitive: IsPrimitive): Node | undefined {
  if (primitiveOf(node, isPrimitive) !== 'not' || node.kind !== 'call') return undefined;
  const [operand, ...others] = node.operands;
  if (operand?.kind !== 'call' || others.length > 0) return undefined;
  return branches(operand, isPrimitive) ? operand : undefined;
}

/** `(let ((x TEST)) (if x x E))`, where the test answers nothing but true or false. */
export interface Either {
  readonly test: CallNode;
  readonly variable: Variable;
  readonly otherwise: Node;
}

export function eitherOf(
  { bindings, body }: Extract<Node, { kind: 'let' }>,
  isPrimitive: IsPrimitive,
): Either | undefined {
  const [binding, ...others] = bindings;
  if (binding === undefined || others.length > 0 || body.kind !== 'if') return undefined;
  const { variable, value: test } = binding;
  if (variable.boxed || test.kind !== 'call' || !branches(test, isPrimitive)) return undefined;
  // A comparison that fails may be answered by a handler with any value.
  if (comparisons.has(primitiveOf(test, isPrimitive) ?? '')) return undefined;
  const isIt = (part: Node): boolean => part.kind === 'ref' && part.variable === variable;
  return isIt(body.test) && isIt(body.then)
    ? { test, variable, otherwise: body.otherwise }
    : undefined;
}

/** Whether there is an instruction for the branch on what a call answers. */
function branches(call: CallNode, isPrimitive: IsPrimitive): boolean {
  const name = primitiveOf(call, isPrimitive);
  if (name === undefined) return false;
  if (call.operands.length === 1) return unaryTests.has(name);
  const two = comparisons.has(name) || name === 'eq?' || name === 'eqv?';
  return two && call.operands.length === 2;
}

const primitiveOf = (node: Node, isPrimitive: IsPrimitive): string | undefined =>
  node.kind === 'call' && node.operator.kind === 'global' && isPrimitive(node.operator.name)
    ? node.operator.name
    : undefined;
