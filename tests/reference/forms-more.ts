/** Forms about several values, parameters and promises. */
import {
  apply,
  closure,
  evaluate,
  evaluateAll,
  evaluateBody,
  itemsOf,
  valuesIn,
} from './evaluate.ts';
import { raise } from './conditions.ts';
import { Env, Pair, Procedure, Promised, Wrong, list } from './values.ts';
import type {
  Bindings,
  Continue,
  Dynamic,
  Form,
  Identifier,
  Next,
  Value,
  Parameter,
} from './values.ts';

/** The first clause that takes so many operands. */
export const caseLambda: Form = (form, env, _, k) => {
  const clauses = itemsOf(form)
    .slice(1)
    .map((clause) => {
      const { car: formals, cdr: body } = clause as Pair;
      return closure(formals, itemsOf(body), env);
    });
  return k(
    new Procedure('', 0, Infinity, (operands, dynamic, back) => {
      const taken = clauses.find(
        ({ min, max }) => operands.length >= min && operands.length <= max,
      );
      if (taken === undefined) return raise(new Wrong('wrong-arguments').condition, dynamic, back);
      return apply(taken, operands, dynamic, back);
    }),
  );
};

/** `let-values` evaluates all before it binds any; `let*-values` binds each for those after it. */
export const letValues =
  (inTurn: boolean): Form =>
  (form, env, dynamic, k) => {
    const [, specs, ...body] = itemsOf(form);
    const scope = new Env(env);
    const bind = ([binding, ...others]: readonly Value[], around: Env, all: Env): Next => {
      if (binding === undefined) return evaluateBody(body, all, dynamic, k);
      const [formals, init] = itemsOf(binding);
      return evaluate(init!, around, dynamic, (value) => {
        const inner = inTurn ? new Env(around) : all;
        if (!bindValues(formals!, valuesIn(value), inner))
          return raise(new Wrong('wrong-arguments').condition, dynamic, k);
        return inTurn ? bind(others, inner, inner) : bind(others, around, all);
      });
    };
    return bind(itemsOf(specs!), env, scope);
  };

/** Whether there are as many values as the formals take. */
function bindValues(formals: Value, values: readonly Value[], scope: Env): boolean {
  let at = formals;
  let index = 0;
  for (; at instanceof Pair; at = at.cdr, index += 1) {
    if (index >= values.length) return false;
    scope.define(at.car as Identifier, values[index]);
  }
  if (at === null) return index === values.length;
  scope.define(at as Identifier, list(values.slice(index)));
  return true;
}

/** Evaluates parameters and values from left to right, then converts, then binds. */
export const parameterize: Form = (form, env, dynamic, k) => {
  const [, specs, ...body] = itemsOf(form);
  const forms = itemsOf(specs!).flatMap(itemsOf);
  return evaluateAll(forms, env, dynamic, (values) => {
    const pairs = values.flatMap((parameter, at) =>
      at % 2 === 0 ? [[parameter as Parameter, values[at + 1]!] as const] : [],
    );
    return convertAll(pairs, dynamic, dynamic.parameters, (parameters) =>
      evaluateBody(body, env, { ...dynamic, parameters }, k),
    );
  });
};

function convertAll(
  [pair, ...others]: readonly (readonly [Parameter, Value])[],
  dynamic: Dynamic,
  outer: Bindings | null,
  then: (parameters: Bindings | null) => Next,
): Next {
  if (pair === undefined) return then(outer);
  const [parameter, given] = pair;
  const bound = (value: Value): Next =>
    convertAll(others, dynamic, { parameter, value, outer }, then);
  return parameter.convert === null
    ? bound(given)
    : apply(parameter.convert, [given], dynamic, bound);
}

/** A promise of a value, or of what another promise promises. */
export const delay =
  (of: 'value' | 'promise'): Form =>
  (form, env, _, k) => {
    const [, body] = itemsOf(form);
    const thunk = new Procedure('', 0, 0, (_operands, dynamic, back) =>
      evaluate(body!, env, dynamic, (value) =>
        back(of === 'promise' ? value : new Promised(true, value)),
      ),
    );
    return k(new Promised(false, thunk));
  };

/** R7RS 4.2.5: what a promise's thunk answers is a promise, whose content this one shares from then on. */
export function force([object]: readonly Value[], dynamic: Dynamic, k: Continue): Next {
  if (!(object instanceof Promised)) return k(object!);
  if (object.content.done) return k(object.content.value);
  return apply(object.content.value, [], dynamic, (answer) => {
    if (!(answer instanceof Promised)) return raise(new Wrong('wrong-type').condition, dynamic, k);
    if (!object.content.done) {
      Object.assign(object.content, answer.content);
      answer.content = object.content;
    }
    return force([object], dynamic, k);
  });
}
