import { itemsOf } from './evaluate.ts';
import { macroOf } from './macros.ts';
import { defineRecordType } from './records.ts';
import { Pair, isIdentifier } from './values.ts';
import type { Env, Identifier, Item, Value } from './values.ts';

/** Expands the macros that head a body's forms, until its definitions are known, and binds their names. */
export function declare(forms: readonly Value[], scope: Env): Item[] {
  return forms.flatMap((form): Item[] => {
    const meaning =
      form instanceof Pair && isIdentifier(form.car) ? scope.find(form.car) : undefined;
    if (meaning?.kind === 'macro') return declare([meaning.expand(form, scope)], scope);
    if (meaning?.kind !== 'definer') return [{ kind: 'expression', form }];
    return meaning.declare(itemsOf(form).slice(1), scope);
  });
}

/** The forms that define, by name. */
export const definers: {
  readonly [name: string]: (operands: Value[], scope: Env) => Item[];
} = {
  begin: declare,
  define: ([target, ...body], scope) => {
    if (!(target instanceof Pair)) return definition(target!, body[0]!, scope);
    const name = target.car as Identifier;
    scope.define(name, undefined);
    return [{ kind: 'procedure', name, formals: target.cdr, body }];
  },
  'define-values': ([formals, form], scope) => definition(formals!, form!, scope),
  'define-syntax': ([name, rules], scope) => {
    scope.bind(name as Identifier, macroOf(rules!, scope));
    return [];
  },
  'define-record-type': (operands, scope) => {
    defineRecordType(operands, scope);
    return [];
  },
};

function definition(formals: Value, form: Value, scope: Env): Item[] {
  let at = formals;
  for (; at instanceof Pair; at = at.cdr) scope.define(at.car as Identifier, undefined);
  if (isIdentifier(at)) scope.define(at, undefined);
  return [{ kind: 'definition', formals, form }];
}
