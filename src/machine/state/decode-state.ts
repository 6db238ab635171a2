import type { Json } from '../../core/json.ts';
import { CodeReader, UnreadableState } from './decode-code.ts';
import { ValueReader, assign } from './decode-values.ts';
import type { Items } from './decode-values.ts';
import type { Fiber, FiberState, Join, Unwinding } from '../control/fibers.ts';
import type { Machine } from '../machine.ts';
import { STATE_VERSION, canRead } from './state.ts';
import type { MachineState } from './state.ts';
import { Scope } from '../data/values.ts';
import type { Value } from '../data/values.ts';

/** Puts a fresh machine into a state that `encodeState` wrote. Throws UnreadableState. */
export function decodeState(m: Machine, state: MachineState): void {
  new Decoder(m, state).decode();
}

class Decoder {
  private readonly m: Machine;
  private readonly state: MachineState;
  private readonly scopes = new Map<number, Scope>();
  private readonly values: ValueReader;

  constructor(m: Machine, state: MachineState) {
    if (!canRead(state))
      throw new UnreadableState(
        `this state has version ${String(state.v)}; this release reads ${String(STATE_VERSION)}`,
      );
    this.m = m;
    this.state = state;
    for (const [id, parent, , ...reads] of state.scopes) {
      const scope = new Scope(id, parent === null ? null : this.scopes.get(parent)!);
      for (const field of reads) scope.reads.add(field);
      this.scopes.set(id, scope);
    }
    const code = new CodeReader(m.program, state.units);
    this.values = new ValueReader(code, state.heap, this.scopes);
  }

  decode(): void {
    const { m, state } = this;
    [m.nextId, m.nextRequest] = state.next;
    const fibers = new Map<number, Fiber>();
    const encoded = state.fibers as readonly Items[];
    for (const [id, parent, slot, dynamic, chain] of encoded) {
      fibers.set(id as number, {
        id: id as number,
        parent: parent === null ? null : fibers.get(parent as number)!,
        slot: slot as number,
        home: id as number,
        frames: this.values.chain(chain as Items),
        dynamic: this.values.dynamic(dynamic!),
        state: { kind: 'return', value: null },
        adopted: [],
      });
    }
    for (const item of encoded) {
      const fiber = fibers.get(item[0] as number)!;
      fiber.state = this.fiberState(item.slice(5), fibers);
    }
    for (const fiber of fibers.values()) {
      const { parent } = fiber;
      if (
        parent !== null &&
        !(parent.state.kind === 'join' && parent.state.join.live.includes(fiber))
      )
        parent.adopted.push(fiber);
      if (parent === null) m.root = fiber;
    }
    m.fiber = m.root;
    m.fibers = fibers.size;
    m.ready = (state.ready ?? []).map((id) => fibers.get(id)!);
    m.unwinding =
      state.unwinding === undefined ? null : this.unwinding(state.unwinding as Items, fibers);
    for (const [id, , handlers] of state.scopes)
      assign(this.scopes.get(id)!, { handlers: this.values.value(handlers) });
    this.values.finish();
  }

  private fiberState([kind, ...parts]: Items, fibers: ReadonlyMap<number, Fiber>): FiberState {
    switch (kind) {
      case 'apply':
        return {
          kind,
          procedure: this.values.value(parts[0]!),
          operands: parts.slice(1).map((operand) => this.values.value(operand)),
        };
      case 'return':
      case 'ending':
        return { kind, value: this.values.value(parts[0]!) };
      case 'request': {
        const thunks = new Map<string, Value>();
        for (let at = 1; at < parts.length; at += 2)
          thunks.set(parts[at] as string, this.values.value(parts[at + 1]!));
        return { kind, id: parts[0] as number, thunks };
      }
      default:
        return { kind: 'join', join: this.join(kind as Join['kind'], parts, fibers) };
    }
  }

  private join(kind: Join['kind'], parts: Items, fibers: ReadonlyMap<number, Fiber>): Join {
    const [id, until, finish, started, live, done] = parts as [
      number,
      Json,
      boolean,
      number,
      readonly number[],
      readonly [number, Json][],
    ];
    return {
      id,
      kind,
      until: this.values.value(until),
      rest: finish ? 'finish' : 'cancel',
      started,
      live: live.map((branch) => fibers.get(branch)!),
      done: done.map(([slot, value]) => ({ slot, value: this.values.value(value) })),
    };
  }

  private unwinding(
    [ids, environment, kind, target, value]: Items,
    fibers: ReadonlyMap<number, Fiber>,
  ): Unwinding {
    const order = (ids as readonly number[]).map((id) => fibers.get(id)!);
    const base = environment === null ? null : this.values.dynamic(environment!);
    // Only the first has begun to unwind.
    if (base !== null) order[0]!.home = -1 - order[0]!.id;
    const raised = this.values.value(value!);
    if (kind === 'end')
      return { order, base, then: { kind, how: target as 'exited' | 'raised', value: raised } };
    return {
      order,
      base,
      then: {
        kind: kind as 'return' | 'raise',
        fiber: fibers.get(target as number)!,
        value: raised,
      },
    };
  }
}
