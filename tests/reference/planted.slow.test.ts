import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { programs, workflows } from './agreement.ts';
import type { Sample } from './agreement.ts';
import { base } from './base.ts';
import { machineStory, referenceStory } from './compare.ts';
import { chooseClause, leave, raise } from './conditions.ts';
import { apply, closure, evaluate, evaluateAll, evaluateBody, itemsOf } from './evaluate.ts';
import { headWord } from './requests.ts';
import { namesOf } from './structure.ts';
import { Env, Pair, Procedure, list, symbol, unspecified } from './values.ts';
import type { Form, Identifier, Next, Sym, Value } from './values.ts';

/** The language with one form or procedure that is wrong, as an interpreter could well have it. */
function languageWith(name: string, wrong: Form | Procedure): Env {
  const env = new Env(base);
  if (wrong instanceof Procedure) env.define(symbol(name), wrong);
  else env.bind(symbol(name), { kind: 'form', evaluate: wrong });
  return env;
}

/** `let` whose inits are evaluated from right to left. */
const backwards: Form = (form, env, dynamic, k) => {
  const [, first, ...body] = itemsOf(form);
  const right = base.find(symbol('let'));
  if (!(first instanceof Pair) || right?.kind !== 'form')
    return right?.kind === 'form' ? right.evaluate(form, env, dynamic, k) : null;
  const bindings = itemsOf(first).map(itemsOf);
  const inits = bindings.map(([, init]) => init!).reverse();
  return evaluateAll(inits, env, dynamic, (values) => {
    const scope = new Env(env);
    bindings.forEach(([name], at) => scope.define(name as Identifier, values.at(-1 - at)));
    return evaluateBody(body, scope, dynamic, k);
  });
};

/** `guard` that leaves before it looks for a clause, and raises anew from where it stands. */
const unwinding: Form = (form, env, dynamic, k) => {
  const [, spec, ...body] = itemsOf(form);
  const [name, ...clauses] = itemsOf(spec!);
  const handler = new Procedure('', 1, 1, ([object], inner) =>
    leave(inner, dynamic, () => {
      const scope = new Env(env);
      scope.define(name as Identifier, object);
      return chooseClause(
        clauses,
        scope,
        dynamic,
        (rest) => rest(dynamic, k),
        () => raise(object!, dynamic, k),
      );
    }),
  );
  return evaluateBody(body, env, { ...dynamic, handlers: { handler, outer: dynamic.handlers } }, k);
};

/** Continuations that run no before and after thunks. */
const careless = new Procedure('call/cc', 1, 1, ([receiver], dynamic, k) => {
  const escape = new Procedure('', 1, 1, ([value]) => k(value!));
  return apply(receiver!, [escape], dynamic, k);
});

/** Handlers that stay installed while they run. */
const lasting = new Procedure('with-exception-handler', 2, 2, ([handler, thunk], dynamic, k) => {
  const answering = new Procedure('', 1, 1, ([object], inner, back) =>
    apply(handler!, [object!], { ...inner, handlers: dynamic.handlers }, () => back(object!)),
  );
  const handlers = { handler: answering, outer: dynamic.handlers };
  return apply(thunk!, [], { ...dynamic, handlers }, k);
});

/** Parameters that keep the value which they were given for a while. */
const forgetful: Form = (form, env, dynamic, k) => {
  const [, specs, ...body] = itemsOf(form);
  return evaluateAll(itemsOf(specs!).flatMap(itemsOf), env, dynamic, () =>
    evaluateBody(body, env, dynamic, k),
  );
};

/** A race whose last head wins where several have finished, since none is withdrawn at once. */
const tardy: Form = (form, env, dynamic, k) => {
  const heads = itemsOf(form).slice(1).map(itemsOf);
  return dynamic.branch.workflow.fork(
    heads.map(
      ([head]) =>
        (inner, back) =>
          evaluate(head!, env, inner, back),
    ),
    { until: 2n, restFinishes: false },
    dynamic,
    (done) => k(done.at(-1)!.value),
  );
};

/** A phase that is not told to be left when something is raised out of it. */
const sticky: Form = (form, env, dynamic, k) => {
  const [, name, ...body] = itemsOf(form);
  const { workflow } = dynamic.branch;
  workflow.tell('phase-entered', new Pair(name!, null));
  return evaluateBody(body, env, dynamic, (value: Value) => {
    workflow.tell('phase-left', new Pair(name!, null));
    return k(value);
  });
};

const right = (name: string): Form => {
  const meaning = base.find(symbol(name));
  if (meaning?.kind !== 'form') throw new Error(`${name} is no form`);
  return meaning.evaluate;
};

/** `parallel` that withdraws what `(rest finish)` lets go on. */
const impatient: Form = (form, env, dynamic, k) => {
  const [head, ...rest] = itemsOf(form);
  const kept = rest.filter((part, at) => at !== 1 || headWord(part) !== 'rest');
  return right('parallel')(list([head!, ...kept]) as Pair, env, dynamic, k);
};

/** A nursery that runs what it spawns in its place. */
const solitary: Form = (form, env, dynamic, k) => {
  const [, binding, ...forms] = itemsOf(form);
  const scope = new Env(env);
  scope.bind(itemsOf(binding!)[0] as Identifier, {
    kind: 'form',
    evaluate: (spawned, ...rest) => evaluateBody(itemsOf(spawned).slice(1), ...rest),
  });
  const body = forms.filter((part) => !['until', 'rest'].includes(headWord(part) ?? ''));
  return evaluateBody(body, scope, dynamic, k);
};

/** A lock that is given back only where its body ends by itself. */
const grasping: Form = (form, env, dynamic, k) => {
  const [, namesForm, ...body] = itemsOf(form);
  const { workflow } = dynamic.branch;
  return evaluate(namesForm!, env, dynamic, (value) => {
    const names = namesOf(value)!.join(' ');
    return workflow.ask('lock', 'lock', false, dynamic, holding, { names });
  });
  function holding(held: Value): Next {
    return evaluateBody(body, env, dynamic, (value) => {
      workflow.tell('unlocked', held);
      return k(value);
    });
  }
};

/** What works while a phase is open, and goes on when it is closed. */
const unending: Form = (form, env, dynamic, k) => {
  const [, phase, ...forms] = itemsOf(form);
  const name = (phase as Sym).name;
  const body = headWord(forms.at(-1)!) === 'else' ? forms.slice(0, -1) : forms;
  const becomes = { becomes: 'open' };
  return dynamic.branch.workflow.ask('phase', name, false, dynamic, working, becomes);
  function working(): Next {
    return evaluateBody(body, env, dynamic, k);
  }
};

/** `when` of a value that is not the condition but its negation. */
const negated: Form = (form, env, dynamic, k) => {
  const [, test, ...body] = itemsOf(form);
  return evaluate(test!, env, dynamic, (value) =>
    value === false ? apply(closure(null, body, env), [], dynamic, k) : k(unspecified),
  );
};

const planted: readonly (readonly [string, fc.Arbitrary<Sample>, Env])[] = [
  ['`let` evaluates from right to left', programs, languageWith('let', backwards)],
  ['`guard` leaves before it chooses', programs, languageWith('guard', unwinding)],
  ['continuations skip the thunks', programs, languageWith('call/cc', careless)],
  ['a handler’s answer is lost', programs, languageWith('with-exception-handler', lasting)],
  ['`parameterize` binds nothing', programs, languageWith('parameterize', forgetful)],
  ['`when` is `unless`', programs, languageWith('when', negated)],
  ['a race waits for two', workflows, languageWith('race', tardy)],
  ['a phase is not left by a raise', workflows, languageWith('phase', sticky)],
  ['`(rest finish)` is forgotten', workflows, languageWith('parallel', impatient)],
  ['a nursery runs one after another', workflows, languageWith('nursery', solitary)],
  ['a lock is not given back by a raise', workflows, languageWith('lock', grasping)],
  ['a milestone that has passed is not seen', workflows, languageWith('while-in', unending)],
];

const ENOUGH = 3000;

describe('a planted defect is found:', () => {
  it.each(planted)('%s', (_, samples, language) => {
    const found = fc
      .sample(samples, { numRuns: ENOUGH, seed: 1 })
      .find((sample) => differs(sample, language));
    expect(found).toBeDefined();
  });
});

/** The right reference stands in for the machine where the two agree anyway, which saves time. */
function differs({ text, script }: Sample, language: Env): boolean {
  const wrong = referenceStory(text, script, language);
  const right = referenceStory(text, script);
  if (wrong === undefined || right === undefined) return false;
  if (JSON.stringify(wrong) === JSON.stringify(right)) return false;
  return JSON.stringify(machineStory(text, script)) !== JSON.stringify(wrong);
}
