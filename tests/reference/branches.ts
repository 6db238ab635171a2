/**
 * Branches of a workflow: ready ones run first come, first served, each until it waits. A branch starts without
 * handlers; what it does not handle ends it, its siblings are cancelled, and its form raises the same object.
 */
import type { Clauses, Said } from './runs.ts';
import { chain, raise } from './conditions.ts';
import type { How } from './ending.ts';
import { apply } from './evaluate.ts';
import { Branch, around, forkOf, isNursery } from './branch.ts';
import type { Computation, Enough, Fork } from './branch.ts';
import { Procedure, Unsaid, Wrong, list, unspecified } from './values.ts';
import type { Continue, Dynamic, Next, Value } from './values.ts';
import { textOf } from './write.ts';

/** How a program ended, and with what. */
export interface Ended {
  readonly how: How;
  readonly value: Value;
}

class Uncaught extends Error {
  readonly object: Value;
  constructor(object: Value) {
    super('a thunk raised while a branch was cancelled');
    this.object = object;
  }
}

/** A running program: its branches, what it said, and how it ended. */
export class Workflow {
  said: Said[] = [];
  trace = '';
  ended: Ended | null = null;
  private branches = 0;
  private readonly whole: Fork = forkOf(null, undefined, (_, value) =>
    this.finish('returned', value),
  );
  private readonly ready: { readonly branch: Branch; readonly next: Next }[] = [];
  private readonly open = new Map<number, Branch>();
  private requests = 0;
  private fuel: number;
  private cancelling = false;

  constructor(fuel: number) {
    this.fuel = fuel;
  }

  /** Runs a computation in the root branch until every branch waits or the program ends. */
  start(computation: Computation): void {
    this.whole.own = this.begin(this.whole, computation, null);
    this.settle();
  }

  answer(id: number, value: Value): void {
    const branch = this.open.get(id)!;
    const { k } = branch.request!;
    this.open.delete(id);
    branch.request = null;
    this.ready.push({ branch, next: () => k(value) });
    this.settle();
  }

  private settle(): void {
    try {
      for (
        let turn = this.ready.shift();
        turn !== undefined && this.ended === null;
        turn = this.ready.shift()
      )
        this.bounce(turn.next);
    } catch (thrown) {
      if (!(thrown instanceof Uncaught)) throw thrown;
      this.ended = { how: 'raised', value: thrown.object };
    }
  }

  private bounce(start: Next): void {
    for (let next = start; next !== null && this.ended === null; next = next()) {
      this.fuel -= 1;
      if (this.fuel < 0) throw new Unsaid('it takes more time than a test has');
    }
  }

  private finish(how: Ended['how'], value: Value): null {
    this.ended = { how, value };
    return null;
  }

  /** Opens a request; its answer is the value. */
  ask(
    request: string,
    name: string,
    key: Value,
    dynamic: Dynamic,
    k: Continue,
    clauses: Clauses = {},
  ): Next {
    if (dynamic.inThunk) return raise(new Wrong('waits-in-thunk').condition, dynamic, k);
    this.requests += 1;
    const id = this.requests;
    const { branch } = dynamic;
    branch.dynamic = dynamic;
    branch.request = { id, k };
    this.open.set(id, branch);
    const keyText = key === false ? '' : textOf(key, true);
    this.said.push({ kind: 'open', id, request, name, key: keyText, clauses });
    return null;
  }

  tell(name: string, data: Value): void {
    this.said.push({ kind: 'effect', name, data: textOf(data, true) });
  }

  /** Runs a branch for each computation, in their order. */
  fork(
    computations: readonly Computation[],
    enough: Enough | undefined,
    dynamic: Dynamic,
    k: Fork['k'],
  ): Next {
    if (dynamic.inThunk) return raise(new Wrong('waits-in-thunk').condition, dynamic, () => null);
    if (computations.length === 0 || enough?.until === 0n) return k([], unspecified);
    const fork = this.waitFor(enough, dynamic, k);
    for (const computation of computations) this.begin(fork, computation, dynamic.parameters);
    return null;
  }

  /** Runs the own work of a nursery; it gets the form, to which branches are added with `spawn`. */
  nursery(
    work: (nursery: Fork) => Computation,
    enough: Enough | undefined,
    dynamic: Dynamic,
    k: Fork['k'],
  ): Next {
    if (dynamic.inThunk) return raise(new Wrong('waits-in-thunk').condition, dynamic, () => null);
    const fork = this.waitFor(enough, dynamic, k);
    fork.own = this.begin(fork, work(fork), dynamic.parameters);
    return null;
  }

  /** Starts another branch of a nursery that stands around the branch that asks. */
  spawn(
    nursery: Fork,
    computation: Computation,
    parameters: Dynamic['parameters'],
    dynamic: Dynamic,
    k: Continue,
  ): Next {
    if (dynamic.inThunk) return raise(new Wrong('waits-in-thunk').condition, dynamic, k);
    if (nursery.ended || !around(dynamic.branch).includes(nursery))
      return raise(new Wrong('nursery-ended').condition, dynamic, k);
    this.begin(nursery, computation, parameters);
    return k(unspecified);
  }

  private waitFor(enough: Enough | undefined, dynamic: Dynamic, k: Fork['k']): Fork {
    const { branch: parent } = dynamic;
    const fork = forkOf(parent, enough, k);
    parent.waitsFor = fork;
    parent.dynamic = dynamic;
    return fork;
  }

  private begin(fork: Fork, computation: Computation, parameters: Dynamic['parameters']): Branch {
    this.branches += 1;
    const slot = fork.live.length + fork.done.length;
    const branch = new Branch(this, fork, slot, this.branches, parameters);
    fork.live.push(branch);
    const next = (): Next => computation(branch.dynamic, (value) => this.completed(branch, value));
    this.ready.push({ branch, next });
    return branch;
  }

  private completed(branch: Branch, value: Value): Next {
    const { fork } = branch;
    fork.live.splice(fork.live.indexOf(branch), 1);
    const decided = (enough: boolean): null => {
      if (enough || fork.live.length === 0) this.end(fork);
      return null;
    };
    if (fork.own === branch) {
      fork.ownValue = value;
      return decided(false);
    }
    fork.done.push({ slot: branch.slot, value });
    const until = fork.enough?.until;
    if (until instanceof Procedure && fork.parent !== null) {
      const values = list(fork.done.map((ending) => ending.value));
      const dynamic = { ...fork.parent.dynamic, handlers: null };
      return apply(until, [values], dynamic, (enough) => decided(enough !== false));
    }
    return decided(typeof until === 'bigint' && BigInt(fork.done.length) >= until);
  }

  /** What still runs is cancelled, or goes on as branches of the nearest nursery around the form. */
  private end(fork: Fork): void {
    fork.ended = true;
    const nursery = fork.parent === null ? undefined : around(fork.parent).find(isNursery);
    if (fork.enough?.restFinishes === true && nursery !== undefined) {
      for (const branch of fork.live) branch.fork = nursery;
      nursery.live.push(...fork.live.splice(0));
    } else this.cancelAll(fork.live);
    this.resume(fork, () => fork.k(fork.done, fork.ownValue));
  }

  uncaught(branch: Branch, object: Value): void {
    if (this.cancelling) throw new Uncaught(object);
    const { fork } = branch;
    const { parent } = fork;
    this.cancel(branch);
    fork.ended = true;
    if (parent === null) {
      this.cancelWhole();
      this.finish('raised', object);
      return;
    }
    this.cancelAll(fork.live.filter((other) => other !== branch));
    this.resume(fork, () => raise(object, parent.dynamic, () => null));
  }

  private resume({ parent, k, done, ownValue }: Fork, next: Next): void {
    if (parent === null) {
      k(done, ownValue);
      return;
    }
    parent.waitsFor = null;
    this.ready.push({ branch: parent, next });
  }

  /** Ends the program from anywhere. */
  exit(value: Value, dynamic: Dynamic): null {
    dynamic.branch.dynamic = dynamic;
    this.cancelWhole();
    return this.finish('exited', value);
  }

  private cancelAll(branches: readonly Branch[]): void {
    for (const branch of [...branches].sort((a, b) => b.started - a.started)) this.cancel(branch);
  }

  /** Sub-branches first, newest first; the request is withdrawn, then after-thunks run, innermost first. */
  private cancel(branch: Branch): void {
    if (branch.cancelled) return;
    branch.cancelled = true;
    if (branch.waitsFor !== null) branch.waitsFor.ended = true;
    const outlived = branch === this.whole.own ? this.whole.live : [];
    this.cancelAll([...(branch.waitsFor?.live ?? []), ...outlived.filter((it) => it !== branch)]);
    if (branch.request !== null) {
      this.open.delete(branch.request.id);
      this.said.push({ kind: 'withdraw', id: branch.request.id });
    }
    const at = this.ready.findIndex((turn) => turn.branch === branch);
    if (at !== -1) this.ready.splice(at, 1);
    const before = this.cancelling;
    this.cancelling = true;
    for (const { after, around: place } of chain(branch.dynamic.winds))
      this.bounce(() => apply(after, [], place, () => null));
    this.cancelling = before;
  }

  /** What outlived its form and goes on beside the program's own work counts as a sub-branch of that. */
  private cancelWhole(): void {
    const { live, own } = this.whole;
    if (own !== null && live.includes(own)) this.cancel(own);
    else this.cancelAll(live);
  }
}
