import type { Expander } from '../expand.ts';
import type { Rewrite } from '../scope.ts';
import { isIdentifier, isList, nothing, type Stx, toDatum } from '../syntax.ts';

const FEATURES: ReadonlySet<string> = new Set([
  'r7rs',
  'full-unicode',
  'ratios',
  'exact-closed',
  'changeflow',
]);
const LIBRARIES: ReadonlySet<string> = new Set(
  ['base', 'case-lambda', 'char', 'cxr', 'inexact', 'lazy', 'write'].map((name) =>
    JSON.stringify(['l', ['y', 'scheme'], ['y', name]]),
  ),
);
const SHAPE = 'write (cond-expand (FEATURE E …) … (else E …))';

/** The body of the first clause whose requirement holds, in the place of the `cond-expand`. */
export const condExpand: Rewrite = (form, x) => {
  for (const clause of form.items.slice(1)) {
    const requirement = isList(clause) ? clause.items[0] : undefined;
    if (!isList(clause) || requirement === undefined) {
      x.malformed(clause, 'a clause is a requirement and a body', SHAPE);
      return nothing(form);
    }
    if (x.isKeyword(requirement, 'else') || holds(requirement, x)) {
      return { ...clause, items: [x.keyword('begin', form), ...clause.items.slice(1)] };
    }
  }
  x.malformed(form, 'no clause of this cond-expand holds', 'add an else');
  return nothing(form);
};

function holds(requirement: Stx, x: Expander): boolean {
  if (isIdentifier(requirement)) return FEATURES.has(requirement.name);
  const [head, ...operands] = isList(requirement) ? requirement.items : [];
  switch (x.word(head)) {
    case 'and':
      return operands.every((operand) => holds(operand, x));
    case 'or':
      return operands.some((operand) => holds(operand, x));
    case 'not':
      return operands.length === 1 && !holds(operands[0]!, x);
    case 'library':
      return operands.length === 1 && LIBRARIES.has(JSON.stringify(toDatum(operands[0]!)));
    default:
      x.malformed(requirement, 'a requirement is a feature, and, or, not or library', SHAPE);
      return false;
  }
}
