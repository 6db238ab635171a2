/** Runs fibers until all wait or the program ends: whose turn it is, what the end of a branch means, cancelling. */
import { newBranch } from './branches.ts';
import { cancelOrder, formsAround, joinedBy } from './fibers.ts';
import type { Fiber, Join, Unwinding } from './fibers.ts';
import { run } from '../loop.ts';
import type { Machine } from '../machine.ts';
import { traceOf } from './sites.ts';
import type { Site } from './sites.ts';
import { Dynamic, Pair, isProcedure, listOf, unspecified } from '../data/values.ts';
import type { Scope, Value } from '../data/values.ts';

/** Ready fibers run first come, first served, each until it waits. Whether the machine was paused with some left. */
export function drive(m: Machine): 'settled' | 'paused' {
  while (m.ending === null) {
    const fiber = m.unwinding === null ? m.ready.shift() : nextUnwinding(m, m.unwinding);
    if (fiber === undefined) {
      if (m.unwinding === null && m.ready.length === 0) return 'settled';
      continue;
    }
    m.fiber = fiber;
    const end = run(m);
    switch (end.kind) {
      case 'finished':
        if (m.unwinding === null) finished(m, fiber, end.value);
        break;
      case 'blocked':
        if (m.leaving !== null) leave(m, fiber, m.leaving);
        break;
      case 'paused':
        m.ready.unshift(fiber);
        return 'paused';
    }
  }
  return 'settled';
}

function leave(m: Machine, fiber: Fiber, leaving: NonNullable<Machine['leaving']>): void {
  m.leaving = null;
  if (leaving.how === 'exited') {
    end(m, 'exited', leaving.value);
    return;
  }
  const trace = m.raised?.value === leaving.value ? m.raised.trace : traceOf(m);
  m.raised = { value: leaving.value, trace };
  if (m.unwinding !== null) m.ending = { kind: 'raised', value: leaving.value, trace };
  else uncaught(m, fiber, leaving.value);
}

/** A branch ended with a value. */
function finished(m: Machine, fiber: Fiber, value: Value): void {
  m.fibers -= 1;
  const { parent } = fiber;
  if (parent === null) {
    if (fiber.adopted.length === 0) m.ending = { kind: 'returned', value };
    else {
      // It has left every extent that it stood in when it last waited, and every call.
      fiber.dynamic = m.dynamic;
      fiber.frames = null;
      fiber.state = { kind: 'ending', value };
    }
    return;
  }
  const adopted = parent.adopted.indexOf(fiber);
  if (adopted >= 0) {
    parent.adopted.splice(adopted, 1);
    if (parent.state.kind === 'ending' && parent.adopted.length === 0)
      m.ending = { kind: 'returned', value: parent.state.value };
    return;
  }
  if (parent.state.kind !== 'join') throw new Error('a parent of branches waits for them');
  const { join } = parent.state;
  join.live.splice(join.live.indexOf(fiber), 1);
  if (fiber.slot === TESTER) {
    if (value !== false) endJoin(m, parent, join);
    else if (join.live.length === 0) endJoin(m, parent, join);
    return;
  }
  join.done.push({ slot: fiber.slot, value });
  advance(m, parent, join);
}

/** The slot of a fiber that evaluates `until`. */
const TESTER = -1;

/** Looks whether a form may end, now that one more of its branches has. */
function advance(m: Machine, parent: Fiber, join: Join): void {
  const values = valuesSoFar(join);
  if (typeof join.until === 'number' ? values.length >= join.until : false)
    endJoin(m, parent, join);
  else if (isProcedure(join.until)) {
    // It runs at once, so that it sees the values one by one. It computes only, and what it raises ends the form.
    const { parameters, scope } = parent.dynamic;
    const tester = newBranch(
      m,
      parent,
      TESTER,
      new Dynamic(null, parameters, null, scope, 'compute'),
      join.until,
      [listOf(values)],
    );
    join.live.push(tester);
    m.ready.unshift(tester);
  } else if (join.live.length === 0) endJoin(m, parent, join);
}

/** The values that `until` counts, in order of completion: all but that of a nursery's own body. */
const valuesSoFar = (join: Join): Value[] =>
  join.done.filter(({ slot }) => join.kind !== 'nursery' || slot > 0).map(({ value }) => value);

function endJoin(m: Machine, parent: Fiber, join: Join): void {
  const value = joinValue(join);
  if (join.rest === 'finish' && join.live.length > 0) {
    adopt(m, parent, join.live.splice(0));
    resume(m, parent, value);
    return;
  }
  const order = joinedBy(parent).reverse().flatMap(cancelOrder);
  unwind(m, order, { kind: 'return', fiber: parent, value });
}

function joinValue(join: Join): Value {
  const [winner] = join.done;
  if (join.kind === 'first')
    return winner === undefined ? unspecified : new Pair(winner.slot, winner.value);
  if (join.until !== false) return listOf(valuesSoFar(join));
  if (join.kind === 'nursery')
    return join.done.find(({ slot }) => slot === 0)?.value ?? unspecified;
  return listOf([...join.done].sort((a, b) => a.slot - b.slot).map(({ value }) => value));
}

/** Hands branches to the nearest nursery around, else to the program, whose end waits for them. */
function adopt(m: Machine, parent: Fiber, branches: readonly Fiber[]): void {
  for (const { host, join } of formsAround(parent)) {
    if (join.kind !== 'nursery') continue;
    for (const branch of branches) {
      branch.slot = join.started;
      join.started += 1;
      branch.parent = host;
      join.live.push(branch);
    }
    return;
  }
  for (const branch of branches) {
    branch.parent = m.root;
    m.root.adopted.push(branch);
  }
}

function resume(m: Machine, fiber: Fiber, value: Value): void {
  fiber.state = { kind: 'return', value };
  m.ready.push(fiber);
}

/** Raises a value where the fiber waits, with the handlers that it has there. */
export function raiseIn(m: Machine, fiber: Fiber, value: Value): void {
  withdraw(m, fiber);
  const at = m.ready.indexOf(fiber);
  if (at >= 0) m.ready.splice(at, 1);
  fiber.state = { kind: 'apply', procedure: m.program.signalError, operands: [value] };
  m.ready.push(fiber);
}

/** Cancels what runs below a fiber, then raises a value in it, with the handlers that a scope of it began with. */
export function interrupt(m: Machine, fiber: Fiber, { handlers }: Scope, value: Value): void {
  fiber.dynamic = fiber.dynamic.with({ handlers });
  unwind(m, cancelOrder(fiber).slice(0, -1), { kind: 'raise', fiber, value });
}

/** A branch ended with a condition that it does not handle. */
function uncaught(m: Machine, fiber: Fiber, value: Value): void {
  const { parent } = fiber;
  if (parent === null) end(m, 'raised', value);
  else if (parent.adopted.includes(fiber)) {
    // No form is left that could raise it: it ends the program, whatever that waits for and handles there.
    const others = cancelOrder(parent).filter((other) => other !== fiber);
    unwind(m, [fiber, ...others], { kind: 'end', how: 'raised', value });
  } else {
    // What outlived its own form goes on beside the form that now fails.
    const others = joinedBy(parent).filter((other) => other !== fiber);
    const order = others.reverse().flatMap(cancelOrder);
    unwind(m, [fiber, ...order], { kind: 'raise', fiber: parent, value });
  }
}

/** Ends the program: its branches are cancelled as those of any form are. */
export function end(m: Machine, how: 'exited' | 'raised', value: Value): void {
  unwind(m, cancelOrder(m.root), { kind: 'end', how, value });
}

function unwind(m: Machine, order: Fiber[], then: Unwinding['then']): void {
  m.unwinding = { order, base: null, then };
}

function withdraw(m: Machine, fiber: Fiber): void {
  if (fiber.state.kind === 'request') m.outputs.push({ kind: 'withdraw', id: fiber.state.id });
}

/** The fiber whose next after-thunk runs now; undefined once all are unwound and what was to happen then has. */
function nextUnwinding(m: Machine, unwinding: Unwinding): Fiber | undefined {
  for (let [fiber] = unwinding.order; fiber !== undefined; [fiber] = unwinding.order) {
    if (m.ready[0] === fiber && unwinding.base !== null) {
      // The machine was paused inside a thunk.
      m.ready.shift();
      return fiber;
    }
    unwinding.base ??= beginUnwinding(m, fiber);
    const { winds } = unwinding.base;
    if (winds instanceof Pair) {
      unwinding.base = unwinding.base.with({ winds: winds.cdr });
      fiber.frames = null;
      fiber.dynamic = unwinding.base;
      fiber.state = {
        kind: 'apply',
        procedure: winds.car instanceof Pair ? winds.car.cdr : null,
        operands: [],
      };
      return fiber;
    }
    unwinding.base = null;
    unwinding.order.shift();
    discard(m, fiber);
  }
  m.unwinding = null;
  conclude(m, unwinding.then);
  return undefined;
}

/** The environment of a fiber's after-thunks. From here on no continuation of the fiber can be invoked any more. */
function beginUnwinding(m: Machine, fiber: Fiber): Dynamic {
  withdraw(m, fiber);
  m.ready = m.ready.filter((other) => other !== fiber);
  fiber.home = -1 - fiber.id;
  return fiber.dynamic.with({ handlers: null, mode: 'unwind' });
}

function discard(m: Machine, fiber: Fiber): void {
  m.fibers -= 1;
  const { parent } = fiber;
  if (parent === null) return;
  const siblings = parent.adopted.includes(fiber)
    ? parent.adopted
    : parent.state.kind === 'join'
      ? parent.state.join.live
      : [];
  const at = siblings.indexOf(fiber);
  if (at >= 0) siblings.splice(at, 1);
}

function conclude(m: Machine, then: Unwinding['then']): void {
  switch (then.kind) {
    case 'return':
      resume(m, then.fiber, then.value);
      break;
    case 'raise':
      raiseIn(m, then.fiber, then.value);
      break;
    case 'end':
      m.ending =
        then.how === 'raised'
          ? { kind: 'raised', value: then.value, trace: traceIn(m, then.value) }
          : { kind: then.how, value: then.value };
      break;
  }
}

const traceIn = (m: Machine, value: Value): readonly Site[] =>
  m.raised?.value === value ? m.raised.trace : [];
