/** What a call finds where its operator stands: the clause of a closure, a primitive, or nothing that takes so many operands. */
import { spawn } from './branches.ts';
import type { Clause, Procedure } from '../bytecode.ts';
import { fail } from './conditions.ts';
import type { Machine } from '../machine.ts';
import type { PrimitiveDefinition } from '../primitives/primitive.ts';
import { definitions } from '../primitives.ts';
import { Closure, Nursery, Primitive, isProcedure } from '../data/values.ts';
import type { Value } from '../data/values.ts';

/** The clause that takes so many operands. */
export function clauseFor(procedure: Procedure, count: number): Clause | undefined {
  return procedure.clauses.find(({ required, rest }) =>
    rest ? count >= required : count === required,
  );
}

/** What a procedure that is no closure does; undefined where it takes another number of operands, or is none. */
export function definitionOf(operator: Value, count: number): PrimitiveDefinition | undefined {
  if (operator instanceof Nursery)
    return {
      kind: 'many',
      name: 'spawn',
      min: 1,
      max: 1,
      run: (m, operands) => spawn(m, operator, operands),
    };
  if (!(operator instanceof Primitive)) return undefined;
  const definition = definitions[operator.index]!;
  return count < definition.min || count > definition.max ? undefined : definition;
}

type PlainRun = Extract<PrimitiveDefinition, { kind: 'plain' }>['run'];

export function runPlain(
  m: Machine,
  primitive: PlainRun,
  stack: readonly Value[],
  at: number,
  count: number,
): Value {
  switch (count) {
    case 0:
      return primitive(m);
    case 1:
      return primitive(m, stack[at] as Value);
    case 2:
      return primitive(m, stack[at] as Value, stack[at + 1] as Value);
    case 3:
      return primitive(m, stack[at] as Value, stack[at + 1] as Value, stack[at + 2] as Value);
    default:
      return primitive(m, ...stack.slice(at, at + count));
  }
}

export function badOperands(operator: Value, operands: readonly Value[]): never {
  if (!isProcedure(operator))
    return fail(
      'not-a-procedure',
      'call of something that is no procedure',
      operator,
      ...operands.slice(0, 10),
    );
  const name =
    operator instanceof Closure
      ? operator.code.name
      : operator instanceof Primitive
        ? operator.name
        : 'spawn';
  const count = operands.length === 1 ? '1 argument' : `${String(operands.length)} arguments`;
  return fail(
    'wrong-arguments',
    `${name === '' ? 'the procedure' : name} does not take ${count}`,
    ...operands.slice(0, 10),
  );
}
