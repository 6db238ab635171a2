import type { Frame } from './frames.ts';
import type { Dynamic, Scope, Value } from '../data/values.ts';

/** A branch of the program: its frames and what it does next. The root has no parent. */
export interface Fiber {
  readonly id: number;
  parent: Fiber | null;
  /** Its place among the branches of its parent's form; −1 for one that only tests when the form may end. */
  slot: number;
  /** Changes when the fiber is cancelled, so that no continuation brings it back. */
  home: number;
  frames: Frame | null;
  dynamic: Dynamic;
  state: FiberState;
  /** Branches that outlived their form and run until the program ends; only the root has any. */
  readonly adopted: Fiber[];
}

export type FiberState =
  | { readonly kind: 'apply'; readonly procedure: Value; readonly operands: readonly Value[] }
  | { readonly kind: 'return'; readonly value: Value }
  | { readonly kind: 'request'; readonly id: number; readonly thunks: ReadonlyMap<string, Value> }
  | { readonly kind: 'join'; readonly join: Join }
  /** The root returned, and branches that it adopted still run. */
  | { readonly kind: 'ending'; readonly value: Value };

/** A parent that waits for its branches. */
export interface Join {
  readonly id: number;
  readonly kind: 'parallel' | 'first' | 'nursery';
  /** When it may end before all have: after so many, when a procedure of the values so far says so, or never. */
  readonly until: Value;
  readonly rest: 'cancel' | 'finish';
  /** Branches started so far. */
  started: number;
  readonly live: Fiber[];
  /** Values in order of completion. */
  readonly done: { readonly slot: number; readonly value: Value }[];
}

/** Fibers that are being unwound, one after another, and what happens then. Nothing else runs meanwhile. */
export interface Unwinding {
  readonly order: Fiber[];
  /** The environment of the next after-thunk of the first of them, its winds those that are left. */
  base: Dynamic | null;
  readonly then:
    | { readonly kind: 'return'; readonly fiber: Fiber; readonly value: Value }
    | { readonly kind: 'raise'; readonly fiber: Fiber; readonly value: Value }
    | { readonly kind: 'end'; readonly how: 'exited' | 'raised'; readonly value: Value };
}

/** A fiber and all below it in the order in which they are cancelled: sub-branches first, newest first. */
export function cancelOrder(fiber: Fiber): Fiber[] {
  const order: Fiber[] = [];
  const work = [fiber];
  // Parents before children and oldest first; reversed that is the order wanted, without recursion.
  for (let next = work.pop(); next !== undefined; next = work.pop()) {
    order.push(next);
    work.push(...branchesOf(next).reverse());
  }
  return order.reverse();
}

/** The fibers directly below one, oldest first. */
export const branchesOf = (fiber: Fiber): Fiber[] =>
  [...joinedBy(fiber), ...fiber.adopted].sort((a, b) => a.id - b.id);

/** Those of them that the form runs in which it waits. */
export const joinedBy = ({ state }: Fiber): Fiber[] =>
  state.kind === 'join' ? [...state.join.live].sort((a, b) => a.id - b.id) : [];

/** The forms that wait for a branch, innermost first, with the branch that each belongs to; none waits for what outlived its form. */
export function* formsAround(
  fiber: Fiber,
): Iterable<{ readonly host: Fiber; readonly join: Join }> {
  for (let at = fiber; at.parent !== null; at = at.parent) {
    const host = at.parent;
    if (host.state.kind === 'join' && !host.adopted.includes(at))
      yield { host, join: host.state.join };
  }
}

/**
 * Ids of the scopes that run, ascending, without the program's own. A branch that outlived its form carries the scopes
 * in which it started; those run only while the branch around it is in them, too.
 */
export function runningIn(fibers: readonly Fiber[]): number[] {
  const all = new Set<number>();
  for (const fiber of fibers) for (const { id } of scopesOf(fiber)) all.add(id);
  return [...all].sort((a, b) => a - b);
}

/** A scope by its number, where it runs in a branch. */
export const scopeRunIn = (fiber: Fiber, id: number): Scope | undefined =>
  scopesOf(fiber).find((scope) => scope.id === id);

/** Branches and scopes are numbered together, so what is older than a branch was not opened by it. */
function scopesOf(fiber: Fiber): readonly Scope[] {
  const scopes: Scope[] = [];
  for (let { scope } = fiber.dynamic; scope.parent !== null; scope = scope.parent) {
    if (scope.id > fiber.id || isAround(fiber.parent, scope)) scopes.push(scope);
  }
  return scopes;
}

function isAround(fiber: Fiber | null, { id }: Scope): boolean {
  if (fiber === null) return false;
  for (let { scope } = fiber.dynamic; scope.parent !== null; scope = scope.parent)
    if (scope.id === id) return id > fiber.id || isAround(fiber.parent, scope);
  return false;
}
