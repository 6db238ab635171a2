import { walk } from '../../language/compile/positions.ts';
import type { Core } from '../../machine/code.ts';
import type { CodeBase, Test } from './code-base.ts';
import type { Region } from './draft.ts';
import { Locks } from './locks.ts';
import { Miscalls } from './miscalls.ts';
import { OutrunParts } from './outrun.ts';
import type { Env, Outcome, Value } from './value.ts';

/** A request as it was met: what it asks, and where in the net it stands open. */
export interface Asked {
  readonly node: Core;
  readonly name: string;
  readonly kind: 'approval' | 'signal' | 'event' | 'task';
  readonly clauses: ReadonlyMap<string, Value>;
  readonly place: number;
  readonly region: Region;
  /** The branches, each with a key of its own, among which it is asked. */
  readonly keyedBy: Region | null;
  readonly withdrawable: boolean;
}

/** What a request demands of an answer: a procedure, with what is known of what it speaks of. */
export interface Accepting {
  readonly name: string;
  readonly condition: Core;
  readonly env: Env;
}

/** A `cond` or `case` that ends without a clause for what may come to it. */
export interface Unhandled {
  readonly node: Core;
  /** The outcome that no clause takes, and the request that may end so; null where the test decides nothing known. */
  readonly outcome: { readonly outcome: Outcome; readonly from: Core } | null;
}

/** Control that comes back to where it has been. */
export interface Loop {
  /** What goes round: a procedure's code, or a form. */
  readonly form: Core;
  /** The call, or the form itself, that leads back. */
  readonly back: Core;
  /** Where it comes back to. */
  readonly place: number;
}

/** Which ways out of a test were taken, and whether it looks at how something ended. */
export interface Tested {
  readonly result: boolean;
  readonly then: boolean;
  readonly otherwise: boolean;
}

export interface Unverifiable {
  readonly node: Core;
  readonly message: string;
}

/** What a reading of a workflow notices beside the net that it draws. */
export class Remarks {
  readonly visited = new Set<Core>();
  /** Transitions of nets that authors drew: each of them must be able to fire. */
  readonly handDrawn = new Set<Core>();
  readonly asked: Asked[] = [];
  readonly unhandled = new Map<string, Unhandled>();
  readonly hidden = new Map<Core, Unverifiable>();
  readonly locks = new Locks();
  readonly miscalls = new Miscalls();
  readonly outrun = new OutrunParts();
  /** What requests accept, by what is known of that. */
  readonly accepts = new Map<string, Accepting>();
  /** What approvals are asked only if, with their names. */
  readonly onlyIf = new Map<Core, string>();
  /** Conditions of requests that have effects. */
  readonly acting = new Set<Core>();
  /** The workflows of changes that are opened, by what opens them. */
  readonly opened = new Map<Core, string>();
  readonly loops: Loop[] = [];
  /** What a `dynamic-wind` does on the way in or out that it may not, with that. */
  readonly misplaced = new Map<Core, { readonly does: string; readonly wind: Core }>();
  readonly tested = new Map<Test, { -readonly [Key in keyof Tested]: boolean }>();
  private readonly code: CodeBase;
  /** Locals that hold how something ended, by the definition they stand in. */
  private readonly results = new Map<string, Set<number>>();
  /** Whether a clause before this one of the same form acts. */
  private readonly actsBefore = new Map<Core, boolean>();
  /** The form of which a clause is a part: the `let` of a `case`, the first clause of a `cond`. */
  private readonly wholes = new Map<Core, Core>();

  constructor(code: CodeBase) {
    this.code = code;
  }

  visit(node: Core): void {
    this.visited.add(node);
  }

  ask(asked: Asked): void {
    this.asked.push(asked);
  }

  loop(loop: Loop): void {
    this.loops.push(loop);
  }

  /** Remembers what waits or ends where it may be part of what a `dynamic-wind` does on the way in or out. */
  inThunk(node: Core, does: string, wind: Core | null): void {
    if (wind !== null) this.misplaced.set(node, { does, wind });
  }

  /** Remembers that a local holds what acting came to, or what was computed of that. */
  holdsResult(local: number, init: Core, node: Core): void {
    const definition = this.code.definitionOf(node);
    const known = this.results.get(definition) ?? new Set();
    if (this.code.acts(init) || [...this.code.free(init)].some((other) => known.has(other)))
      this.results.set(definition, known.add(local));
  }

  /** Control takes a way out of a test. */
  goes(node: Test, holds: boolean, env: Env): void {
    const tested = this.tested.get(node) ?? { result: false, then: false, otherwise: false };
    this.tested.set(node, tested);
    tested.result ||= this.looksAtResult(node, env);
    if (holds) tested.then = true;
    else tested.otherwise = true;
  }

  private looksAtResult(node: Test, env: Env): boolean {
    const results = this.results.get(this.code.definitionOf(node));
    return [...this.code.free(node[1])].some((local) => {
      const kind = env.get(local)?.kind;
      return kind === 'outcome' || kind === 'decision' || results?.has(local) === true;
    });
  }

  /** Remembers what a request accepts; of what has effects the text is told as that alone. */
  accepting(name: string, { code, env, key }: Value & { readonly kind: 'closure' }): void {
    this.accepts.set(`${name} ${key}`, { name, condition: code, env });
    if (!this.code.acts(code)) return;
    this.acting.add(code);
    walk(code, (node) => {
      this.visit(node);
    });
  }

  unverifiable(node: Core, message: string): void {
    if (!this.hidden.has(node)) this.hidden.set(node, { node, message });
  }

  /** Remembers what stands before the next clause of a `cond` or `case`. */
  chain(node: Test): void {
    const [, , then, otherwise] = node;
    const acts = this.actsBefore.get(node) === true || this.code.acts(then);
    const next = otherwise[0] === 'let' ? otherwise[2] : otherwise;
    if (next[0] === 'if') {
      this.actsBefore.set(next, acts);
      this.wholes.set(next, this.wholeOf(node));
    }
    this.actsBefore.set(node, acts);
  }

  /** Remembers that the clauses of a `case` stand in what binds its key. */
  bindsKey(node: Core, body: Core): void {
    if (body[0] !== 'if' || this.wholes.has(body)) return;
    if (IS_CASE.test(this.code.textAt(this.code.spanOf(node)))) this.wholes.set(body, node);
  }

  /** The `let` of a `case`, or the first clause of a `cond`. */
  wholeOf(node: Core): Core {
    return this.wholes.get(node) ?? node;
  }

  /** Control reaches the end of a `cond` or `case` that has no `else`. */
  fallsThrough(node: Test, env: Env, open: boolean, computing: boolean): void {
    const decided = [...this.code.free(node[1])].flatMap((local) => {
      const value = env.get(local);
      return value?.kind === 'outcome' || value?.kind === 'decision' ? [value] : [];
    });
    const [outcome] = decided;
    if (outcome !== undefined && !open)
      this.add(node, { outcome: outcome.outcome, from: outcome.from });
    else if (!computing && this.actsBefore.get(node) === true) this.add(node, null);
  }

  private add(node: Core, outcome: Unhandled['outcome']): void {
    const key = `${this.code.idOf(node)} ${outcome?.outcome ?? ''}`;
    if (!this.unhandled.has(key)) this.unhandled.set(key, { node, outcome });
  }
}

const IS_CASE = /^\(\s*case[\s();"]/;
const SAYS_NOTHING_OTHERWISE = /^\(\s*(?:when|unless|if)[\s();"]/;

/**
 * Whether an `if` is the last clause of a `cond` or `case` without `else`. Their clauses stand where the author wrote
 * them; `when`, `unless` and an `if` with one arm say that nothing happens otherwise.
 */
export function impliedElse(node: Test, code: CodeBase): boolean {
  const otherwise = node[3];
  if (otherwise[0] !== 'const' || !Array.isArray(otherwise[1]) || otherwise[1][0] !== 'u')
    return false;
  return code.isPlaced(node) && !SAYS_NOTHING_OTHERWISE.test(code.textAt(code.spanOf(node)));
}
