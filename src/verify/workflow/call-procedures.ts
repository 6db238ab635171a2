import type { Core } from '../../machine/code.ts';
import { briefText } from './brief-text.ts';
import type { CodeBase } from './code-base.ts';
import { arityOf, arityText } from '../../language/arity.ts';
import { chainInside, type Arrival } from './context.ts';
import { formOf, lasting } from './forms.ts';
import type { Miscall } from './miscalls.ts';
import { wrongOperand } from './operand-types.ts';
import { fewItems, pureCall } from './pure-calls.ts';
import { held } from './read-code.ts';
import type { Call, Translation } from './translation.ts';
import * as values from './value.ts';
import type { Value } from './value.ts';

/** The library's procedures that call what they are given while they run, and keep nothing of it. */
const callers: ReadonlySet<string> = new Set([
  'map',
  'for-each',
  'filter',
  'fold',
  'fold-right',
  'reduce',
  'any',
  'every',
  'delete-duplicates',
  'list-index',
  'member',
  'assoc',
  'sort',
  'vector-map',
  'vector-for-each',
  'string-map',
  'string-for-each',
  'hash-table-walk',
  'hash-table-fold',
  'hash-table-update!',
  'hash-table-update!/default',
  'hash-table-ref',
  'call-with-output-string',
]);

/** Calls a procedure; a tail call of one that the chain has entered already goes round. */
export function applied(procedure: Value, call: Call, t: Translation): readonly Arrival[] {
  if (procedure.kind === 'closure') return enter(t, procedure, procedure.code, call);
  if (procedure.kind === 'global') return applyGlobal(t, procedure.name, call);
  if (procedure.kind === 'spawner') {
    t.remarks.inThunk(call.node, 'waits', call.cx.thunkOf);
    return procedure.spawn(call, t);
  }
  if (isNoProcedure(procedure)) t.remarks.miscalls.fails(callOfNone(call, t));
  else t.remarks.miscalls.succeeds(call.node);
  t.escapes(call);
  return [{ value: values.any, place: call.place }];
}

/** Whether a value is known to be one that cannot be called. */
const isNoProcedure = ({ kind }: Value): boolean => none.has(kind);

const none: ReadonlySet<Value['kind']> = new Set([
  'constant',
  'decision',
  'outcome',
  'condition',
  'change',
  'list',
  'pair',
  'data',
]);

function callOfNone({ node }: Call, t: Translation): Miscall {
  const operator = node[0] === 'call' ? node[1] : node;
  return {
    node,
    code: 'not-a-procedure',
    message: `\`${briefText(operator, t.code)}\` is called here, and is no procedure`,
    help: 'an expression in parentheses is a call of what stands first in it: take them away, or put the name of a form or procedure in front',
  };
}

function applyGlobal(t: Translation, name: string, call: Call): readonly Arrival[] {
  const own = t.code.own(name);
  if (own !== undefined) return enter(t, values.globalProcedure(name), own, call);
  const wrong = wrongOperand(name, call.args);
  t.remarks.miscalls.succeeds(call.node);
  if (wrong === undefined) t.remarks.miscalls.fits(call.node);
  else t.remarks.miscalls.fails({ node: call.node, code: 'wrong-type', message: wrong });
  const form = formOf(name);
  if (form !== undefined) {
    const does = lasting(name);
    if (does !== null) t.remarks.inThunk(call.node, does, call.cx.thunkOf);
    return form(call, t);
  }
  return applyLibrary(t, name, call);
}

/** A procedure of the library that is no form: it computes, or calls what it is given any number of times. */
function applyLibrary(t: Translation, name: string, call: Call): readonly Arrival[] {
  const given = t.consent?.answer(name, call.args);
  const known = given === undefined ? pureCall(name, call.args) : [given];
  if (known !== undefined) return known.map((value) => ({ value, place: call.place }));
  const called = call.args.filter((value) => t.holdsActing(value));
  if (called.length === 0) return [{ value: values.any, place: call.place }];
  if (!callers.has(name) || called.some(({ kind }) => kind !== 'closure' && kind !== 'global')) {
    t.escapes(call);
    return [{ value: values.any, place: call.place }];
  }
  const each = inOrder.has(name) ? fewItems(call.args[1]) : undefined;
  if (each?.length === 0) return [{ value: values.constant(null), place: call.place }];
  const items = t.consent === null ? undefined : each;
  if (items !== undefined && call.args.length === 2) return calledWithEach(items, call, t);
  const { cx, node } = call;
  const round = t.draft.place(cx.region);
  t.draft.step([call.place], [round], { node, label: null });
  for (const procedure of called) {
    const begun = t.split(round, cx, node);
    const args = t.padded(procedure, []);
    const back = t.gather(t.callInside(procedure, args, begun, cx, node));
    if (back !== undefined) t.draft.step([back], [round], { node, label: null });
  }
  return [{ value: values.any, place: t.split(round, cx, node) }];
}

/** Those of them that call it with each item of a list, from first to last. */
const inOrder: ReadonlySet<string> = new Set(['map', 'for-each']);

function calledWithEach(items: readonly Value[], call: Call, t: Translation): readonly Arrival[] {
  const [procedure = values.any] = call.args;
  const { cx, node } = call;
  let place: number | undefined = call.place;
  for (const item of items) {
    place = t.gather(t.callInside(procedure, [item], place, cx, node));
    if (place === undefined) return [];
  }
  return [{ value: values.any, place }];
}

function enter(t: Translation, procedure: Value, code: Core, call: Call): readonly Arrival[] {
  const lambda = lambdaFor(code, call.args.length);
  if (lambda === undefined) return enterAnyway(t, procedure, code, call);
  t.remarks.miscalls.succeeds(call.node);
  return enterLambda(t, procedure, lambda, call);
}

function enterLambda(
  t: Translation,
  procedure: Value,
  lambda: Lambda,
  call: Call,
): readonly Arrival[] {
  const env = bound(t, procedure, lambda, call.args);
  const own = lambda[1].map((local) => env.get(local)!.key);
  const key = `${procedure.key} ${own.join(' ')}${call.cx.revisable ? ' r' : ''}`;
  const { cx } = call;
  if (call.tail) {
    const before = cx.chain.entered.get(key);
    if (before !== undefined) {
      if (t.isComputing) return [];
      const place = t.draft.merge(call.place, before);
      t.remarks.loop({ form: lambda, back: call.node, place });
      return [];
    }
    cx.chain.entered.set(key, call.place);
    return t.read(lambda[3], env, call.place, cx, true);
  }
  // One that was entered by a tail call only has no ways of its own to end: those are its caller's.
  if (t.summaries.isRecording(key)) return recurse(t, key, call);
  const chain = chainInside(cx.chain);
  chain.entered.set(key, call.place);
  return t.summaries.recording(key, { ...cx, chain }, (inner) =>
    t.settle(t.read(lambda[3], env, call.place, inner, true), cx, call.node),
  );
}

/** What a call with too few or too many operands was meant to do is followed: the call is the mistake, and no more. */
function enterAnyway(t: Translation, procedure: Value, code: Core, call: Call): readonly Arrival[] {
  const { node, args, place } = call;
  const [lambda] = lambdasIn(code);
  const wanted = arityOf(code);
  if (lambda === undefined || wanted === undefined) {
    t.remarks.miscalls.fails(callOfNone(call, t));
    return [{ value: values.any, place }];
  }
  t.remarks.miscalls.fails({
    node,
    code: 'wrong-arguments',
    message: `this call gives ${args.length === 1 ? '1 argument' : `${args.length} arguments`}, and the procedure takes ${arityText(wanted)}`,
  });
  const given = lambda[1].map((_, at) => args[at] ?? values.any);
  return enterLambda(t, procedure, lambda, { ...call, args: given });
}

/** A procedure that waits for a call of itself: the inner call ends in each way that the outer one may. */
function recurse(t: Translation, key: string, { node, place, cx }: Call): readonly Arrival[] {
  if (t.isComputing) return [{ value: values.any, place }];
  const { returned, raised, exits } = t.summaries.of(key);
  const from = t.draft.place(cx.region, node, {
    message: 'this calls itself before it is done, and no call ever returns',
    help: 'let a test before the call end it, or make the call the last thing that is done',
  });
  t.draft.step([place], [from], { node, label: null });
  for (const value of raised) cx.raise(value, t.split(from, cx, node));
  if (exits) cx.exit(t.split(from, cx, node), node);
  return returned.map((value) => ({ value, place: t.split(from, cx, node) }));
}

function bound(
  t: Translation,
  procedure: Value,
  lambda: Lambda,
  args: readonly Value[],
): Map<number, Value> {
  const env = new Map(procedure.kind === 'closure' ? procedure.env : []);
  const needed = t.code.free(lambda[3]);
  lambda[1].forEach((local, index) => {
    const value = needed.has(local) ? args[index]! : values.any;
    env.set(local, held(t, local, value, lambda));
  });
  if (lambda[2] !== null) env.set(lambda[2], values.listOf(args.slice(lambda[1].length)));
  return env;
}

type Lambda = Core & { readonly 0: 'lambda' };

const lambdasIn = (code: Core): readonly Lambda[] =>
  ((code[0] === 'case-lambda' ? code.slice(1) : [code]) as Core[]).filter(
    (core): core is Lambda => core[0] === 'lambda',
  );

const lambdaFor = (code: Core, count: number): Lambda | undefined =>
  lambdasIn(code).find((lambda) =>
    lambda[2] === null ? lambda[1].length === count : lambda[1].length <= count,
  );

/** How many arguments a procedure is called with when its caller is not known. */
export function parametersOf(procedure: Value, code: CodeBase): number {
  const own =
    procedure.kind === 'closure'
      ? procedure.code
      : procedure.kind === 'global'
        ? code.own(procedure.name)
        : undefined;
  const lambda = own?.[0] === 'case-lambda' ? (own[1] as Core | undefined) : own;
  return lambda?.[0] === 'lambda' ? lambda[1].length : 1;
}
