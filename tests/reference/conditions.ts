/** Conditions and continuations: `raise`, handlers, `guard`, `call/cc`, `dynamic-wind`. */
import { apply, evaluate, evaluateBody, evaluateSequence, itemsOf, valueOf } from './evaluate.ts';
import { isWord } from './macros.ts';
import { Env, Pair, Procedure, Wrong, list } from './values.ts';
import type { Continue, Dynamic, Form, Identifier, Next, Value, Wind } from './values.ts';

/** A handler runs in the dynamic extent of the raise, but with the handlers outside its own. */
export function raiseContinuable(object: Value, dynamic: Dynamic, k: Continue): Next {
  const { handlers } = dynamic;
  if (handlers === null) return dynamic.branch.fail(object, dynamic);
  return apply(handlers.handler, [object], { ...dynamic, handlers: handlers.outer }, k);
}

/** As above, and when the handler returns, that is raised in the same dynamic environment as the handler. */
export function raise(object: Value, dynamic: Dynamic, k: Continue): Next {
  return raiseContinuable(object, dynamic, () =>
    raise(
      new Wrong('handler-returned', '', object).condition,
      { ...dynamic, handlers: dynamic.handlers!.outer },
      k,
    ),
  );
}

export function withHandler(
  [handler, thunk]: readonly Value[],
  dynamic: Dynamic,
  k: Continue,
): Next {
  if (!(handler instanceof Procedure)) return raise(new Wrong('wrong-type').condition, dynamic, k);
  return apply(thunk!, [], { ...dynamic, handlers: { handler, outer: dynamic.handlers } }, k);
}

/**
 * `(guard (NAME CLAUSE …) E …)`: the clause is chosen while the raise still stands, but with the parameters of the
 * `guard`; only then is the extent left, and the clause evaluated where the `guard` stands. What no clause wants passes
 * on without leaving.
 */
export const guard: Form = (form, env, dynamic, k) => {
  const [, spec, ...body] = itemsOf(form);
  const [name, ...clauses] = itemsOf(spec!);
  const handler = new Procedure('guard', 1, 1, ([object], inner, back) => {
    const scope = new Env(env);
    scope.define(name as Identifier, object);
    return chooseClause(
      clauses,
      scope,
      { ...inner, parameters: dynamic.parameters },
      (rest) => leave(inner, dynamic, () => rest(dynamic, k)),
      () => raiseContinuable(object!, inner, back),
    );
  });
  const handlers = { handler, outer: dynamic.handlers };
  return evaluateBody(body, env, { ...dynamic, handlers }, k);
};

type Rest = (dynamic: Dynamic, k: Continue) => Next;

/** Evaluates the tests of a `cond`'s clauses in order; what is left to do of the first that holds goes to `chosen`. */
export function chooseClause(
  clauses: readonly Value[],
  env: Env,
  dynamic: Dynamic,
  chosen: (rest: Rest) => Next,
  none: () => Next,
): Next {
  const [clause, ...others] = clauses;
  if (clause === undefined) return none();
  const [test, ...body] = itemsOf(clause);
  if (isWord(test!, 'else', env))
    return chosen((after, k) => evaluateSequence(body, env, after, k));
  return evaluate(test!, env, dynamic, (value) => {
    if (value === false) return chooseClause(others, env, dynamic, chosen, none);
    if (body.length === 0) return chosen((_, k) => k(value));
    if (!isWord(body[0]!, '=>', env))
      return chosen((after, k) => evaluateSequence(body, env, after, k));
    return chosen((after, k) =>
      evaluate(body[1]!, env, after, (receiver) => apply(receiver, [value], after, k)),
    );
  });
}

export function callWithContinuation(
  [receiver]: readonly Value[],
  dynamic: Dynamic,
  k: Continue,
): Next {
  if (!(receiver instanceof Procedure))
    return raise(new Wrong('not-a-procedure').condition, dynamic, k);
  const { branch } = dynamic;
  // What after-thunks capture when their branch is cancelled is theirs; what the branch had captured before is gone.
  const { cancelled } = branch;
  const continuation = new Procedure('', 0, Infinity, (values, from, back) => {
    if (from.branch !== branch || branch.cancelled !== cancelled)
      return raise(new Wrong('foreign-continuation').condition, from, back);
    return leave(from, dynamic, () => k(valueOf(values)));
  });
  return apply(receiver, [continuation], dynamic, k);
}

export function dynamicWind(
  [before, thunk, after]: readonly Value[],
  dynamic: Dynamic,
  k: Continue,
): Next {
  const around = { ...dynamic, inThunk: true };
  return apply(before!, [], around, () => {
    const depth = (dynamic.winds?.depth ?? 0) + 1;
    const winds: Wind = { before: before!, after: after!, around, depth };
    return apply(thunk!, [], { ...dynamic, winds }, (value) =>
      apply(after!, [], around, () => k(value)),
    );
  });
}

/** Leaves the winds that the target lacks, innermost first, then enters those that it has more, outermost first. */
export function leave(from: Dynamic, target: Dynamic, then: () => Next): Next {
  const left = chain(from.winds);
  const entered = chain(target.winds);
  const afters = left
    .filter((wind) => !entered.includes(wind))
    .map(({ after, around }) => [after, around] as const);
  const befores = entered
    .filter((wind) => !left.includes(wind))
    .reverse()
    .map(({ before, around }) => [before, around] as const);
  const run = ([thunk, ...rest]: readonly (readonly [Value, Dynamic])[]): Next =>
    thunk === undefined ? then() : apply(thunk[0], [], thunk[1], () => run(rest));
  return run([...afters, ...befores]);
}

/** The winds that are entered, innermost first. */
export function chain(winds: Wind | null): Wind[] {
  const all: Wind[] = [];
  for (let at = winds; at !== null; at = at.around.winds) all.push(at);
  return all;
}

export const signalError = (
  [message, ...irritants]: readonly Value[],
  dynamic: Dynamic,
  k: Continue,
): Next => raise(new Wrong('error', message as string, ...irritants).condition, dynamic, k);

export const applyProcedure = (operands: readonly Value[], dynamic: Dynamic, k: Continue): Next => {
  const spread: Value[] = [];
  let at: Value = operands.at(-1)!;
  for (; at instanceof Pair; at = at.cdr) spread.push(at.car);
  if (at !== null)
    return raise(new Wrong('wrong-type', '', list([...operands])).condition, dynamic, k);
  return apply(operands[0]!, [...operands.slice(1, -1), ...spread], dynamic, k);
};
