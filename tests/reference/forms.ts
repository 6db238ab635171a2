/** The forms of the base language, each as R7RS 4.1 to 4.3 describes it. */
import { chooseClause, guard } from './conditions.ts';
import {
  apply,
  closure,
  evaluate,
  evaluateAll,
  evaluateBody,
  evaluateSequence,
  itemsOf,
} from './evaluate.ts';
import { same } from './equivalence.ts';
import { isWord, macroOf } from './macros.ts';
import { quasi } from './quasi.ts';
import { caseLambda, delay, letValues, parameterize } from './forms-more.ts';
import { Env, Pair, isIdentifier, unspecified } from './values.ts';
import type { Continue, Dynamic, Form, Identifier, Next, Value } from './values.ts';
import { plainDatum } from './write.ts';

const let_: Form = (form, env, dynamic, k) => {
  const [, first, ...rest] = itemsOf(form);
  if (isIdentifier(first!)) return namedLet(first, rest, env, dynamic, k);
  const bindings = itemsOf(first!).map(itemsOf);
  return evaluateAll(
    bindings.map(([, init]) => init!),
    env,
    dynamic,
    (values) => {
      const scope = new Env(env);
      bindings.forEach(([name], at) => scope.define(name as Identifier, values[at]));
      return evaluateBody(rest, scope, dynamic, k);
    },
  );
};

function namedLet(
  name: Identifier,
  [specs, ...body]: readonly Value[],
  env: Env,
  dynamic: Dynamic,
  k: Continue,
): Next {
  const bindings = itemsOf(specs!).map(itemsOf);
  return evaluateAll(
    bindings.map(([, init]) => init!),
    env,
    dynamic,
    (values) => {
      const scope = new Env(env);
      const procedure = closure(listOfFirsts(bindings), body, scope);
      scope.define(name, procedure);
      return apply(procedure, values, dynamic, k);
    },
  );
}

const listOfFirsts = (bindings: readonly Value[][]): Value =>
  bindings.reduceRight<Value>((rest, [name]) => new Pair(name!, rest), null);

const letStar: Form = (form, env, dynamic, k) => {
  const [, specs, ...body] = itemsOf(form);
  const bind = ([binding, ...others]: readonly Value[], scope: Env): Next => {
    if (binding === undefined) return evaluateBody(body, scope, dynamic, k);
    const [name, init] = itemsOf(binding);
    return evaluate(init!, scope, dynamic, (value) => {
      const inner = new Env(scope);
      inner.define(name as Identifier, value);
      return bind(others, inner);
    });
  };
  return bind(itemsOf(specs!), env);
};

const letrec: Form = (form, env, dynamic, k) => {
  const [, specs, ...body] = itemsOf(form);
  const bindings = itemsOf(specs!).map(itemsOf);
  const scope = new Env(env);
  for (const [name] of bindings) scope.define(name as Identifier, undefined);
  const bind = ([binding, ...others]: readonly Value[][]): Next => {
    if (binding === undefined) return evaluateBody(body, scope, dynamic, k);
    return evaluate(binding[1]!, scope, dynamic, (value) => {
      scope.define(binding[0] as Identifier, value);
      return bind(others);
    });
  };
  return bind(bindings);
};

const letSyntax =
  (recursive: boolean): Form =>
  (form, env, dynamic, k) => {
    const [, specs, ...body] = itemsOf(form);
    const scope = new Env(env);
    for (const binding of itemsOf(specs!)) {
      const [name, rules] = itemsOf(binding);
      scope.bind(name as Identifier, macroOf(rules!, recursive ? scope : env));
    }
    return evaluateBody(body, scope, dynamic, k);
  };

const if_: Form = (form, env, dynamic, k) => {
  const [, test, then, otherwise] = itemsOf(form);
  return evaluate(test!, env, dynamic, (value) => {
    if (value !== false) return evaluate(then!, env, dynamic, k);
    return otherwise === undefined ? k(unspecified) : evaluate(otherwise, env, dynamic, k);
  });
};

const when =
  (wanted: boolean): Form =>
  (form, env, dynamic, k) => {
    const [, test, ...body] = itemsOf(form);
    return evaluate(test!, env, dynamic, (value) =>
      (value !== false) === wanted ? evaluateSequence(body, env, dynamic, k) : k(unspecified),
    );
  };

/** `and` stops at the first false value, `or` at the first true one; the last form is a tail position. */
const connective =
  (stops: (value: Value) => boolean, empty: boolean): Form =>
  (form, env, dynamic, k) => {
    const from = ([test, ...others]: readonly Value[]): Next => {
      if (test === undefined) return k(empty);
      if (others.length === 0) return evaluate(test, env, dynamic, k);
      return evaluate(test, env, dynamic, (value) => (stops(value) ? k(value) : from(others)));
    };
    return from(itemsOf(form).slice(1));
  };

const cond: Form = (form, env, dynamic, k) =>
  chooseClause(
    itemsOf(form).slice(1),
    env,
    dynamic,
    (rest) => rest(dynamic, k),
    () => k(unspecified),
  );

const case_: Form = (form, env, dynamic, k) => {
  const [, key, ...clauses] = itemsOf(form);
  return evaluate(key!, env, dynamic, (value) => {
    const wanted = clauses
      .map(itemsOf)
      .find(
        ([data]) =>
          isWord(data!, 'else', env) ||
          itemsOf(data!).some((datum) => same(plainDatum(datum), value)),
      );
    if (wanted === undefined) return k(unspecified);
    const [, ...body] = wanted;
    if (!isWord(body[0]!, '=>', env)) return evaluateSequence(body, env, dynamic, k);
    return evaluate(body[1]!, env, dynamic, (receiver) => apply(receiver, [value], dynamic, k));
  });
};

const do_: Form = (form, env, dynamic, k) => {
  const [, specs, exit, ...commands] = itemsOf(form);
  const variables = itemsOf(specs!).map(itemsOf);
  const [test, ...results] = itemsOf(exit!);
  const round = (values: readonly Value[]): Next => {
    const scope = new Env(env);
    variables.forEach(([name], at) => scope.define(name as Identifier, values[at]));
    return evaluate(test!, scope, dynamic, (done) => {
      if (done !== false) return evaluateSequence(results, scope, dynamic, k);
      return evaluateSequence(commands, scope, dynamic, () => {
        const steps = variables.map(([name, , step]) => step ?? name!);
        return evaluateAll(steps, scope, dynamic, round);
      });
    });
  };
  return evaluateAll(
    variables.map(([, init]) => init!),
    env,
    dynamic,
    round,
  );
};

const set: Form = (form, env, dynamic, k) => {
  const [, name, value] = itemsOf(form);
  return evaluate(value!, env, dynamic, (given) => {
    const meaning = env.find(name as Identifier);
    if (meaning?.kind !== 'variable') throw new Error('the program sets what is no variable');
    meaning.value = given;
    return k(unspecified);
  });
};

export const baseForms: { readonly [name: string]: Form } = {
  quote: (form, _env, _dynamic, k) => k(plainDatum(itemsOf(form)[1]!)),
  quasiquote: (form, env, dynamic, k) => quasi(itemsOf(form)[1]!, 1, env, dynamic, k),
  lambda: (form, env, _, k) => {
    const [, formals, ...body] = itemsOf(form);
    return k(closure(formals!, body, env));
  },
  'case-lambda': caseLambda,
  if: if_,
  when: when(true),
  unless: when(false),
  and: connective((value) => value === false, true),
  or: connective((value) => value !== false, false),
  cond,
  case: case_,
  do: do_,
  'set!': set,
  let: let_,
  'let*': letStar,
  letrec,
  'letrec*': letrec,
  'let-values': letValues(false),
  'let*-values': letValues(true),
  'let-syntax': letSyntax(false),
  'letrec-syntax': letSyntax(true),
  parameterize,
  guard,
  delay: delay('value'),
  'delay-force': delay('promise'),
};
