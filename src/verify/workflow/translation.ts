import type { Core } from '../../machine/code.ts';
import { chainInside, type Arrival, type Context } from './context.ts';
import type { CodeBase } from './code-base.ts';
import { Draft } from './draft.ts';
import { formOf } from './forms.ts';
import { impliedElse, Remarks } from './remarks.ts';
import { pureCall } from './pure-calls.ts';
import type { Summaries } from './summaries.ts';
import * as values from './value.ts';
import type { Env, Value } from './value.ts';

/** A call on its way: its operands are known, and control stands at `place`. */
export interface Call {
  readonly node: Core;
  readonly operands: readonly Core[];
  readonly args: readonly Value[];
  readonly place: number;
  readonly cx: Context;
  readonly tail: boolean;
}

/** Beyond these a workflow is not decided. */
export interface TranslationLimits {
  /** Places and transitions. */
  readonly nodes: number;
  /** Expressions read, each as often as it is reached with other knowledge. */
  readonly readings: number;
  /** Calls and expressions within each other. */
  readonly depth: number;
}

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

/** So many values of one pure expression are told apart. */
const VALUES_MAX = 8;

/**
 * Reads a workflow's code with what is known of its values, and draws the net of everything it may do. An expression is
 * read once for each knowledge that it is reached with; code that cannot steer is only computed.
 */
export class Translation {
  readonly draft = new Draft();
  readonly remarks: Remarks;
  /** True once a limit is reached: the net is then not the whole workflow. */
  exhausted = false;
  readonly code: CodeBase;
  readonly summaries: Summaries;
  private readonly limits: TranslationLimits;
  private readings = 0;
  private depth = 0;
  /** How many pure computations are under way: they draw nothing. */
  private computing = 0;
  private readonly topValues = new Map<string, Value>();

  constructor(code: CodeBase, summaries: Summaries, limits: TranslationLimits) {
    this.code = code;
    this.summaries = summaries;
    this.limits = limits;
    this.remarks = new Remarks(code);
  }

  /** Control at a place reads an expression; answers where it goes on and with what, and none where it never does. */
  read(node: Core, env: Env, place: number, cx: Context, tail: boolean): readonly Arrival[] {
    this.readings += 1;
    if (
      this.readings > this.limits.readings ||
      this.depth > this.limits.depth ||
      this.draft.size > this.limits.nodes
    ) {
      this.exhausted = true;
    }
    if (this.exhausted) return [];
    this.remarks.visit(node);
    this.depth += 1;
    const arrivals =
      this.computing > 0 || this.steers(node, env)
        ? this.readNode(node, env, place, cx, tail)
        : this.compute(node, env, place, cx);
    this.depth -= 1;
    return arrivals;
  }

  /** Calls a procedure; a tail call of one that the chain has entered already goes round. */
  apply(procedure: Value, call: Call): readonly Arrival[] {
    if (procedure.kind === 'closure') return this.enter(procedure, procedure.code, call);
    if (procedure.kind === 'global') return this.applyGlobal(procedure.name, call);
    if (procedure.kind === 'spawner') return procedure.spawn(call, this);
    this.escapes(call);
    return [{ value: values.any, place: call.place }];
  }

  /** Calls a thunk or a procedure from within a form, beside whatever called the form. */
  callInside(procedure: Value, args: readonly Value[], place: number, cx: Context, node: Core) {
    const call = { node, operands: [], args, place, cx, tail: false };
    return this.apply(procedure, call);
  }

  /** One place for all arrivals, whatever they bring; undefined where there are none. */
  gather(arrivals: readonly Arrival[]): number | undefined {
    let place: number | undefined;
    for (const arrival of arrivals)
      place = place === undefined ? arrival.place : this.draft.merge(place, arrival.place);
    return place;
  }

  /** One arrival for each knowledge, each at a place of its own. */
  settle(arrivals: readonly Arrival[], cx: Context, node: Core): readonly Arrival[] {
    return this.apart(arrivals, ({ value }) => value.key, cx, node);
  }

  /** A way out of a place that nobody would notice. */
  split(place: number, cx: Context, node: Core): number {
    if (this.computing > 0) return place;
    const out = this.draft.place(cx.region);
    this.draft.step([place], [out], { node, label: null });
    return out;
  }

  /** Arguments for a procedure whose caller gives it something unknown beside those given. */
  padded(procedure: Value, given: readonly Value[]): readonly Value[] {
    const missing = arityOf(procedure, this.code) - given.length;
    return [...given, ...Array.from({ length: Math.max(0, missing) }, () => values.any)];
  }

  /** Whether an effect may come of the value, however it is used. */
  holdsActing(value: Value): boolean {
    return values.proceduresIn(value).some((held) => {
      if (held.kind === 'global') return this.code.globalActs(held.name);
      return held.kind === 'spawner' || this.code.acts(held.code);
    });
  }

  /** Remarks that a procedure which acts goes where it cannot be followed. */
  escapes({ args, node }: Pick<Call, 'args' | 'node'>): void {
    if (this.computing === 0 && args.some((value) => this.holdsActing(value)))
      this.remarks.unverifiable(
        node,
        'a procedure with effects is stored here, where no check can follow it',
      );
  }

  private steers(node: Core, env: Env): boolean {
    if (this.code.steers(node)) return node[0] !== 'global' && !isLambda(node);
    if (isLambda(node)) return false;
    for (const local of this.code.free(node)) {
      const value = env.get(local);
      if (value !== undefined && this.holdsSteering(value)) return true;
    }
    return false;
  }

  private holdsSteering(value: Value): boolean {
    if (value.kind === 'constant' || value.kind === 'any' || value.kind === 'data') return false;
    return values.proceduresIn(value).some((held) => {
      if (held.kind === 'global') return this.code.globalSteers(held.name);
      return held.kind === 'spawner' || this.code.steers(held.code);
    });
  }

  /** What a pure expression may answer; control stays where it is. */
  private compute(node: Core, env: Env, place: number, cx: Context): readonly Arrival[] {
    this.computing += 1;
    const found = this.readNode(node, env, place, computing(cx), false);
    this.computing -= 1;
    const distinct = new Map(found.map(({ value }) => [value.key, value]));
    if (distinct.size === 0 || distinct.size > VALUES_MAX) return [{ value: values.any, place }];
    return [...distinct.values()].map((value) => ({ value, place }));
  }

  private readNode(
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
        return [{ value: this.topValue(node[1], cx), place }];
      case 'lambda':
      case 'case-lambda':
        return [{ value: this.closureOf(node, env), place }];
      case 'set':
      case 'set-global':
        return this.readSet(node, env, place, cx);
      case 'if':
        return this.readIf(node, env, place, cx, tail);
      case 'seq':
        return this.readSequence(node.slice(1) as Core[], env, place, cx, tail);
      case 'let':
        return this.readLet(node, env, place, cx, tail);
      case 'letrec':
        return this.readLetrec(node, env, place, cx, tail);
      case 'call':
        return this.readCall(node, env, place, cx, tail);
    }
  }

  private closureOf(code: Core, env: Env, except: ReadonlySet<number> = new Set()): Value {
    const held = new Map<number, Value>();
    const keys: string[] = [];
    for (const local of this.code.free(code)) {
      const value = env.get(local);
      if (value === undefined) continue;
      held.set(local, value);
      if (!except.has(local)) keys.push(`${local}=${value.key}`);
    }
    return { kind: 'closure', code, env: held, key: `λ${this.code.idOf(code)}[${keys.join(' ')}]` };
  }

  /** The value of a top-level name: a procedure, or what its expression may be computed to. */
  private topValue(name: string, cx: Context): Value {
    const known = this.topValues.get(name);
    if (known !== undefined) return known;
    const core = this.code.own(name);
    if (core === undefined || core[0] === 'lambda' || core[0] === 'case-lambda')
      return values.globalProcedure(name);
    this.topValues.set(name, values.any);
    const [only, another] = this.compute(core, new Map(), this.draft.start, cx);
    const value = only === undefined || another !== undefined ? values.any : only.value;
    this.topValues.set(name, value);
    return value;
  }

  private readSet(
    node: Core & { readonly 0: 'set' | 'set-global' },
    env: Env,
    place: number,
    cx: Context,
  ): readonly Arrival[] {
    const arrivals = this.read(node[2], env, place, cx, false);
    this.escapes({ args: arrivals.map(({ value }) => value), node });
    const out = this.gather(arrivals);
    return out === undefined ? [] : [{ value: values.nothing, place: out }];
  }

  private readIf(
    node: Core & { readonly 0: 'if' },
    env: Env,
    place: number,
    cx: Context,
    tail: boolean,
  ): readonly Arrival[] {
    const [, test, then, otherwise] = node;
    const ways = this.read(test, env, place, cx, false).flatMap(({ value, place: at }) => {
      const truth = values.truthOf(value);
      return [
        ...(truth.then ? [{ value: values.yes, place: at }] : []),
        ...(truth.otherwise ? [{ value: values.no, place: at }] : []),
      ];
    });
    const branches = this.settle(ways, cx, node);
    const [first] = branches;
    this.remarks.chain(node);
    return branches.flatMap(({ value, place: at }) => {
      const holds = value.key === values.yes.key;
      if (!holds && first !== undefined && impliedElse(node, this.code))
        this.remarks.fallsThrough(node, env, branches.length > 1, this.computing > 0);
      return this.read(holds ? then : otherwise, env, at, cx, tail);
    });
  }

  private readSequence(
    nodes: readonly Core[],
    env: Env,
    place: number,
    cx: Context,
    tail: boolean,
  ): readonly Arrival[] {
    let at: number | undefined = place;
    for (const node of nodes.slice(0, -1)) {
      at = this.gather(this.read(node, env, at, cx, false));
      if (at === undefined) return [];
    }
    return this.read(nodes.at(-1)!, env, at, cx, tail);
  }

  private readLet(
    node: Core & { readonly 0: 'let' },
    env: Env,
    place: number,
    cx: Context,
    tail: boolean,
  ): readonly Arrival[] {
    const [, bindings, body] = node;
    const inits = bindings.map(([, value]) => value);
    const needed = this.code.free(body);
    if (bindings.length === 1) this.remarks.bindsKey(node, body);
    const kept = bindings.map(([local]) => (needed.has(local) ? local : null));
    return this.readEach(inits, env, place, cx, node, kept).flatMap((state) => {
      const inner = new Map(env);
      bindings.forEach(([local], index) =>
        inner.set(local, this.held(local, state.args[index]!, node)),
      );
      return this.read(body, inner, state.place, cx, tail);
    });
  }

  /** What a local holds; one that is assigned to may hold anything. */
  private held(local: number, value: Value, node: Core): Value {
    return this.code.mutated(this.code.definitionOf(node)).has(local) ? values.any : value;
  }

  private readLetrec(
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
      inner.set(local, this.held(local, this.closureOf(value, inner, together), node));
    // Each closure sees all of them, itself included.
    for (const [local] of closures) {
      const made = inner.get(local)!;
      if (made.kind !== 'closure') continue;
      const held = made.env as Map<number, Value>;
      for (const [other] of closures)
        if (this.code.free(made.code).has(other)) held.set(other, inner.get(other)!);
    }
    let at: number | undefined = place;
    for (const [local, value] of bindings) {
      if (isLambda(value)) continue;
      const settled = this.settle(this.read(value, inner, at, cx, false), cx, node);
      at = this.gather(settled);
      if (at === undefined) return [];
      inner.set(
        local,
        settled.length === 1 ? this.held(local, settled[0]!.value, node) : values.any,
      );
    }
    return this.read(body, inner, at, cx, tail);
  }

  private readCall(
    node: Core & { readonly 0: 'call' },
    env: Env,
    place: number,
    cx: Context,
    tail: boolean,
  ): readonly Arrival[] {
    const parts = node.slice(1) as Core[];
    const [, ...operands] = parts;
    return this.readEach(parts, env, place, cx, node).flatMap((state) => {
      const [procedure, ...args] = state.args;
      return this.apply(procedure!, { node, operands, args, place: state.place, cx, tail });
    });
  }

  /** Reads expressions from left to right; one state for each knowledge of those that are `kept`, or of all. */
  private readEach(
    nodes: readonly Core[],
    env: Env,
    place: number,
    cx: Context,
    node: Core,
    kept?: readonly (number | null)[],
  ): readonly { readonly args: readonly Value[]; readonly place: number; readonly value: Value }[] {
    let states: readonly { args: readonly Value[]; place: number; value: Value }[] = [
      { args: [], place, value: values.any },
    ];
    nodes.forEach((part, index) => {
      const next = states.flatMap((state) =>
        this.read(part, env, state.place, cx, false).map(({ value, place: at }) => {
          const known = kept?.[index] === null ? values.any : value;
          const args = [...state.args, known];
          return { args, place: at, value: known };
        }),
      );
      states = this.apart(next, ({ args }) => args.map(({ key }) => key).join(' '), cx, node);
    });
    return states;
  }

  /** One of the arrivals for each key, where all arrivals of the key are merged and no two keys share a place. */
  private apart<T extends { readonly place: number }>(
    arrivals: readonly T[],
    keyOf: (arrival: T) => string,
    cx: Context,
    node: Core,
  ): readonly T[] {
    if (arrivals.length < 2) return arrivals;
    const shared = new Map<number, Set<string>>();
    for (const arrival of arrivals) {
      const root = this.draft.find(arrival.place);
      shared.set(root, (shared.get(root) ?? new Set()).add(keyOf(arrival)));
    }
    const found = new Map<string, T>();
    const roots = arrivals.map(({ place }) => this.draft.find(place));
    const done = new Set<string>();
    arrivals.forEach((arrival, index) => {
      const [key, root] = [keyOf(arrival), roots[index]!];
      if (done.has(`${root} ${key}`)) return;
      done.add(`${root} ${key}`);
      const place = shared.get(root)!.size > 1 ? this.split(root, cx, node) : root;
      const known = found.get(key);
      found.set(key, {
        ...arrival,
        place: known === undefined ? place : this.draft.merge(known.place, place),
      });
    });
    return [...found.values()];
  }

  private applyGlobal(name: string, call: Call): readonly Arrival[] {
    const form = formOf(name);
    if (form !== undefined) return form(call, this);
    const own = this.code.own(name);
    if (own !== undefined) return this.enter(values.globalProcedure(name), own, call);
    return this.applyLibrary(name, call);
  }

  /** A procedure of the library that is no form: it computes, or calls what it is given any number of times. */
  private applyLibrary(name: string, call: Call): readonly Arrival[] {
    const known = pureCall(name, call.args);
    if (known !== undefined) return known.map((value) => ({ value, place: call.place }));
    const called = call.args.filter((value) => this.holdsActing(value));
    if (called.length === 0) return [{ value: values.any, place: call.place }];
    if (!callers.has(name) || called.some(({ kind }) => kind !== 'closure' && kind !== 'global')) {
      this.escapes(call);
      return [{ value: values.any, place: call.place }];
    }
    const { cx, node } = call;
    const round = this.draft.place(cx.region);
    this.draft.step([call.place], [round], { node, label: null });
    for (const procedure of called) {
      const begun = this.split(round, cx, node);
      const args = this.padded(procedure, []);
      const back = this.gather(this.callInside(procedure, args, begun, cx, node));
      if (back !== undefined) this.draft.step([back], [round], { node, label: null });
    }
    return [{ value: values.any, place: this.split(round, cx, node) }];
  }

  private enter(procedure: Value, code: Core, call: Call): readonly Arrival[] {
    const lambda = lambdaFor(code, call.args.length);
    if (lambda === undefined) {
      call.cx.raise(values.condition('wrong-arguments'), call.place);
      return [];
    }
    const env = this.bound(procedure, lambda, call.args);
    const own = lambda[1].map((local) => env.get(local)!.key);
    const key = `${procedure.key} ${own.join(' ')}${call.cx.revisable ? ' r' : ''}`;
    const { cx } = call;
    if (call.tail) {
      const before = cx.chain.entered.get(key);
      if (before !== undefined) {
        if (this.computing === 0) this.draft.merge(call.place, before);
        return [];
      }
      cx.chain.entered.set(key, call.place);
      return this.read(lambda[3], env, call.place, cx, true);
    }
    if (isEntered(cx.chain, key)) return this.recurse(key, call);
    const chain = chainInside(cx.chain);
    chain.entered.set(key, call.place);
    return this.summaries.recording(key, { ...cx, chain }, (inner) =>
      this.settle(this.read(lambda[3], env, call.place, inner, true), cx, call.node),
    );
  }

  /** A procedure that waits for a call of itself: the inner call ends in each way that the outer one may. */
  private recurse(key: string, { node, place, cx }: Call): readonly Arrival[] {
    if (this.computing > 0) return [{ value: values.any, place }];
    const { returned, raised, exits } = this.summaries.of(key);
    const from = this.draft.place(
      cx.region,
      node,
      'this calls itself before it is done, and no call ever returns',
    );
    this.draft.step([place], [from], { node, label: null });
    for (const value of raised) cx.raise(value, this.split(from, cx, node));
    if (exits) cx.exit(this.split(from, cx, node), node);
    return returned.map((value) => ({ value, place: this.split(from, cx, node) }));
  }

  private bound(procedure: Value, lambda: Lambda, args: readonly Value[]): Map<number, Value> {
    const env = new Map(procedure.kind === 'closure' ? procedure.env : []);
    const needed = this.code.free(lambda[3]);
    lambda[1].forEach((local, index) => {
      const value = needed.has(local) ? args[index]! : values.any;
      env.set(local, this.held(local, value, lambda));
    });
    if (lambda[2] !== null) env.set(lambda[2], values.listOf(args.slice(lambda[1].length)));
    return env;
  }
}

/** A pure computation raises nothing that is followed, and loops of its own only. */
const computing = (cx: Context): Context => ({
  ...cx,
  chain: chainInside(null),
  raise: () => undefined,
  exit: () => undefined,
});

type Lambda = Core & { readonly 0: 'lambda' };

const isLambda = (node: Core): boolean => node[0] === 'lambda' || node[0] === 'case-lambda';

function lambdaFor(code: Core, count: number): Lambda | undefined {
  const lambdas = (code[0] === 'case-lambda' ? code.slice(1) : [code]) as Core[];
  return lambdas.find(
    (lambda): lambda is Lambda =>
      lambda[0] === 'lambda' &&
      (lambda[2] === null ? lambda[1].length === count : lambda[1].length <= count),
  );
}

/** How many arguments a procedure is called with when its caller is not known. */
function arityOf(procedure: Value, code: CodeBase): number {
  const own =
    procedure.kind === 'closure'
      ? procedure.code
      : procedure.kind === 'global'
        ? code.own(procedure.name)
        : undefined;
  const lambda = own?.[0] === 'case-lambda' ? (own[1] as Core | undefined) : own;
  return lambda?.[0] === 'lambda' ? lambda[1].length : 1;
}

function isEntered(chain: Context['chain'], key: string): boolean {
  for (let at: Context['chain'] | null = chain; at !== null; at = at.around)
    if (at.entered.has(key)) return true;
  return false;
}
