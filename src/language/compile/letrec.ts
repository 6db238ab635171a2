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
