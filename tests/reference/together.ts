/** The forms that run branches beside each other. */
import type { Computation, Ending, Enough, Fork } from './branch.ts';
import { apply, evaluate, evaluateBody, itemsOf } from './evaluate.ts';
import { bindParameter, elementKey, headWord, keyOf, wordOf } from './requests.ts';
import { Env, list, symbol } from './values.ts';
import type { Dynamic, Form, Identifier, Next, Value } from './values.ts';
import { plainDatum } from './write.ts';

/** What evaluates a body. */
export const bodyOf =
  (forms: readonly Value[], env: Env): Computation =>
  (dynamic, k) =>
    evaluateBody(forms, env, dynamic, k);

const single =
  (form: Value, env: Env): Computation =>
  (dynamic, k) =>
    evaluate(form, env, dynamic, k);

const inOrderOf = (done: readonly Ending[]): Value => list(done.map(({ value }) => value));

/** The value of a form that runs branches: in the order written, or with `until` in order of completion. */
const valuesOf = (done: readonly Ending[], enough: Enough | undefined): Value =>
  inOrderOf(enough === undefined ? [...done].sort((a, b) => a.slot - b.slot) : done);

/** The optional first clause `(until N)` or `(until PROC)`, evaluated, and `(rest finish)` behind it. */
function withEnough(
  forms: readonly Value[],
  env: Env,
  dynamic: Dynamic,
  then: (enough: Enough | undefined, rest: readonly Value[]) => Next,
): Next {
  const [first, second] = forms;
  if (headWord(first ?? null) !== 'until') return then(undefined, forms);
  const restFinishes =
    headWord(second ?? null) === 'rest' && wordOf(itemsOf(second!)[1]!) === 'finish';
  return evaluate(itemsOf(first!)[1]!, env, dynamic, (until) =>
    then({ until, restFinishes }, forms.slice(restFinishes ? 2 : 1)),
  );
}

const parallel: Form = (form, env, dynamic, k) =>
  withEnough(itemsOf(form).slice(1), env, dynamic, (enough, branches) =>
    dynamic.branch.workflow.fork(
      branches.map((branch) => bodyOf([branch], env)),
      enough,
      dynamic,
      (done) => k(valuesOf(done, enough)),
    ),
  );

const parallelFor: Form = (form, env, dynamic, k) => {
  const [, binding, ...rest] = itemsOf(form);
  const [name, items] = itemsOf(binding!);
  return evaluate(items!, env, dynamic, (elements) =>
    withEnough(rest, env, dynamic, (enough, forms) => {
      const branches = itemsOf(elements).map((element): Computation => {
        const scope = new Env(env);
        scope.define(name as Identifier, element);
        return (inner, back) =>
          evaluateBody(forms, scope, bindParameter(inner, elementKey, element), back);
      });
      return dynamic.branch.workflow.fork(branches, enough, dynamic, (done) =>
        k(valuesOf(done, enough)),
      );
    }),
  );
};

/** Its own work may start more branches, which begin as if they stood in the nursery, but keep their element. */
const nursery: Form = (form, env, dynamic, k) => {
  const [, binding, ...rest] = itemsOf(form);
  const [name] = itemsOf(binding!);
  return withEnough(rest, env, dynamic, (enough, forms) => {
    const work = (fork: Fork): Computation => {
      const scope = new Env(env);
      scope.bind(name as Identifier, { kind: 'form', evaluate: spawning(fork, dynamic) });
      return bodyOf(forms, scope);
    };
    return dynamic.branch.workflow.nursery(work, enough, dynamic, (done, own) =>
      k(enough === undefined ? own : inOrderOf(done)),
    );
  });
};

const spawning =
  (fork: Fork, outside: Dynamic): Form =>
  (form, env, dynamic, k) => {
    const { parameters } = bindParameter(outside, elementKey, keyOf(dynamic));
    const branch = bodyOf(itemsOf(form).slice(1), env);
    return dynamic.branch.workflow.spawn(fork, branch, parameters, dynamic, k);
  };

/** The first head to finish wins; what follows it runs when the others are withdrawn. */
const race: Form = (form, env, dynamic, k) => {
  const clauses = itemsOf(form).slice(1).map(itemsOf);
  return dynamic.branch.workflow.fork(
    clauses.map(([head]) => single(head!, env)),
    { until: 1n, restFinishes: false },
    dynamic,
    ([winner]) => {
      const [, ...then] = clauses[winner!.slot]!;
      if (then.length === 0) return k(winner!.value);
      if (plainDatum(then[0]!) !== symbol('=>')) return evaluateBody(then, env, dynamic, k);
      return evaluate(then[1]!, env, dynamic, (receiver) =>
        apply(receiver, [winner!.value], dynamic, k),
      );
    },
  );
};

export const togetherForms: { readonly [name: string]: Form } = {
  parallel,
  'parallel-for': parallelFor,
  nursery,
  race,
};
