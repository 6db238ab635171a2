import type { InstructionName } from '../../machine/bytecode.ts';

/**
 * Primitives with instructions of their own. Variants take operands where they lie: `l` one in a slot, `i` a small
 * integer as the second, `li` and `ll` both; `plain` takes the last in the accumulator and the others from the stack.
 */
interface Variants {
  readonly plain: InstructionName;
  readonly l?: InstructionName;
  readonly i?: InstructionName;
  readonly li?: InstructionName;
  readonly ll?: InstructionName;
}

type Table = ReadonlyMap<string, Variants>;

export const unary: Table = new Map<string, Variants>([
  ['car', { plain: 'car', l: 'carL' }],
  ['cdr', { plain: 'cdr', l: 'cdrL' }],
  ['cadr', { plain: 'cadr' }],
  ['cddr', { plain: 'cddr' }],
  ['null?', { plain: 'isNull' }],
  ['pair?', { plain: 'isPair' }],
  ['not', { plain: 'not' }],
]);

export const binary: Table = new Map<string, Variants>([
  ['+', { plain: 'add', i: 'addI', li: 'addLI', ll: 'addLL' }],
  ['-', { plain: 'subtract', i: 'subtractI', li: 'subtractLI', ll: 'subtractLL' }],
  ['*', { plain: 'multiply' }],
  ['<', { plain: 'less' }],
  ['>', { plain: 'greater' }],
  ['<=', { plain: 'lessEqual' }],
  ['>=', { plain: 'greaterEqual' }],
  ['=', { plain: 'equal' }],
  ['eq?', { plain: 'eq' }],
  ['eqv?', { plain: 'eq' }],
  ['cons', { plain: 'cons' }],
  ['vector-ref', { plain: 'vectorRef' }],
  ['quotient', { plain: 'quotient' }],
  ['remainder', { plain: 'remainder' }],
  ['modulo', { plain: 'modulo' }],
]);

/** Tests of one operand that cannot fail, joined with the branch that asks them. */
export const unaryTests: Table = new Map<string, Variants>([
  ['not', { plain: 'branchNot' }],
  ['null?', { plain: 'branchNull', l: 'branchNullL' }],
  ['pair?', { plain: 'branchPair', l: 'branchPairL' }],
]);

/** Comparisons joined with the branch that asks them; they fail for what is no number. */
export const comparisons: Table = new Map<string, Variants>([
  ['<', { plain: 'branchLess', li: 'branchLessLI', ll: 'branchLessLL' }],
  ['>', { plain: 'branchGreater', li: 'branchGreaterLI', ll: 'branchGreaterLL' }],
  ['<=', { plain: 'branchLessEqual' }],
  ['>=', { plain: 'branchGreaterEqual' }],
  ['=', { plain: 'branchEqual', li: 'branchEqualLI', ll: 'branchEqualLL' }],
]);
