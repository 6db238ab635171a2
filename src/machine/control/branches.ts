/** The forms that make branches, suspend them, or end the program: what they ask of the machine. */
import type { Datum } from '../../core/datum.ts';
import { Exhausted, fail, wrongType } from './conditions.ts';
import { cancelOrder, formsAround } from './fibers.ts';
import type { Fiber, Join } from './fibers.ts';
import { BLOCK } from '../machine.ts';
import type { Directive, Machine } from '../machine.ts';
import { siteOfCall } from './sites.ts';
import { Dynamic, Nursery, Pair, Sym, isProcedure, itemsOf, unspecified } from '../data/values.ts';
import type { Scope, Value } from '../data/values.ts';

/** Refuses what only a program that works on a change may do. */
export function requireWork(m: Machine, what: string): void {
  const { mode } = m.dynamic;
  if (mode === 'compute')
    fail('effect-in-pure-code', `${what} is an effect, and this code may only compute`);
  if (mode === 'unwind')
    fail('waits-in-thunk', `${what} waits, and a before or after thunk may not`);
}

/** `(%parallel THUNKS UNTIL REST)` */
export function parallel(m: Machine, operands: readonly Value[]): Value | Directive {
  requireWork(m, 'parallel');
  const [thunks, until, rest] = operands as readonly [Value, Value, Value];
  const procedures = procedureList(thunks, '%parallel');
  const join = newJoin(m, 'parallel', checkUntil(until), rest);
  if (procedures.length === 0 || until === 0) return null;
  return branchOut(
    m,
    join,
    procedures.map((procedure) => [procedure, []]),
  );
}

/** `(%first THUNKS)` */
export function first(m: Machine, operands: readonly Value[]): Value | Directive {
  requireWork(m, 'race');
  const procedures = procedureList(operands[0] as Value, '%first');
  if (procedures.length === 0) return fail('wrong-arguments', '%first: a race needs a head');
  return branchOut(
    m,
    newJoin(m, 'first', 1, null),
    procedures.map((procedure) => [procedure, []]),
  );
}

/** `(%nursery PROC [UNTIL REST])` */
export function nursery(m: Machine, operands: readonly Value[]): Value | Directive {
  requireWork(m, 'nursery');
  const [body, until = false, rest = null] = operands;
  if (!isProcedure(body as Value)) wrongType('%nursery', 'a procedure', body as Value);
  if (until === 0) return null;
  const join = newJoin(m, 'nursery', checkUntil(until), rest);
  return branchOut(m, join, [[body as Value, [new Nursery(join.id)]]]);
}

/** A call of a nursery with a thunk: one more branch of it; its number, for `%withdraw`. */
export function spawn(m: Machine, nurseryValue: Nursery, operands: readonly Value[]): Value {
  requireWork(m, 'spawn');
  const [thunk] = procedureList(new Pair(operands[0] as Value, null), 'spawn');
  for (const { host, join } of formsAround(m.fiber))
    if (join.id === nurseryValue.join) return startBranch(m, host, join, thunk!, []);
  return fail('nursery-ended', 'spawn: the nursery has ended, or is not around this branch');
}

/** `(%withdraw NURSERY BRANCH)`: cancels another branch of the nursery, if it still runs. */
export function withdrawBranch(m: Machine, operands: readonly Value[]): Value | Directive {
  requireWork(m, 'withdrawing a branch');
  const [nurseryValue, id] = operands as readonly [Value, Value];
  if (!(nurseryValue instanceof Nursery)) wrongType('%withdraw', 'a nursery', nurseryValue);
  for (const { join } of formsAround(m.fiber)) {
    if (join.id !== nurseryValue.join) continue;
    const branch = join.live.find((one) => one.id === id);
    if (branch === undefined) return unspecified;
    const going = m.fiber;
    going.state = { kind: 'return', value: unspecified };
    const then = { kind: 'return', fiber: going, value: unspecified } as const;
    m.unwinding = { order: cancelOrder(branch), base: null, then };
    return BLOCK;
  }
  return fail('nursery-ended', '%withdraw: the nursery has ended, or is not around this branch');
}

function procedureList(list: Value, procedure: string): readonly Value[] {
  const items = itemsOf(list);
  if (items === undefined) return wrongType(procedure, 'a list of procedures', list);
  for (const item of items) if (!isProcedure(item)) wrongType(procedure, 'a procedure', item);
  return items;
}

function checkUntil(until: Value): Value {
  const valid = until === false || isProcedure(until) || (typeof until === 'number' && until > 0);
  return valid ? until : wrongType('until', 'a whole number from 1 or a procedure', until);
}

const newJoin = (m: Machine, kind: Join['kind'], until: Value, rest: Value): Join => ({
  id: m.nextId++,
  kind,
  until,
  rest: rest instanceof Sym && rest.name === 'finish' ? 'finish' : 'cancel',
  started: 0,
  live: [],
  done: [],
});

function branchOut(
  m: Machine,
  join: Join,
  calls: readonly (readonly [Value, readonly Value[]])[],
): Directive {
  const parent = m.fiber;
  parent.state = { kind: 'join', join };
  for (const [procedure, operands] of calls) startBranch(m, parent, join, procedure, operands);
  return BLOCK;
}

function startBranch(
  m: Machine,
  parent: Fiber,
  join: Join,
  procedure: Value,
  operands: readonly Value[],
): number {
  // The caller's own environment where it starts them; a branch has no handlers and no winds of its own yet.
  const { parameters, scope } = parent === m.fiber ? m.dynamic : parent.dynamic;
  const branch = newBranch(
    m,
    parent,
    join.started,
    new Dynamic(null, parameters, null, scope, 'work'),
    procedure,
    operands,
  );
  join.started += 1;
  join.live.push(branch);
  m.ready.push(branch);
  return branch.id;
}

/** A fiber that will call a procedure. Counts against the budget of fibers. */
export function newBranch(
  m: Machine,
  parent: Fiber,
  slot: number,
  dynamic: Dynamic,
  procedure: Value,
  operands: readonly Value[],
): Fiber {
  m.fibers += 1;
  if (m.fibers > m.budget.fibers) throw new Exhausted('fibers');
  const id = m.nextId++;
  return {
    id,
    parent,
    slot,
    home: id,
    frames: null,
    dynamic,
    state: { kind: 'apply', procedure, operands },
    adopted: [],
  };
}

/** `(%request KIND NAME CLAUSES)`: the one primitive that waits for the world. */
export function request(m: Machine, operands: readonly Value[]): Directive {
  requireWork(m, 'a request');
  const [kind, name, clauses] = operands as readonly [Value, Value, Value];
  const thunks = new Map<string, Value>();
  const data = clauseData(m, clauses, thunks);
  const id = m.nextRequest++;
  const position = siteOfCall(m);
  m.outputs.push({
    kind: 'open',
    id,
    request: wordOf(kind, '%request'),
    name: wordOf(name, '%request'),
    clauses: data,
    fiber: m.fiber.id,
    scopes: scopesOf(m.dynamic.scope),
    reads: [...m.dynamic.scope.reads].sort(),
    ...(position === undefined ? {} : { position }),
  });
  m.fiber.state = { kind: 'request', id, thunks };
  return BLOCK;
}

/** Clauses as data; a procedure becomes `['thunk', LABEL]`: its clause's word, numbered where that has more than one. */
function clauseData(m: Machine, clauses: Value, thunks: Map<string, Value>): Datum {
  const items = itemsOf(clauses);
  if (items === undefined) return wrongType('%request', 'an association list', clauses);
  const data = items.map((clause) => {
    if (!(clause instanceof Pair && clause.car instanceof Sym))
      return wrongType('%request', 'a clause', clause);
    const word = clause.car.name;
    return m.toDatum(clause, (procedure) => {
      let label = word;
      for (let count = 2; thunks.has(label); count += 1) label = `${word}#${String(count)}`;
      thunks.set(label, procedure);
      return ['thunk', label];
    });
  });
  return data.length === 0 ? null : ['l', ...data];
}

/** Ids of the scopes around, outermost first, without the program's own. */
export function scopesOf(scope: Scope): number[] {
  const ids: number[] = [];
  for (let at: Scope | null = scope; at.parent !== null; at = at.parent) ids.push(at.id);
  return ids.reverse();
}

/** `(%effect NAME DATA)` */
export function effect(m: Machine, operands: readonly Value[]): Value {
  if (m.dynamic.mode === 'compute') requireWork(m, 'this');
  const [name, data] = operands as readonly [Value, Value];
  const word = wordOf(name, '%effect');
  m.outputs.push({ kind: 'effect', name: word, data: m.toDatum(data), fiber: m.fiber.id });
  if (word === 'set-field') {
    const [field, value] = itemsOf(data) ?? [];
    if (field === undefined || value === undefined)
      wrongType('set-field', 'a name and a value', data);
    m.fields.set(wordOf(field, 'set-field'), value);
  }
  return unspecified;
}

/** `(%exit DATUM)`: ends the program from any branch. */
export function exit(m: Machine, operands: readonly Value[]): Directive {
  requireWork(m, 'ending the program');
  const value = operands[0] as Value;
  m.toDatum(value);
  m.leaving = { how: 'exited', value };
  return BLOCK;
}

/** The text of a symbol or string. */
export function wordOf(value: Value, procedure: string): string {
  if (value instanceof Sym) return value.name;
  return typeof value === 'string' ? value : wrongType(procedure, 'a symbol', value);
}
