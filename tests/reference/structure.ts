/** The forms of workflows that run a body: phases, rounds, limits of time, milestones, locks. */
import type { Computation } from './branch.ts';
import { dynamicWind, leave, raise, raiseContinuable } from './conditions.ts';
import { decision, outcomeOf } from './decisions.ts';
import { evaluate, evaluateSequence, itemsOf } from './evaluate.ts';
import { ask, bindParameter, headWord, inRevisable, keyOf, parameterIn } from './requests.ts';
import { bodyOf } from './together.ts';
import {
  Parameter,
  Procedure,
  Sym,
  Wrong,
  list,
  listItems,
  symbol,
  unspecified,
} from './values.ts';
import type { Continue, Dynamic, Form, Next, Value } from './values.ts';
import { plainDatum, textOf } from './write.ts';

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
  return inPhase(name, label, bodyOf(rest, env), dynamic, k);
};

/** A decision to revise, or one made stale, out of the body: the author resubmits, and the body runs again. */
const revisable: Form = (form, env, dynamic, k) => {
  const inside = bodyOf(itemsOf(form).slice(1), env);
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

/** What a form may end with in `(else E …)`, apart from the rest; undefined where there is none. */
function otherwiseOf(
  forms: readonly Value[],
): readonly [forms: readonly Value[], otherwise: readonly Value[] | undefined] {
  const last = forms.at(-1)!;
  if (headWord(last) !== 'else') return [forms, undefined];
  return [forms.slice(0, -1), itemsOf(last).slice(1)];
}

/** The body beside something that is asked for, whichever ends first. */
function against(
  inside: Computation,
  other: Computation,
  dynamic: Dynamic,
  k: Continue,
  otherwise: () => Next,
): Next {
  return dynamic.branch.workflow.fork(
    [inside, other],
    { until: 1n, restFinishes: false },
    dynamic,
    ([winner]) => (winner!.slot === 0 ? k(winner!.value) : otherwise()),
  );
}

/** A race of the body with a sleep. */
const within: Form = (form, env, dynamic, k) => {
  const [, duration, ...rest] = itemsOf(form);
  const [forms, otherwise] = otherwiseOf(rest);
  return evaluate(duration!, env, dynamic, (length) => {
    const timer: Computation = (inner, back) =>
      ask('sleep', 'sleep', false, inner, back, { duration: length as string });
    return against(bodyOf(forms, env), timer, dynamic, k, () =>
      otherwise === undefined
        ? raise(decision('expired', false), dynamic, k)
        : evaluateSequence(otherwise, env, dynamic, k),
    );
  });
};

/** Waits until the phase is open; then a race of the body with its closing. */
const whileIn: Form = (form, env, dynamic, k) => {
  const [, phaseForm, ...rest] = itemsOf(form);
  const [forms, otherwise] = otherwiseOf(rest);
  const name = textOf(plainDatum(phaseForm!), false);
  const becomes =
    (state: string): Computation =>
    (inner, back) =>
      ask('phase', name, false, inner, back, { becomes: state });
  return becomes('open')(dynamic, () =>
    against(bodyOf(forms, env), becomes('closed'), dynamic, k, () =>
      otherwise === undefined ? k(unspecified) : evaluateSequence(otherwise, env, dynamic, k),
    ),
  );
};

const inLock = new Parameter(false, null);

/** The names of a lock: one, or those of a list. */
export function namesOf(value: Value): readonly string[] | undefined {
  const values = listItems(value) ?? [value];
  const names = values.flatMap((name) =>
    name instanceof Sym ? [name.name] : typeof name === 'string' ? [name] : [],
  );
  return values.length > 0 && names.length === values.length ? names : undefined;
}

/** Asks for the names, and gives them back whatever way the body is left; there is no lock inside a lock. */
const lock: Form = (form, env, dynamic, k) => {
  const [, nameForm, ...forms] = itemsOf(form);
  return evaluate(nameForm!, env, dynamic, (value) => {
    const names = namesOf(value);
    if (names === undefined) return raise(new Wrong('error').condition, dynamic, k);
    if (parameterIn(dynamic, inLock) !== false)
      return raise(new Wrong('lock-in-lock').condition, dynamic, k);
    return ask('lock', 'lock', false, dynamic, holding, { names: names.join(' ') });
  });
  function holding(held: Value): Next {
    const back = procedureOf((inner, after) => {
      inner.branch.workflow.tell('unlocked', held);
      return after(unspecified);
    });
    const inside = bodyOf(forms, env);
    const holder = procedureOf((inner, after) => inside(bindParameter(inner, inLock, true), after));
    const nothing = procedureOf((_, after) => after(unspecified));
    return dynamicWind([nothing, holder, back], dynamic, k);
  }
};

const sleep: Form = (form, env, dynamic, k) =>
  evaluate(itemsOf(form)[1]!, env, dynamic, (duration) =>
    ask('sleep', 'sleep', false, dynamic, k, { duration: duration as string }),
  );

const waitUntil: Form = (form, env, dynamic, k) =>
  evaluate(itemsOf(form)[1]!, env, dynamic, (instant) =>
    ask('until', 'wait-until', false, dynamic, k, {
      instant: new Date(instant as string).toISOString(),
    }),
  );

const never: Form = (_form, _env, dynamic, k) => ask('never', 'never', false, dynamic, k);

export const structureForms: { readonly [name: string]: Form } = {
  phase,
  revisable,
  within,
  'while-in': whileIn,
  lock,
  sleep,
  'wait-until': waitUntil,
  never,
};
