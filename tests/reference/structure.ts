/** The forms of workflows that run bodies: phases, rounds, branches. */
import type { Computation, Ending } from './branches.ts';
import { dynamicWind, leave, raise, raiseContinuable } from './conditions.ts';
import { decision, outcomeOf } from './decisions.ts';
import { apply, evaluate, evaluateBody, evaluateSequence, itemsOf } from './evaluate.ts';
import { ask, bindParameter, headWord, inRevisable, keyOf, parallelKey } from './requests.ts';
import { Env, Procedure, list, symbol, unspecified } from './values.ts';
import type { Continue, Dynamic, Form, Identifier, Next, Value } from './values.ts';
import { plainDatum, textOf } from './write.ts';

const body =
  (forms: readonly Value[], env: Env): Computation =>
  (dynamic, k) =>
    evaluateBody(forms, env, dynamic, k);

const single =
  (form: Value, env: Env): Computation =>
  (dynamic, k) =>
    evaluate(form, env, dynamic, k);

const procedureOf = (computation: Computation): Procedure =>
  new Procedure('', 0, 0, (_, dynamic, k) => computation(dynamic, k));

function labelOf(name: string): string {
  const words = name.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Tells when it is entered and left, whatever way it is left. */
function inPhase(
  name: Value,
  label: string,
  inside: Computation,
  dynamic: Dynamic,
  k: Continue,
): Next {
  const teller = (what: string, data: Value): Procedure =>
    procedureOf((inner, back) => {
      inner.branch.workflow.tell(what, data);
      return back(unspecified);
    });
  const before = teller('phase-entered', list([name, label]));
  const after = teller('phase-left', list([name]));
  return dynamicWind([before, procedureOf(inside), after], dynamic, k);
}

const phase: Form = (form, env, dynamic, k) => {
  const [, nameForm, ...rest] = itemsOf(form);
  const name = plainDatum(nameForm!);
  const labelled = typeof rest[0] === 'string' && rest.length > 1;
  const label = labelled ? (rest.shift() as string) : labelOf(textOf(name, false));
  return inPhase(name, label, body(rest, env), dynamic, k);
};

/** A decision to revise, or one made stale, out of the body: the author resubmits, and the body runs again. */
const revisable: Form = (form, env, dynamic, k) => {
  const inside = body(itemsOf(form).slice(1), env);
  const revise = (): Next =>
    inPhase(
      symbol('revising'),
      'Revising',
      (inner, back) => ask('signal', 'resubmit', keyOf(inner), inner, back),
      dynamic,
      round,
    );
  const handler = new Procedure('', 1, 1, ([object], inner, back) =>
    ['revise', 'stale'].includes(outcomeOf(object!) ?? '')
      ? leave(inner, dynamic, revise)
      : raiseContinuable(object!, inner, back),
  );
  const round = (): Next =>
    inside(
      bindParameter(
        { ...dynamic, handlers: { handler, outer: dynamic.handlers } },
        inRevisable,
        true,
      ),
      k,
    );
  return round();
};

/** The value of a form that runs branches: in the order written, or with `until` in order of completion. */
const valuesOf = (done: readonly Ending[], until: Value | undefined): Value =>
  list(
    (until === undefined ? [...done].sort((a, b) => a.slot - b.slot) : done).map(
      ({ value }) => value,
    ),
  );

/** The optional first clause `(until N)` or `(until PROC)`, evaluated. */
function withUntil(
  forms: readonly Value[],
  env: Env,
  dynamic: Dynamic,
  then: (until: Value | undefined, rest: readonly Value[]) => Next,
): Next {
  if (headWord(forms[0] ?? null) !== 'until') return then(undefined, forms);
  return evaluate(itemsOf(forms[0]!)[1]!, env, dynamic, (until) => then(until, forms.slice(1)));
}

const parallel: Form = (form, env, dynamic, k) =>
  withUntil(itemsOf(form).slice(1), env, dynamic, (until, branches) =>
    dynamic.branch.workflow.fork(
      branches.map((branch) => body([branch], env)),
      until,
      dynamic,
      (done) => k(valuesOf(done, until)),
    ),
  );

const parallelFor: Form = (form, env, dynamic, k) => {
  const [, binding, ...rest] = itemsOf(form);
  const [name, items] = itemsOf(binding!);
  return evaluate(items!, env, dynamic, (elements) =>
    withUntil(rest, env, dynamic, (until, forms) => {
      const branches = itemsOf(elements).map((element): Computation => {
        const scope = new Env(env);
        scope.define(name as Identifier, element);
        return (inner, back) =>
          evaluateBody(forms, scope, bindParameter(inner, parallelKey, element), back);
      });
      return dynamic.branch.workflow.fork(branches, until, dynamic, (done) =>
        k(valuesOf(done, until)),
      );
    }),
  );
};

/** The first head to finish wins; what follows it runs when the others are withdrawn. */
const race: Form = (form, env, dynamic, k) => {
  const clauses = itemsOf(form).slice(1).map(itemsOf);
  return dynamic.branch.workflow.fork(
    clauses.map(([head]) => single(head!, env)),
    1n,
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

/** A race of the body with a sleep. */
const within: Form = (form, env, dynamic, k) => {
  const [, duration, ...rest] = itemsOf(form);
  const last = rest.at(-1)!;
  const otherwise = headWord(last) === 'else' ? itemsOf(last).slice(1) : undefined;
  const inside = body(otherwise === undefined ? rest : rest.slice(0, -1), env);
  return evaluate(duration!, env, dynamic, (length) => {
    const timer: Computation = (inner, back) =>
      ask('sleep', 'sleep', false, inner, back, length as string);
    return dynamic.branch.workflow.fork([inside, timer], 1n, dynamic, ([winner]) => {
      if (winner!.slot === 0) return k(winner!.value);
      if (otherwise === undefined) return raise(decision('expired', false), dynamic, k);
      return evaluateSequence(otherwise, env, dynamic, k);
    });
  });
};

const sleep: Form = (form, env, dynamic, k) =>
  evaluate(itemsOf(form)[1]!, env, dynamic, (duration) =>
    ask('sleep', 'sleep', false, dynamic, k, duration as string),
  );

export const structureForms: { readonly [name: string]: Form } = {
  phase,
  revisable,
  parallel,
  'parallel-for': parallelFor,
  race,
  within,
  sleep,
};
