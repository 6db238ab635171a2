import { symbolName } from '../core/datum.ts';
import { spanOfNode, walk } from '../language/compile/positions.ts';
import type { Definition } from '../language/program.ts';
import type { Core } from '../machine/code.ts';
import type { Policy } from './definitions.ts';
import type { Reference } from './forms/values.ts';

const ASK = 'has-role?';

/**
 * Whether code of a policy may ask for the roles of others than whoever caused the event: it speaks of `has-role?` in any
 * other way than `(has-role? (actor) …)`.
 */
export function asksRolesOfOthers({ units }: Pick<Policy, 'units'>): boolean {
  return Object.values(units).some(({ defs }) => defs.some(([, core]) => asksOthers(core)));
}

function asksOthers(core: Core): boolean {
  let mentions = 0;
  walk(core, (node) => {
    if (isGlobal(node, ASK)) mentions += 1;
    else if (isAsking(node) && isActor(node[2] as Core | undefined)) mentions -= 1;
  });
  return mentions > 0;
}

/** The roles that are written out where a definition asks whether somebody holds one. */
export function rolesAskedFor(definition: Definition): readonly Reference[] {
  const found: Reference[] = [];
  const asked = new Set<Core>();
  walk(definition.core, (node, number) => {
    if (isAsking(node)) asked.add(node[3] as Core);
    const name = asked.has(node) && node[0] === 'const' ? symbolName(node[1]) : undefined;
    if (name !== undefined)
      found.push({ kind: 'role', name, span: spanOfNode(definition, number) });
  });
  return found;
}

const isAsking = (node: Core): boolean => node[0] === 'call' && isGlobal(node[1], ASK);

const isActor = (core: Core | undefined): boolean =>
  core?.[0] === 'call' && isGlobal(core[1], 'actor');

const isGlobal = (core: Core, name: string): boolean => core[0] === 'global' && core[1] === name;
