import { symbolName } from '../../core/datum.ts';
import type { Core } from '../../machine/code.ts';
import type { Arrival } from './context.ts';
import type { FormReader } from './forms.ts';
import { datumOf } from './pure-calls.ts';
import { clausesOf, conditionIn } from './request-clauses.ts';
import type { Step } from './draft.ts';
import type { Asked } from './remarks.ts';
import type { Call, Translation } from './translation.ts';
import * as values from './value.ts';
import type { Outcome, Truth, Value } from './value.ts';

/** A way in which a wait may end: with a value, or by raising one. */
interface Way {
  readonly label: string;
  readonly value: Value;
  readonly raises?: boolean;
  readonly decides?: Step['decides'];
}

/** Whether the engine answers at once, or never at once; neither unless said. */
type Answered = Pick<Step, 'asks' | 'later'>;

/** Draws a wait that ends in one of the ways. */
function wait(
  { place, cx, node }: Call,
  t: Translation,
  ways: readonly Way[],
  answered: Answered = {},
): readonly Arrival[] {
  return ways.flatMap(({ label, value, raises, decides }) => {
    const out = t.draft.place(cx.region);
    t.draft.step([place], [out], { node, label, ...answered, ...(decides && { decides }) });
    if (raises !== true) return [{ value, place: out }];
    cx.raise(value, out);
    return [];
  });
}

const nameOf = (call: Call): string => symbolName(datumOf(call.args[0]) ?? null) ?? 'request';

function opened(kind: Asked['kind'], call: Call, t: Translation): Asked {
  const { node, place, cx, args } = call;
  const clauses = clausesOf(args[1]);
  const asked: Asked = {
    node,
    name: nameOf(call),
    kind,
    clauses,
    place,
    region: cx.region,
    keyedBy: cx.keyedBy,
    withdrawable: cx.withdrawable,
  };
  t.remarks.ask(asked);
  const accepts = clauses.get('accepts');
  if (accepts?.kind === 'closure') t.remarks.accepting(asked.name, accepts);
  return asked;
}

/** How an approval may end: an edit of what it is bound to may make it stale inside a round, and only there. */
function outcomesOf({ clauses }: Asked, revise: boolean): readonly Outcome[] {
  return [
    'approved',
    'rejected',
    ...(revise ? (['revise'] as const) : []),
    ...(clauses.has('within') ? (['expired'] as const) : []),
  ];
}

const approval =
  (required: boolean): FormReader =>
  (call, t) => {
    const { cx, node } = call;
    const decided = (outcome: Outcome): Value => values.decision(outcome, node, t.code.idOf(node));
    const asks = askedIf(call, t);
    const onlyIf = conditionIn(call.operands[1]);
    if (onlyIf !== undefined) t.remarks.onlyIf.set(onlyIf, nameOf(call));
    if (!asks.then && asks.otherwise) return skipped(call, t, decided);
    const asked = opened('approval', call, t);
    const ways = outcomesOf(asked, !required || cx.revisable).map((outcome): Way => {
      const raises = required && outcome !== 'approved';
      const decides = { asked, outcome };
      return { label: `${asked.name} ${outcome}`, value: decided(outcome), raises, decides };
    });
    const stale: Way = { label: `${asked.name} stale`, value: decided('stale'), raises: true };
    const maySkip = t.consent !== null && asks.otherwise;
    const notAsked: Way = { label: `${asked.name} skipped`, value: decided('approved') };
    const all = [...ways, ...(cx.revisable ? [stale] : []), ...(maySkip ? [notAsked] : [])];
    return wait(call, t, all, { later: !asks.otherwise });
  };

/** Whether it is asked. By `(only-if #f)`, as it is written, an approval asks nobody, and is there for what it binds. */
function askedIf({ args }: Call, t: Translation): Truth {
  const asks = clausesOf(args[1]).get('only-if');
  return asks === undefined ? { then: true, otherwise: false } : t.truthOf(asks);
}

function skipped(
  call: Call,
  t: Translation,
  decided: (outcome: Outcome) => Value,
): readonly Arrival[] {
  const name = nameOf(call);
  const approved: Way = { label: `${name} skipped`, value: decided('approved') };
  const stale: Way = { label: `${name} stale`, value: decided('stale'), raises: true };
  const asked = wait(call, t, [approved], { asks: true });
  return call.cx.revisable ? [...asked, ...wait(call, t, [stale])] : asked;
}

const answered =
  (kind: Exclude<Asked['kind'], 'approval'>): FormReader =>
  (call, t) => {
    const asked = opened(kind, call, t);
    const expired = values.decision('expired', call.node, t.code.idOf(call.node));
    const ways: Way[] = [{ label: asked.name, value: values.data }];
    if (asked.clauses.has('within'))
      ways.push({ label: `${asked.name} expired`, value: expired, raises: kind === 'task' });
    // What was sent before may have been kept.
    const later = kind === 'task' || (kind === 'signal' && !t.code.kept.has(asked.name));
    return wait(call, t, ways, { later });
  };

const passing =
  (label: string, answered: Answered = {}): FormReader =>
  (call, t) =>
    wait(call, t, [{ label, value: values.data }], answered);

const sleep: FormReader = (call, t) => {
  const duration = datumOf(call.args[0]);
  const label = typeof duration === 'string' ? `${duration} pass` : 'the time passes';
  return wait(call, t, [{ label, value: values.data }], { later: true });
};

/** Remembers that other changes are waited for. */
function awaits({ node, cx }: Call, t: Translation, workflow: string | null): void {
  const holder = cx.lock === null ? '' : t.code.idOf(cx.lock.node);
  const key = `${t.code.idOf(node)} ${holder} ${workflow ?? ''}`;
  t.remarks.locks.waits({ node, workflow, holding: cx.lock }, key);
}

const otherChange: FormReader = (call, t) => {
  const [change] = call.args;
  if (isOwnId(call.operands[0])) {
    t.draft.rest(call.place, call.node, {
      message: 'this waits for the end of the change that it is part of',
      help: 'wait for another change: the identifier that (open-change …) answers, or one that the change names',
    });
    return [];
  }
  awaits(call, t, change?.kind === 'change' ? change.workflow : null);
  return wait(call, t, [{ label: 'the other change ends', value: values.data }]);
};

/** `(field 'id)`, as it is written. */
const isOwnId = (operand: Core | undefined): boolean => {
  if (operand?.[0] !== 'call' || operand[1][0] !== 'global' || operand[1][1] !== '%field')
    return false;
  const name = operand[2] as Core | undefined;
  return name?.[0] === 'const' && symbolName(name[1]) === 'id';
};

/** What is asked of the engine, which answers before anything else can happen. */
const answeredAtOnce = ({ place, node, cx }: Call, t: Translation, value: Value): Arrival => {
  const out = t.draft.place(cx.region);
  t.draft.step([place], [out], { node, label: null, asks: true });
  return { value, place: out };
};

const openChange: FormReader = (call, t) => {
  const workflow = symbolName(datumOf(call.args[0]) ?? null);
  if (workflow === undefined) return [answeredAtOnce(call, t, values.data)];
  t.remarks.opened.set(call.node, workflow);
  return [answeredAtOnce(call, t, values.changeOf(workflow))];
};

const dependencies: FormReader = (call, t) => {
  awaits(call, t, null);
  return wait(call, t, [
    { label: 'dependencies done', value: values.data },
    {
      label: 'a dependency failed',
      value: values.condition('dependency-failed'),
      raises: true,
    },
  ]);
};

const never: FormReader = ({ place, node }, t) => {
  t.draft.rest(place, node, {
    message: 'this waits for ever, and nothing beside it can go on',
    help: 'put an event beside it with `race` or `within`, or leave it out',
  });
  return [];
};

/** What is said to the engine, which answers nothing: control stays where it is. */
const atOnce: FormReader = ({ place }) => [{ value: values.data, place }];

const assessment: FormReader = (call, t) => {
  t.consent?.assesses(symbolName(datumOf(call.args[0]) ?? null) ?? null, call.node);
  return [answeredAtOnce(call, t, values.data)];
};

/** What is told to the engine, which answers nothing. */
export const effects = ['%effect', 'notify', 'comment'] as const;

export const requestForms: readonly (readonly [string, FormReader])[] = [
  ['%await-approval', approval(false)],
  ['%require-approval', approval(true)],
  ['%await-signal', answered('signal')],
  ['%await-event', answered('event')],
  ['%task', answered('task')],
  ['%sleep', sleep],
  ['%wait-until', passing('the time comes', { later: true })],
  ['await-window', passing('a window opens')],
  ['await-dependencies', dependencies],
  ['await-change', otherChange],
  ['%open-change', openChange],
  ['never', never],
  ['%assess-risk', assessment],
  ...effects.map((name) => [name, atOnce] as const),
];
