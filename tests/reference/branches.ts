/**
 * Branches of a workflow: ready ones run first come, first served, each until it waits. A branch starts without
 * handlers; what it does not handle ends it, its siblings are cancelled, and its form raises the same object.
 */
import type { Said } from './runs.ts';
import { chain, raise } from './conditions.ts';
import type { How } from './ending.ts';
import { apply } from './evaluate.ts';
import { Procedure, Unsaid, Wrong, list } from './values.ts';
import type { Continue, Dynamic, Next, Value } from './values.ts';
import { textOf } from './write.ts';

/** How a program ended, and with what. */
export interface Ended {
  readonly how: How;
  readonly value: Value;
}

/** A branch: below it run those of the form in which it waits. */
export class Branch {
  readonly workflow: Workflow;
  readonly fork: Fork | null;
  readonly slot: number;
  /** The form whose branches it waits for. */
  waitsFor: Fork | null = null;
  request: Request | null = null;
  /** Where it stands while it does not run. */
  dynamic: Dynamic;
  /** Counts up when it is cancelled: what it did before cannot be gone back to. */
  life = 0;

  constructor(
    workflow: Workflow,
    fork: Fork | null,
    slot: number,
    parameters: Dynamic['parameters'],
  ) {
    this.workflow = workflow;
    this.fork = fork;
    this.slot = slot;
    this.dynamic = { branch: this, inThunk: false, handlers: null, parameters, winds: null };
  }

  /** A condition that nothing in the branch handles. */
  fail(object: Value, dynamic: Dynamic): Next {
    this.dynamic = dynamic;
    this.workflow.uncaught(this, object);
    return null;
  }
}

interface Request {
  readonly id: number;
  readonly k: Continue;
}

/** A form that runs branches. */
export interface Fork {
  readonly parent: Branch;
  /** After how many it may end, or a procedure that tells from the values so far; otherwise when all have. */
  readonly until: Value | undefined;
  readonly live: Branch[];
  /** In order of completion. */
  readonly done: Ending[];
  readonly dynamic: Dynamic;
  readonly k: (done: readonly Ending[]) => Next;
}
export interface Ending {
  readonly slot: number;
  readonly value: Value;
}
export type Computation = (dynamic: Dynamic, k: Continue) => Next;

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
  private readonly root: Branch = new Branch(this, null, 0, null);
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
    this.ready.push({
      branch: this.root,
      next: () => computation(this.root.dynamic, (value) => this.finish('returned', value)),
    });
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
    duration?: string,
  ): Next {
    if (dynamic.inThunk) return raise(new Wrong('waits-in-thunk').condition, dynamic, k);
    this.requests += 1;
    const id = this.requests;
    const { branch } = dynamic;
    branch.dynamic = dynamic;
    branch.request = { id, k };
    this.open.set(id, branch);
    const keyText = key === false ? '' : textOf(key, true);
    this.said.push({
      kind: 'open',
      id,
      request,
      name,
      key: keyText,
      ...(duration === undefined ? {} : { duration }),
    });
    return null;
  }

  tell(name: string, data: Value): void {
    this.said.push({ kind: 'effect', name, data: textOf(data, true) });
  }

  /** Runs a branch for each computation, in their order. */
  fork(
    computations: readonly Computation[],
    until: Value | undefined,
    dynamic: Dynamic,
    k: Fork['k'],
  ): Next {
    if (dynamic.inThunk) return raise(new Wrong('waits-in-thunk').condition, dynamic, () => null);
    const { branch: parent } = dynamic;
    if (computations.length === 0 || until === 0n) return k([]);
    const fork: Fork = { parent, until, live: [], done: [], dynamic, k };
    parent.waitsFor = fork;
    parent.dynamic = dynamic;
    computations.forEach((computation, slot) => {
      const branch = new Branch(this, fork, slot, dynamic.parameters);
      fork.live.push(branch);
      this.ready.push({
        branch,
        next: () => computation(branch.dynamic, (value) => this.completed(branch, fork, value)),
      });
    });
    return null;
  }

  private completed(branch: Branch, fork: Fork, value: Value): Next {
    fork.live.splice(fork.live.indexOf(branch), 1);
    fork.done.push({ slot: branch.slot, value });
    const decided = (enough: boolean): null => {
      if (!enough && fork.live.length > 0) return null;
      this.cancelAll(fork.live);
      this.resume(fork, () => fork.k(fork.done));
      return null;
    };
    if (fork.until instanceof Procedure) {
      const values = list(fork.done.map((ending) => ending.value));
      return apply(fork.until, [values], { ...fork.dynamic, handlers: null }, (enough) =>
        decided(enough !== false),
      );
    }
    return decided(typeof fork.until === 'bigint' && BigInt(fork.done.length) >= fork.until);
  }

  uncaught(branch: Branch, object: Value): void {
    if (this.cancelling) throw new Uncaught(object);
    const { fork } = branch;
    this.cancel(branch);
    if (fork === null) {
      this.finish('raised', object);
      return;
    }
    this.cancelAll(fork.live.filter((other) => other !== branch));
    this.resume(fork, () => raise(object, fork.dynamic, () => null));
  }

  private resume({ parent }: Fork, next: Next): void {
    parent.waitsFor = null;
    this.ready.push({ branch: parent, next });
  }

  /** Ends the program from anywhere. */
  exit(value: Value, dynamic: Dynamic): null {
    dynamic.branch.dynamic = dynamic;
    this.cancel(this.root);
    return this.finish('exited', value);
  }

  private cancelAll(branches: readonly Branch[]): void {
    for (const branch of [...branches].reverse()) this.cancel(branch);
  }

  /** Sub-branches first, newest first; the request is withdrawn, then after-thunks run, innermost first. */
  private cancel(branch: Branch): void {
    this.cancelAll(branch.waitsFor?.live ?? []);
    branch.life += 1;
    if (branch.request !== null) {
      this.open.delete(branch.request.id);
      this.said.push({ kind: 'withdraw', id: branch.request.id });
    }
    const at = this.ready.findIndex((turn) => turn.branch === branch);
    if (at !== -1) this.ready.splice(at, 1);
    const before = this.cancelling;
    this.cancelling = true;
    for (const { after, around } of chain(branch.dynamic.winds))
      this.bounce(() => apply(after, [], around, () => null));
    this.cancelling = before;
  }
}
