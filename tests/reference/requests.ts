/** Requests: what a workflow waits for people to do, and what it says without waiting. */
import { raise } from './conditions.ts';
import { outcomeOf } from './decisions.ts';
import type { Clauses } from './runs.ts';
import { evaluate, evaluateAll, itemsOf } from './evaluate.ts';
import { Pair, Parameter, isIdentifier, list, listItems, symbol, unspecified } from './values.ts';
import type { Continue, Dynamic, Form, Next, Value } from './values.ts';
import { plainDatum, textOf } from './write.ts';

/** Whether an approval stands inside a `revisable`. */
export const inRevisable = new Parameter(false, null);
/** The element of the innermost `parallel-for` or `map` in which a request stands. */
export const elementKey = new Parameter(false, null);

export const bindParameter = (dynamic: Dynamic, parameter: Parameter, value: Value): Dynamic => ({
  ...dynamic,
  parameters: { parameter, value, outer: dynamic.parameters },
});

export function parameterIn({ parameters }: Dynamic, parameter: Parameter): Value {
  for (let at = parameters; at !== null; at = at.outer)
    if (at.parameter === parameter) return at.value;
  return false;
}

export const keyOf = (dynamic: Dynamic): Value => parameterIn(dynamic, elementKey);

export const ask = (
  kind: string,
  name: string,
  key: Value,
  dynamic: Dynamic,
  k: Continue,
  clauses?: Clauses,
): Next => dynamic.branch.workflow.ask(kind, name, key, dynamic, k, clauses);

/** The word that a form begins with, by its spelling alone. */
export function headWord(form: Value): string | undefined {
  const [head] = listItems(form) ?? [];
  return head !== undefined && isIdentifier(head) ? wordOf(head) : undefined;
}

export const wordOf = (form: Value): string => textOf(plainDatum(form), false);

/** `(FORM NAME clause …)`: of the clauses only the key is told, and whether what comes early is kept. */
const request =
  (kind: string, answered: (answer: Value, dynamic: Dynamic, k: Continue) => Next): Form =>
  (form, env, dynamic, k) => {
    const [, name, ...clauses] = itemsOf(form);
    const given = clauses.find((clause) => headWord(clause) === 'key');
    const kept = clauses.some((clause) => headWord(clause) === 'persistent');
    const told: Clauses = kept ? { persistent: '#t' } : {};
    const open = (key: Value): Next =>
      ask(kind, wordOf(name!), key, dynamic, (answer) => answered(answer, dynamic, k), told);
    if (given === undefined) return open(keyOf(dynamic));
    return evaluate(itemsOf(given)[1]!, env, dynamic, open);
  };

/** A word, which some forms take quoted. */
function wordIn(form: Value): Value {
  const plain = plainDatum(form);
  return headWord(plain) === 'quote' ? listItems(plain)![1]! : plain;
}

const asItIs = (answer: Value, _: Dynamic, k: Continue): Next => k(answer);

/** An effect of a word and a value, or of values alone. */
const effect =
  (name: string, worded: boolean, data: (values: Value[]) => Value): Form =>
  (form, env, dynamic, k) => {
    const operands = itemsOf(form).slice(1);
    const word = worded ? [wordIn(operands[0]!)] : [];
    return evaluateAll(worded ? operands.slice(1) : operands, env, dynamic, (values) => {
      dynamic.branch.workflow.tell(name, data([...word, ...values]));
      return k(unspecified);
    });
  };

/** `(open-change WORKFLOW (FIELD V) …)`: its values from left to right; answers at once, by what the change is called. */
const openChange: Form = (form, env, dynamic, k) => {
  const [, workflow, ...fields] = itemsOf(form);
  const pairs = fields.map(itemsOf);
  return evaluateAll(
    pairs.map(([, value]) => value!),
    env,
    dynamic,
    (values) => {
      const told = list(pairs.map(([field], at) => new Pair(plainDatum(field!), values[at]!)));
      const clauses = { fields: textOf(told, true) };
      return ask('open-change', wordOf(workflow!), false, dynamic, k, clauses);
    },
  );
};

export const requestForms: { readonly [name: string]: Form } = {
  'await-approval': request('approval', asItIs),
  'require-approval': request('approval', (answer, dynamic, k) =>
    outcomeOf(answer) === 'approved' ? k(answer) : raise(answer, dynamic, k),
  ),
  'await-signal': request('signal', asItIs),
  'await-event': request('event', asItIs),
  'open-change': openChange,
  'await-change': (form, env, dynamic, k) =>
    evaluate(itemsOf(form)[1]!, env, dynamic, (change) =>
      ask('change', 'await-change', false, dynamic, k, { change: textOf(change, true) }),
    ),
  task: request('task', (answer, dynamic, k) =>
    outcomeOf(answer) === 'expired' ? raise(answer, dynamic, k) : k(answer),
  ),
  emit: effect('emit', true, list),
  comment: effect('comment', false, ([text]) => text!),
  'set-field!': effect('set-field', true, list),
  close: (form, env, dynamic) =>
    evaluate(itemsOf(form)[1]!, env, dynamic, (outcome) =>
      dynamic.branch.workflow.exit(list([symbol('close'), outcome]), dynamic),
    ),
  become: (form, _, dynamic) =>
    dynamic.branch.workflow.exit(list([symbol('become'), plainDatum(itemsOf(form)[1]!)]), dynamic),
};
