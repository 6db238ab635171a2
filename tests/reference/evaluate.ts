/**
 * The reference interpreter: evaluates data by the rules of R7RS and of the language's own description, one form after
 * another, in continuation-passing style. It is written to be seen to be right, not to be fast, and shares nothing with
 * the language's expander or the machine.
 */
import { declare } from './body.ts';
import { raise } from './conditions.ts';
import { plainDatum, textOf } from './write.ts';
import {
  Env,
  Multiple,
  Pair,
  Procedure,
  Wrong,
  isIdentifier,
  list,
  listItems,
  unspecified,
} from './values.ts';
import type { Continue, Dynamic, Identifier, Item, Next, Value } from './values.ts';

export function evaluate(form: Value, env: Env, dynamic: Dynamic, k: Continue): Next {
  return () => evaluateNow(form, env, dynamic, k);
}

function evaluateNow(form: Value, env: Env, dynamic: Dynamic, k: Continue): Next {
  if (isIdentifier(form)) return reference(form, env, dynamic, k);
  if (!(form instanceof Pair)) return k(plainDatum(form));
  const meaning = isIdentifier(form.car) ? env.find(form.car) : undefined;
  if (meaning?.kind === 'form') return meaning.evaluate(form, env, dynamic, k);
  if (meaning?.kind === 'definer') return evaluateSequence(itemsOf(form.cdr), env, dynamic, k);
  if (meaning?.kind === 'macro') return evaluate(meaning.expand(form, env), env, dynamic, k);
  return evaluateAll(itemsOf(form), env, dynamic, ([operator, ...operands]) =>
    apply(operator!, operands, dynamic, k),
  );
}

function reference(id: Identifier, env: Env, dynamic: Dynamic, k: Continue): Next {
  const meaning = env.find(id);
  if (meaning?.kind !== 'variable')
    throw new Error(`the program uses ${textOf(id, false)}, which is no variable`);
  if (meaning.value === undefined)
    return raise(new Wrong('undefined-variable').condition, dynamic, k);
  return k(meaning.value);
}

/** From left to right. */
export function evaluateAll(
  forms: readonly Value[],
  env: Env,
  dynamic: Dynamic,
  k: (values: Value[]) => Next,
): Next {
  const from = (at: number, done: readonly Value[]): Next =>
    at === forms.length
      ? k([...done])
      : evaluate(forms[at]!, env, dynamic, (value) => from(at + 1, [...done, value]));
  return from(0, []);
}

export function apply(operator: Value, operands: Value[], dynamic: Dynamic, k: Continue): Next {
  if (!(operator instanceof Procedure))
    return raise(new Wrong('not-a-procedure').condition, dynamic, k);
  if (operands.length < operator.min || operands.length > operator.max)
    return raise(new Wrong('wrong-arguments').condition, dynamic, k);
  return () => operator.run(operands, dynamic, k);
}

/** A procedure of the program: formals are a list of identifiers that may end in one for the rest. */
export function closure(formals: Value, body: readonly Value[], env: Env): Procedure {
  const names: Identifier[] = [];
  let at = formals;
  for (; at instanceof Pair; at = at.cdr) names.push(at.car as Identifier);
  const rest = at as Identifier | null;
  return new Procedure(
    '',
    names.length,
    rest === null ? names.length : Infinity,
    (operands, dynamic, k) => {
      const scope = new Env(env);
      names.forEach((name, index) => scope.define(name, operands[index]));
      if (rest !== null) scope.define(rest, list(operands.slice(names.length)));
      return evaluateBody(body, scope, dynamic, k);
    },
  );
}

/** A body: its definitions are in scope in all of it, and are evaluated in their places. */
export function evaluateBody(
  forms: readonly Value[],
  env: Env,
  dynamic: Dynamic,
  k: Continue,
): Next {
  const scope = new Env(env);
  return evaluateItems(declare(forms, scope), scope, dynamic, k);
}

export function evaluateItems(
  items: readonly Item[],
  scope: Env,
  dynamic: Dynamic,
  k: Continue,
): Next {
  const [item, ...rest] = items;
  if (item === undefined) return k(unspecified);
  if (item.kind === 'procedure') {
    scope.define(item.name, closure(item.formals, item.body, scope));
    return evaluateItems(rest, scope, dynamic, k);
  }
  const last = rest.length === 0 && item.kind === 'expression';
  return evaluate(
    item.form,
    scope,
    dynamic,
    last
      ? k
      : (value) => {
          if (item.kind === 'definition') define(item.formals, value, scope);
          return evaluateItems(rest, scope, dynamic, k);
        },
  );
}

/** Gives the names of `define` or `define-values` their values. */
function define(formals: Value, value: Value, scope: Env): void {
  if (isIdentifier(formals)) {
    scope.define(formals, value);
    return;
  }
  const values = valuesIn(value);
  let at: Value = formals;
  for (; at instanceof Pair; at = at.cdr) scope.define(at.car as Identifier, values.shift());
  if (at !== null) scope.define(at as Identifier, list(values));
}

export const valuesIn = (value: Value): Value[] =>
  value instanceof Multiple ? [...value.items] : [value];

export const valueOf = (values: readonly Value[]): Value =>
  values.length === 1 ? values[0]! : new Multiple(values);

/** Expressions one after another; the value is that of the last. */
export function evaluateSequence(
  forms: readonly Value[],
  env: Env,
  dynamic: Dynamic,
  k: Continue,
): Next {
  const [form, ...rest] = forms;
  if (form === undefined) return k(unspecified);
  if (rest.length === 0) return evaluate(form, env, dynamic, k);
  return evaluate(form, env, dynamic, () => evaluateSequence(rest, env, dynamic, k));
}

export function itemsOf(form: Value): Value[] {
  const items = listItems(form);
  if (items === undefined) throw new Error('the program has an improper form');
  return items;
}
