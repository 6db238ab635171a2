import { readFileSync } from 'node:fs';
import { definers } from './body.ts';
import { Workflow } from './branches.ts';
import type { Ended } from './branches.ts';
import { declare } from './body.ts';
import {
  applyProcedure,
  callWithContinuation,
  dynamicWind,
  raise,
  raiseContinuable,
  signalError,
  withHandler,
} from './conditions.ts';
import { decisionProcedures } from './decisions.ts';
import { apply, evaluateItems, valueOf, valuesIn } from './evaluate.ts';
import { force } from './forms-more.ts';
import { baseForms } from './forms.ts';
import { plain } from './plain.ts';
import { listProcedures, tableProcedures, vectorProcedures } from './procedures-data.ts';
import { numberProcedures, objectProcedures, textProcedures } from './procedures-text.ts';
import { readAll } from './read.ts';
import { bindParameter, elementKey, requestForms } from './requests.ts';
import { structureForms } from './structure.ts';
import { togetherForms } from './together.ts';
import { Condition, Env, Port, Procedure, Wrong, age, symbol, unspecified } from './values.ts';
import type { Continue, Dynamic, Next, Value } from './values.ts';
import { textOf } from './write.ts';

type Control = (operands: Value[], dynamic: Dynamic, k: Continue) => Next;

/** Writes to a port, or where none is given to the trace. */
const writing =
  (text: (value: Value) => string): Control =>
  ([value, port], dynamic, k) => {
    const target = port instanceof Port ? port : undefined;
    if (target === undefined) dynamic.branch.workflow.trace += text(value!);
    else target.text += text(value!);
    return k(unspecified);
  };

const control: readonly (readonly [name: string, min: number, max: number, run: Control])[] = [
  ['apply', 2, Infinity, applyProcedure],
  ['values', 0, Infinity, (values, _, k) => k(valueOf(values))],
  [
    'call-with-values',
    2,
    2,
    ([producer, consumer], dynamic, k) =>
      apply(producer!, [], dynamic, (value) => apply(consumer!, valuesIn(value), dynamic, k)),
  ],
  ['call-with-current-continuation', 1, 1, callWithContinuation],
  ['call/cc', 1, 1, callWithContinuation],
  ['dynamic-wind', 3, 3, dynamicWind],
  ['with-exception-handler', 2, 2, withHandler],
  ['raise', 1, 1, ([object], dynamic, k) => raise(object!, dynamic, k)],
  ['raise-continuable', 1, 1, ([object], dynamic, k) => raiseContinuable(object!, dynamic, k)],
  ['error', 1, Infinity, signalError],
  ['force', 1, 1, force],
  [
    '%in-visit',
    2,
    2,
    ([element, thunk], dynamic, k) =>
      apply(thunk!, [], bindParameter(dynamic, elementKey, element!), k),
  ],
  ['display', 1, 2, writing((value) => textOf(value, false))],
  ['write', 1, 2, writing((value) => textOf(value, true))],
  ['newline', 0, 1, ([port], dynamic, k) => writing(() => '\n')([null, port!], dynamic, k)],
];

/** The kind of an error object, which a program may test for. */
const conditionKind = plain('condition-kind', 1, 1, (value) => {
  if (value instanceof Condition) return symbol(value.kind);
  throw new Wrong('wrong-type');
});

function builtIn(): Env {
  const env = new Env(null);
  const forms = { ...baseForms, ...structureForms, ...togetherForms, ...requestForms };
  for (const [name, evaluate] of Object.entries(forms))
    env.bind(symbol(name), { kind: 'form', evaluate });
  for (const [name, definer] of Object.entries(definers))
    env.bind(symbol(name), { kind: 'definer', declare: definer });
  const procedures = [
    ...listProcedures,
    ...vectorProcedures,
    ...tableProcedures,
    ...numberProcedures,
    ...textProcedures,
    ...objectProcedures,
    ...decisionProcedures,
    conditionKind,
    ...control.map(([name, min, max, run]) => new Procedure(name, min, max, run)),
  ];
  for (const procedure of procedures) env.define(symbol(procedure.name), procedure);
  return env;
}

const MUCH = 1_000_000;
export const base = builtIn();
define(readAll(readFileSync(new URL('prelude.scm', import.meta.url), 'utf8')), base);

/** Evaluates top-level definitions, one after another; what each makes is frozen when it is done. Null, or what failed. */
function define(data: readonly Value[], env: Env): Ended | null {
  for (const item of declare(data, env)) {
    age.now += 1;
    const workflow = new Workflow(MUCH);
    workflow.start((dynamic, k) => evaluateItems([item], env, dynamic, k));
    if (workflow.ended?.how !== 'returned') return workflow.ended;
  }
  age.now += 1;
  return null;
}

/**
 * A program of top-level definitions, ready to call its `main`; or how a definition failed. It may be run once. Throws
 * `Unsaid` beyond its fuel, then and later.
 */
export function prepare(
  text: string,
  fuel: number,
  language = base,
): { readonly workflow: Workflow; readonly run: () => void } {
  const env = new Env(language);
  const workflow = new Workflow(fuel);
  workflow.ended = define(readAll(text), env);
  const run = (): void => {
    const main = env.find(symbol('main'));
    if (main?.kind !== 'variable') throw new Error('the program has no main');
    workflow.start((dynamic, k) => apply(main.value!, [], dynamic, k));
  };
  return { workflow, run };
}
