import type { Core } from '../../machine/code.ts';
import { chainInside, type Arrival, type Context } from './context.ts';
import type { CodeBase } from './code-base.ts';
import { Draft } from './draft.ts';
import { applied, parametersOf } from './call-procedures.ts';
import { Forks } from './forks.ts';
import { isLambda, readNode } from './read-code.ts';
import type { LockPlan } from './lock-plan.ts';
import type { LockNames } from './locks.ts';
import { Milestones } from './milestones.ts';
import { Remarks } from './remarks.ts';
import type { Summaries } from './summaries.ts';
import * as values from './value.ts';
import type { Env, Truth, Value } from './value.ts';

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
  /** Calls, expressions and forms within each other: of the host's stack they must not take more than there is. */
  readonly depth: number;
}

/** What a net is to tell beside the order of things: which phases are open, and who has which locks. */
export interface Shown {
  readonly phases: 'awaited' | 'all';
  readonly plan: LockPlan | null;
  /** Where people who can say yes are looked for; null where the order of things is. */
  readonly consent: Consent | null;
}

/** What is known beside the text where it is asked who can say yes. */
export interface Consent {
  /** What a procedure of the library answers; undefined where nothing more is known of it. */
  answer(name: string, args: readonly Value[]): Value | undefined;
  /** An assessment by a model is met; null for the only one. */
  assesses(model: string | null, node: Core): void;
  /** Which ways a test of what is worked out of a change may go. */
  truthOf(term: Core): Truth;
  /** Whether what is drawn is of no more use: the changes that were looked at are to be told apart first. */
  readonly isDivided: boolean;
}

/** So many values of one pure expression are told apart. */
const VALUES_MAX = 8;

/**
 * Reads a workflow's code with what is known of its values, and draws the net of everything it may do. An expression is
 * read once for each knowledge that it is reached with; code that cannot steer is only computed.
 */
export class Translation {
  readonly draft = new Draft();
  readonly remarks: Remarks;
  readonly milestones = new Milestones();
  readonly forks = new Forks();
  /** True once a limit is reached: the net is then not the whole workflow. */
  exhausted = false;
  readonly code: CodeBase;
  readonly summaries: Summaries;
  readonly plan: LockPlan | null;
  readonly consent: Consent | null;
  private readonly phases: 'awaited' | 'all';
  readonly limits: TranslationLimits;
  private readings = 0;
  private depth = 0;
  /** How many pure computations are under way: they draw nothing. */
  private computations = 0;
  /** Values of top-level names, once they are worked out. */
  readonly topValues = new Map<string, Value>();

  constructor(
    code: CodeBase,
    summaries: Summaries,
    limits: TranslationLimits,
    { phases, plan, consent }: Shown,
  ) {
    this.consent = consent;
    this.phases = phases;
    this.plan = plan;
    this.code = code;
    this.summaries = summaries;
    this.limits = limits;
    this.remarks = new Remarks(code);
  }

  /** Whether what is read now is pure: it draws nothing. */
  get isComputing(): boolean {
    return this.computations > 0;
  }

  /** Whether a phase of this name has a place that tells whether it is open. */
  drawsPhase(name: string): boolean {
    return this.phases === 'all' || this.code.milestones.has(name);
  }

  /** Whether the net tells who has a lock of these names. */
  showsLock(names: LockNames): boolean {
    return this.plan?.shows(names) === true && !this.isComputing;
  }

  /** How many branches of one text a form is drawn with. */
  branchesOf(form: Core): number {
    return this.plan?.branches.get(form) ?? 1;
  }

  /** Control at a place reads an expression; answers where it goes on and with what, and none where it never does. */
  read(node: Core, env: Env, place: number, cx: Context, tail: boolean): readonly Arrival[] {
    this.readings += 1;
    if (
      this.readings > this.limits.readings ||
      this.depth > this.limits.depth ||
      this.draft.size > this.limits.nodes ||
      this.consent?.isDivided === true
    ) {
      this.exhausted = true;
    }
    if (this.exhausted) return [];
    this.remarks.visit(node);
    this.depth += 1;
    const arrivals =
      this.isComputing || this.steers(node, env)
        ? readNode(this, node, env, place, cx, tail)
        : this.compute(node, env, place, cx);
    this.depth -= 1;
    return arrivals;
  }

  /** Which ways a test of a value may go. */
  truthOf(value: Value): Truth {
    const term = value.kind === 'data' ? value.term : undefined;
    if (this.consent === null || term === undefined) return values.truthOf(value);
    return this.consent.truthOf(term);
  }

  /** Calls a procedure; a tail call of one that the chain has entered already goes round. */
  apply(procedure: Value, call: Call): readonly Arrival[] {
    return applied(procedure, call, this);
  }

  /** Calls a thunk or a procedure from within a form, beside whatever called the form. */
  callInside(procedure: Value, args: readonly Value[], place: number, cx: Context, node: Core) {
    const call = { node, operands: [], args, place, cx, tail: false };
    this.depth += 1;
    const arrivals = this.apply(procedure, call);
    this.depth -= 1;
    return arrivals;
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
    if (this.isComputing) return place;
    const out = this.draft.place(cx.region);
    this.draft.step([place], [out], { node, label: null });
    return out;
  }

  /** A way that is of no use to who wants a yes. */
  giveUp(place: number): void {
    if (this.isComputing) return;
    const out = this.draft.place(this.draft.root);
    this.draft.step([place], [out], { node: null, label: null, futile: true });
  }

  /** Arguments for a procedure whose caller gives it something unknown beside those given. */
  padded(procedure: Value, given: readonly Value[]): readonly Value[] {
    const missing = parametersOf(procedure, this.code) - given.length;
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
    if (!this.isComputing && args.some((value) => this.holdsActing(value)))
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
  compute(node: Core, env: Env, place: number, cx: Context): readonly Arrival[] {
    this.computations += 1;
    const found = readNode(this, node, env, place, computing(cx), false);
    this.computations -= 1;
    const distinct = new Map(found.map(({ value }) => [value.key, value]));
    if (distinct.size === 0 || distinct.size > VALUES_MAX) return [{ value: values.any, place }];
    return [...distinct.values()].map((value) => ({ value, place }));
  }

  /** Reads a thunk that runs where nothing follows it, such as when a branch is withdrawn: it draws nothing. */
  visit(thunk: Value, cx: Context, node: Core): void {
    this.computations += 1;
    this.callInside(thunk, [], this.draft.place(cx.region), computing(cx), node);
    this.computations -= 1;
  }

  /** What a procedure that only computes may answer. */
  answersOf(procedure: Value, args: readonly Value[], cx: Context, node: Core): readonly Value[] {
    this.computations += 1;
    const found = this.callInside(
      procedure,
      args,
      this.draft.place(cx.region),
      computing(cx),
      node,
    );
    this.computations -= 1;
    return found.length === 0 ? [values.any] : found.map(({ value }) => value);
  }

  /** Reads expressions from left to right; one state for each knowledge of those that are `kept`, or of all. */
  readEach(
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
}

/** A pure computation raises nothing that is followed, and loops of its own only. */
const computing = (cx: Context): Context => ({
  ...cx,
  chain: chainInside(null),
  raise: () => undefined,
  exit: () => undefined,
});
