import type { Core } from '../../machine/code.ts';
import { walk } from './positions.ts';

export type Bound = readonly [local: number, value: Core];

/**
 * Bindings with the meaning of letrec*: each value may speak of every local. They are split where no value speaks of a
 * later local, and what does not speak of itself becomes a `let`, so that only real recursion is left to `letrec`.
 */
export function sequentialBindings(bindings: readonly Bound[], body: Core): Core {
  const groups = groupsOf(bindings);
  return groups.reduceRight<Core>(
    (inner, group) => [group.recursive ? 'letrec' : 'let', group.bindings, inner],
    body,
  );
}

/**
 * Bindings with the meaning of letrec: no variable has its value before all are there, which shows where a continuation
 * of one is called again. A value that speaks of the variables while it is made may not; those stay in turn.
 */
export function simultaneousBindings(
  bindings: readonly Bound[],
  body: Core,
  newLocal: () => number,
): Core {
  const order = new Map(bindings.map(([local], index) => [local, index]));
  const made = bindings.filter(([, value]) => !AT_ONCE.has(value[0]));
  if (made.length < 2 || made.some(([, value]) => furthest(value, order) !== -1))
    return sequentialBindings(bindings, body);
  const values = new Map(
    made.map(([local, value]): [number, Bound] => [local, [newLocal(), value]]),
  );
  const filled = bindings.map(([local, value]): Bound => {
    const early = values.get(local);
    return [local, early === undefined ? value : ['ref', early[0]]];
  });
  return ['let', [...values.values()], sequentialBindings(filled, body)];
}

/** Cores whose value is there without a call. */
const AT_ONCE: ReadonlySet<unknown> = new Set(['const', 'ref', 'global', 'lambda', 'case-lambda']);

interface Group {
  readonly bindings: readonly Bound[];
  readonly recursive: boolean;
}

function groupsOf(bindings: readonly Bound[]): Group[] {
  const order = new Map(bindings.map(([local], index) => [local, index]));
  const groups: Group[] = [];
  let start = 0;
  let reach = -1;
  bindings.forEach((binding, index) => {
    reach = Math.max(reach, furthest(binding[1], order));
    if (reach > index) return;
    const group = bindings.slice(start, index + 1);
    groups.push({ bindings: group, recursive: group.length > 1 || reach === index });
    start = index + 1;
    reach = -1;
  });
  return groups;
}

/** The last of the bindings that a value speaks of, by its place; −1 for none. */
function furthest(value: Core, order: ReadonlyMap<number, number>): number {
  let last = -1;
  walk(value, (node) => {
    if (node[0] === 'ref' || node[0] === 'set') last = Math.max(last, order.get(node[1]) ?? -1);
  });
  return last;
}
