import type { Core } from '../../machine/code.ts';
import type { Arrival, Context } from './context.ts';
import { impliedElse } from './remarks.ts';
import type { Translation } from './translation.ts';
import type { Guard } from '../guards/guards.ts';
import * as values from './value.ts';
import type { Env, Value } from './value.ts';

/** Reads a node of the core: control at a place, with what the locals hold. */
export function readNode(
  t: Translation,
  node: Core,
  env: Env,
  place: number,
  cx: Context,
  tail: boolean,
): readonly Arrival[] {
  switch (node[0]) {
    case 'const':
      return [{ value: values.constant(node[1]), place }];
    case 'ref':
      return [{ value: env.get(node[1]) ?? values.any, place }];
    case 'global':
      return [{ value: topValue(t, node[1], cx), place }];
    case 'lambda':
    case 'case-lambda':
      return [{ value: closureOf(t, node, env), place }];
    case 'set':
    case 'set-global':
      return readSet(t, node, env, place, cx);
    case 'if':
      return readIf(t, node, env, place, cx, tail);
    case 'seq':
      return readSequence(t, node.slice(1) as Core[], env, place, cx, tail);
    case 'let':
      return readLet(t, node, env, place, cx, tail);
    case 'letrec':
      return readLetrec(t, node, env, place, cx, tail);
    case 'call':
      return readCall(t, node, env, place, cx, tail);
  }
}

function closureOf(
  t: Translation,
  code: Core,
  env: Env,
  except: ReadonlySet<number> = new Set(),
): Value {
  const held = new Map<number, Value>();
  const keys: string[] = [];
  for (const local of t.code.free(code)) {
    const value = env.get(local);
    if (value === undefined) continue;
    held.set(local, value);
    if (!except.has(local)) keys.push(`${local}=${value.key}`);
  }
  return { kind: 'closure', code, env: held, key: `λ${t.code.idOf(code)}[${keys.join(' ')}]` };
}

/** The value of a top-level name: a procedure, or what its expression may be computed to. */
function topValue(t: Translation, name: string, cx: Context): Value {
  const known = t.topValues.get(name);
  if (known !== undefined) return known;
  const core = t.code.own(name);
  if (core === undefined || core[0] === 'lambda' || core[0] === 'case-lambda')
    return values.globalProcedure(name);
  t.topValues.set(name, values.any);
  const [only, another] = t.compute(core, new Map(), t.draft.start, cx);
  const value = only === undefined || another !== undefined ? values.any : only.value;
  t.topValues.set(name, value);
  return value;
}

function readSet(
  t: Translation,
  node: Core & { readonly 0: 'set' | 'set-global' },
  env: Env,
  place: number,
  cx: Context,
): readonly Arrival[] {
  const arrivals = t.read(node[2], env, place, cx, false);
  t.escapes({ args: arrivals.map(({ value }) => value), node });
  const out = t.gather(arrivals);
  return out === undefined ? [] : [{ value: values.nothing, place: out }];
}

function readIf(
  t: Translation,
  node: Core & { readonly 0: 'if' },
  env: Env,
  place: number,
  cx: Context,
  tail: boolean,
): readonly Arrival[] {
  const [, test, then, otherwise] = node;
  const ways = t.read(test, env, place, cx, false).flatMap(({ value, place: at }) => {
    const truth = t.truthOf(value);
    return [
      ...(truth.then ? [{ value: values.yes, place: at }] : []),
      ...(truth.otherwise ? [{ value: values.no, place: at }] : []),
    ];
  });
  // Clauses that take every value of what they compare leave none for the `else` that is not there.
  const complete = impliedElse(node, t.code) && isComplete(t.code.guardOf(node));
  const holding = complete ? ways.filter(({ value }) => value.key === values.yes.key) : [];
  const taken = holding.length > 0 ? holding : ways;
  const branches = t.settle(taken, cx, node);
  const [first] = branches;
  t.remarks.chain(node);
  return branches.flatMap(({ value, place: at }) => {
    const holds = value.key === values.yes.key;
    t.remarks.goes(node, holds, env);
    if (!holds && first !== undefined && impliedElse(node, t.code))
      t.remarks.fallsThrough(node, env, branches.length > 1, t.isComputing);
    return t.read(holds ? then : otherwise, env, at, cx, tail);
  });
}

const isComplete = (guard: Guard | undefined): boolean =>
  guard !== undefined && guard.no === undefined;

function readSequence(
  t: Translation,
  nodes: readonly Core[],
  env: Env,
  place: number,
  cx: Context,
  tail: boolean,
): readonly Arrival[] {
  let at: number | undefined = place;
  for (const node of nodes.slice(0, -1)) {
    at = t.gather(t.read(node, env, at, cx, false));
    if (at === undefined) return [];
  }
  return t.read(nodes.at(-1)!, env, at, cx, tail);
}

function readLet(
  t: Translation,
  node: Core & { readonly 0: 'let' },
  env: Env,
  place: number,
  cx: Context,
  tail: boolean,
): readonly Arrival[] {
  const [, bindings, body] = node;
  const inits = bindings.map(([, value]) => value);
  const needed = t.code.free(body);
  if (bindings.length === 1) t.remarks.bindsKey(node, body);
  for (const [local, init] of bindings) t.remarks.holdsResult(local, init, node);
  const kept = bindings.map(([local]) => (needed.has(local) ? local : null));
  return t.readEach(inits, env, place, cx, node, kept).flatMap((state) => {
    const inner = new Map(env);
    bindings.forEach(([local], index) =>
      inner.set(local, held(t, local, state.args[index]!, node)),
    );
    return t.read(body, inner, state.place, cx, tail);
  });
}

/** What a local holds; one that is assigned to may hold anything. */
export function held(t: Translation, local: number, value: Value, node: Core): Value {
  return t.code.mutated(t.code.definitionOf(node)).has(local) ? values.any : value;
}

function readLetrec(
  t: Translation,
  node: Core & { readonly 0: 'letrec' },
  env: Env,
  place: number,
  cx: Context,
  tail: boolean,
): readonly Arrival[] {
  const [, bindings, body] = node;
  const inner = new Map(env);
  const together = new Set(bindings.map(([local]) => local));
  const closures = bindings.filter(([, value]) => isLambda(value));
  for (const [local, value] of closures)
    inner.set(local, held(t, local, closureOf(t, value, inner, together), node));
  // Each closure sees all of them, itself included.
  for (const [local] of closures) {
    const made = inner.get(local)!;
    if (made.kind !== 'closure') continue;
    const held = made.env as Map<number, Value>;
    for (const [other] of closures)
      if (t.code.free(made.code).has(other)) held.set(other, inner.get(other)!);
  }
  let at: number | undefined = place;
  for (const [local, value] of bindings) {
    if (isLambda(value)) continue;
    t.remarks.holdsResult(local, value, node);
    const settled = t.settle(t.read(value, inner, at, cx, false), cx, node);
    at = t.gather(settled);
    if (at === undefined) return [];
    inner.set(local, settled.length === 1 ? held(t, local, settled[0]!.value, node) : values.any);
  }
  return t.read(body, inner, at, cx, tail);
}

function readCall(
  t: Translation,
  node: Core & { readonly 0: 'call' },
  env: Env,
  place: number,
  cx: Context,
  tail: boolean,
): readonly Arrival[] {
  const parts = node.slice(1) as Core[];
  const [, ...operands] = parts;
  return t.readEach(parts, env, place, cx, node).flatMap((state) => {
    const [procedure, ...args] = state.args;
    return t.apply(procedure!, { node, operands, args, place: state.place, cx, tail });
  });
}

export const isLambda = (node: Core): boolean => node[0] === 'lambda' || node[0] === 'case-lambda';
