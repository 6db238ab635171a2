import { listItems, type Datum } from '../../core/datum.ts';
import type { FormContext } from '../../language/forms.ts';
import { spanOf, toDatum, type Stx } from '../../language/syntax.ts';
import type { Condition, Operator } from '../definitions.ts';
import { itemsOf, quotedSymbol, writeSyntax } from '../forms/shape.ts';
import { factName, fieldName } from '../forms/values.ts';
import type { Making } from './definition.ts';

type Comparison = Extract<Condition, { kind: 'compare' }>;
type Subject = Pick<Comparison, 'subject' | 'name' | 'default'>;

const numeric: { readonly [name: string]: Operator } = {
  '=': '=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};
const flipped: { readonly [operator in Operator]?: Operator } = {
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};
const sameness = new Set(['eq?', 'eqv?', 'equal?', 'string=?', 'symbol=?']);
const membership = new Set(['member?', 'member', 'memq', 'memv']);

/**
 * The tree of an expression: its boolean structure, comparisons of a field or fact with a constant, and any other
 * expression as a procedure of its own.
 */
export function conditionOf(stx: Stx, making: Making, part: string): Condition {
  const { context } = making;
  const [head, ...operands] = itemsOf(stx) ?? [];
  const name = head === undefined ? undefined : libraryName(head, context);
  const nested = (): readonly Condition[] =>
    operands.map((operand, index) => conditionOf(operand, making, `${part}.${index + 1}`));
  if (name === 'and') return { kind: 'all', of: nested(), span: spanOf(stx) };
  if (name === 'or') return { kind: 'any', of: nested(), span: spanOf(stx) };
  if (name === 'not' && operands.length === 1) {
    return { kind: 'not', of: conditionOf(operands[0]!, making, part), span: spanOf(stx) };
  }
  const comparison = name === undefined ? undefined : comparisonOf(name, operands, context);
  if (comparison !== undefined) return { kind: 'compare', ...comparison, span: spanOf(stx) };
  const procedure = making.procedure(part, context.thunk([stx], stx), stx);
  return { kind: 'computed', procedure, source: writeSyntax(stx), span: spanOf(stx) };
}

/** The library's name that an identifier means here, or undefined: a local may have taken it. */
function libraryName(stx: Stx, context: FormContext): string | undefined {
  const name = context.word(stx);
  if (name === undefined) return undefined;
  const found = context.resolve(stx);
  return found?.kind === 'global' || found?.kind === 'keyword' ? name : undefined;
}

function comparisonOf(
  name: string,
  operands: readonly Stx[],
  context: FormContext,
): Omit<Comparison, 'kind' | 'span'> | undefined {
  const [left, right, extra] = operands;
  if (left === undefined || right === undefined || extra !== undefined) return undefined;
  if (Object.hasOwn(numeric, name)) return numericComparison(numeric[name]!, left, right, context);
  if (sameness.has(name)) {
    return compare(left, '=', right, context) ?? compare(right, '=', left, context);
  }
  if (membership.has(name)) {
    const among = compare(left, 'member', right, context);
    if (among !== undefined) return listItems(among.value) === undefined ? undefined : among;
    return compare(right, 'contains', left, context);
  }
  if (name !== 'intersects?') return undefined;
  const meets =
    compare(left, 'intersects', right, context) ?? compare(right, 'intersects', left, context);
  return meets === undefined || listItems(meets.value) === undefined ? undefined : meets;
}

function numericComparison(
  operator: Operator,
  left: Stx,
  right: Stx,
  context: FormContext,
): Omit<Comparison, 'kind' | 'span'> | undefined {
  const found =
    compare(left, operator, right, context) ??
    compare(right, flipped[operator] ?? operator, left, context);
  return found !== undefined && isReal(found.value) ? found : undefined;
}

const isReal = (datum: Datum): boolean =>
  typeof datum === 'number' ||
  (Array.isArray(datum) && ['b', 'q', 'f'].includes(datum[0] as string));

function compare(
  subjectStx: Stx,
  operator: Operator,
  valueStx: Stx,
  context: FormContext,
): Omit<Comparison, 'kind' | 'span'> | undefined {
  const value = constantOf(valueStx, context);
  if (value === undefined) return undefined;
  const subject = subjectOf(subjectStx, context);
  return subject === undefined ? undefined : { ...subject, operator, value };
}

/** `(field 'NAME [CONSTANT])` or `(fact 'NAME [CONSTANT])`. */
function subjectOf(stx: Stx, context: FormContext): Subject | undefined {
  const [head, nameStx, otherwise, extra] = itemsOf(stx) ?? [];
  if (head === undefined || nameStx === undefined || extra !== undefined) return undefined;
  const subject = libraryName(head, context);
  if (subject !== 'field' && subject !== 'fact') return undefined;
  if (quotedSymbol(nameStx, context) === undefined) return undefined;
  const name = subject === 'field' ? fieldName(nameStx, context) : factName(nameStx, context);
  if (name === undefined) return undefined;
  if (otherwise === undefined) return { subject, name };
  const value = constantOf(otherwise, context);
  return value === undefined ? undefined : { subject, name, default: value };
}

/** The value of a literal or quoted datum. */
function constantOf(stx: Stx, context: FormContext): Datum | undefined {
  if (stx.kind === 'literal') return stx.datum;
  const [quote, datum, extra] = itemsOf(stx) ?? [];
  if (quote === undefined || datum === undefined || extra !== undefined) return undefined;
  return libraryName(quote, context) === 'quote' ? toDatum(datum) : undefined;
}
